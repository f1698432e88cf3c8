import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hasher } from '../../examples/sha256/hasher.ts';
import { Padder } from '../../examples/sha256/padder.ts';
import { Sha256 } from '../../examples/sha256/sha256.ts';
import { elaborate } from '../../generators/language/index.ts';
import { runStreams, type Word, wordsOf } from '../blocks/stream-driver.ts';
import { engines } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { inputValues, outputsInVerilator, type PortValues } from './verilated.ts';

const hasher = checked(elaborate(Hasher, {}));

const digestOf = (message: Uint8Array): bigint => BigInt(`0x${createHash('sha256').update(message).digest('hex')}`);
const blocksOf = (message: Uint8Array): number => Math.ceil((message.length + 9) / 64);
const bytesOf = (message: Uint8Array): readonly Word[] => [
  ...[...message].map((byte) => [BigInt(byte), 0n]),
  [0xffn, 1n],
];

/** The words of a padded message, worked out by the standard's text. */
function paddedWords(message: Uint8Array): readonly Word[] {
  const padded = new DataView(new ArrayBuffer(64 * blocksOf(message)));
  message.forEach((byte, at) => void padded.setUint8(at, byte));
  padded.setUint8(message.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(8 * message.length));
  const count = padded.byteLength / 4;
  return Array.from({ length: count }, (_, at) => [BigInt(padded.getUint32(4 * at)), BigInt(at === count - 1)]);
}

/** Lengths around those at which the padding needs one block more. */
const messages = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 150 }),
    fc.constantFrom(0, 1, 54, 55, 56, 63, 64, 65, 118, 119, 120).chain((length) => {
      return fc.uint8Array({ minLength: length, maxLength: length });
    }),
  ),
  { minLength: 1, maxLength: 5 },
);

describe.each(engines)('SHA-256 in the %s engine', (engine) => {
  it('gives the digests of all messages, at any pace of its neighbours', () => {
    fc.assert(
      fc.property(
        messages,
        fc.integer(),
        fc.constantFrom(0.3, 1),
        fc.constantFrom(0.1, 1),
        (all, seed, offers, accepts) => {
          const blocks = all.reduce((sum, message) => sum + blocksOf(message), 0);
          const { bytes, digests } = runStreams(hasher, engine, {
            words: { bytes: all.flatMap(bytesOf) },
            outputs: ['digests'],
            cycles: Math.ceil(blocks * (64 / offers ** 1.5 + 120)) + all.length * 100,
            seed,
            offers,
            accepts,
          });
          expect(bytes).toHaveLength(all.flatMap(bytesOf).length);
          expect(wordsOf(digests)).toEqual(all.map((message) => [digestOf(message)]));
        },
      ),
      { numRuns: engine === 'wasm' ? 60 : 8 },
    );
  });
});

describe('SHA-256', () => {
  const random = randomNumbers(1);
  const randomMessage = (length: number) => Uint8Array.from({ length }, () => random.integer(0, 255));

  it('takes 65 cycles for a block, and one more for the digest', () => {
    const blocks = 5;
    const message = randomMessage(64 * blocks - 9);
    const words = [...paddedWords(message), ...paddedWords(message)];
    const always = { seed: 1, offers: 1, accepts: 1 };
    const core = checked(elaborate(Sha256, {}));
    const { digests } = runStreams(core, 'wasm', { words: { words }, outputs: ['digests'], cycles: 1000, ...always });
    expect(wordsOf(digests)).toEqual([[digestOf(message)], [digestOf(message)]]);
    // Cycle 0 takes the first word.
    expect(digests!.map(({ cycle }) => cycle)).toEqual([65 * blocks, 2 * (65 * blocks) + 1]);
  });

  it('pads messages of every length up to two blocks and more', () => {
    const padder = checked(elaborate(Padder, {}));
    const all = Array.from({ length: 140 }, (_, length) => randomMessage(length));
    const { words } = runStreams(padder, 'wasm', {
      words: { bytes: all.flatMap(bytesOf) },
      outputs: ['words'],
      cycles: all.reduce((sum, message) => sum + 64 * blocksOf(message), 0),
      seed: 2,
      offers: 1,
      accepts: 1,
    });
    expect(wordsOf(words)).toEqual(all.flatMap(paddedWords));
  });

  it.skipIf(!verilatorIsInstalled)('gives the same digests under Verilator', async () => {
    const all = Array.from({ length: 40 }, () => randomMessage(random.integer(0, 200)));
    const cycles: PortValues[] = [];
    runStreams(hasher, 'wasm', {
      words: { bytes: all.flatMap(bytesOf) },
      outputs: ['digests'],
      cycles: 113 * all.reduce((sum, message) => sum + blocksOf(message), 0) + 5000,
      seed: 3,
      offers: 0.9,
      accepts: 0.5,
      look: (simulator) => void cycles.push(inputValues(hasher, simulator)),
    });
    const outputs = await outputsInVerilator(hasher, cycles);
    const taken = outputs.filter(({ digests_valid }, cycle) => digests_valid && cycles[cycle]!.digests_ready);
    expect(taken.map(({ digests_payload }) => digests_payload)).toEqual(all.map(digestOf));
  });
});
