import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { UltraTrail } from '../../generators/accelerators/ultratrail/ultratrail.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import { elaborate } from '../../generators/language/index.ts';
import { unpackFeatureMap } from '../../generators/networks/mapping/feature-maps.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { resultLength } from '../../generators/networks/quantised-network.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { runGolden } from '../../sim/golden/golden.ts';
import { driveReads, loadProgram, resetDesign, runInference } from '../../sim/host/drive-host.ts';
import { wordsRead } from '../../sim/host/host-port.ts';
import { layer, network } from '../mapping/networks.ts';

/** Numbers from a seed: a small generator of its own, so that a failing network can be told by its seed. */
function numbersFrom(seed: number): (least: number, most: number) => number {
  let state = (seed * 2654435761 + 88675123) >>> 0;
  return (least, most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return least + (state % (most - least + 1));
  };
}

/** A network of 1 to 5 layers in the formats of the parameters, with residuals where the maps allow. */
function randomNetwork(seed: number, parameters: UltraTrailParameters): QuantisedNetwork {
  const { weightBits, activationBits, biasBits, accumulatorBits } = parameters;
  const next = numbersFrom(seed);
  const signed = (bits: number) => next(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1);
  const layers: QuantisedLayer[] = [];
  let map = { name: 'input', channels: next(1, 20), length: next(1, 40) };
  const maps = [map];
  const input = { channels: map.channels, length: map.length };
  const count = next(1, 5);
  for (let number = 0; number < count; number++) {
    const kernel = next(1, 9);
    const padding = next(0, 3) > 0 || map.length < kernel ? Math.floor(kernel / 2) : 0;
    const stride = next(0, 2) === 0 ? next(1, 8) : 1;
    const outputLength = Math.floor((map.length + 2 * padding - kernel) / stride) + 1;
    if (outputLength < 1) continue;
    const alike = maps.find((other) => other.length === outputLength && other !== map && next(0, 1) === 0);
    const outputChannels = alike?.channels ?? next(1, 20);
    const pools = outputLength <= 32 && next(0, 4) === 0;
    const made = layer({
      name: `layer${number}`,
      input: map.name,
      inputChannels: map.channels,
      outputChannels,
      inputLength: map.length,
      kernel,
      stride,
      padding,
      weights: Int8Array.from({ length: map.channels * outputChannels * kernel }, () => signed(weightBits)),
      ...(next(0, 1) ? { bias: Int16Array.from({ length: outputChannels }, () => signed(biasBits)) } : {}),
      ...(alike ? { residual: alike.name } : {}),
      relu: next(0, 1) === 1,
      shift: parameters.layerShift ? next(0, 12) : weightBits - 1,
      ...(pools ? { poolExponent: next(0, 5) } : {}),
    });
    layers.push(made);
    map = { name: made.name, channels: outputChannels, length: resultLength(made) };
    maps.push(map);
  }
  const { poolExponent: _, ...last } =
    layers.at(-1) ??
    layer({
      name: 'only',
      inputChannels: map.channels,
      inputLength: map.length,
      weights: new Int8Array(map.channels * 6).fill(-1),
    });
  const ended = [...layers.slice(0, -1), { ...last, scores: true }];
  return network(ended, { weightBits, activationBits, biasBits, accumulatorBits, input });
}

const designs: readonly Partial<UltraTrailParameters>[] = [
  { array: 4, guardBits: 4, layerShift: true },
  { array: 2, weightBits: 4, activationBits: 6, guardBits: 2, accumulatorBits: 14, rounding: 'half-even' },
  { array: 8, weightBits: 8, guardBits: 6, accumulatorBits: 16, rounding: 'truncate', layerShift: true, biasBits: 12 },
];

describe('random networks on the accelerator', () => {
  it.each(designs)('give the numbers of the golden model in the cycles of the cycle model: %j', async (given) => {
    const parameters = ultraTrailParameters({ ...given, weightDepth: 4096, partialSumDepth: 1024 });
    const design = createSimulator(elaborate(UltraTrail, parameters));
    const covered = { networks: 0, residuals: 0, pools: 0, skippedTaps: 0 };
    const property = fc.asyncProperty(fc.nat({ max: 1e6 }), async (seed) => {
      const net = randomNetwork(seed, parameters);
      const program = mapOrRefuse(net, parameters);
      if (!program) return;
      covered.networks++;
      for (const { residual, poolExponent, inputLength, kernel } of net.layers) {
        if (residual !== undefined) covered.residuals++;
        if (poolExponent !== undefined) covered.pools++;
        if (kernel > 2 * inputLength) covered.skippedTaps++;
      }
      const next = numbersFrom(seed + 1);
      const limit = 2 ** (parameters.activationBits - 1);
      const features = Int8Array.from({ length: net.input.channels * net.input.length }, () => next(-limit, limit - 1));
      resetDesign(design);
      loadProgram(design, program);
      const run = await runInference(design, program, features);
      const golden = runGolden(net, features, { rounding: parameters.rounding });
      expect(run.status).toEqual({ busy: false, done: true, errorCode: 0, layer: net.layers.length - 1 });
      expect(run.scores).toEqual([...golden.scores]);
      expect(run.cycles).toBe(program.cycles + program.startUpCycles);
      // Every map that no later layer has overwritten.
      const outputs = program.layers.flatMap(({ output }, number) => (output ? [{ output, number }] : []));
      for (const memory of [0, 1, 2]) {
        const kept = outputs.filter(({ output }) => output.memory === memory).at(-1);
        if (!kept) continue;
        const addresses = Array.from({ length: kept.output.words }, (_, word) => word);
        const words = await driveReads(design, wordsRead(parameters, `fmem${memory as 0 | 1 | 2}`, addresses));
        const found = unpackFeatureMap(words, kept.output, parameters);
        expect([...found]).toEqual([...golden.layers[kept.number]!.result]);
      }
    });
    await fc.assert(property, { numRuns: 120, endOnFailure: true });
    expect(Math.min(...Object.values(covered)), JSON.stringify(covered)).toBeGreaterThan(2);
  });
});

/** The program, or undefined where three memories do not do for the network. */
function mapOrRefuse(net: QuantisedNetwork, parameters: UltraTrailParameters) {
  try {
    return mapNetwork(net, parameters);
  } catch (error) {
    if (error instanceof BurinError && error.diagnostics.every(({ code }) => code === 'B415' || code === 'B416'))
      return undefined;
    throw error;
  }
}
