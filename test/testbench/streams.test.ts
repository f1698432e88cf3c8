import { describe, expect, it } from 'vitest';
import {
  driveStream,
  Mailbox,
  monitorStream,
  receiveStream,
  Scoreboard,
  type SimulateOptions,
  simulate,
} from '../../sim/testbench/index.ts';
import { AddOne, Unsteady } from './designs.ts';

const word = (value: number, last = false) => ({ value, last });

describe('a driver', () => {
  it('offers a word in each cycle unless told otherwise, and again what is not taken', async () => {
    const dut = await simulate(AddOne, { depth: 2 }, { reset: 0 });
    const driver = driveStream(dut, dut.ports.words);
    const given = monitorStream(dut, dut.ports.words);
    driver.enqueue(word(1), word(2), word(3), word(4));
    await dut.clock.cycles(4);
    // Nobody takes the sums: the queue of two is full.
    expect(given.transfers.map(({ cycle }) => cycle)).toEqual([0, 1]);
    expect([driver.sent, driver.pending]).toEqual([2, 2]);
    const taken = receiveStream(dut, dut.ports.sums);
    await driver.drained();
    expect(given.words).toEqual([1, 2, 3, 4].map((value) => word(value)));
    await driver.send(word(5, true));
    expect(await taken.take(5)).toEqual([word(2), word(3), word(4), word(5), word(6, true)]);
  });

  it('says who does not take its word', async () => {
    const dut = await simulate(AddOne, { depth: 2 }, { timeout: 10 });
    const driver = driveStream(dut, dut.ports.words);
    await expect(driver.sendAll([word(1), word(2), word(3)])).rejects.toThrow(
      'error B606: the driver of words waits for words_ready since cycle 3, for 10 cycles: word 2 is not taken',
    );
  });

  it('refuses words that are none', async () => {
    const dut = await simulate(AddOne, { depth: 2 });
    const driver = driveStream(dut, dut.ports.words);
    expect(() => driver.enqueue({ value: 256, last: true })).toThrow(
      'error B600: words_payload_value, which is uint(8), cannot be 256\n  remedy: give a whole number from 0 to 255',
    );
    expect(() => driveStream(dut, dut.ports.words, { pause: 1 })).toThrow('error B608: pause is 1');
  });
});

describe('random pauses', () => {
  const run = async (options: SimulateOptions) => {
    const dut = await simulate(AddOne, { depth: 2 }, options);
    const driver = driveStream(dut, dut.ports.words, { pause: 0.5, scramble: true });
    const taken = receiveStream(dut, dut.ports.sums, { pause: 0.5 });
    await driver.sendAll(Array.from({ length: 60 }, (_, index) => word(index)));
    await taken.take(60);
    expect(taken.words).toEqual(Array.from({ length: 60 }, (_, index) => word(index + 1)));
    return taken.transfers.map(({ cycle }) => cycle);
  };

  it('follow from the seed alone, and differ for others', async () => {
    const first = await run({ seed: 1 });
    expect(await run({ seed: 1 })).toEqual(first);
    expect(await run({ seed: 2 })).not.toEqual(first);
    expect(await run({})).toEqual(first);
    // Half of the cycles on both sides: far more than the 60 of a stream that never waits.
    expect(first.at(-1)).toBeGreaterThan(90);
  });
});

