import { describe, expect, it } from 'vitest';
import {
  type Arrangement,
  arrangedLayout,
  arrangedWords,
  readTensor,
  viewLayout,
  writeTensor,
} from '../../generators/networks/tensor-mapping/layouts.ts';
import type { MapShape, Value } from '../../generators/networks/tensor-mapping/lower/operations.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const array = 8;

function numbers(count: number, seed: number): Int8Array {
  const random = randomNumbers(seed);
  return Int8Array.from({ length: count }, () => random.integer(-128, 127));
}

describe('layouts of tensors', () => {
  const arrangements: readonly (readonly [string, MapShape, Arrangement])[] = [
    ['plain', { height: 5, width: 7, channels: 19 }, { phasesX: 1, phasesY: 1, rowPitch: 7 }],
    ['pitched', { height: 5, width: 7, channels: 19 }, { phasesX: 1, phasesY: 1, rowPitch: 11 }],
    ['phases', { height: 5, width: 7, channels: 9 }, { phasesX: 2, phasesY: 3, rowPitch: 6 }],
    [
      'phases in lanes',
      { height: 5, width: 7, channels: 2 },
      { phasesX: 2, phasesY: 2, rowPitch: 4, lanesX: true, lanesY: true },
    ],
    ['rows in lanes', { height: 5, width: 7, channels: 3 }, { phasesX: 2, phasesY: 2, rowPitch: 5, lanesY: true }],
  ];

  it.each(arrangements)('%s: no two numbers share a byte, and all lie within the words', (_, shape, arrangement) => {
    const layout = { ...arrangedLayout(shape, arrangement), base: 3 };
    const data = numbers(shape.height * shape.width * shape.channels, 1);
    const words = arrangedWords(layout, array);
    const features = new Int8Array((3 + words) * array);
    writeTensor(layout, data, features, array);
    expect(readTensor(layout, features, array)).toEqual(data);
    expect(features.subarray(0, 3 * array)).toEqual(new Int8Array(3 * array));
    const last = features.subarray((2 + words) * array);
    expect(last.some((byte) => byte !== 0)).toBe(true);
  });

  it('places a number where the contract says', () => {
    const shape = { height: 6, width: 6, channels: 16 };
    const layout = { ...arrangedLayout(shape, { phasesX: 2, phasesY: 2, rowPitch: 5 }), base: 100 };
    const features = new Int8Array(1000 * array);
    const data = new Int8Array(6 * 6 * 16);
    data[(3 * 6 + 4) * 16 + 13] = 77;
    writeTensor(layout, data, features, array);
    const { blockStride, phaseStrideX, phaseStrideY, rowPitch } = layout;
    const word = 100 + 1 * blockStride + 1 * phaseStrideY + 0 * phaseStrideX + 1 * rowPitch + 2;
    expect(features[word * array + 5]).toBe(77);
  });

  it('views show parts and other shapes of what they are views of', () => {
    const shape = { height: 4, width: 6, channels: 16 };
    const outer = arrangedLayout(shape, { phasesX: 1, phasesY: 1, rowPitch: 6 });
    const data = numbers(4 * 6 * 16, 2);
    const features = new Int8Array(arrangedWords(outer, array) * array);
    writeTensor(outer, data, features, array);
    const view = (value: Omit<Value, 'name'>) =>
      readTensor(viewLayout({ name: '', ...value }, outer, array)!, features, array);
    const window = view({
      shape: { height: 2, width: 3, channels: 8 },
      view: { kind: 'window', of: 0, row: 1, column: 2, channel: 8 },
    });
    const expected = [1, 2].flatMap((row) =>
      [2, 3, 4].flatMap((column) => [...data.subarray((row * 6 + column) * 16 + 8, (row * 6 + column) * 16 + 16)]),
    );
    expect([...window]).toEqual(expected);
    expect(view({ shape: { height: 8, width: 3, channels: 16 }, view: { kind: 'linear', of: 0 } })).toEqual(data);
  });

  it.each([
    { phasesX: 2, phasesY: 2, rowPitch: 4, lanesX: true, lanesY: true },
    { phasesX: 2, phasesY: 3, rowPitch: 5 },
  ])('views begin at any row and column of %o', (arrangement) => {
    const shape = { height: 7, width: 8, channels: 2 };
    const outer = arrangedLayout(shape, arrangement);
    const data = numbers(7 * 8 * 2, 3);
    const features = new Int8Array(arrangedWords(outer, array) * array);
    writeTensor(outer, data, features, array);
    const window = (row: number, column: number, height: number, width: number): Value => ({
      name: '',
      shape: { height, width, channels: 2 },
      view: { kind: 'window', of: 0, row, column, channel: 0 },
    });
    const outerPart = viewLayout(window(1, 1, 5, 6), outer, array)!;
    for (const [row, column] of [
      [0, 0],
      [1, 0],
      [2, 3],
      [0, 1],
    ] as const) {
      const part = readTensor(viewLayout(window(row, column, 2, 3), outerPart, array)!, features, array);
      const expected = [0, 1].flatMap((y) =>
        [0, 1, 2].flatMap((x) => {
          const place = ((1 + row + y) * 8 + 1 + column + x) * 2;
          return [data[place]!, data[place + 1]!];
        }),
      );
      expect([...part]).toEqual(expected);
    }
  });

  it('pitched rows have no other shape', () => {
    const outer = arrangedLayout({ height: 4, width: 6, channels: 8 }, { phasesX: 1, phasesY: 1, rowPitch: 7 });
    const value: Value = { name: '', shape: { height: 6, width: 4, channels: 8 }, view: { kind: 'linear', of: 0 } };
    expect(viewLayout(value, outer, array)).toBeUndefined();
  });
});
