import type { Diagnostic } from '../../diagnostics.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { resultLength } from '../quantised-network.ts';
import { inputMap } from './memory-assignment.ts';

const quantiser = 'the file or the step that made this network is at fault: quantise or export it again';

/** What is wrong with the network in itself, whatever accelerator it is for; empty where nothing is. */
export function checkNetwork(network: QuantisedNetwork): Diagnostic[] {
  const scores = checkScores(network);
  if (scores.length > 0) return scores;
  const names = checkNames(network);
  return names.length > 0 ? names : network.layers.flatMap(checkShape);
}

function checkScores({ name, layers }: QuantisedNetwork): Diagnostic[] {
  const last = layers.at(-1);
  if (!last?.scores) {
    const message = last
      ? `network ${name}: its last layer ${last.name} gives no scores`
      : `network ${name} has no layers`;
    return [
      {
        code: 'B400',
        message,
        remedy: 'end the network with a linear layer or a convolution whose sums are the scores',
      },
    ];
  }
  const early = layers.slice(0, -1).filter((layer) => layer.scores);
  return early.map((layer) => ({
    code: 'B400',
    message: `layer ${layer.name} gives scores, but ${last.name} comes after it`,
    remedy: 'UltraTrail ends at the layer of the scores: leave out what follows it, and early exits',
  }));
}

/** Every input and residual is the network's input or an earlier layer with the shape that the reader expects. */
function checkNames({ input, layers }: QuantisedNetwork): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const shapes = new Map([[inputMap, `${input.channels}×${input.length}`]]);
  const expect = (layer: QuantisedLayer, role: string, map: string, channels: number, length: number): void => {
    const shape = shapes.get(map);
    if (shape === `${channels}×${length}`) return;
    const found = shape === undefined ? 'which is no earlier layer' : `which is ${shape} (channels × positions)`;
    const message = `layer ${layer.name}: its ${role} of ${channels}×${length} is ${map}, ${found}`;
    findings.push({ code: 'B417', message, remedy: quantiser });
  };
  for (const layer of layers) {
    expect(layer, 'input', layer.input, layer.inputChannels, layer.inputLength);
    if (layer.residual !== undefined) {
      expect(layer, 'residual', layer.residual, layer.outputChannels, layer.outputLength);
    }
    if (shapes.has(layer.name)) {
      findings.push({
        code: 'B417',
        message: `two maps have the name ${layer.name}`,
        remedy: 'give every layer a name of its own',
      });
    }
    shapes.set(layer.name, `${layer.outputChannels}×${resultLength(layer)}`);
  }
  return findings;
}

function checkShape(layer: QuantisedLayer): Diagnostic[] {
  const { name, inputChannels, outputChannels, inputLength, outputLength, kernel, stride, padding } = layer;
  const findings: Diagnostic[] = [];
  const sizes = { inputChannels, outputChannels, inputLength, outputLength, kernel, stride };
  for (const [size, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= 1) continue;
    findings.push({
      code: 'B410',
      message: `layer ${name}: ${size} is ${value}, not a whole number from 1`,
      remedy: quantiser,
    });
  }
  if (padding !== 0 && padding !== Math.floor(kernel / 2)) {
    findings.push({
      code: 'B408',
      message: `layer ${name} pads ${padding} positions on each side; UltraTrail pads none or half a kernel of ${kernel}, ${Math.floor(kernel / 2)}`,
      remedy: `train the layer with padding 0 or ${Math.floor(kernel / 2)}`,
    });
  }
  const expectedLength = Math.floor((inputLength + 2 * padding - kernel) / stride) + 1;
  if (outputLength !== expectedLength) {
    findings.push({
      code: 'B410',
      message: `layer ${name}: ${outputLength} output positions, but input length, kernel, stride and padding give ${expectedLength}`,
      remedy: quantiser,
    });
  }
  const counts: readonly (readonly [string, number | undefined, number])[] = [
    ['weights', layer.weights.length, inputChannels * outputChannels * kernel],
    ['biases', layer.bias?.length, outputChannels],
  ];
  for (const [what, count, expected] of counts) {
    if (count === undefined || count === expected) continue;
    findings.push({
      code: 'B410',
      message: `layer ${name} has ${count} ${what}, its shape needs ${expected}`,
      remedy: quantiser,
    });
  }
  if (layer.poolExponent !== undefined && layer.scores) {
    findings.push({
      code: 'B407',
      message: `layer ${name} pools and gives the scores`,
      remedy: 'UltraTrail takes the scores from the sums: pool before the last layer',
    });
  }
  return findings;
}
