import { featureAddressBits, type TensorTrailParameters } from './parameters.ts';
import { type FieldWidth, placeFields, type WordField } from './word-fields.ts';

/** What an instruction does with the words that it reads; the field `operation`. */
export const operations = {
  /** N input channels of one position by N output channels each cycle; the weight word is used whole. */
  dot: 0,
  /** One input channel of N positions by N output channels each cycle. */
  spatial: 1,
  /** N channels of N positions each cycle, a weight for each channel. */
  depthwise: 2,
  /** Largest value over the taps, channel by channel. */
  maximum: 3,
  /** Sum or difference of two tensors, each requantised before and the result after. */
  add: 4,
  /** Product of two tensors. */
  multiply: 5,
  /** A function of one number by table. */
  table: 6,
  /** Channel of the largest value of one position. */
  argmax: 7,
} as const;

/**
 * One instruction: an operation over a region of output positions, all output-channel blocks. Addresses and steps are in
 * feature words unless said. `docs/tensortrail.md`, section Instructions, gives the loops and addresses.
 */
export interface Instruction {
  /** A value of `operations`. */
  readonly operation: number;
  /** 1: the program ends behind this instruction. */
  readonly last: number;
  /** 1: one position at a time (always so but for spatial and depthwise). */
  readonly single: number;
  /** 1: divide as average pooling does instead of the rounding multiplication. */
  readonly average: number;
  /** 1: scale with one rounding, half to even, instead of two. */
  readonly halfEven: number;
  /** 1, with `halfEven`: what lies so near to a half that a float32 would be a half counts as one. */
  readonly float32: number;
  /** 1: the second operand of `add` is subtracted. */
  readonly subtract: number;
  /** First entry of the tap memory, and number of entries. */
  readonly tapBase: number;
  readonly tapCount: number;
  readonly inputBase: number;
  /** Input-channel blocks summed (dot only, else 1), and the distance between them. */
  readonly inputBlocks: number;
  readonly inputBlockStride: number;
  /** Added to the input address with each output-channel block: depthwise, maximum, add, multiply, table, argmax. */
  readonly blockInputStride: number;
  /** Output positions of the region, row by row; and the region's width. */
  readonly positions: number;
  readonly width: number;
  /** Columns of the tile (N or 1) mod and div `width`. */
  readonly advanceX: number;
  readonly advanceY: number;
  /** Input address steps: to the next position of a row; additionally where a row ends; and to the next tile (without wrap). */
  readonly columnStep: number;
  readonly wrapStep: number;
  readonly tileStep: number;
  readonly outputBlocks: number;
  /** Weight words: of output block 0, and from block to block. For `table`: the table. */
  readonly weightBase: number;
  readonly weightStride: number;
  /**
   * Where weights are streamed, else 0: words that are taken from the stream for an output block, or for all of them if
   * `weightStride` is 0. `weightBase` then counts from the first word of the stream, and the hardware does without it.
   */
  readonly weightWords: number;
  /** Parameter words: of output block 0; 1 where each block has its own. */
  readonly parameterBase: number;
  readonly parameterStride: number;
  /** What a tap outside the image reads; for `multiply`: the zero point of the first operand. */
  readonly padValue: number;
  /** For `multiply`: the zero point of the second operand. */
  readonly secondZeroPoint: number;
  readonly outputBase: number;
  readonly outputBlockStride: number;
  /** Phases − 1 of the output's layout in x and in y, and the phase of the region's first column and row. */
  readonly outputPhasesX: number;
  readonly outputPhasesY: number;
  readonly outputFirstPhaseX: number;
  readonly outputFirstPhaseY: number;
  /** Output address steps in a row: within the phases, and behind the last phase. */
  readonly outputPhaseStepX: number;
  readonly outputColumnStep: number;
  /** The same from the start of a row to the start of the next. */
  readonly outputPhaseStepY: number;
  readonly outputRowStep: number;
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
  /** For `argmax`: channels that count. */
  readonly channels: number;
}

const bitsFor = (largest: number): number => Math.max(1, Math.floor(Math.log2(largest)) + 1);

/** The fields of an instruction, lowest first. */
export function instructionFields(parameters: TensorTrailParameters): readonly WordField<keyof Instruction>[] {
  const { array, coordinateBits, maximumChannels, tapDepth, weightDepth, parameterDepth, weightStream } = parameters;
  const address = featureAddressBits(parameters);
  const block = bitsFor(Math.ceil(maximumChannels / array));
  const weight = bitsFor(weightDepth - 1);
  const weightFields: readonly FieldWidth<keyof Instruction>[] = weightStream
    ? [
        ['weightStride', bitsFor(weightDepth)],
        ['weightWords', bitsFor(weightDepth)],
      ]
    : [
        ['weightBase', weight],
        ['weightStride', weight],
      ];
  const widths: readonly FieldWidth<keyof Instruction>[] = [
    ['operation', 3],
    ['last', 1],
    ['single', 1],
    ['average', 1],
    ...(parameters.halfEven ? ([['halfEven', 1]] as const) : []),
    ...(parameters.float32 ? ([['float32', 1]] as const) : []),
    ['subtract', 1],
    ['tapBase', bitsFor(tapDepth - 1)],
    ['tapCount', bitsFor(tapDepth)],
    ['inputBase', address],
    ['inputBlocks', block],
    ['inputBlockStride', address],
    ['blockInputStride', address],
    ['positions', address + 1],
    ['width', coordinateBits + 1],
    ['advanceX', coordinateBits],
    ['advanceY', coordinateBits],
    ['columnStep', address + 1, 'signed'],
    ['wrapStep', address + 1, 'signed'],
    ['tileStep', address + 1, 'signed'],
    ['outputBlocks', block],
    ...weightFields,
    ['parameterBase', bitsFor(parameterDepth - 1)],
    ['parameterStride', 1],
    ['padValue', 8, 'signed'],
    ['secondZeroPoint', 8, 'signed'],
    ['outputBase', address],
    ['outputBlockStride', address],
    ['outputPhasesX', 4],
    ['outputPhasesY', 4],
    ['outputFirstPhaseX', 4],
    ['outputFirstPhaseY', 4],
    ['outputPhaseStepX', address + 1, 'signed'],
    ['outputColumnStep', address + 1, 'signed'],
    ['outputPhaseStepY', address + 1, 'signed'],
    ['outputRowStep', address + 1, 'signed'],
    ['zeroPoint', 8, 'signed'],
    ['low', 8, 'signed'],
    ['high', 8, 'signed'],
    ['channels', bitsFor(maximumChannels)],
  ];
  return placeFields(widths);
}
