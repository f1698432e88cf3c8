import type { Instruction } from '../../../accelerators/tensortrail/instruction-word.ts';
import type { ChannelParameters } from '../../../accelerators/tensortrail/parameter-word.ts';
import type { Tap } from '../../../accelerators/tensortrail/tap-word.ts';
import type { Rounding } from '../lower/operations.ts';
import type { TensorLayout } from '../program.ts';

/** A word of the feature memory, by the value that owns the memory and the distance from its first word. */
export interface Place {
  readonly root: number;
  readonly offset: number;
}

/** A tap whose address is not settled: relative to `root`. */
export interface PlannedTap extends Tap {
  readonly root: number;
}

/** Words of the weight memory that an instruction needs: it begins at word `first` of the image `key`. */
export interface WeightNeed {
  readonly key: string;
  readonly first: number;
  /** Words of the image. */
  readonly words: number;
  readonly build: () => Int8Array;
}

export interface ParameterNeed {
  /** N channels a word. */
  readonly words: number;
  readonly build: () => readonly ChannelParameters[];
  /** The least and the largest sum that the requantiser can meet. */
  readonly sums: () => SumRange;
}

export interface SumRange {
  readonly least: number;
  readonly most: number;
}

/** An instruction without the addresses of the memories: those are 0, and taps count from the values that they read. */
export interface StepPlan {
  readonly mapping: Mapping;
  readonly instruction: Instruction;
  readonly taps: readonly PlannedTap[];
  readonly output: Place;
  readonly weights?: WeightNeed;
  readonly parameters?: ParameterNeed;
  readonly cycles: number;
  readonly multiplications: number;
}

/** How an operation uses the array. `…-single`: position by position. */
export type Mapping =
  | 'dot'
  | 'spatial'
  | 'depthwise'
  | 'depthwise-single'
  | 'maximum'
  | 'add'
  | 'multiply'
  | 'table'
  | 'argmax';

/** A layout relative to the value that owns the memory. */
export interface RootedLayout {
  readonly root: number;
  readonly layout: TensorLayout;
}

/** What the mapping of an operation may ask. */
export interface MappingContext {
  /** N. */
  readonly array: number;
  /** The layout of a value under the arrangement at hand; `undefined` where there is none. */
  readonly layoutOf: (value: number) => RootedLayout | undefined;
  /** Cycles that a word of weights or parameters is worth: what it must save to be taken in addition. */
  readonly wordCost: number;
  /** Where weights are streamed: what an operation takes if it is alone with the stream decides. */
  readonly stream?: WeightStream;
}

/** The port that weights arrive through. */
export interface WeightStream {
  readonly weightStreamBits: number;
  /** Words of the ring; absent where it will be made large enough. */
  readonly weightDepth?: number;
}

/** Fields that are the same until memories are placed, or that most operations leave at rest. */
export const restingInstruction: Instruction = {
  operation: 0,
  last: 0,
  single: 1,
  average: 0,
  halfEven: 0,
  float32: 0,
  subtract: 0,
  tapBase: 0,
  tapCount: 0,
  inputBase: 0,
  inputBlocks: 1,
  inputBlockStride: 0,
  blockInputStride: 0,
  positions: 1,
  width: 1,
  advanceX: 0,
  advanceY: 0,
  columnStep: 0,
  wrapStep: 0,
  tileStep: 0,
  outputBlocks: 1,
  weightBase: 0,
  weightStride: 0,
  weightWords: 0,
  parameterBase: 0,
  parameterStride: 0,
  padValue: 0,
  secondZeroPoint: 0,
  outputBase: 0,
  outputBlockStride: 0,
  outputPhasesX: 0,
  outputPhasesY: 0,
  outputFirstPhaseX: 0,
  outputFirstPhaseY: 0,
  outputPhaseStepX: 0,
  outputColumnStep: 0,
  outputPhaseStepY: 0,
  outputRowStep: 0,
  zeroPoint: 0,
  low: -128,
  high: 127,
  channels: 0,
};

export function roundingFields(rounding: Rounding): Pick<Instruction, 'halfEven' | 'float32'> {
  return { halfEven: rounding === 'twice' ? 0 : 1, float32: rounding === 'float32' ? 1 : 0 };
}
