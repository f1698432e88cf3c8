import { refuseContradiction } from '../../refuse.ts';
import type { Draft } from '../draft.ts';
import { numberOf, type OnnxNode } from '../model-file.ts';
import type { ConstantValue, TensorValue, Value } from '../values.ts';

/** One node of the file, and the graph that it adds to. */
export interface NodeSource {
  readonly node: OnnxNode;
  readonly place: string;
  readonly draft: Draft;
}

/** The value of its first output, or why it is not supported (a clause for a message). */
export type NodeImporter = (source: NodeSource) => Value | string;

/** @throws BurinError B702 where it is left out or nothing before computes it. */
export function inputValue({ node, place, draft }: NodeSource, at: number): Value {
  const name = node.inputs[at] ?? '';
  if (name === '') return refuseContradiction(place, `it has no input ${at}`);
  return draft.values.get(name) ?? refuseContradiction(place, `it reads ${name}, which nothing before it computes`);
}

/** `undefined` where it is left out. */
export function optionalInput(source: NodeSource, at: number): Value | undefined {
  return source.node.inputs[at] ? inputValue(source, at) : undefined;
}

/** A tensor that holds quantised numbers and is read as the real ones they stand for. */
export function realTensor(source: NodeSource, at: number): TensorValue | undefined {
  const value = inputValue(source, at);
  return value.kind === 'tensor' && value.real ? value : undefined;
}

export const notQuantised = 'its input is not quantised';

/** The name of its result. */
export function resultName({ node, place }: NodeSource): string {
  return node.outputs[0] || refuseContradiction(place, 'it has no output');
}

export function integerAttribute({ node }: NodeSource, name: string, absent: number): number {
  const attribute = node.attributes.get(name);
  return attribute ? numberOf(attribute.integer) : absent;
}

export function integersAttribute({ node }: NodeSource, name: string): readonly number[] | undefined {
  return node.attributes.get(name)?.integers.map(numberOf);
}

export function floatAttribute({ node }: NodeSource, name: string, absent: number): number {
  return node.attributes.get(name)?.float ?? absent;
}

export function textAttribute({ node }: NodeSource, name: string, absent: string): string {
  const text = node.attributes.get(name)?.text;
  return text ? new TextDecoder().decode(text) : absent;
}

/** Whole numbers from an attribute, as older files have them, or from a constant input. */
export function integers(source: NodeSource, attribute: string, input: number): readonly number[] | undefined {
  const stated = integersAttribute(source, attribute);
  if (stated) return stated;
  const value = optionalInput(source, input);
  if (value?.kind !== 'constant' || (value.type !== 'int64' && value.type !== 'int32')) return undefined;
  return Array.from(value.data as ArrayLike<number | bigint>, Number);
}

/** Real numbers of a constant that is not quantised. */
export function realNumbers(value: Value | undefined): readonly number[] | undefined {
  if (value?.kind !== 'constant' || value.type !== 'float32') return undefined;
  return Array.from(value.data as Float32Array);
}

/** What a constant's stored numbers stand for, in double precision. */
export function constantReals({ data, quantisation, shape }: ConstantValue): Float64Array {
  const numbers = Float64Array.from(data as ArrayLike<number | bigint>, Number);
  if (!quantisation) return numbers;
  const { scales, zeroPoints, axis } = quantisation;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  return numbers.map((number, place) => {
    const channel = scales.length === 1 ? 0 : Math.floor(place / inner) % scales.length;
    return (number - zeroPoints[channel]!) * scales[channel]!;
  });
}

/** An axis that may count from the end. @throws BurinError B702 outside of the rank. */
export function axisOf(place: string, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!(counted >= 0 && counted < rank)) refuseContradiction(place, `its axis is ${axis} of ${rank} dimensions`);
  return counted;
}
