import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLayerWord } from '../../generators/accelerators/ultratrail/layer-word.ts';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { fitParameters } from '../../generators/networks/mapping/fit-parameters.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import type { UltraTrailProgram } from '../../generators/networks/mapping/program.ts';
import { keywordNetworkFile, layer, network, readKeywordNetwork } from './networks.ts';

/** Input and output memory of each code of memoryControl, from the table in docs/ultratrail.md. */
const memoryControl = [
  [0, 1],
  [0, 2],
  [1, 0],
  [1, 2],
  [2, 0],
  [2, 1],
] as const;

/** Runs the program's memory traffic: which map lies in which memory when, and that no reader finds another. */
function replayMemories(
  program: UltraTrailProgram,
  inputs: readonly string[],
  residuals: readonly (string | undefined)[],
) {
  const held: (string | undefined)[] = [undefined, undefined, undefined];
  held[program.input.memory] = 'input';
  program.layers.forEach(({ name, word }, number) => {
    const fields = decodeLayerWord(word, program.parameters);
    const [input, output] = memoryControl[fields.memoryControl & 7]!;
    expect([name, held[input]]).toEqual([name, inputs[number]]);
    const residual = fields.memoryControl & 8 ? held[3 - input - output] : undefined;
    expect([name, residual]).toEqual([name, residuals[number]]);
    if (!fields.last) held[output] = name;
  });
}

describe.skipIf(!existsSync(keywordNetworkFile(6)))('the keyword network', () => {
  const keywords = existsSync(keywordNetworkFile(6)) ? readKeywordNetwork(6) : network([]);

  it('maps onto the published accelerator as it stands', () => {
    const program = mapNetwork(keywords, ultraTrailParameters());
    expect(program.cycles).toBe(22275);
    expect(program.startUpCycles).toBe(2);
    expect(program.weightWords.length).toBe(1011);
    expect(program.programWords.length).toBe(11);
    expect(program.input).toEqual({ memory: 0, channels: 40, length: 101, words: 505 });
    expect(program.scores).toEqual({ channels: 12, length: 1, addresses: [2, 4] });
    expect(fitParameters(keywords)).toEqual(ultraTrailParameters());
  });

  it('finds every map in the memory where the layer before left it', () => {
    const program = mapNetwork(keywords, ultraTrailParameters());
    const inputs = keywords.layers.map(({ input }) => input);
    const residuals = keywords.layers.map(({ residual }) => residual);
    replayMemories(program, inputs, residuals);
  });

  it.each([2, 4, 6, 8, 16])('keeps every multiplication within the array of %i×%i', (array) => {
    const program = mapNetwork(
      keywords,
      ultraTrailParameters({
        array,
        weightDepth: 65536,
        featureDepth0: 4096,
        featureDepth1: 4096,
        featureDepth2: 4096,
      }),
    );
    for (const { utilisation } of program.layers) {
      expect(utilisation).toBeGreaterThan(0);
      expect(utilisation).toBeLessThanOrEqual(1);
    }
    expect(program.weightWords.length).toBe(program.layers.reduce((sum, { weights }) => sum + weights.words, 0));
    expect(program.biasWords.length).toBe(program.layers.reduce((sum, { biases }) => sum + biases.words, 0));
  });

  it('keeps every weight, wherever the array size puts it', () => {
    const words = (array: number) => mapNetwork(keywords, ultraTrailParameters({ array })).weightWords;
    const sum = (of: readonly bigint[], lanes: number) => {
      let total = 0n;
      for (const word of of)
        for (let lane = 0; lane < lanes; lane++) total += BigInt.asIntN(6, word >> BigInt(6 * lane));
      return Number(total);
    };
    const expected = keywords.layers.reduce((total, { weights }) => total + weights.reduce((a, b) => a + b, 0), 0);
    for (const array of [4, 8, 16]) expect(sum(words(array), array * array)).toBe(expected);
  });
});

