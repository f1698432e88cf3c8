import type { ChannelParameters } from '../../../accelerators/tensortrail/parameter-word.ts';
import { blocksOf } from '../layouts.ts';
import type { SumOperation, UniformScaling } from '../lower/operations.ts';
import type { SumRange } from './plan.ts';

/** A number of an output channel's sum: the tap, and (dense) the channel of its source. */
export interface Term {
  readonly tap: number;
  readonly input: number;
}

/** The terms of one issue: column j of the weight word (dot), or the only one. */
export type Issue = readonly (Term | undefined)[];

/** Words that are used whole: byte r·N + j is the weight of output channel r for term j of the issue. */
export function dotImage(
  operation: SumOperation,
  outputs: number,
  blocks: readonly number[],
  issues: readonly Issue[],
  array: number,
): Int8Array {
  const image = new Int8Array(blocks.length * issues.length * array * array);
  let place = 0;
  for (const block of blocks) {
    for (const issue of issues) {
      for (let row = 0; row < array; row++) {
        const output = block * array + row;
        for (let column = 0; column < array; column++, place++) {
          const term = issue[column];
          if (term && output < outputs) image[place] = operation.weight(output, term.tap, term.input);
        }
      }
    }
  }
  return image;
}

/** Words that last N issues: byte r·N + j is the weight of output channel r for issue j. */
export function sequenceImage(
  operation: SumOperation,
  outputs: number,
  blocks: readonly number[],
  terms: readonly Term[],
  array: number,
): Int8Array {
  const words = Math.ceil(terms.length / array);
  const image = new Int8Array(blocks.length * words * array * array);
  blocks.forEach((block, number) => {
    terms.forEach((term, issue) => {
      const word = number * words + Math.floor(issue / array);
      for (let row = 0; row < array; row++) {
        const output = block * array + row;
        if (output >= outputs) break;
        image[(word * array + row) * array + (issue % array)] = operation.weight(output, term.tap, term.input);
      }
    });
  });
  return image;
}

/** The parameters of a sum's output blocks, for the taps that an instruction takes; the others read the padding. */
export function sumParameters(
  operation: SumOperation,
  outputs: number,
  blocks: readonly number[],
  taken: ReadonlySet<number>,
  inputsOf: (output: number, tap: number) => readonly [first: number, behind: number],
  array: number,
): readonly ChannelParameters[] {
  const { weight, taps, inputZeroPoint, padValue, scaling } = operation;
  return blocks.flatMap((block) =>
    Array.from({ length: array }, (_, lane) => {
      // Bytes behind the last channel are requantised as that is, so that words are alike more often.
      const output = Math.min(block * array + lane, outputs - 1);
      let bias = scaling.biases[output]!;
      taps.forEach((_, tap) => {
        const [first, behind] = inputsOf(output, tap);
        let sum = 0;
        for (let input = first; input < behind; input++) sum += weight(output, tap, input);
        bias += sum * ((taken.has(tap) ? 0 : padValue) - inputZeroPoint);
      });
      return { bias: bias | 0, ...shiftFields(scaling.multipliers[output]!, scaling.shifts[output]!) };
    }),
  );
}

/** What the sums of the taken taps can be, whatever the inputs are. */
export function sumRange(
  { weight }: SumOperation,
  outputs: number,
  blocks: readonly number[],
  taken: readonly number[],
  inputsOf: (output: number, tap: number) => readonly [first: number, behind: number],
  array: number,
): SumRange {
  let [least, most] = [0, 0];
  const last = Math.min((blocks.at(-1)! + 1) * array, outputs);
  for (let output = blocks[0]! * array; output < last; output++) {
    let [positive, negative] = [0, 0];
    for (const tap of taken) {
      const [first, behind] = inputsOf(output, tap);
      for (let input = first; input < behind; input++) {
        const value = weight(output, tap, input);
        if (value > 0) positive += value;
        else negative += value;
      }
    }
    least = Math.min(least, -128 * positive + 127 * negative);
    most = Math.max(most, 127 * positive - 128 * negative);
  }
  return { least, most };
}

function shiftFields(multiplier: number, shift: number, before = 0): Omit<ChannelParameters, 'bias'> {
  return { multiplier, left: before + Math.max(shift, 0), right: Math.max(-shift, 0) };
}

/** A word of equal channels. */
export function uniformWord({ bias, multiplier, shift, before }: UniformScaling, array: number): ChannelParameters[] {
  return Array.from({ length: array }, () => ({ bias, ...shiftFields(multiplier, shift, before) }));
}

/** A table, whole words of it. */
export function tableImage(table: Int8Array, array: number): Int8Array {
  const image = new Int8Array(blocksOf(table.length, array * array) * array * array);
  image.set(table);
  return image;
}
