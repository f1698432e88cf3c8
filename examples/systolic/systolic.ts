import { counter, delay, inputStream, outputStream, stateMachine, transfers } from '../../generators/blocks/index.ts';
import {
  bool,
  input,
  instanceArray,
  Module,
  mux,
  output,
  reg,
  regNext,
  sint,
  vec,
  vecOf,
  wire,
} from '../../generators/language/index.ts';

export interface CellParameters {
  /** Bits of the elements of both matrices, signed. */
  readonly elementBits: number;
  /** Bits of the elements of the result, signed; they wrap. */
  readonly sumBits: number;
}

export interface SystolicParameters extends CellParameters {
  /** Rows and columns of the array and of the result, at least 2. */
  readonly size: number;
}

/** A cell: the product of what passes to the right and what passes down is added to a sum, which stays. */
export const Cell = Module('Cell', ({ elementBits, sumBits }: CellParameters) => {
  const left = input(sint(elementBits));
  const above = input(sint(elementBits));
  /** The sums move up by one cell. */
  const drains = input(bool());
  const sumBelow = input(sint(sumBits));

  const sum = reg(sint(sumBits), { reset: 0 });
  sum.next = mux(drains, sumBelow, sum.add(left.mul(above)).wrap(sumBits));
  const right = regNext(left, { reset: 0 });
  const below = regNext(above, { reset: 0 });

  return { left, above, drains, sumBelow, right: output(right), below: output(below), sum: output(sum) };
});

/** Lines of a matrix, of which line i is i cycles late; zeros where nothing is valid. */
export const Skew = Module('Skew', ({ size, elementBits }: Omit<SystolicParameters, 'sumBits'>) => {
  const element = sint(elementBits);
  const valid = input(bool());
  const lines = input(vec(size, element));
  const delayed = lines.elements().map((line, late) => delay(mux(valid, line, 0), late, { reset: 0 }));
  return { valid, lines, skewed: output(vecOf(delayed, element)) };
});

/**
 * Multiplies matrices. Step k of a product is column k of the left matrix and row k of the right one; the rows of the
 * product come out in order. The left matrix flows through the cells to the right, the right one down, line i of either
 * i cycles late: so cell (i, j) meets row i of the one and column j of the other in step, and its sum is element (i, j).
 * Between steps flow zeros, which change no sum, so that the neighbours may pause at any time.
 * Without pauses a product takes 3 * size - 2 cycles and one for each step.
 */
export const Systolic = Module('Systolic', ({ size, elementBits, sumBits }: SystolicParameters) => {
  const element = sint(elementBits);
  const sum = sint(sumBits);
  const steps = inputStream({ column: vec(size, element), row: vec(size, element), last: bool() });
  const rows = outputStream(vec(size, sum));

  const phase = stateMachine('Phase', ['Feed', 'Flush', 'Drain']);
  const moves = transfers(steps);
  const drains = transfers(rows);
  const drained = counter(size, { enable: drains });
  phase.define({
    Feed: { next: [{ when: moves.and(steps.payload.last), to: 'Flush' }] },
    Flush: { after: { cycles: 2 * size - 2, to: 'Drain' } },
    Drain: { next: [{ when: drained.wraps, to: 'Feed' }] },
  });
  steps.ready.value = phase.is('Feed');
  rows.valid.value = phase.is('Drain');

  const fromLeft = Skew({ size, elementBits }, { valid: moves, lines: steps.payload.column });
  const fromAbove = Skew({ size, elementBits }, { valid: moves, lines: steps.payload.row });

  const left = wire(vec(size * size, element));
  const above = wire(vec(size * size, element));
  const sumBelow = wire(vec(size * size, sum));
  const cells = instanceArray([size, size], ([i = 0, j = 0]) => {
    const at = size * i + j;
    return Cell(
      { elementBits, sumBits },
      { left: left.at(at), above: above.at(at), drains, sumBelow: sumBelow.at(at) },
    );
  });
  const cellAt = (i: number, j: number) => cells[size * i + j]!;
  const everywhere = <V>(make: (i: number, j: number) => V): readonly V[] =>
    cells.map((_, at) => make(Math.floor(at / size), at % size));
  left.value = vecOf(
    everywhere((i, j) => (j === 0 ? fromLeft.skewed.at(i) : cellAt(i, j - 1).right)),
    element,
  );
  above.value = vecOf(
    everywhere((i, j) => (i === 0 ? fromAbove.skewed.at(j) : cellAt(i - 1, j).below)),
    element,
  );
  sumBelow.value = vecOf(
    everywhere((i, j) => (i === size - 1 ? 0 : cellAt(i + 1, j).sum)),
    sum,
  );
  rows.payload.value = vecOf(
    cells.slice(0, size).map((top) => top.sum),
    sum,
  );

  return { steps, rows };
});
