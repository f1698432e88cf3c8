import { delay } from '../../blocks/index.ts';
import {
  bool,
  input,
  instanceArray,
  Module,
  mux,
  output,
  reg,
  regNext,
  reinterpret,
  sint,
  uint,
  update,
  vec,
  vecOf,
  when,
} from '../../language/index.ts';
import { arrayModeShape, MultiplierRow, multiplierShape, sumLatency } from './multiplier-row.ts';
import type { TensorTrailParameters } from './parameters.ts';

/** What goes along with a column of sums. */
export function columnShape() {
  return { valid: bool(), second: bool(), blockEnds: bool(), final: bool() };
}

/** An issue as the array sees it, together with its words. */
export function operandShape(array: number) {
  const lane = uint(Math.log2(array));
  return {
    valid: bool(),
    first: bool(),
    last: bool(),
    second: bool(),
    blockEnds: bool(),
    final: bool(),
    columns: lane,
    lane,
    weightLane: lane,
  };
}

/** N×N multipliers. Complete sums leave column by column while the next ones are formed. */
export const MultiplierArray = Module('MultiplierArray', (parameters: TensorTrailParameters) => {
  const { array } = parameters;
  const byte = sint(8);
  const wordShape = uint(8 * array);
  const mode = input(arrayModeShape(parameters));
  const issue = input(operandShape(array));
  const words = input(vec(array, wordShape));
  const weights = input(uint(8 * array * array));

  const lanes = words.elements().map((word) => reinterpret(word, vec(array, byte)));
  const chosen = lanes.map((word, column) => {
    const laneOfColumn = word.at(issue.lane);
    return mux(mode.dot, lanes[0]!.at(column), laneOfColumn);
  });
  const shared = vecOf(chosen, byte);

  // A tree of products takes a stage more.
  const { valid, first, last, second, columns, blockEnds, final } = issue;
  const properties = { first, last, second, columns, blockEnds, final };
  const validInSums = delay(valid, sumLatency, { reset: false });
  const inSums = delay(properties, sumLatency);
  const validBehindTree = regNext(validInSums, { reset: false });
  const summing = mux(mode.dot, regNext(inSums), inSums);
  const adds = mux(mode.dot, validBehindTree, validInSums);
  const captures = adds.and(summing.last);

  const column = reg(columnShape(), { reset: { valid: false } });
  const columnsLeft = reg(uint(Math.log2(array)));
  const columnEnds = columnsLeft.eq(0);
  when(captures, () => {
    update(column, { valid: true, second: summing.second, blockEnds: summing.blockEnds, final: summing.final });
    columnsLeft.next = summing.columns;
  }).otherwise(() => {
    when(columnEnds, () => {
      column.valid.next = false;
    });
    columnsLeft.next = columnsLeft.subWrap(1);
  });

  const rows = instanceArray([array], ([row = 0]) => {
    const rowBits = 8 * array;
    return MultiplierRow(multiplierShape(parameters), {
      mode,
      shared,
      own: vecOf(
        lanes.map((word) => word.at(row)),
        byte,
      ),
      weights: reinterpret(weights.bits(rowBits * row + rowBits - 1, rowBits * row), vec(array, byte)),
      weightLane: issue.weightLane,
      ...(parameters.multiply ? { second: issue.second } : {}),
      adds,
      first: summing.first,
      captures,
      drains: column.valid,
    });
  });

  const leaving = output(columnShape());
  leaving.valid.value = column.valid;
  leaving.second.value = column.second;
  leaving.blockEnds.value = column.blockEnds.and(columnEnds);
  leaving.final.value = column.final.and(columnEnds);
  return {
    mode,
    issue,
    words,
    weights,
    /** The chosen lane of column 0, together with the words. */
    firstLane: output(shared.at(0)),
    /** A column of sums leaves in the next cycle. */
    captures: output(captures),
    capturesSecond: output(summing.second),
    capturesBlockEnd: output(summing.blockEnds),
    column: leaving,
    sums: output(
      vecOf(
        rows.map(({ sum }) => sum),
        sint(32),
      ),
    ),
  };
});
