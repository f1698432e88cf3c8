import type { FusedActivation, Operator, Tensor, UnsupportedOperator } from '../../../graph/types.ts';
import { refuseContradiction } from '../../refuse.ts';
import { type FlatTable, int8Field } from '../flat-table.ts';
import type { FileOperator } from '../model-file.ts';

/** One operator of the file, and the tensors around it. Importers may add tensors for steps that the file leaves out. */
export interface OperatorSource {
  readonly place: string;
  readonly name: string;
  /** Indexes of tensors, checked to be in range; -1 for one that is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly operator: FileOperator;
  readonly tensors: readonly Tensor[];
  readonly addTensor: (tensor: Tensor) => number;
}

/** The operators that an operator of the file becomes, or why it is not supported (a clause for a message). */
export type Imported = readonly Operator[] | string;

export type OperatorImporter = (source: OperatorSource) => Imported;

export function unsupported(
  source: Omit<OperatorSource, 'tensors' | 'addTensor' | 'operator'>,
  reason: string,
): UnsupportedOperator {
  const { place, name, inputs, outputs } = source;
  return { kind: 'unsupported', place, name, reason, inputs, outputs };
}

/** @throws BurinError B702 where the file leaves it out. */
export function inputTensor({ inputs, tensors, place }: OperatorSource, at: number): Tensor {
  return tensors[inputs[at] ?? -1] ?? refuseContradiction(place, `it has no input ${at}`);
}

/** @throws BurinError B702 where there is none. */
export function outputTensor({ outputs, tensors, place }: OperatorSource, at = 0): Tensor {
  return tensors[outputs[at] ?? -1] ?? refuseContradiction(place, `it has no output ${at}`);
}

/**
 * The table of attributes.
 * @throws BurinError B702 where it is one of another operator.
 */
export function optionsOf({ operator, place }: OperatorSource, type: { readonly code: number }): FlatTable | undefined {
  if (operator.optionsType === 0 || !operator.options) return undefined;
  if (operator.optionsType !== type.code) {
    return refuseContradiction(
      place,
      `its attributes are of type ${operator.optionsType}, where ${type.code} is expected`,
    );
  }
  return operator.options;
}

/** @throws BurinError B702 also where it is left out. */
export function neededOptions(source: OperatorSource, type: { readonly code: number }): FlatTable {
  return optionsOf(source, type) ?? refuseContradiction(source.place, 'it has no attributes');
}

const activations: Readonly<Record<number, FusedActivation>> = { 0: 'none', 1: 'relu', 2: 'relu-n1-to-1', 3: 'relu6' };

/** `undefined` for one that is not supported. */
export function activationOf(options: FlatTable | undefined, field: number): FusedActivation | undefined {
  return options ? activations[int8Field(options, field, 0)] : 'none';
}

export const unsupportedActivation = 'its fused activation is not supported';

/** The numbers of a constant of whole numbers; `undefined` where the input is left out or computed. */
export function constantNumbers({ inputs, tensors }: OperatorSource, at: number): readonly number[] | undefined {
  const { data, type } = tensors[inputs[at] ?? -1] ?? {};
  if (!data || (type !== 'int32' && type !== 'int64')) return undefined;
  return Array.from(data as ArrayLike<number | bigint>, Number);
}

/** An axis that may count from the end. @throws BurinError B702 outside of the rank. */
export function axisOf(place: string, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (counted < 0 || counted >= rank) refuseContradiction(place, `its axis is ${axis} of ${rank} dimensions`);
  return counted;
}
