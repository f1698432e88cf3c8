import { addValue, copyOf, type Lowering, temporaryValue } from './builder.ts';
import type { SumOperation } from './operations.ts';

/** Copies of one instruction a part, and taps of one copy, are at most as many. */
const mostParts = 64;

/** Why channels cannot become others, as a clause; `undefined` where they can. */
export function channelsProblem(before: number, after: number): string | undefined {
  const common = greatestCommonDivisor(before, after);
  // Flattening is often the look of the next operator at its input, and costs nothing then.
  if (common === before || common === after) return undefined;
  return before / common <= mostParts && after / common <= mostParts
    ? undefined
    : `it turns ${before} channels into ${after}, with more than ${mostParts} parts of ${common} in one of them`;
}

/**
 * Copies a value into one of another number of channels, the numbers in the same order: channels are split into several
 * positions, or joined from several; where neither divides the other, by way of positions with their common divisor.
 */
export function copyOfShape(
  lowering: Lowering,
  index: number,
  source: number,
  output: number,
): readonly SumOperation[] {
  const [from, to] = [lowering.values[source]!.shape, lowering.values[output]!.shape];
  const common = greatestCommonDivisor(from.channels, to.channels);
  if (common === from.channels) return [joined(lowering, index, source, output)];
  if (common === to.channels) return split(lowering, index, source, output);
  const width = (from.height * from.width * from.channels) / common;
  const name = `${lowering.values[output]!.name} in parts of channels`;
  const parts = temporaryValue(lowering, name, { height: 1, width, channels: common });
  return [...split(lowering, index, source, parts), joined(lowering, index, parts, output)];
}

/** A copy for each part of the channels. */
function split(lowering: Lowering, index: number, source: number, output: number): readonly SumOperation[] {
  const [from, to] = [lowering.values[source]!.shape, lowering.values[output]!.shape];
  const many = from.channels / to.channels;
  const [input, target] = [inOneRow(lowering, source), inOneRow(lowering, output)];
  return Array.from({ length: many }, (_, part) =>
    copyOf(lowering, index, target, {
      grid: { row: 0, column: part, rowStep: 1, columnStep: many, rows: 1, columns: from.height * from.width },
      taps: [{ source: input, row: 0, column: 0 }],
      reduction: 'dense',
      weight: (out, _, channel) => (channel === part * to.channels + out ? 1 : 0),
    }),
  );
}

/** A tap for each position that becomes a part of the channels. */
function joined(lowering: Lowering, index: number, source: number, output: number): SumOperation {
  const [from, to] = [lowering.values[source]!.shape, lowering.values[output]!.shape];
  const many = to.channels / from.channels;
  const [input, target] = [inOneRow(lowering, source), inOneRow(lowering, output)];
  return copyOf(lowering, index, target, {
    strideColumn: many,
    taps: Array.from({ length: many }, (_, column) => ({ source: input, row: 0, column })),
    reduction: 'dense',
    weight: (out, tap, channel) => (out === tap * from.channels + channel ? 1 : 0),
  });
}

function inOneRow(lowering: Lowering, of: number): number {
  const { name, shape } = lowering.values[of]!;
  const width = shape.height * shape.width;
  return addValue(lowering, {
    name: `${name} position by position`,
    shape: { height: 1, width, channels: shape.channels },
    view: { kind: 'linear', of },
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
