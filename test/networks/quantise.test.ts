import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FloatLayer, FloatNetwork } from '../../generators/networks/float-network.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import { quantiseNetwork } from '../../generators/networks/quantise/quantise-network.ts';
import { formatQuantisationReport } from '../../generators/networks/quantise/report.ts';
import { runFloat } from '../../generators/networks/quantise/run-float.ts';
import { mfccFeatures } from '../../sim/front-end/mfcc.ts';
import { quantiseFeatures } from '../../sim/front-end/network-input.ts';
import { fitRecording, readRecording } from '../../sim/front-end/recording.ts';
import { argMax, runGolden } from '../../sim/golden/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { loadTcResnet8, sharedData, tcResnet8Folder, tcResnet8FrontEnd } from '../support/tc-resnet8.ts';

const plain = { kernel: 1, stride: 1, padding: 0, relu: false, averagePool: false, scores: false };

/** Two blocks of random weights with a residual, a pool over five positions, and scores. */
function randomFloatNetwork(seed: number): FloatNetwork {
  const random = randomNumbers(seed);
  const reals = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => (random.integer(-1000, 1000) / 1000) * scale);
  const convolution = (
    name: string,
    input: string,
    from: number,
    to: number,
    kernel: number,
    more: object,
  ): FloatLayer => ({
    ...plain,
    ...{ name, input, inputChannels: from, outputChannels: to, inputLength: 5, outputLength: 5 },
    ...{ kernel, padding: (kernel - 1) / 2, relu: true },
    weights: reals(to * from * kernel, 1 / Math.sqrt(from * kernel)),
    bias: reals(to, 0.2),
    ...more,
  });
  return {
    name: 'random',
    classes: ['a', 'b', 'c'],
    input: { channels: 4, length: 5 },
    layers: [
      convolution('branch', 'input', 4, 6, 1, {}),
      convolution('body', 'input', 4, 6, 3, {}),
      convolution('sum', 'body', 6, 6, 3, { residual: 'branch', averagePool: true }),
      convolution('scores', 'sum', 6, 3, 1, { inputLength: 1, outputLength: 1, relu: false, scores: true }),
    ],
  };
}

const randomInputs = (seed: number, count: number): Float64Array[] => {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: 20 }, () => random.integer(-3000, 3000) / 1000),
  );
};

describe('a random network', () => {
  const float = randomFloatNetwork(1);
  const calibration = randomInputs(2, 20);

  it('with 8 bits comes close to float, on inputs that it was not calibrated with', () => {
    const { network, inputFraction, scoreFraction } = quantiseNetwork(float, calibration, {
      weightBits: 8,
      biasBits: 16,
    });
    let noise = 0;
    let signal = 0;
    for (const input of randomInputs(3, 50)) {
      const { scores } = runGolden(network, quantiseFeatures(input, inputFraction, 8));
      runFloat(float, input).scores.forEach((score, place) => {
        noise += (scores[place]! / 2 ** scoreFraction - score) ** 2;
        signal += score ** 2;
      });
    }
    expect(10 * Math.log10(signal / noise)).toBeGreaterThan(25);
  });

  it('reports what the golden model computes', () => {
    const { network, inputFraction, report } = quantiseNetwork(float, calibration, { weightBits: 5 });
    const { weightFraction, outputFraction, shift } = report.layers[2]!;
    expect(shift).toBe(report.layers[1]!.outputFraction + weightFraction - outputFraction);
    let worst = 0;
    let agreements = 0;
    for (const input of calibration) {
      const { layers, scores } = runGolden(network, quantiseFeatures(input, inputFraction, 8));
      const exact = runFloat(float, input);
      exact.activations.get('sum')!.forEach((value, place) => {
        worst = Math.max(worst, Math.abs(layers[2]!.unpooled[place]! / 2 ** outputFraction - value));
      });
      if (argMax(scores) === argMax(exact.scores)) agreements++;
    }
    expect(worst).toBe(report.layers[2]!.maximumError);
    expect(agreements).toBe(report.agreements);
    expect(report.inputs).toBe(20);
  });

  it('gives a residual the format of the layer that adds it', () => {
    const [branch, , sum] = quantiseNetwork(float, calibration).report.layers;
    expect(branch!.outputFraction).toBe(sum!.outputFraction);
  });

  it('more bits never make the scores much worse', () => {
    const ratio = (weightBits: number) =>
      quantiseNetwork(float, calibration, { weightBits }).report.layers.at(-1)!.signalToNoise;
    const ratios = [2, 4, 6, 8].map(ratio);
    expect(ratios[1]!).toBeGreaterThan(ratios[0]!);
    expect(ratios[2]!).toBeGreaterThan(ratios[1]!);
    expect(ratios[3]!).toBeGreaterThan(ratios[2]! - 1);
  });

  it('keeps clear of a narrow accumulator', () => {
    const { report, network } = quantiseNetwork(float, calibration, { weightBits: 8, accumulatorBits: 12 });
    expect(network.accumulatorBits).toBe(12);
    expect(report.layers.at(-1)!.signalToNoise).toBeGreaterThan(15);
  });

  it('without a shift per layer keeps to the one shift, and no weight overflows', () => {
    for (const seed of [1, 2, 3]) {
      const network = randomFloatNetwork(seed);
      const {
        network: quantised,
        needsLayerShift,
        report,
      } = quantiseNetwork(network, calibration, {
        weightBits: 8,
        biasBits: 16,
        layerShift: false,
      });
      expect(needsLayerShift).toBe(false);
      expect(quantised.layers.map(({ shift }) => shift)).toEqual([7, 7, 7, 7]);
      expect(report.layers.at(-1)!.signalToNoise).toBeGreaterThan(20);
      quantised.layers.forEach(({ weights, name }, place) => {
        const unit = 2 ** report.layers[place]!.weightFraction;
        const exact = network.layers[place]!.weights;
        // Only the scores' fraction is chosen freely, and may clip.
        if (name === 'scores') return;
        weights.forEach((weight, index) => {
          expect(Math.abs(weight - exact[index]! * unit)).toBeLessThanOrEqual(0.5);
        });
      });
    }
  });

  it('prints its report as a table', () => {
    const text = formatQuantisationReport(quantiseNetwork(float, calibration).report);
    expect(text.split('\n')[0]).toBe('layer   weight  output  shift  max error  RMS error  SQNR dB');
    expect(text).toMatch(/\nsame class as in float: \d+ of 20 inputs$/);
  });
});