describe('a monitor', () => {
  it('holds the producer to a word that it has offered', async () => {
    const dut = await simulate(Unsteady, { drops: false }, { reset: 0 });
    monitorStream(dut, dut.ports.words);
    await expect(dut.clock.cycles(10)).rejects.toThrow(
      [
        'error B609: the monitor of words, cycle 3: the word offered since cycle 2 has changed before it was taken: words_payload 2, then words_payload 3',
        'cycle          0 1 2 3',
        'words_valid    _ _ ‾ ‾',
        'words_ready    _ _ _ _',
        'words_payload  0 1 2 3',
        '  remedy: a producer keeps valid and payload until ready; { checks: false } looks away',
      ].join('\n'),
    );
  });

  it('sees a word that is taken back', async () => {
    const dut = await simulate(Unsteady, { drops: true }, { reset: 0 });
    dut.ports.words.ready.value = true;
    const monitor = monitorStream(dut, dut.ports.words);
    // Taken at once, words may change as they like.
    await dut.clock.cycles(8);
    expect(monitor.words).toEqual([2, 3, 6, 7]);
    dut.ports.words.ready.value = false;
    const changes = dut.clock.cycles(8);
    await expect(changes).rejects.toThrow('has changed before it was taken');
    const other = await simulate(Unsteady, { drops: true }, { reset: 0 });
    await other.clock.cycles(3);
    monitorStream(other, other.ports.words);
    await expect(other.clock.cycles(8)).rejects.toThrow(
      'cycle 4: the word offered since cycle 3 was taken back: words_valid fell without words_ready',
    );
  });

  it('looks away where it is told to', async () => {
    const dut = await simulate(Unsteady, { drops: false });
    const monitor = receiveStream(dut, dut.ports.words, { checks: false, pause: 0.5 });
    await dut.clock.cycles(40);
    expect(monitor.words.length).toBeGreaterThan(5);
  });

  it('says that no word comes', async () => {
    const dut = await simulate(AddOne, { depth: 2 });
    const taken = receiveStream(dut, dut.ports.sums);
    await expect(taken.next({ timeout: 7 })).rejects.toThrow(
      'error B606: no word of the receiver of sums has come within 7 cycles: the test waited from cycle 1 to 8',
    );
  });
});

describe('a scoreboard', () => {
  it('compares in order, whichever side comes first', async () => {
    const dut = await simulate(AddOne, { depth: 2 });
    const board = new Scoreboard<number>(dut);
    board.got(1);
    board.expect(1, 2, 300);
    board.got(2);
    expect(() => board.check()).toThrow(
      [
        'error B610: the scoreboard: 2 words equal, 1 missing, 0 not expected, at cycle 1',
        '  missing word 2 300 = 0x12c',
        "  remedy: compare design and model; the test's seed is 1",
      ].join('\n'),
    );
    expect(() => board.got(299, 17)).toThrow(
      [
        'error B610: the scoreboard: word 2, of cycle 17, is not the one expected',
        '  expected 300 = 0x12c',
        '  received 299 = 0x12b',
      ].join('\n'),
    );
  });

  it('compares records in any order', async () => {
    const dut = await simulate(AddOne, { depth: 2 });
    const board = new Scoreboard<{ value: number; last: boolean }>(dut, { order: 'any', name: 'sums' });
    board.expect(word(1), word(2), word(2, true));
    board.got(word(2, true));
    board.got(word(3));
    board.got(word(1));
    expect(board.compared).toBe(2);
    expect(() => board.check()).toThrow(
      [
        'error B610: sums: 2 words equal, 1 missing, 1 not expected, at cycle 1',
        '  missing word 1 { value: 2, last: false }',
        '  not expected word 1 { value: 3, last: false }',
      ].join('\n'),
    );
  });

  it('finds an error of the design in a running test', async () => {
    const dut = await simulate(AddOne, { depth: 2 });
    const driver = driveStream(dut, dut.ports.words);
    const taken = receiveStream(dut, dut.ports.sums);
    const board = new Scoreboard<{ value: number; last: boolean }>(dut).watch(taken);
    board.expect(word(11), word(12), word(12));
    await expect(driver.sendAll([10, 11, 12].map((value) => word(value))).then(() => board.complete())).rejects.toThrow(
      'word 2, of cycle 4, is not the one expected',
    );
  });
});

describe('a mailbox', () => {
  it('gives each word to one process, in order of asking', async () => {
    const dut = await simulate(AddOne, { depth: 2 });
    const mailbox = new Mailbox<string>(dut, 'letters');
    const taker = (name: string) => async () => `${name} ${await mailbox.take()}`;
    const takers = [dut.fork(taker('first')), dut.fork(taker('second'))] as const;
    await dut.clock.edge();
    for (const letter of ['a', 'b', 'c']) mailbox.put(letter);
    expect(await dut.join(...takers)).toEqual(['first a', 'second b']);
    expect([mailbox.size, await mailbox.take(), dut.cycle]).toEqual([1, 'c', 2]);
  });
});
