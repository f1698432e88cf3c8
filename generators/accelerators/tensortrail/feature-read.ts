import { delay } from '../../blocks/index.ts';
import {
  addressWidth,
  bool,
  fill,
  input,
  Module,
  mux,
  output,
  reg,
  sint,
  uint,
  vec,
  vecOf,
} from '../../language/index.ts';
import { boundsShape } from './issue-control.ts';
import { featureAddressBits, type TensorTrailParameters } from './parameters.ts';
import { rotateDown, rotateUp } from './rotate.ts';
import { positionsShape } from './tile-positions.ts';

/** Cycles from an issue to its words. */
export const readLatency = 4;

/**
 * Reads the words of all columns: addresses, turned to the banks, memories, turned back to the columns. Columns whose
 * position lies outside the tap's bounds see the pad value.
 */
export const FeatureRead = Module('FeatureRead', (parameters: TensorTrailParameters) => {
  const { array, featureDepth } = parameters;
  const bankBits = Math.log2(array);
  const addressBits = featureAddressBits(parameters);
  const row = uint(addressWidth(featureDepth));
  const wordShape = uint(8 * array);

  // ------------------------------------------------------------------------------------------- addresses
  const valid = input(bool());
  /** What the address has besides the position's step, and whether the position adds nothing. */
  const address = input(uint(addressBits));
  const fixed = input(bool());
  const bounds = input(boundsShape(parameters));
  /** The bounds do not count. */
  const everywhere = input(bool());
  const single = input(bool());
  const positions = input(positionsShape(parameters));

  const issued = reg(bool(), { reset: false });
  const addresses = Array.from({ length: array }, () => reg(uint(addressBits)));
  const inside = Array.from({ length: array }, () => reg(bool()));
  issued.next = valid;
  for (const [column, columnAddress] of addresses.entries()) {
    columnAddress.next = address.addWrap(mux(fixed, 0, positions.steps.at(column)));
  }
  for (const [column, columnInside] of inside.entries()) {
    const rowOf = positions.rows.at(column);
    const columnOf = positions.columns.at(column);
    const rowInside = rowOf.ge(bounds.firstRow).and(rowOf.le(bounds.lastRow));
    const columnInBounds = columnOf.ge(bounds.firstColumn).and(columnOf.le(bounds.lastColumn));
    columnInside.next = everywhere.or(rowInside.and(columnInBounds));
  }

  // -------------------------------------------------------------------------------------------------- banks
  const bank = addresses[0]!.bits(bankBits - 1, 0);
  const rows = addresses.map((columnAddress) => columnAddress.bits(addressBits - 1, bankBits));
  const turnedRows = rotateUp(rows, bank);
  const banks = Array.from({ length: array }, (_, index) => {
    const readsBank = reg(bool(), { reset: false });
    const bankRow = reg(row);
    readsBank.next = issued.and(single.not().or(bank.eq(index)));
    bankRow.next = mux(single, rows[0]!, turnedRows[index]!).wrap(row.type.width);
    const port = output({ enable: bool(), address: row });
    port.enable.value = readsBank;
    port.address.value = bankRow;
    return port;
  });

  // -------------------------------------------------------------------------------------------------- words
  const bankWords = input(vec(array, wordShape));
  const padValue = input(sint(8));
  const bankOfFirst = delay(bank, 2);
  const insideBehind = inside.map((columnInside) => delay(columnInside, 2));
  const turnedWords = rotateDown(bankWords.elements(), bankOfFirst);
  const padWord = fill(array, padValue.asUInt());
  const words = Array.from({ length: array }, () => reg(wordShape));
  for (const [column, word] of words.entries()) {
    word.next = mux(insideBehind[column]!, turnedWords[column]!, padWord);
  }

  return {
    valid,
    address,
    fixed,
    bounds,
    everywhere,
    single,
    positions,
    banks,
    bankWords,
    padValue,
    words: output(vecOf(words, wordShape)),
  };
});
