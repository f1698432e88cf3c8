import {
  assert,
  assume,
  bool,
  cat,
  constant,
  input,
  Module,
  mux,
  output,
  reg,
  type UInt,
  uint,
  when,
} from '../../generators/language/index.ts';
import type { CoreParameters } from './parameters.ts';

/**
 * Reads words ahead and cuts them into instructions of 16 or 32 bits, which may straddle words. Two words wait at most,
 * besides the upper half of the word that was begun; a word that is wanted right away passes through.
 */
export const Fetch = Module('Fetch', (parameters: Pick<CoreParameters, 'resetVector' | 'compressed'>) => {
  const { resetVector, compressed } = parameters;
  /** Go on at `target`, whatever was read ahead. */
  const redirect = input(bool());
  /** An even address. */
  const target = input(uint(32));
  /** The instruction shown is taken in this cycle. */
  const take = input(bool());
  /** The request is accepted in this cycle. */
  const busReady = input(bool());
  /** The word of the request that was accepted before is there. */
  const busValid = input(bool());
  const busReadData = input(uint(32));

  // ---------------------------------------------------------------------------------------------- requests
  /** Number of the word that was asked for or was to be, in the cycle before; the next one where that was accepted. */
  const lastWord = reg(uint(30), { reset: resetVector / 4 });
  const wasAccepted = reg(bool(), { reset: false });
  const pending = reg(bool(), { reset: false });
  /** The word that is pending is of a path that was left. */
  const discards = reg(bool(), { reset: false });
  const waiting = reg(uint(2), { reset: 0 });

  const stillPending = pending.and(busValid.not());
  const hasRoom = waiting.add(cat(pending)).lt(2);
  const request = stillPending.not().and(redirect.or(hasRoom));
  // Targets and acceptance come late in a cycle: the adder stands at the beginning of the next one.
  const nextWord = lastWord.addWrap(cat(wasAccepted));
  const requestWord = mux(redirect, target.bits(31, 2), nextWord);
  const accepted = request.and(busReady);
  lastWord.next = requestWord;
  wasAccepted.next = accepted;
  pending.next = accepted.or(stillPending);
  when(redirect.and(stillPending), () => {
    discards.next = true;
  }).elsewhen(busValid, () => {
    discards.next = false;
  });

  // ----------------------------------------------------------------------------------------- words that wait
  const firstWord = reg(uint(32));
  const secondWord = reg(uint(32));
  const arrives = busValid.and(pending).and(discards.not());
  const empty = waiting.eq(0);
  const wordValid = arrives.or(empty.not());
  const word = mux(empty, busReadData, firstWord);

  // --------------------------------------------------------------------------------------------- instructions
  /** The upper half of a word whose lower half is gone. */
  const half = reg(uint(16));
  const halfValid = reg(bool(), { reset: false });
  /** The lower half of the next word stands before the target of a jump. */
  const skipsHalf = reg(bool(), { reset: false });
  const programCounter = reg(uint(31), { reset: resetVector / 2 });

  const unaligned = halfValid.or(skipsHalf);
  const beginning = mux(halfValid, half, mux(skipsHalf, word.bits(31, 16), word.bits(15, 0)));
  const ending = mux(halfValid, word.bits(15, 0), word.bits(31, 16));
  const long = compressed ? beginning.bits(1, 0).eq(3) : constant(bool(), true);
  const lacksEnding = skipsHalf.and(long);
  const valid = mux(halfValid, wordValid.or(long.not()), wordValid.and(lacksEnding.not()));
  const taken = valid.and(take);
  const takesWord = mux(halfValid, taken.and(long), taken.or(wordValid.and(lacksEnding)));
  const nextCounter = programCounter.addWrap(mux(long, constant(uint(2), 2), 1));

  when(taken, () => {
    programCounter.next = nextCounter;
    halfValid.next = false;
  });
  when(takesWord, () => {
    half.next = word.bits(31, 16);
    // Of a word that was begun in the middle the upper half remains where it begins an instruction of its own.
    halfValid.next = unaligned.eq(long);
    skipsHalf.next = false;
    firstWord.next = secondWord;
  });
  when(arrives.and(mux(takesWord, waiting.eq(1), empty)), () => {
    firstWord.next = busReadData;
  });
  when(arrives, () => {
    secondWord.next = busReadData;
  });
  waiting.next = waiting.add(cat(arrives)).wrap(2).subWrap(cat(takesWord));

  when(redirect, () => {
    waiting.next = 0;
    halfValid.next = false;
    skipsHalf.next = target.bit(1);
    programCounter.next = target.bits(31, 1);
  });

  assume(busValid.not().or(pending), 'the instruction bus answers what was asked');
  assert(waiting.le(2), 'two words wait at most');
  assert(takesWord.and(wordValid.not()).not(), 'a word that is taken is there');
  assert(halfValid.and(skipsHalf).not(), 'half a word waits or is skipped');

  const address = (counter: UInt): UInt => cat(counter, constant(uint(1), 0));
  return {
    redirect,
    target,
    take,
    busReady,
    busValid,
    busReadData,
    busRequest: output(request),
    /** A multiple of 4. */
    busAddress: output(cat(requestWord, constant(uint(2), 0))),
    valid: output(valid),
    /** A 16-bit instruction stands in the lower half. */
    instruction: output(cat(ending, beginning)),
    long: output(long),
    programCounter: output(address(programCounter)),
    /** Address of the instruction behind this one. */
    nextProgramCounter: output(address(nextCounter)),
  };
});
