import { describe, expect, it } from 'vitest';
import { encodeLayerWord, type LayerWord } from '../../generators/accelerators/ultratrail/layer-word.ts';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { driveWrites, resetDesign } from '../../sim/host/drive-host.ts';
import { imageWrites, startWrite } from '../../sim/host/host-port.ts';

const parameters = ultraTrailParameters({
  array: 2,
  weightDepth: 8,
  biasDepth: 2,
  featureDepth0: 64,
  featureDepth1: 32,
  featureDepth2: 16,
  partialSumDepth: 16,
  maximumLayers: 3,
});
const simulator = createSimulator(elaborateAccelerator(parameters), { engine: 'wasm' });

/** A legal layer: 2 channels of 8 positions to 2 channels, kernel 3, padded. */
const legal: LayerWord = {
  memoryControl: 0,
  inputLength: 8,
  inputBlocks: 1,
  outputLength: 8,
  outputBlocks: 1,
  kernel: 3,
  stride: 1,
  poolExponent: 0,
  pad: true,
  relu: true,
  bias: false,
  average: false,
  earlyExit: false,
  last: true,
};

/** Runs a program to its end and gives the error code and the layer that it shows. */
function run(layers: readonly LayerWord[]): { readonly code: number; readonly layer: number; readonly cycles: number } {
  const words = layers.map((layer) => encodeLayerWord(layer, parameters));
  resetDesign(simulator);
  driveWrites(simulator, imageWrites(parameters, { memory: 'program', address: 0, words }));
  driveWrites(simulator, [startWrite(parameters)]);
  const cycles = simulator.runUntil('done', { maximumCycles: 2000 });
  return { code: simulator.getNumber('errorCode'), layer: simulator.getNumber('layer'), cycles };
}

describe('an illegal program stops with its error code', () => {
  it('runs the legal layer without an error', () => {
    // Three taps over eight positions, two of the pairs in the padding; 1 to drain, 2 of start-up.
    expect(run([legal])).toEqual({ code: 0, layer: 0, cycles: 3 * 8 - 2 + 1 + 2 });
  });

  const illegal: readonly (readonly [string, Partial<LayerWord>, number])[] = [
    ['a length of 0', { inputLength: 0 }, 1],
    ['an output length of 0', { outputLength: 0 }, 1],
    ['no input blocks', { inputBlocks: 0 }, 1],
    ['no output blocks', { outputBlocks: 0 }, 1],
    ['a kernel of 0', { kernel: 0, pad: false }, 1],
    ['memory selection 6', { memoryControl: 6 }, 2],
    ['memory selection 15', { memoryControl: 15 }, 2],
    ['a window beyond the input', { outputLength: 9 }, 3],
    ['a window beyond the input, not padded', { pad: false }, 3],
    ['a stride that leaves the input', { stride: 2 }, 3],
    ['an input beyond its memory', { inputBlocks: 9 }, 4],
    ['an output beyond its memory', { memoryControl: 1, outputBlocks: 3, last: false }, 4],
    ['a residual beyond its memory', { memoryControl: 8, outputBlocks: 3, last: false }, 4],
    ['scores beyond LMEM', { outputBlocks: 2 }, 5],
    ['partial sums beyond LMEM', { inputLength: 20, outputLength: 18, pad: false, last: false }, 5],
    ['an early exit', { earlyExit: true }, 6],
    ['an average over scores', { average: true }, 6],
    ['more weight words than WMEM holds', { inputBlocks: 3 }, 7],
    ['no layer marked last', { last: false }, 9],
  ];
  for (const [what, change, code] of illegal) {
    it(`${what}: ${code}`, () => {
      const layer = { ...legal, ...change };
      const program = code === 9 ? Array.from({ length: 3 }, () => ({ ...layer, kernel: 1, pad: false })) : [layer];
      expect(run(program)).toMatchObject({ code, layer: code === 9 ? 3 : 0 });
    });
  }

  it('names the layer that fails: the third one takes a bias word too many', () => {
    const layer = { ...legal, kernel: 1, pad: false, bias: true, last: false };
    expect(run([layer, layer, { ...layer, last: true }])).toMatchObject({ code: 8, layer: 2 });
  });

  it('runs a legal program after each of them', () => {
    run([{ ...legal, inputBlocks: 3 }]);
    expect(run([legal])).toEqual({ code: 0, layer: 0, cycles: 25 });
  });
});
