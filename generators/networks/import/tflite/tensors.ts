import { elementCount, elementName, shapeText } from '../../graph/shapes.ts';
import type { ElementType, Quantisation, Tensor, TensorData } from '../../graph/types.ts';
import { refuseContradiction, refuseForm } from '../refuse.ts';
import { checkQuantisation, uniqueNames } from '../tensor-checks.ts';
import {
  booleanField,
  type FlatTable,
  float32sField,
  int8Field,
  int32Field,
  int32sField,
  int64sField,
  tableField,
  textField,
  uint8Field,
  uint32Field,
} from './flat-table.ts';
import { bufferBytes, type ModelFile } from './model-file.ts';
import { quantisationFields, tensorFields } from './schema.ts';

/** By the codes of the schema; all others are opaque. */
const elementTypes: Readonly<Record<number, ElementType>> = {
  0: 'float32',
  2: 'int32',
  3: 'uint8',
  4: 'int64',
  6: 'bool',
  7: 'int16',
  9: 'int8',
  17: 'int4',
};

/** A tensor that keeps its value from one run to the next, as recurrent layers have. */
export type FileTensor = Tensor & { readonly isVariable: boolean };

/**
 * The tensors of a subgraph, in the order of the file.
 * @throws BurinError B701, B702, B703: damaged, contradicting itself, sparse.
 */
export function readTensors({ tensors, buffers }: Pick<ModelFile, 'tensors' | 'buffers'>): readonly FileTensor[] {
  const views = new Map<number, Uint8Array | undefined>();
  const bytesOf = (buffer: number): Uint8Array | undefined => {
    if (!views.has(buffer)) views.set(buffer, bufferBytes(buffers[buffer]!));
    return views.get(buffer);
  };
  const names = uniqueNames(tensors.map((table) => textField(table, tensorFields.name)));
  return tensors.map((table, place) => {
    const name = names[place]!;
    const at = `tensor ${place} (${name})`;
    if (tableField(table, tensorFields.sparsity)) {
      refuseForm(
        `${at} is stored as a sparse matrix`,
        'convert the network without sparsity, which stores all weights',
      );
    }
    const shape = int32sField(table, tensorFields.shape);
    const type = elementTypes[int8Field(table, tensorFields.type, 0)] ?? 'opaque';
    const wrong = shape.find((size) => size < 0);
    if (wrong !== undefined && type !== 'opaque') {
      refuseContradiction(at, `it has the shape ${shapeText(shape)}, where no size is negative`);
    }
    const buffer = uint32Field(table, tensorFields.buffer, 0);
    if (buffer >= buffers.length && buffer !== 0) {
      refuseContradiction(at, `its data is buffer ${buffer} of ${buffers.length}`);
    }
    const bytes = buffer === 0 ? undefined : bytesOf(buffer);
    const quantisation = readQuantisation(tableField(table, tensorFields.quantisation), at, shape);
    const data = bytes && type !== 'opaque' ? tensorData(bytes, type, shape, at) : undefined;
    const tensor: Tensor = {
      name,
      shape,
      type,
      ...(quantisation ? { quantisation } : {}),
      ...(data ? { data } : {}),
    };
    checkQuantisation(tensor, at);
    return { ...tensor, isVariable: booleanField(table, tensorFields.isVariable) };
  });
}

function readQuantisation(
  table: FlatTable | undefined,
  at: string,
  shape: readonly number[],
): Quantisation | undefined {
  if (!table) return undefined;
  if (uint8Field(table, quantisationFields.detailsType, 0) !== 0) {
    refuseForm(`${at} has a custom quantisation`, 'convert the network with the usual scales and zero points');
  }
  const scales = float32sField(table, quantisationFields.scales);
  if (scales.length === 0) return undefined;
  const stored = int64sField(table, quantisationFields.zeroPoints);
  // Biases carry the axis of their filters.
  const axis = shape.length === 1 ? 0 : int32Field(table, quantisationFields.axis, 0);
  if (stored.length > 1 && stored.length !== scales.length) {
    refuseContradiction(at, `it has ${scales.length} scales and ${stored.length} zero points`);
  }
  if (scales.length > 1 && (axis < 0 || axis >= shape.length || shape[axis] !== scales.length)) {
    refuseContradiction(at, `it has ${scales.length} scales along dimension ${axis} of its shape ${shapeText(shape)}`);
  }
  const zeroPoints = Int32Array.from(scales, (_, place) => {
    const zeroPoint = stored[stored.length === 1 ? 0 : place] ?? 0n;
    if (zeroPoint !== BigInt.asIntN(32, zeroPoint)) return refuseContradiction(at, `its zero point is ${zeroPoint}`);
    return Number(zeroPoint);
  });
  return { scales, zeroPoints, axis: scales.length > 1 ? axis : 0 };
}

function tensorData(bytes: Uint8Array, type: ElementType, shape: readonly number[], at: string): TensorData {
  const count = elementCount(shape);
  const expected = type === 'int4' ? Math.ceil(count / 2) : count * elementBytes(type);
  if (bytes.length !== expected) {
    return refuseContradiction(
      at,
      `its data is ${bytes.length} bytes, where ${elementName(type, shape)} takes ${expected}`,
    );
  }
  if (type === 'int4') return unpackInt4(bytes, count);
  // A copy, since views of wider elements must start at a multiple of their size, and files outlive their use.
  const copy = new Uint8Array(bytes).buffer;
  switch (type) {
    case 'int8':
      return new Int8Array(copy);
    case 'int16':
      return new Int16Array(copy);
    case 'int32':
      return new Int32Array(copy);
    case 'int64':
      return new BigInt64Array(copy);
    case 'float32':
      return new Float32Array(copy);
    default:
      return new Uint8Array(copy);
  }
}

/** The low half of a byte comes first. */
function unpackInt4(bytes: Uint8Array, count: number): Int8Array {
  return Int8Array.from({ length: count }, (_, place) => {
    const pair = bytes[place >> 1]!;
    return ((place % 2 === 0 ? pair << 28 : pair << 24) as number) >> 28;
  });
}

function elementBytes(type: ElementType): number {
  return { int4: 1, int8: 1, uint8: 1, bool: 1, int16: 2, int32: 4, float32: 4, int64: 8, opaque: 1 }[type];
}
