import {
  inputStream,
  lookup,
  outputStream,
  registerEnable,
  stateMachine,
  transfers,
} from '../../generators/blocks/index.ts';
import {
  bool,
  cat,
  Module,
  mux,
  type Registered,
  reg,
  type UInt,
  uint,
  vec,
  vecOf,
  when,
} from '../../generators/language/index.ts';
import { initialHash, roundConstants } from './constants.ts';
import { choose, majority, mixA, mixE, spreadEarly, spreadLate, sum } from './functions.ts';

const word = uint(32);
const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
type EightWords<W> = Readonly<Record<(typeof letters)[number], W>>;
const eightWords = eightOf(() => word);
const start = eightOf((at) => initialHash[at]!);

/** What the core takes: the words of padded messages. */
export const messageWord = {
  word,
  /** Whether the word is the last of its message. */
  last: bool(),
};

/**
 * SHA-256 (FIPS 180-4) of messages that are padded already, one round per cycle. A block is 16 words, the first first:
 * 16 rounds take them from the stream, the other 48 make theirs of the 16 before. Then the block is added to the hash:
 * 65 cycles for each block. The digest, whose first byte is the highest, takes one more.
 */
export const Sha256 = Module('Sha256', () => {
  const words = inputStream(messageWord);
  const digests = outputStream(uint(256));

  const phase = stateMachine('Phase', ['Compress', 'Add', 'Done']);
  const round = reg(uint(6), { reset: 0 });
  const hash = reg(eightWords, { reset: start });
  const working = reg(eightWords, { reset: start });

  const takes = round.lt(16);
  words.ready.value = takes.and(phase.is('Compress'));
  const isLast = registerEnable(words.payload.last, transfers(words));

  /** The last 16 words, the oldest being element 0. */
  const window = reg(vec(16, word));
  const made = sum(spreadLate(window.at(14)), window.at(9), spreadEarly(window.at(1)), window.at(0));
  const scheduled = mux(takes, words.payload.word, made);

  const { a, b, c, d, e, f, g, h } = working;
  const roundConstant = lookup(round, roundConstants, word);
  const fresh = sum(h, mixE(e), choose(e, f, g), roundConstant, scheduled);
  const rotated = { a: sum(fresh, mixA(a), majority(a, b, c)), b: a, c: b, d: c, e: sum(d, fresh), f: e, g: f, h: g };
  const advances = takes.not().or(words.valid);

  phase.define({
    Compress: {
      active: () => {
        when(advances, () => {
          window.next = vecOf([...window.elements().slice(1), scheduled], word);
          assign(working, rotated);
          round.next = round.addWrap(1);
        });
      },
      next: [{ when: round.eq(63), to: 'Add' }],
    },
    Add: {
      active: () => {
        const total = eightOf((_, letter) => sum(hash[letter], working[letter]));
        assign(hash, total);
        assign(working, total);
      },
      next: [{ when: isLast, to: 'Done' }, { to: 'Compress' }],
    },
    Done: {
      next: [
        {
          when: digests.ready,
          to: 'Compress',
          action: () => {
            assign(hash, start);
            assign(working, start);
          },
        },
      ],
    },
  });
  digests.valid.value = phase.is('Done');
  digests.payload.value = cat(...letters.map((letter) => hash[letter]));

  return { words, digests };
});

function eightOf<W>(make: (at: number, letter: (typeof letters)[number]) => W): EightWords<W> {
  return Object.fromEntries(letters.map((letter, at) => [letter, make(at, letter)])) as EightWords<W>;
}

function assign(registers: EightWords<Registered<UInt>>, values: EightWords<UInt | bigint>): void {
  for (const letter of letters) registers[letter].next = values[letter];
}