describe('the assignment of feature memories', () => {
  const parameters = ultraTrailParameters();

  it('alternates along a chain and starts in FMEM0', () => {
    const names = ['a', 'b', 'c', 'd'];
    const layers = names.map((name, number) =>
      layer({ name, input: names[number - 1] ?? 'input', scores: name === 'd' }),
    );
    const program = mapNetwork(network(layers), parameters);
    expect(program.input.memory).toBe(0);
    replayMemories(program, ['input', 'a', 'b', 'c'], [undefined, undefined, undefined, undefined]);
  });

  it('keeps an identity residual alive across the layers between', () => {
    const layers = [
      layer({ name: 'a' }),
      layer({ name: 'b', input: 'a' }),
      layer({ name: 'c', input: 'b', residual: 'a' }),
      layer({ name: 'd', input: 'c', scores: true }),
    ];
    replayMemories(
      mapNetwork(network(layers), parameters),
      ['input', 'a', 'b', 'c'],
      [undefined, undefined, 'a', undefined],
    );
  });

  it('starts in another memory where FMEM0 is too small for the input', () => {
    const layers = [
      layer({ name: 'a', inputLength: 40, stride: 8 }),
      layer({ name: 'b', input: 'a', inputLength: 5, scores: true }),
    ];
    const program = mapNetwork(network(layers), ultraTrailParameters({ featureDepth0: 8, featureDepth1: 39 }));
    expect(program.input.memory).toBe(2);
    expect(program.layers[0]!.output!.memory).toBe(0);
  });

  it('lets the score layer add a residual while its input and residual stay', () => {
    const layers = [
      layer({ name: 'a' }),
      layer({ name: 'b', input: 'a' }),
      layer({ name: 'c', input: 'b', residual: 'a', scores: true }),
    ];
    replayMemories(mapNetwork(network(layers), parameters), ['input', 'a', 'b'], [undefined, undefined, 'a']);
  });

  it('gives memory to a map that two later layers read', () => {
    const layers = [
      layer({ name: 'a' }),
      layer({ name: 'b', input: 'a' }),
      layer({ name: 'c', input: 'a' }),
      layer({ name: 'd', input: 'b', residual: 'c' }),
      layer({ name: 'e', input: 'd', scores: true }),
    ];
    const program = mapNetwork(network(layers), parameters);
    replayMemories(program, ['input', 'a', 'a', 'b', 'd'], [undefined, undefined, undefined, 'c', undefined]);
  });
});

describe('the parameters that a network needs', () => {
  const chain = (first: Parameters<typeof layer>[0]) => {
    const head = layer(first);
    return network([head, layer({ name: 'end', input: head.name, inputLength: head.outputLength, scores: true })]);
  };

  it('are the formats of the network', () => {
    const narrow = {
      ...chain({ name: 'a', shift: 3 }),
      weightBits: 4,
      activationBits: 6,
      biasBits: 6,
      accumulatorBits: 18,
    };
    const { weightBits, activationBits, biasBits, accumulatorBits, layerShift } = fitParameters(narrow);
    expect([weightBits, activationBits, biasBits, accumulatorBits, layerShift]).toEqual([4, 6, 6, 18, false]);
  });

  it('have a shift in the layer word where a layer has its own, but not for a score layer that never shifts', () => {
    expect(fitParameters(chain({ name: 'a', shift: 4 })).layerShift).toBe(true);
    const scoresOnly = network([layer({ name: 'a' }), layer({ name: 'b', input: 'a', shift: 2, scores: true })]);
    expect(fitParameters(scoresOnly).layerShift).toBe(false);
    expect(mapNetwork(scoresOnly, fitParameters(scoresOnly)).layers.length).toBe(2);
  });

  it('have a larger stride where a layer has one, but for a stride that was set', () => {
    const far = chain({ name: 'a', inputLength: 64, stride: 12 });
    expect(fitParameters(far).maximumStride).toBe(12);
    expect(fitParameters(far, { maximumStride: 8 }).maximumStride).toBe(8);
  });

  it('have guard bits exactly where a sum can pass 20 bits', () => {
    // 64·k products of 31·128 at most in size: k = 2 gives 507 904 < 2^19, k = 3 gives 761 856 >= 2^19.
    const wide = (kernel: number) =>
      chain({ name: 'a', inputChannels: 64, kernel, padding: 0, weights: new Int8Array(64 * 2 * kernel).fill(-31) });
    expect(fitParameters(wide(2)).guardBits).toBe(0);
    expect(fitParameters(wide(3)).guardBits).toBe(1);
    expect(fitParameters(wide(3), { guardBits: 0 }).guardBits).toBe(0);
  });

  it('have fewer guard bits where the features come from a ReLU', () => {
    // Weights of both signs cancel in neither bound for signed features, and halve both for features from 0 up.
    const weights = Int8Array.from({ length: 64 * 2 * 4 }, (_, place) => (place % 2 === 0 ? 31 : -31));
    const behind = (relu: boolean) =>
      network([
        layer({ name: 'a', outputChannels: 64, relu }),
        layer({ name: 'b', input: 'a', inputChannels: 64, kernel: 4, padding: 0, weights, scores: true }),
      ]);
    expect(fitParameters(behind(false)).guardBits).toBe(1);
    expect(fitParameters(behind(true)).guardBits).toBe(0);
  });
});