it('numbers that the formats hold are quantised without any error', () => {
  const { network } = loadNetwork('kws');
  const float: FloatNetwork = {
    ...network,
    layers: network.layers.map(({ weights, bias, shift: _, poolExponent: __, ...layer }) => ({
      ...layer,
      weights: Float32Array.from(weights, (weight) => weight / 32),
      ...(bias ? { bias: Float32Array.from(bias, (value) => value / 128) } : {}),
      averagePool: false,
    })),
  };
  // Without the pool's layers: the rest has no division that the float network does not have.
  const first = { ...float, layers: [{ ...float.layers[0]!, scores: true }], classes: float.classes };
  const inputs = loadVectors('kws')
    .slice(0, 4)
    .map(({ input }) => Float64Array.from(input, (value) => value / 128));
  const { report, network: quantised } = quantiseNetwork(first, inputs);
  expect(report.layers[0]!.maximumError).toBe(0);
  expect(report.layers[0]!.signalToNoise).toBe(Infinity);
  expect(quantised.layers[0]!.weights.length).toBe(1920);
});

describe('refusals', () => {
  const float = randomFloatNetwork(1);
  it.each<[string, readonly Float64Array[], string]>([
    ['no input', [], 'there is no input to calibrate random with'],
    [
      'an input of another size',
      [new Float64Array(20), new Float64Array(3)],
      'calibration input 1 has 3 values, not 20',
    ],
    ['an input that is not finite', [new Float64Array(20).fill(NaN, 4)], 'calibration input 0 has NaN at value 4'],
  ])('%s', (_, calibration, message) => {
    expect(() => quantiseNetwork(float, calibration)).toThrow(
      `error B340: ${message}\n  remedy: give some typical inputs of 4 channels × 5 positions`,
    );
  });

  it('a pooled residual whose length is no power of two', () => {
    const [branch, body, sum, scores] = float.layers as [FloatLayer, FloatLayer, FloatLayer, FloatLayer];
    const more = {
      ...scores,
      name: 'more',
      outputChannels: 6,
      weights: new Float32Array(36).fill(0.1),
      scores: false,
      residual: 'sum',
    };
    const { bias: _, ...unbiased } = more;
    const network = { ...float, layers: [branch, body, sum, unbiased, { ...scores, input: 'more' }] };
    expect(() => quantiseNetwork(network, randomInputs(2, 2))).toThrow(
      'error B341: layer more adds the pooled map sum of 5 positions\n' +
        '  remedy: the hardware divides by a power of two, which a residual cannot make up for: pool a power of two of positions',
    );
  });
});

describe.skipIf(!existsSync(tcResnet8Folder))('TC-ResNet8 as trained on Speech Commands', () => {
  const features = (file: string) =>
    mfccFeatures(tcResnet8FrontEnd, fitRecording(readRecording(fileURLToPath(file), 16000), 16000));
  const calibration = loadNetwork('kws').classes.map((word) =>
    features(new URL(`../../examples/${word}.wav`, import.meta.url).href),
  );
  const recordings = [
    ['inputs/tflm/yes_1000ms.wav', 'yes'],
    ['inputs/tflm/no_1000ms.wav', 'no'],
    ['inputs/mlcommons/marvin_617de221_0.wav', 'unknown'],
  ] as const;

  it.each(recordings)('float: %s is %s', (file, word) => {
    const float = loadTcResnet8();
    expect(float.classes[argMax(runFloat(float, features(new URL(file, sharedData).href)).scores)]).toBe(word);
  });

  it.each([
    [6, true],
    [8, true],
    [6, false],
    [8, false],
  ])('quantised to %i bits, shift per layer %s, it recognises the same recordings', (weightBits, layerShift) => {
    const float = loadTcResnet8();
    const { network, inputFraction, report } = quantiseNetwork(float, calibration, { weightBits, layerShift });
    if (!layerShift) expect(network.layers.every(({ shift }) => shift === weightBits - 1)).toBe(true);
    for (const [file, word] of recordings) {
      const input = quantiseFeatures(features(new URL(file, sharedData).href), inputFraction, network.activationBits);
      expect(network.classes[argMax(runGolden(network, input).scores)], file).toBe(word);
    }
    expect(report.agreements).toBeGreaterThanOrEqual(11);
    expect(report.layers.reduce((sum, layer) => sum + layer.saturatedSums, 0)).toBe(0);
  });
});
