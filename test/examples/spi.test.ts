import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Controller } from '../../examples/spi/controller.ts';
import { LoopBack } from '../../examples/spi/loop-back.ts';
import { Peripheral } from '../../examples/spi/peripheral.ts';
import { elaborate } from '../../generators/language/index.ts';
import type { Simulator } from '../../sim/engine/index.ts';
import { runStreams, wordsOf } from '../blocks/stream-driver.ts';
import { engines } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { spiController, spiDevice } from './spi-models.ts';
import { inputValues, outputsInVerilator, type PortValues } from './verilated.ts';

const modes = [0, 1, 2, 3] as const;
type Mode = (typeof modes)[number];

/** Words by selection, each with the word that goes the other way. */
const exchanges = (wordBits: number) => {
  const word = fc.bigInt({ min: 0n, max: (1n << BigInt(wordBits)) - 1n });
  return fc.array(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
};
type Selections = readonly (readonly (readonly [sent: bigint, reply: bigint])[])[];

const setting = fc
  .record({ wordBits: fc.integer({ min: 2, max: 34 }), seed: fc.integer(), pace: fc.constantFrom(0.2, 1) })
  .chain((chosen) => exchanges(chosen.wordBits).map((selections) => ({ ...chosen, selections })));

const sentIn = (selections: Selections) => selections.map((words) => words.map(([sent]) => sent));
const repliesIn = (selections: Selections) => selections.flatMap((words) => words.map(([, reply]) => reply));
const outgoingWords = (selections: Selections) =>
  selections.flatMap((words) => words.map(([sent], at) => [sent, BigInt(at === words.length - 1)]));
const asWords = (words: readonly bigint[]) => words.map((word) => [word]);

describe.each(engines)('SPI in the %s engine', (engine) => {
  const runs = engine === 'wasm' ? 25 : 4;

  it.each(modes)('the controller exchanges words with any device in mode %i', (mode) => {
    fc.assert(
      fc.property(
        setting,
        fc.integer({ min: 1, max: 7 }),
        fc.nat(),
        ({ wordBits, seed, pace, selections }, halfPeriod, lag) => {
          const device = spiDevice(
            { mode, wordBits },
            { replies: repliesIn(selections), delay: lag % halfPeriod, halfPeriod, random: randomNumbers(seed) },
          );
          const outgoing = outgoingWords(selections);
          const { incoming } = runStreams(checked(elaborate(Controller, { mode, wordBits, halfPeriod })), engine, {
            words: { outgoing },
            outputs: ['incoming'],
            cycles: 60 + outgoing.length * (2 * (wordBits + 2) * halfPeriod + 60),
            seed,
            offers: pace,
            accepts: pace,
            look: (simulator) => simulator.set('line_fromPeripheral', device.see(levelsOf(simulator))),
          });
          expect(device.selections).toEqual(sentIn(selections));
          expect(wordsOf(incoming)).toEqual(asWords(repliesIn(selections)));
        },
      ),
      { numRuns: runs },
    );
  });

  it.each(modes)('the peripheral answers any controller in mode %i', (mode) => {
    fc.assert(
      fc.property(
        setting,
        fc.double({ min: 5, max: 12, noNaN: true }),
        ({ wordBits, seed, selections }, halfPeriod) => {
          const cycles = spiController({ mode, wordBits }, sentIn(selections), halfPeriod);
          const received: bigint[] = [];
          const answers: number[] = [];
          const { outgoing } = runStreams(checked(elaborate(Peripheral, { mode, wordBits })), engine, {
            words: { outgoing: asWords(repliesIn(selections)) },
            outputs: [],
            cycles: cycles.length,
            seed,
            offers: 1,
            accepts: 1,
            before: (simulator) => {
              const { clock, select, data } = cycles[simulator.cycle - 1]!;
              simulator.set('line_clock', clock);
              simulator.set('line_select', select);
              simulator.set('line_toPeripheral', data);
            },
            look: (simulator, cycle) => {
              if (simulator.get('incoming_valid')) received.push(simulator.get('incoming_payload'));
              if (cycles[cycle]!.samples) answers.push(simulator.getNumber('line_fromPeripheral'));
            },
          });
          expect(received).toEqual(sentIn(selections).flat());
          expect(outgoing).toHaveLength(received.length);
          const bits = repliesIn(selections).map((word) => word.toString(2).padStart(wordBits, '0'));
          expect(answers.join('')).toBe(bits.join(''));
        },
      ),
      { numRuns: runs },
    );
  });

  it.each(modes)('controller and peripheral understand each other in mode %i', (mode) => {
    fc.assert(
      fc.property(setting, fc.integer({ min: 4, max: 7 }), ({ wordBits, seed, pace, selections }, halfPeriod) => {
        const outgoing = outgoingWords(selections);
        const received: bigint[] = [];
        const { atController } = runStreams(checked(elaborate(LoopBack, { mode, wordBits, halfPeriod })), engine, {
          words: { toPeripheral: outgoing, toController: asWords(repliesIn(selections)) },
          outputs: ['atController'],
          cycles: 60 + outgoing.length * (2 * (wordBits + 2) * halfPeriod + 60),
          seed,
          offers: 1,
          accepts: pace,
          look: (simulator) => {
            if (simulator.get('atPeripheral_valid')) received.push(simulator.get('atPeripheral_payload'));
          },
        });
        expect(received).toEqual(sentIn(selections).flat());
        expect(wordsOf(atController)).toEqual(asWords(repliesIn(selections)));
      }),
      { numRuns: runs },
    );
  });
});

const levelsOf = (simulator: Simulator) => ({
  clock: simulator.getNumber('line_clock'),
  select: simulator.getNumber('line_select'),
  data: simulator.getNumber('line_toPeripheral'),
});

describe('an SPI word', () => {
  const circuitIn = (mode: Mode, halfPeriod: number) => checked(elaborate(LoopBack, { mode, wordBits: 8, halfPeriod }));

  it('takes 2 * (bits + 1) half periods and a cycle to begin', () => {
    const [count, halfPeriod] = [4, 5];
    const { toPeripheral, atController } = runStreams(circuitIn(0, halfPeriod), 'wasm', {
      words: { toPeripheral: Array.from({ length: count }, () => [0x5an, 0n]), toController: [] },
      outputs: ['atController'],
      cycles: 1000,
      seed: 1,
      offers: 1,
      accepts: 1,
    });
    const starts = toPeripheral!.map(({ cycle }) => cycle);
    const each = (2 * 8 + 1) * halfPeriod + 1;
    expect(starts).toEqual(Array.from({ length: count }, (_, word) => word * each));
    // The peripheral has nothing to send.
    expect(wordsOf(atController)).toEqual([[0n], [0n], [0n], [0n]]);
  });

  it.skipIf(!verilatorIsInstalled).each([1, 2] as const)('comes through under Verilator in mode %i', async (mode) => {
    const circuit = circuitIn(mode, 4);
    const random = randomNumbers(mode);
    const words = Array.from(
      { length: 30 },
      () => [BigInt(random.integer(0, 255)), BigInt(random.chance(0.4))] as const,
    );
    const replies = words.map(() => BigInt(random.integer(0, 255)));
    const cycles: PortValues[] = [];
    runStreams(circuit, 'wasm', {
      words: { toPeripheral: words, toController: asWords(replies) },
      outputs: ['atController'],
      cycles: 30 * 120,
      seed: 1,
      offers: 1,
      accepts: 0.7,
      look: (simulator) => void cycles.push(inputValues(circuit, simulator)),
    });
    const outputs = await outputsInVerilator(circuit, cycles);
    const atPeripheral = outputs.filter((values) => values.atPeripheral_valid);
    const atController = outputs.filter((values, at) => values.atController_valid && cycles[at]!.atController_ready);
    expect(atPeripheral.map((values) => values.atPeripheral_payload)).toEqual(words.map(([word]) => word));
    expect(atController.map((values) => values.atController_payload)).toEqual(replies);
  });
});
