import { describe, expect, it, test } from 'vitest';
import { assert, input, Module, output, reg, sint, uint, when } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import {
  bitsOf,
  faultInjector,
  faultText,
  likelyShare,
  memoryTargets,
  parseFault,
  performFaults,
  placesAtRate,
  placeText,
  rateCampaign,
  registerTargets,
  scheduleFaults,
  simulatedWorkload,
  upsetCampaign,
} from '../../sim/faults/index.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';
import { circuitOf, engines } from '../blocks/tools.ts';

/** Adds its input up for ten cycles; `spare` holds nothing that matters, and `count` must not pass 12. */
const Summing = Module('Summing', () => {
  const value = input(sint(8));
  const total = reg(sint(12), { reset: 0 });
  const count = reg(uint(4), { reset: 0 });
  const spare = reg(uint(8), { reset: 5 });
  const done = count.eq(10);
  when(done.not(), () => {
    total.next = total.addWrap(value);
    count.next = count.addWrap(1);
  });
  assert(count.le(12), 'too far');
  return { value, sum: output(total), kept: output(spare), done: output(done) };
});

const values = [3, -7, 100, 0];
const cycles = 10;

function summing(engine: (typeof engines)[number] = 'wasm') {
  const simulator = createSimulator(circuitOf(Summing), { engine });
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  return simulator;
}

function workload(engine: (typeof engines)[number] = 'wasm', maximumCycles = 50) {
  const simulator = summing(engine);
  const start = simulator.saveState();
  return simulatedWorkload<bigint>({
    simulator,
    runs: values.length,
    prepare(run) {
      simulator.restoreState(start);
      simulator.set('value', values[run]!);
    },
    done: 'done',
    maximumCycles,
    read: () => simulator.get('sum'),
    // Only the sign means something.
    judge: (total, expected) => {
      if (total === expected) return 'masked';
      return total < 0n === expected < 0n ? 'tolerated' : 'corrupted';
    },
  });
}

describe.each(engines)('faults in a small design: %s', (engine) => {
  it('knows how each run ends', async () => {
    const runs = await workload(engine);
    expect(runs.expected).toEqual(values.map((value) => BigInt(value * cycles)));
    expect(runs.cycles).toEqual(values.map(() => cycles));
    const ends = async (run: number, ...faults: string[]) => performFaults(runs, run, faults);
    // Bit 5 of a sum on its way to 30: 3 · 4 = 12 = 0b1100 by then, so that it becomes 44 and ends at 62.
    expect(await ends(0, 'total[5]@4')).toEqual({ outcome: 'tolerated', result: 62n });
    expect(await ends(0, 'total[11]@9')).toEqual({ outcome: 'corrupted', result: 30n - 2048n });
    expect(await ends(0, 'spare[3]@2', 'spare[0]=0')).toEqual({ outcome: 'masked', result: 30n });
    // Turned over twice: as if never.
    expect(await ends(2, 'total[3]@4', 'total[3]@4')).toEqual({ outcome: 'masked', result: 1000n });
    // After 3 edges the count is 3; with bit 1 turned over it is 1, and two more values are added.
    expect(await ends(1, 'count[1]@3')).toEqual({ outcome: 'tolerated', result: -84n });
    expect(await ends(1, 'count[3]=0@1')).toEqual({ outcome: 'hang' });
    // After 5 edges 5, and with bit 3 turned over 13, which the assertion does not let pass.
    expect(await ends(1, 'count[3]@5')).toEqual({ outcome: 'detected' });
    // A sum whose lowest bit sticks at 1 from its start: 1, then 1 + 100 = 101, then 201, …
    expect(await ends(2, 'total[0]=1')).toEqual({ outcome: 'tolerated', result: 1001n });
    // What strikes when all is over strikes nothing.
    expect(await ends(2, 'total[11]@10')).toEqual({ outcome: 'masked', result: 1000n });
    expect(await ends(2)).toEqual({ outcome: 'masked', result: 1000n });
  });

  it('injects by hand: upsets once, sticks until released', () => {
    const simulator = summing(engine);
    const faults = faultInjector(simulator);
    simulator.set('value', 1);
    faults.upset('total[4]');
    expect(simulator.get('sum')).toBe(16n);
    faults.stick('total[0]', 0);
    simulator.step(3);
    expect(simulator.get('sum')).toBe(16n);
    faults.upset('total[0]');
    expect(simulator.get('sum')).toBe(16n);
    faults.stick({ register: 'total', bit: 11 }, 1);
    expect(simulator.get('sum')).toBe(16n - 2048n);
    faults.release('total[0]');
    simulator.step(2);
    expect(simulator.get('sum')).toBe(18n - 2048n);
    faults.release();
    // What was held stays until something else is stored.
    expect(simulator.get('sum')).toBe(18n - 2048n);
    simulator.step();
    expect(simulator.get('sum')).toBe(19n - 2048n);
  });
});

