import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { fail } from '../../generators/diagnostics.ts';
import { elementCount } from '../../generators/networks/graph/shapes.ts';
import type { NetworkGraph, Tensor, TensorData } from '../../generators/networks/graph/types.ts';
import { randomNumbers } from '../equivalence/random-inputs.ts';
import type { ModelVector } from './verify-model.ts';

const arrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, int32: Int32Array, float32: Float32Array };

/**
 * Random inputs: whole numbers over the range of the type, uniform, every fourth vector its ends alone; real numbers
 * from −1 to 1.
 */
export function randomModelVectors(graph: NetworkGraph, count: number, seed: number): readonly ModelVector[] {
  const next = randomNumbers(seed);
  return Array.from({ length: count }, (_, vector) => ({
    inputs: graph.inputs.map((index) => randomTensor(graph.tensors[index]!, next, vector % 4 === 3)),
  }));
}

function randomTensor(tensor: Tensor, next: () => number, extreme: boolean): TensorData {
  const array = arrayFor(tensor);
  const count = elementCount(tensor.shape);
  if (tensor.type === 'float32') return Float32Array.from({ length: count }, () => next() / 2 ** 31 - 1);
  const bits = 8 * array.BYTES_PER_ELEMENT;
  const least = tensor.type === 'uint8' ? 0 : -(2 ** (bits - 1));
  const numbers = Array.from({ length: count }, () => {
    const number = extreme ? (next() > 2 ** 31 ? 2 ** bits - 1 : 0) : Math.floor((next() / 2 ** 32) * 2 ** bits);
    return least + number;
  });
  return new array(numbers);
}

const tensorSchema = z.object({ dtype: z.string(), shape: z.array(z.number().int().nonnegative()) });
const indexSchema = z.object({
  inputs: z.array(tensorSchema),
  outputs: z.array(tensorSchema),
  files: z.object({ inputs: z.string(), outputs: z.string() }),
  stateful_sequence: z.boolean().optional(),
  vectors: z.array(z.object({ in_offset: z.number().int(), out_offset: z.number().int() })),
});

/**
 * Vectors with outputs of another runtime: a folder with `index.json`, and the numbers it names, in which a vector's
 * tensors lie one behind the other from a byte offset on, little endian; `.gz` files are compressed.
 * @throws BurinError B785 where the folder is not such a one, B786 where its vectors are not of this model
 */
export function loadReferenceVectors(folder: string, graph: NetworkGraph): readonly ModelVector[] {
  const file = join(folder, 'index.json');
  if (!existsSync(file))
    fail('B785', `there is no ${file}`, 'give a folder of reference vectors; docs/models.md has its form');
  const parsed = indexSchema.safeParse(parseJson(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(
      'B785',
      `${file}: ${issue!.path.join('.')}: ${issue!.message}`,
      'docs/models.md has the form of the file',
    );
  }
  const { inputs, outputs, files, vectors, stateful_sequence: isSequence } = parsed.data;
  if (isSequence) fail('B786', `${file} is one sequence through a network with state`, 'give vectors that stand alone');
  requireTensors(file, 'input', inputs, graph, graph.inputs);
  requireTensors(file, 'output', outputs, graph, graph.outputs);
  const inputBytes = readBytes(join(folder, files.inputs));
  const outputBytes = readBytes(join(folder, files.outputs));
  return vectors.map(({ in_offset, out_offset }) => ({
    inputs: tensorsAt(inputBytes, in_offset, graph, graph.inputs, file),
    reference: tensorsAt(outputBytes, out_offset, graph, graph.outputs, file),
  }));
}

function requireTensors(
  file: string,
  what: string,
  given: readonly z.infer<typeof tensorSchema>[],
  graph: NetworkGraph,
  own: readonly number[],
): void {
  const text = (type: string, shape: readonly number[]): string => `${type} [${shape.join(', ')}]`;
  const expected = own.map((index) => text(graph.tensors[index]!.type, graph.tensors[index]!.shape)).join(', ');
  const found = given.map(({ dtype, shape }) => text(dtype, shape)).join(', ');
  if (expected === found) return;
  fail('B786', `${file} has the ${what} ${found}, but ${graph.name} has ${expected}`, 'give the vectors of this model');
}

function tensorsAt(
  bytes: Uint8Array,
  offset: number,
  graph: NetworkGraph,
  indexes: readonly number[],
  file: string,
): TensorData[] {
  let start = offset;
  return indexes.map((index) => {
    const tensor = graph.tensors[index]!;
    const array = arrayFor(tensor);
    const end = start + elementCount(tensor.shape) * array.BYTES_PER_ELEMENT;
    if (start < 0 || end > bytes.length) {
      fail('B785', `${file} names bytes ${start} to ${end} of ${bytes.length}`, 'make the vectors anew');
    }
    const data = new array(bytes.slice(start, end).buffer);
    start = end;
    return data;
  });
}

function readBytes(file: string): Uint8Array {
  if (!existsSync(file)) fail('B785', `there is no ${file}`, 'keep the files beside their index.json');
  const bytes = readFileSync(file);
  if (!file.endsWith('.gz')) return new Uint8Array(bytes);
  try {
    return new Uint8Array(gunzipSync(bytes));
  } catch (error) {
    return fail('B785', `${file} cannot be unpacked: ${(error as Error).message}`, 'make the vectors anew');
  }
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return fail('B785', `${file} is no JSON: ${(error as Error).message}`, 'write or copy it again');
  }
}

function arrayFor({ name, type }: Tensor): (typeof arrays)[keyof typeof arrays] {
  if (Object.hasOwn(arrays, type)) return arrays[type as keyof typeof arrays];
  return fail('B786', `tensor "${name}" is ${type}`, 'only numbers of at most 32 bits can be verified');
}
