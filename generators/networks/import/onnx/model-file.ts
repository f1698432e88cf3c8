import { elementCount, shapeText } from '../../graph/shapes.ts';
import type { ElementType, TensorData } from '../../graph/types.ts';
import { refuseContradiction, refuseDamaged, refuseForm } from '../refuse.ts';
import {
  type AttributeMessage,
  decodeModel,
  type Long,
  type ModelMessage,
  type NodeMessage,
  type TensorMessage,
  type ValueMessage,
} from './messages.ts';

/** An ONNX file as it lies there. */
export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  /** Initializers and the results of Constant, by name. */
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  /** Without those that are constants. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Shapes that the file states of results on the way. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

export interface OnnxNode {
  /** `node 3 (Conv)`. */
  readonly place: string;
  readonly operator: string;
  /** Names of values; empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeMessage>;
}

export interface OnnxConstant {
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly data: TensorData;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  /** `undefined` where the file leaves it out. Sizes that only a run tells are 1. */
  readonly shape: readonly number[] | undefined;
}

const elementTypes: Readonly<Record<number, ElementType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
};
const arrays = {
  float32: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const;

/** Beyond it shapes are damage. */
const largestSize = 1 << 26;

/** @throws BurinError B701, B702, B703: damaged, contradicting itself, with constants in other files or sparse. */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const { graph } = decode(bytes);
  if (!graph) return refuseContradiction('model', 'it has no graph');
  if (graph.sparseConstants.length > 0) {
    refuseForm(
      'the ONNX file stores weights as sparse matrices',
      'export the network without sparsity, which stores all weights',
    );
  }
  const constants = new Map<string, OnnxConstant>();
  graph.constants.forEach((message) => {
    constants.set(message.name, readConstant(message, `constant ${message.name}`));
  });
  const nodes = graph.nodes.map(readNode);
  for (const { operator, outputs, attributes, place } of nodes) {
    const tensor = attributes.get('value')?.tensor;
    if (operator === 'Constant' && tensor) constants.set(outputs[0] ?? '', readConstant(tensor, place));
  }
  const shapes = new Map<string, readonly number[]>();
  for (const { name, shape } of [...graph.values, ...graph.outputs].map(readValue)) if (shape) shapes.set(name, shape);
  return {
    nodes: nodes.filter(({ operator, outputs }) => operator !== 'Constant' || !constants.has(outputs[0] ?? '')),
    constants,
    inputs: graph.inputs.map(readValue).filter(({ name }) => !constants.has(name)),
    outputs: graph.outputs.map(readValue),
    shapes,
  };
}

/** A whole number from the file. */
export function numberOf(value: Long): number {
  return Number(value.toString());
}

function decode(bytes: Uint8Array): ModelMessage {
  try {
    return decodeModel(bytes);
  } catch (error) {
    return refuseDamaged(`its ONNX messages cannot be read (${(error as Error).message})`);
  }
}

function readNode({ operator, inputs, outputs, attributes }: NodeMessage, place: number): OnnxNode {
  return {
    place: `node ${place} (${operator})`,
    operator,
    inputs,
    outputs,
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
  };
}

function readValue({ name, type }: ValueMessage): OnnxValue {
  const dimensions = type?.tensor?.shape?.dimensions;
  const shape = dimensions?.map(({ size }) => numberOf(size) || 1);
  const wrong = shape?.find((size) => size < 1 || size > largestSize);
  if (wrong !== undefined) refuseContradiction(`value ${name}`, `it has the shape ${shapeText(shape!)}`);
  return { name, type: elementTypes[type?.tensor?.element ?? 1] ?? 'opaque', shape };
}

function readConstant(message: TensorMessage, at: string): OnnxConstant {
  const shape = message.shape.map(numberOf);
  if (shape.some((size) => size < 0 || size > largestSize))
    refuseContradiction(at, `it has the shape ${shapeText(shape)}`);
  if (message.location !== 0 || message.external.length > 0) {
    refuseForm(`${at} lies in another file`, 'export the network as one file (save_as_external_data=False)');
  }
  const type = elementTypes[message.type] ?? 'opaque';
  if (type === 'opaque') return { shape, type, data: new Uint8Array(0) };
  const count = elementCount(shape);
  const data = constantData(message, type as keyof typeof arrays);
  if (!data || data.length !== count) {
    return refuseContradiction(
      at,
      `it holds ${data?.length ?? 'a fraction of'} numbers of the shape ${shapeText(shape)}`,
    );
  }
  return { shape, type, data };
}

function constantData(message: TensorMessage, type: keyof typeof arrays): TensorData | undefined {
  const array = arrays[type];
  const { bytes } = message;
  if (bytes.length > 0) {
    return bytes.length % array.BYTES_PER_ELEMENT === 0 ? new array(new Uint8Array(bytes).buffer) : undefined;
  }
  if (type === 'float32') return Float32Array.from(message.floats);
  if (type === 'int64') return BigInt64Array.from(message.int64s, (value) => BigInt(value.toString()));
  return (array as Int32ArrayConstructor).from(message.int32s);
}
