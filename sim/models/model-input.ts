import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { elementCount, elementName } from '../../generators/networks/graph/shapes.ts';
import type { Tensor, TensorData } from '../../generators/networks/graph/types.ts';

const kinds = 'raw bytes (.bin, .i8, .dat), pixels (.u8), real numbers (.f32) or a JSON array (.json)';

/**
 * Reads an input of a model from a file.
 *
 * - `.bin`, `.i8`, `.dat`, `.raw`: numbers as the tensor stores them, little endian, row-major (NHWC)
 * - `.u8`: pixels 0..255, one byte each; stored is the pixel − 128 where the tensor is int8
 * - `.f32`: real numbers (float32, little endian), quantised as the tensor says
 * - `.json`: stored numbers, nested or flat
 *
 * @returns row-major, as many numbers as the tensor has
 * @throws BurinError B780: no such file, or no kind that is known; B781: another count of numbers; B782: a number that
 * the tensor does not hold
 */
export function readModelInput(file: string, tensor: Tensor): TensorData {
  if (!existsSync(file) || !statSync(file).isFile())
    fail('B780', `there is no file ${file}`, `give a file of ${kinds}`);
  const extension = extname(file).toLowerCase();
  switch (extension) {
    case '.bin':
    case '.i8':
    case '.dat':
    case '.raw':
      return storedNumbers(file, tensor);
    case '.u8':
      return pixels(file, tensor);
    case '.f32':
      return realNumbers(file, tensor);
    case '.json':
      return jsonNumbers(file, tensor);
    default:
      return fail('B780', `${file} is no kind of input that is known`, `give ${kinds}`);
  }
}

const arrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, int32: Int32Array, float32: Float32Array };
type InputType = keyof typeof arrays;

function arrayOf({ name, type, shape }: Tensor): (typeof arrays)[InputType] {
  if (!Object.hasOwn(arrays, type)) {
    const remedy = 'convert the network so that its input is int8';
    fail('B782', `input "${name}" is ${elementName(type, shape)}, which no file can give`, remedy);
  }
  return arrays[type as InputType];
}

function storedNumbers(file: string, tensor: Tensor): TensorData {
  const array = arrayOf(tensor);
  const bytes = readFileSync(file);
  const expected = elementCount(tensor.shape) * array.BYTES_PER_ELEMENT;
  if (bytes.length !== expected) {
    const floats = tensor.type === 'int8' && bytes.length === 4 * expected;
    fail(
      'B781',
      `${file} has ${bytes.length} bytes, but input "${tensor.name}" (${elementName(tensor.type, tensor.shape)}) takes ${expected}`,
      floats ? 'if these are float32 numbers, name the file .f32' : `write ${expected} bytes, row-major, channels last`,
    );
  }
  return new array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function pixels(file: string, tensor: Tensor): TensorData {
  const bytes = readFileSync(file);
  requireCount(file, bytes.length, tensor);
  switch (tensor.type) {
    case 'int8':
      return Int8Array.from(bytes, (pixel) => pixel - 128);
    case 'uint8':
      return new Uint8Array(bytes);
    default:
      return fail(
        'B782',
        `input "${tensor.name}" is ${tensor.type}, but ${file} has pixels`,
        'give stored numbers (.bin) or real ones (.f32)',
      );
  }
}

function realNumbers(file: string, tensor: Tensor): TensorData {
  const bytes = readFileSync(file);
  if (bytes.length % 4 !== 0) fail('B781', `${file} has ${bytes.length} bytes`, 'float32 numbers take four bytes each');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = Float32Array.from({ length: bytes.length / 4 }, (_, place) => view.getFloat32(4 * place, true));
  requireCount(file, values.length, tensor);
  if (tensor.type === 'float32') return values;
  const scale = tensor.quantisation?.scales[0];
  if (scale === undefined) {
    fail('B782', `input "${tensor.name}" has no scale to quantise real numbers with`, 'give stored numbers (.bin)');
  }
  const zeroPoint = tensor.quantisation!.zeroPoints[0] ?? 0;
  const [least, most] = rangeOf(tensor);
  const stored = Array.from(values, (value) => {
    if (Number.isNaN(value)) fail('B782', `${file} has a number that is none (NaN)`, 'mend the file');
    // As the QUANTIZE kernel of TensorFlow Lite: float32 division, half away from zero, saturated.
    const ratio = Math.fround(value / scale);
    const rounded = Math.sign(ratio) * Math.floor(Math.abs(ratio) + 0.5);
    return Math.min(most, Math.max(least, rounded + zeroPoint));
  });
  return new (arrayOf(tensor))(stored);
}

function jsonNumbers(file: string, tensor: Tensor): TensorData {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail('B780', `${file} is no JSON: ${(error as Error).message}`, 'give an array of numbers');
  }
  const values = Array.isArray(document) ? document.flat(Number.POSITIVE_INFINITY) : [document];
  requireCount(file, values.length, tensor);
  const [least, most] = rangeOf(tensor);
  const wrong = values.findIndex(
    (value) =>
      typeof value !== 'number' ||
      (tensor.type !== 'float32' && (!Number.isInteger(value) || value < least || value > most)),
  );
  if (wrong >= 0) {
    const expected = tensor.type === 'float32' ? 'numbers' : `whole numbers from ${least} to ${most}`;
    const found = JSON.stringify(values[wrong]);
    fail('B782', `number ${wrong} of ${file} is ${found}`, `input "${tensor.name}" takes ${expected}`);
  }
  return new (arrayOf(tensor))(values as number[]);
}

function rangeOf({ type }: Tensor): readonly [least: number, most: number] {
  const ranges: Record<string, readonly [number, number]> = {
    int8: [-128, 127],
    uint8: [0, 255],
    int16: [-32768, 32767],
    int32: [-(2 ** 31), 2 ** 31 - 1],
  };
  return ranges[type] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

function requireCount(file: string, count: number, { name, type, shape }: Tensor): void {
  const expected = elementCount(shape);
  if (count === expected) return;
  fail(
    'B781',
    `${file} has ${count} numbers, but input "${name}" (${elementName(type, shape)}) takes ${expected}`,
    `give ${expected} numbers, row-major, channels last`,
  );
}
