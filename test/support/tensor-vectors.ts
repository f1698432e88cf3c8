import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { ElementType, TensorData } from '../../generators/networks/graph/types.ts';

/** Real models and the outputs of other runtimes; they lie beside the repository and may be missing. */
export const sharedData = fileURLToPath(new URL('../../../shared/data', import.meta.url));

export const sharedDataExists = existsSync(sharedData);

interface InterfaceTensor {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
}

export interface IntermediateTensor {
  /** Index in the model file. */
  readonly tensor: number;
  readonly op: string;
  readonly op_index: number;
  readonly dtype: ElementType;
  readonly offset: number;
  readonly bytes: number;
}

/** Reference vectors of one TensorFlow Lite model. */
export interface TensorVectors {
  readonly model: string;
  readonly modelFile: Uint8Array;
  readonly stateful: boolean;
  /** Of each vector, for each input of the model. */
  readonly inputs: readonly (readonly TensorData[])[];
  readonly outputs: readonly (readonly TensorData[])[];
  /** Of LiteRT's reference kernels, where they differ. */
  readonly litertOutputs: readonly (readonly TensorData[])[] | undefined;
  readonly intermediates: readonly IntermediateTensor[];
  readonly intermediatesRuntime: string;
  /** For each vector and intermediate tensor. */
  readonly checksums: readonly (readonly number[])[];
  /** The intermediate tensor's bytes for vector 0. */
  readonly intermediateBytes: (tensor: IntermediateTensor) => Uint8Array;
}

interface IndexFile {
  readonly model: string;
  readonly stateful_sequence?: boolean;
  readonly inputs: readonly InterfaceTensor[];
  readonly outputs: readonly InterfaceTensor[];
  readonly files: Readonly<Record<string, string>>;
  readonly vectors: readonly { readonly in_offset: number; readonly out_offset: number }[];
  readonly intermediates: {
    readonly runtime: string;
    readonly tensors: readonly IntermediateTensor[];
    readonly crc32_per_vector: readonly (readonly number[])[];
  };
}

const arrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float32: Float32Array,
} as const;

/** Little-endian bytes as numbers. */
export function numbersOf(type: ElementType, bytes: Uint8Array): TensorData {
  const array = arrays[type as keyof typeof arrays];
  return new array(Uint8Array.from(bytes).buffer);
}

export function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Names of the models that have vectors; none where the data is missing. */
export function modelsWithVectors(): readonly string[] {
  return sharedDataExists ? readdirSync(`${sharedData}/vectors`).toSorted() : [];
}

export function readTensorVectors(name: string): TensorVectors {
  const folder = `${sharedData}/vectors/${name}`;
  const index = JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as IndexFile;
  const read = (file: string): Uint8Array => {
    const bytes = readFileSync(`${folder}/${file}`);
    return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  };
  const split = (bytes: Uint8Array, tensors: readonly InterfaceTensor[], start: number): TensorData[] => {
    let offset = start;
    return tensors.map(({ dtype, shape }) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const size = count * arrays[dtype as keyof typeof arrays].BYTES_PER_ELEMENT;
      offset += size;
      return numbersOf(dtype, bytes.subarray(offset - size, offset));
    });
  };
  const inputs = read(index.files.inputs!);
  const outputsOf = (file: string) => {
    const bytes = read(file);
    return index.vectors.map(({ out_offset }) => split(bytes, index.outputs, out_offset));
  };
  const litert = index.files.outputs_litert_builtin_ref;
  const intermediates = index.files.intermediates === undefined ? undefined : read(index.files.intermediates);
  return {
    model: index.model,
    modelFile: readFileSync(`${sharedData}/${index.model}`),
    stateful: index.stateful_sequence ?? false,
    inputs: index.vectors.map(({ in_offset }) => split(inputs, index.inputs, in_offset)),
    outputs: outputsOf(index.files.outputs!),
    litertOutputs: litert === undefined ? undefined : outputsOf(litert),
    intermediates: index.intermediates.tensors,
    intermediatesRuntime: index.intermediates.runtime,
    checksums: index.intermediates.crc32_per_vector,
    intermediateBytes: ({ offset, bytes }) => intermediates!.subarray(offset, offset + bytes),
  };
}