test('campaigns repeat themselves by their seed, and count every run once', async () => {
  const runs = await workload();
  const targets = registerTargets(runs.simulator, '**');
  expect(bitsOf(targets)).toBe(12 + 4 + 8);
  const upsets = (seed: number) => upsetCampaign(runs, { targets, trials: 300, seed });
  const first = await upsets(7);
  expect(await upsets(7)).toEqual(first);
  expect((await upsets(8)).trials).not.toEqual(first.trials);
  expect(Object.values(first.outcomes).reduce((sum, count) => sum + count)).toBe(300);
  const spare = first.targets.find(({ target }) => target === 'spare')!;
  expect(Object.values(spare.outcomes).reduce((sum, count) => sum + count)).toBe(spare.outcomes.masked);
  // A trial can be performed again from its text alone.
  for (const { fault, run, outcome } of first.trials.slice(0, 50)) {
    expect(await performFaults(runs, run, [fault])).toMatchObject({ outcome });
  }

  const rates = (some: readonly number[]) => rateCampaign(runs, { targets, rates: some, trials: 20, seed: 3 });
  const one = await rates([0.1]);
  expect((await rates([0, 0.1, 1])).points[1]).toEqual(one.points[0]);
  const [none, , all] = (await rates([0, 0.1, 1])).points;
  expect(none!.trials.every(({ faults, wrong }) => faults === 0 && wrong === 0)).toBe(true);
  expect(all!.trials.every(({ faults }) => faults === 24)).toBe(true);
});

describe('faults at random', () => {
  const design = {
    registers: [{ name: 'a', width: 100, signed: false }],
    memories: [{ name: 'm', depth: 40, width: 50 }],
  };
  const targets = [...registerTargets(design, '*'), ...memoryTargets(design, '*')];

  it('hit as many bits as their rate says, and each equally often', () => {
    const random = new RandomSource(5);
    const [bits, draws, rate] = [2100, 4000, 0.01];
    const counts = new Map<string, number>();
    const perDraw: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const places = placesAtRate(targets, rate, random);
      perDraw.push(places.length);
      for (const place of places) counts.set(placeText(place), (counts.get(placeText(place)) ?? 0) + 1);
    }
    const mean = perDraw.reduce((sum, one) => sum + one, 0) / draws;
    const deviation = Math.sqrt(bits * rate * (1 - rate));
    expect(Math.abs(mean - bits * rate)).toBeLessThan((4.5 * deviation) / Math.sqrt(draws));
    const variance = perDraw.reduce((sum, one) => sum + (one - bits * rate) ** 2, 0) / draws;
    expect(variance / deviation ** 2).toBeGreaterThan(0.88);
    expect(variance / deviation ** 2).toBeLessThan(1.12);
    expect(counts.size).toBe(bits);
    const expected = draws * rate;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Mean 2099 and deviation √(2·2099) = 65.
    expect(Math.abs(chiSquare - (bits - 1) * (1 - rate))).toBeLessThan(5 * 65);
  });

  it('hit all bits at rate 1 and none at 0', () => {
    const all = placesAtRate(targets, 1, new RandomSource(1)).map(placeText);
    expect(new Set(all).size).toBe(2100);
    expect([all[99], all[100], all.at(-1)]).toEqual(['a[99]', 'm[0][0]', 'm[39][49]']);
    expect(placesAtRate(targets, 0, new RandomSource(1))).toEqual([]);
  });

  it('are told with an interval', () => {
    // Wilson's interval for 10 of 100, as tables have it.
    const [low, high] = likelyShare(10, 100);
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.0552', '0.1744']);
    expect(likelyShare(0, 50)[0]).toBe(0);
  });
});

describe('texts and mistakes', () => {
  it('reads and writes faults', () => {
    const texts = ['control.state[2]', 'control.state[2]@500', 'wmem[12][45]', 'wmem[12][45]=0', 'a[0]=1@7'];
    expect(texts.map((text) => faultText(parseFault(text)))).toEqual(texts);
    expect(parseFault('wmem[12][45]=1@3')).toEqual({
      ...{ memory: 'wmem', address: 12, bit: 45 },
      ...{ kind: 'stuck', value: 1, cycle: 3 },
    });
    for (const text of ['', 'state', 'state[x]', 'state[1]=2', 'state[1]@', 'm[1][2][3]', '[1]']) {
      expect(() => parseFault(text), text).toThrow(/B580/);
    }
  });

  it('names what is there instead', async () => {
    const { simulator } = await workload();
    const wrong = (text: string) => () => scheduleFaults(simulator, [parseFault(text)]);
    expect(wrong('totl[1]')).toThrow(/B581: no register is called totl\n.*did you mean total\?.*total, count, spare/s);
    expect(wrong('m[1][1]')).toThrow(/B581: no memory is called m\n.*no memories/s);
    expect(wrong('total[3][1]')).toThrow(/B581: total is a register\n.*write total\[bit\]/s);
    expect(wrong('total[12]')).toThrow(/B582: total has no bit 12\n.*from 0 to 11/s);
    expect(() => registerTargets(simulator, 'x.*')).toThrow(/B581/);
    expect(() => faultInjector(simulator).upset('count[4]')).toThrow(/B582/);
  });

  it('refuses numbers that make no campaign, and runs that never end', async () => {
    const runs = await workload();
    const targets = registerTargets(runs.simulator, '**');
    await expect(upsetCampaign(runs, { targets, trials: 0, seed: 1 })).rejects.toThrow(/B585/);
    const rates = (some: readonly number[]) => rateCampaign(runs, { targets, rates: some, trials: 1, seed: 1 });
    await expect(rates([])).rejects.toThrow(/B585/);
    await expect(rates([1.5])).rejects.toThrow(/B583: the rate 1.5/);
    await expect(rates([Number.NaN])).rejects.toThrow(/B583/);
    await expect(workload('wasm', 9)).rejects.toThrow(/B584: run 0 is not over after 9 cycles/);
  });
});
