import { Builder } from 'flatbuffers';
import { fileIdentifier } from '../../generators/networks/import/tflite/model-file.ts';
import {
  bufferFields,
  modelFields,
  operatorCodeFields,
  operatorFields,
  operatorNames,
  quantisationFields,
  schemaVersion,
  subgraphFields,
  tensorFields,
} from '../../generators/networks/import/tflite/schema.ts';

/** Codes of the element types that are written. */
const typeCodes = { float32: 0, int32: 2, uint8: 3, int64: 4, resource: 13, int16: 7, int8: 9, int4: 17 } as const;

export interface WrittenTensor {
  readonly shape: readonly number[];
  readonly type: keyof typeof typeCodes;
  readonly scales?: readonly number[];
  /** One for each scale. */
  readonly zeroPoints?: readonly number[];
  readonly axis?: number;
  /** Of a constant; int4 as it lies in the file, two numbers a byte. */
  readonly data?: Int8Array | Int16Array | Int32Array | BigInt64Array;
}

export interface WrittenField {
  readonly field: number;
  readonly type: 'int8' | 'int32' | 'float32';
  readonly value: number;
}

export interface WrittenOperator {
  /** As in the schema: `CONV_2D`. */
  readonly name: string;
  readonly version?: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options?: { readonly code: number; readonly fields: readonly WrittenField[] };
}

export interface WrittenModel {
  readonly tensors: readonly WrittenTensor[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operators: readonly WrittenOperator[];
}

/** A TensorFlow Lite file of one subgraph. */
export function writeTensorFlowLite({ tensors, inputs, outputs, operators }: WrittenModel): Uint8Array {
  const builder = new Builder(4096);
  // Buffer 0 is the empty one, of tensors without data.
  const buffers = [
    table(builder, 3, () => {}),
    ...tensors.map(({ data }) => {
      const bytes = data && bytesVector(builder, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return table(builder, 3, () => bytes !== undefined && builder.addFieldOffset(bufferFields.data, bytes, 0));
    }),
  ];
  const writtenTensors = tensors.map((tensor, place) => writeTensor(builder, tensor, place));
  const names = [...new Set(operators.map(({ name, version }) => `${name}:${version ?? 1}`))];
  const codes = names.map((entry) => {
    const [name, version] = entry.split(':') as [string, string];
    const code = operatorNames.indexOf(name);
    return table(builder, 4, () => {
      builder.addFieldInt8(operatorCodeFields.oldCode, Math.min(code, 127), 0);
      builder.addFieldInt32(operatorCodeFields.version, Number(version), 1);
      builder.addFieldInt32(operatorCodeFields.code, code, 0);
    });
  });
  const writtenOperators = operators.map((operator) =>
    writeOperator(builder, operator, names.indexOf(`${operator.name}:${operator.version ?? 1}`)),
  );
  const parts = {
    tensors: offsetsVector(builder, writtenTensors),
    inputs: int32Vector(builder, inputs),
    outputs: int32Vector(builder, outputs),
    operators: offsetsVector(builder, writtenOperators),
    name: builder.createString('main'),
  };
  const subgraph = table(builder, 5, () => {
    for (const name of ['tensors', 'inputs', 'outputs', 'operators', 'name'] as const) {
      builder.addFieldOffset(subgraphFields[name], parts[name], 0);
    }
  });
  const subgraphs = offsetsVector(builder, [subgraph]);
  const allCodes = offsetsVector(builder, codes);
  const allBuffers = offsetsVector(builder, buffers);
  const model = table(builder, 5, () => {
    builder.addFieldInt32(modelFields.version, schemaVersion, 0);
    builder.addFieldOffset(modelFields.operatorCodes, allCodes, 0);
    builder.addFieldOffset(modelFields.subgraphs, subgraphs, 0);
    builder.addFieldOffset(modelFields.buffers, allBuffers, 0);
  });
  builder.finish(model, fileIdentifier);
  return builder.asUint8Array();
}

function writeTensor(
  builder: Builder,
  { shape, type, scales, zeroPoints, axis, data }: WrittenTensor,
  place: number,
): number {
  let quantisation: number | undefined;
  if (scales) {
    const allScales = vector(builder, scales, 4, (scale) => builder.addFloat32(scale));
    const allZeros = vector(builder, zeroPoints ?? scales.map(() => 0), 8, (zero) => builder.addInt64(BigInt(zero)));
    quantisation = table(builder, 7, () => {
      builder.addFieldOffset(quantisationFields.scales, allScales, 0);
      builder.addFieldOffset(quantisationFields.zeroPoints, allZeros, 0);
      builder.addFieldInt32(quantisationFields.axis, axis ?? 0, 0);
    });
  }
  const sizes = int32Vector(builder, shape);
  const name = builder.createString(`tensor ${place}`);
  return table(builder, 10, () => {
    builder.addFieldOffset(tensorFields.shape, sizes, 0);
    builder.addFieldInt8(tensorFields.type, typeCodes[type], 0);
    builder.addFieldInt32(tensorFields.buffer, data ? place + 1 : 0, 0);
    builder.addFieldOffset(tensorFields.name, name, 0);
    if (quantisation !== undefined) builder.addFieldOffset(tensorFields.quantisation, quantisation, 0);
  });
}

function writeOperator(builder: Builder, { inputs, outputs, options }: WrittenOperator, code: number): number {
  const from = int32Vector(builder, inputs);
  const to = int32Vector(builder, outputs);
  const attributes =
    options &&
    table(builder, 12, () => {
      for (const { field, type, value } of options.fields) {
        if (type === 'int8') builder.addFieldInt8(field, value, 0);
        else if (type === 'int32') builder.addFieldInt32(field, value, 0);
        else builder.addFieldFloat32(field, value, 0);
      }
    });
  return table(builder, 9, () => {
    builder.addFieldInt32(operatorFields.code, code, 0);
    builder.addFieldOffset(operatorFields.inputs, from, 0);
    builder.addFieldOffset(operatorFields.outputs, to, 0);
    if (options && attributes !== undefined) {
      builder.addFieldInt8(operatorFields.optionsType, options.code, 0);
      builder.addFieldOffset(operatorFields.options, attributes, 0);
    }
  });
}

/** Fields equal to their default are left out by the builder. */
function table(builder: Builder, fields: number, fill: () => unknown): number {
  builder.startObject(fields);
  fill();
  return builder.endObject();
}

/** Written from behind, as the builder's addresses grow downwards. */
function vector<T>(builder: Builder, values: readonly T[], size: number, add: (value: T) => void): number {
  builder.startVector(size, values.length, size);
  for (const value of values.toReversed()) add(value);
  return builder.endVector();
}

function offsetsVector(builder: Builder, values: readonly number[]): number {
  return vector(builder, values, 4, (value) => builder.addOffset(value));
}

function int32Vector(builder: Builder, values: readonly number[]): number {
  return vector(builder, values, 4, (value) => builder.addInt32(value));
}

/** Aligned to 16 bytes, as the runtimes read weights in place. */
function bytesVector(builder: Builder, bytes: Uint8Array): number {
  builder.startVector(1, bytes.length, 16);
  for (const byte of bytes.toReversed()) builder.addInt8(byte);
  return builder.endVector();
}
