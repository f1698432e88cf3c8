import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../generators/networks/graph/types.ts';
import { readModelInput } from '../../sim/models/model-input.ts';
import { emptyFolder } from '../cli/burin.ts';

function tensor(type: Tensor['type'], shape: readonly number[], scale?: number, zeroPoint = 0): Tensor {
  const quantisation =
    scale === undefined
      ? {}
      : { quantisation: { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(zeroPoint), axis: 0 } };
  return { name: 'image', type, shape, ...quantisation };
}

const image = tensor('int8', [1, 2, 2, 1], 0.5, 3);

function fileWith(name: string, content: string | Uint8Array): string {
  const file = join(emptyFolder(), name);
  writeFileSync(file, content);
  return file;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const floats = (...values: number[]): Uint8Array => {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, place) => {
    buffer.writeFloatLE(value, 4 * place);
  });
  return buffer;
};

/** What is told, without the file's folder. */
function refusal(file: string, of: Tensor): string {
  try {
    readModelInput(file, of);
  } catch (error) {
    return (error as Error).message.replaceAll(/\S*burin cli-[^/]*\//g, '');
  }
  return 'accepted';
}

describe('inputs of models from files', () => {
  test.each(['bin', 'i8', 'dat', 'raw', 'BIN'])('.%s: stored numbers', (extension) => {
    const file = fileWith(`a.${extension}`, bytes(0, 127, 128, 255));
    expect(readModelInput(file, image)).toEqual(Int8Array.of(0, 127, -128, -1));
  });

  test('stored numbers of more bytes are little endian', () => {
    const file = fileWith('a.bin', bytes(0x01, 0x02, 0xfe, 0xff));
    expect(readModelInput(file, tensor('int16', [2]))).toEqual(Int16Array.of(0x0201, -2));
    expect(readModelInput(file, tensor('int32', [1]))).toEqual(Int32Array.of(-130559));
    expect(readModelInput(fileWith('b.bin', floats(1.5, -0.25)), tensor('float32', [2]))).toEqual(
      Float32Array.of(1.5, -0.25),
    );
  });

  test('.u8: pixels', () => {
    const file = fileWith('a.u8', bytes(0, 127, 128, 255));
    expect(readModelInput(file, image)).toEqual(Int8Array.of(-128, -1, 0, 127));
    expect(readModelInput(file, tensor('uint8', [4], 1))).toEqual(Uint8Array.of(0, 127, 128, 255));
  });

  test('.f32: real numbers, rounded half away from zero and saturated', () => {
    // In steps of 0.5 from a zero point of 3: 1.25 is 2.5 steps.
    const file = fileWith('a.f32', floats(1.25, -1.25, 1000, -1000));
    expect(readModelInput(file, image)).toEqual(Int8Array.of(6, 0, 127, -128));
    expect(readModelInput(file, tensor('float32', [4]))).toEqual(Float32Array.of(1.25, -1.25, 1000, -1000));
  });

  test('.json: stored numbers, nested or flat, or one alone', () => {
    expect(readModelInput(fileWith('a.json', '[[[1, -2], [3, -128]]]'), image)).toEqual(Int8Array.of(1, -2, 3, -128));
    expect(readModelInput(fileWith('a.json', '[1, 2, 3, 4]'), image)).toEqual(Int8Array.of(1, 2, 3, 4));
    expect(readModelInput(fileWith('a.json', '7'), tensor('int8', [1, 1], 1))).toEqual(Int8Array.of(7));
    expect(readModelInput(fileWith('a.json', '[0.5]'), tensor('float32', [1]))).toEqual(Float32Array.of(0.5));
  });
});

describe('refused', () => {
  const kinds = 'raw bytes (.bin, .i8, .dat), pixels (.u8), real numbers (.f32) or a JSON array (.json)';

  test('no file, a folder, an unknown kind', () => {
    const folder = emptyFolder();
    const missing = join(folder, 'none.bin');
    expect(() => readModelInput(missing, image)).toThrow(
      `error B780: there is no file ${missing}\n  remedy: give a file of ${kinds}`,
    );
    expect(refusal(folder, image)).toMatch(/^error B780: there is no file /);
    expect(refusal(fileWith('a.png', ''), image)).toBe(
      `error B780: a.png is no kind of input that is known\n  remedy: give ${kinds}`,
    );
  });

  test('another size', () => {
    expect(refusal(fileWith('a.bin', bytes(1, 2, 3)), image)).toBe(
      'error B781: a.bin has 3 bytes, but input "image" (int8 [1, 2, 2, 1]) takes 4\n' +
        '  remedy: write 4 bytes, row-major, channels last',
    );
    expect(refusal(fileWith('a.bin', floats(1, 2, 3, 4)), image)).toBe(
      'error B781: a.bin has 16 bytes, but input "image" (int8 [1, 2, 2, 1]) takes 4\n' +
        '  remedy: if these are float32 numbers, name the file .f32',
    );
    for (const [name, content, count] of [
      ['a.u8', bytes(1), 1],
      ['a.f32', floats(1, 2), 2],
      ['a.json', '[[1, 2], [3, 4], [5, 6]]', 6],
    ] as const) {
      expect(refusal(fileWith(name, content), image)).toBe(
        `error B781: ${name} has ${count} numbers, but input "image" (int8 [1, 2, 2, 1]) takes 4\n` +
          '  remedy: give 4 numbers, row-major, channels last',
      );
    }
    expect(refusal(fileWith('a.f32', bytes(1, 2, 3, 4, 5)), image)).toBe(
      'error B781: a.f32 has 5 bytes\n  remedy: float32 numbers take four bytes each',
    );
  });

  test('numbers that the tensor does not hold', () => {
    expect(refusal(fileWith('a.json', '[1, 2, 128, 4]'), image)).toBe(
      'error B782: number 2 of a.json is 128\n  remedy: input "image" takes whole numbers from -128 to 127',
    );
    expect(refusal(fileWith('a.json', '[1, 0.5, 3, 4]'), image)).toMatch(/^error B782: number 1 of a\.json is 0\.5\n/);
    expect(refusal(fileWith('a.json', '[1, "2", 3, 4]'), image)).toMatch(/^error B782: number 1 of a\.json is "2"\n/);
    expect(refusal(fileWith('a.json', '[1, null, 3]'), tensor('float32', [3]))).toBe(
      'error B782: number 1 of a.json is null\n  remedy: input "image" takes numbers',
    );
    expect(refusal(fileWith('a.json', '[1, '), image)).toMatch(/^error B78\d: .+\n {2}remedy: .+$/);
    expect(refusal(fileWith('a.f32', floats(1, Number.NaN, 3, 4)), image)).toBe(
      'error B782: a.f32 has a number that is none (NaN)\n  remedy: mend the file',
    );
  });

  test('kinds that do not fit the tensor', () => {
    expect(refusal(fileWith('a.u8', bytes(1, 2)), tensor('int16', [2], 1))).toMatch(
      /^error B782: input "image" is int16, but a\.u8 has pixels\n {2}remedy: /,
    );
    expect(refusal(fileWith('a.f32', floats(1, 2)), tensor('int8', [2]))).toMatch(
      /^error B782: input "image" has no scale to quantise real numbers with\n {2}remedy: /,
    );
    expect(refusal(fileWith('a.bin', bytes(1)), tensor('bool', [1]))).toMatch(
      /^error B782: input "image" is bool \[1\], which no file can give\n {2}remedy: /,
    );
  });
});
