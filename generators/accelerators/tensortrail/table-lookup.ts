import { delay } from '../../blocks/index.ts';
import {
  addressWidth,
  bool,
  cat,
  input,
  Module,
  output,
  reg,
  regNext,
  reinterpret,
  sint,
  uint,
  vec,
  when,
} from '../../language/index.ts';
import type { TensorTrailParameters } from './parameters.ts';

/** Cycles from a lane's value to its cycle of the address, so that the word is there when the requantiser's would be. */
const waitingCycles = 6;
/** From the address to the byte of the word that was read. */
const readCycles = 3;

/** Looks up one lane after the other in a table of 256 bytes in the weight memory, and gathers the word. */
export const TableLookup = Module(
  'TableLookup',
  ({ array, weightDepth }: Pick<TensorTrailParameters, 'array' | 'weightDepth'>) => {
    const byteBits = 2 * Math.log2(array);
    const address = uint(addressWidth(weightDepth));
    const valid = input(bool());
    const value = input(sint(8));
    /** Where the table begins. */
    const weightBase = input(address);
    const weights = input(uint(8 * array * array));

    const reads = delay(valid, waitingCycles, { reset: false });
    const waited = delay(value, waitingCycles);
    const entry = cat(waited.isNegative().not(), waited.bits(6, 0));
    const word = byteBits >= 8 ? weightBase : weightBase.addWrap(entry.bits(7, byteBits));
    const byteNumber = delay(byteBits >= 8 ? entry : entry.bits(byteBits - 1, 0), 2);
    const found = regNext(reinterpret(weights, vec(array * array, uint(8))).at(byteNumber));
    const gathered = reg(uint(8 * array));
    when(delay(reads, readCycles, { reset: false }), () => {
      gathered.next = cat(found, gathered.bits(8 * array - 1, 8));
    });

    return {
      valid,
      value,
      weightBase,
      weights,
      /** The word to be read in the next cycle. */
      reads: output(reads),
      address: output(word.width > address.type.width ? word.wrap(address.type.width) : word),
      word: output(gathered),
    };
  },
);
