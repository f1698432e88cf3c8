import { delay, inputStream, transfers } from '../../blocks/index.ts';
import {
  addressWidth,
  bool,
  constant,
  drive,
  input,
  Module,
  mux,
  output,
  reg,
  regNext,
  sint,
  twoPortMemory,
  uint,
  vec,
  when,
} from '../../language/index.ts';
import { type TensorTrailParameters, weightReleaseCycles } from './parameters.ts';

/**
 * The weight memory as a ring that a stream fills in the order of use. Words are handed out for an output block (or an
 * instruction) at a time and freed behind its last issue, so that the words behind them are received meanwhile.
 */
export const WeightRing = Module(
  'WeightRing',
  ({ array, weightDepth, weightStreamBits, table }: TensorTrailParameters) => {
    const wordBits = 8 * array ** 2;
    const beats = wordBits / weightStreamBits;
    const address = uint(addressWidth(weightDepth));
    const countBits = addressWidth(weightDepth + 1);
    const count = uint(countBits);

    /** Weight words, the lowest bits first. */
    const stream = inputStream(uint(weightStreamBits));
    /** A program begins: what is in the ring is of no use. */
    const starts = input(bool());
    const busy = input(bool());
    /** The instruction that wants `words` words is being set up. */
    const prime = input(bool());
    const words = input(count);
    /** The last issue that uses the words; whether they were a table, which is read later. */
    const ends = input(bool());
    const looksUp = table ? input(bool()) : undefined;
    const read = input({ enable: bool(), address });

    // ------------------------------------------------------------------------------------------- words that enter
    const word = reg(vec(beats, uint(weightStreamBits)));
    const free = reg(count, { reset: 0 });
    stream.ready.value = busy.and(free.ne(0));
    const taken = transfers(stream);
    const beat = beats > 1 ? reg(uint(Math.log2(beats)), { reset: 0 }) : undefined;
    const arrives = beat ? taken.and(beat.eq(beats - 1)) : taken;
    if (beat) {
      when(starts, () => {
        beat.next = 0;
      }).elsewhen(taken, () => {
        beat.next = beat.addWrap(1);
      });
    }
    when(taken, () => {
      drive(beat ? word.at(beat) : word.at(0), stream.payload);
    });

    const stores = regNext(arrives, { reset: false });
    const storeAddress = reg(address);
    when(starts, () => {
      storeAddress.next = 0;
    }).elsewhen(stores, () => {
      storeAddress.next = storeAddress.addWrap(1);
    });
    const memory = twoPortMemory({
      module: 'WeightMemory',
      documentation: 'N×N weights a word, and tables; a ring.',
      depth: weightDepth,
      word: uint(wordBits),
    });
    memory.writeEnable.value = stores;
    memory.writeAddress.value = storeAddress;
    memory.writeData.value = word.asUInt();
    memory.readEnable.value = read.enable;
    memory.readAddress.value = read.address;

    // ------------------------------------------------------------------------------------------ words that are used
    const nothing = constant(count, 0);
    const arrived = arrives.asUInt();
    const used = mux(ends, words, nothing);
    /** Words that were received and not used up. */
    const received = reg(count, { reset: 0 });
    when(starts, () => {
      received.next = 0;
    }).otherwise(() => {
      received.next = received.addWrap(arrived).subWrap(used);
    });
    /** `received` less the words that are wanted: its sign alone tells whether they are there. */
    const surplus = reg(sint(countBits + 1), { reset: 0 });
    const before = mux(prime, received.sub(words), surplus);
    surplus.next = before
      .add(arrived.toSInt())
      .sub(used.toSInt())
      .wrap(countBits + 1);

    // ----------------------------------------------------------------------------------------- words that are freed
    const freedWords = reg(count);
    when(ends, () => {
      freedWords.next = words;
    });
    const isTable = looksUp ?? constant(bool(), false);
    const frees = delay(ends.and(isTable.not()), weightReleaseCycles.issues, { reset: false });
    const freesTable = looksUp ? delay(ends.and(looksUp), weightReleaseCycles.table, { reset: false }) : undefined;
    const freed = mux(freesTable ? frees.or(freesTable) : frees, freedWords, nothing);
    when(starts, () => {
      free.next = weightDepth;
    }).otherwise(() => {
      free.next = free.addWrap(freed).subWrap(arrived);
    });

    return {
      stream,
      starts,
      busy,
      prime,
      words,
      ends,
      looksUp,
      read,
      /** The words of the output block at hand have been received. */
      there: output(surplus.isNegative().not()),
      readData: output(memory.readData),
    };
  },
);
