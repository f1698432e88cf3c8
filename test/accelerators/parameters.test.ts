import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeLayerWord,
  encodeLayerWord,
  layerWordFields,
  layerWordWidth,
} from '../../generators/accelerators/ultratrail/layer-word.ts';
import { hostMemories } from '../../generators/accelerators/ultratrail/memory-map.ts';
import { arraySizes, ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';

const published = ultraTrailParameters();

describe('the published instance', () => {
  it('has a layer word of 42 bits, in the published order', () => {
    // mem_ctrl 4, ch_in_len 7, ch_in_blk 4, ch_out_len 7, ch_out_blk 4, kernel_shape 4, stride 3, avg_pool_exp 3, six flags
    expect(layerWordWidth(published)).toBe(42);
    expect(layerWordFields(published).map(({ width }) => width)).toEqual([4, 7, 4, 7, 4, 4, 3, 3, 1, 1, 1, 1, 1, 1]);
  });

  it('has memories of the published word sizes, about 61 kB in all', () => {
    const sizes = hostMemories(published).map(({ name, depth, width }) => [name, depth, width]);
    expect(sizes).toEqual([
      ['program', 16, 42],
      ['wmem', 1024, 384],
      ['bmem', 64, 64],
      ['fmem0', 512, 64],
      ['fmem1', 256, 64],
      ['fmem2', 256, 64],
      ['lmem', 128, 160],
    ]);
    const bytes = hostMemories(published).reduce((sum, { depth, width }) => sum + (depth * width) / 8, 0);
    expect(Math.round(bytes / 1000)).toBe(61);
  });
});

describe('layer words', () => {
  it('add five bits for a shift of their own, at the low end', () => {
    const fields = layerWordFields(ultraTrailParameters({ layerShift: true }));
    expect(fields.at(-1)).toEqual({ name: 'shift', width: 5, low: 0 });
    expect(fields[0]!.low + 4).toBe(47);
  });

  it('hold the blocks of 64 channels on every array', () => {
    for (const array of arraySizes) {
      const blocks = layerWordFields(ultraTrailParameters({ array })).find(({ name }) => name === 'inputBlocks')!;
      expect(2 ** blocks.width - 1).toBeGreaterThanOrEqual(64 / array);
    }
  });

  it('decode to the fields that were encoded', () => {
    const flag = fc.boolean();
    const upTo = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
    const layer = fc.record({
      memoryControl: upTo(4),
      inputLength: upTo(7),
      inputBlocks: upTo(4),
      outputLength: upTo(7),
      outputBlocks: upTo(4),
      kernel: upTo(4),
      stride: fc.integer({ min: 1, max: 8 }),
      poolExponent: upTo(3),
      pad: flag,
      relu: flag,
      bias: flag,
      average: flag,
      earlyExit: flag,
      last: flag,
    });
    fc.assert(
      fc.property(layer, (fields) => {
        const word = encodeLayerWord(fields, published);
        expect(word < 1n << 42n).toBe(true);
        expect(decodeLayerWord(word, published)).toEqual(fields);
      }),
    );
  });

  it('refuse a value that its field does not hold', () => {
    const layer = { ...decodeLayerWord(0n, published), kernel: 16 };
    expect(() => encodeLayerWord(layer, published)).toThrow(
      'error B201: layer word field kernel cannot hold 16\n  remedy: its 4 bits follow from the parameters',
    );
  });
});

describe('parameters', () => {
  const refused: readonly (readonly [object, string])[] = [
    [{ array: 3 }, 'error B200: array is 3\n  remedy: choose one of 2, 4, 6, 8, 16, 32'],
    [{ weightBits: 9 }, 'error B200: weightBits is 9\n  remedy: choose a whole number from 2 to 8'],
    [{ activationBits: 3 }, 'error B200: activationBits is 3\n  remedy: choose a whole number from 4 to 8'],
    [{ rounding: 'up' }, 'error B200: rounding is up\n  remedy: choose one of half-up, half-even, truncate'],
    [{ weightDepth: 1.5 }, 'error B200: weightDepth is 1.5\n  remedy: choose a whole number from 2 to 65536'],
    [
      { partialSumDepth: 7 },
      'error B200: partialSumDepth is 7\n  remedy: choose an even number: LMEM is two equal banks',
    ],
  ];
  for (const [given, message] of refused) {
    it(`refuse ${JSON.stringify(given)}`, () => {
      expect(() => ultraTrailParameters(given)).toThrow(message);
    });
  }
});
