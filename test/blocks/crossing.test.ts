import { describe, expect, it } from 'vitest';
import {
  asyncQueue,
  connectStream,
  crossCounter,
  crossPulse,
  handshakeCrossing,
  inputStream,
  outputStream,
  synchronise,
  synchroniseReset,
} from '../../generators/blocks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import {
  bool,
  clockDomain,
  input,
  Module,
  output,
  reg,
  sint,
  uint,
  when,
  withDomain,
} from '../../generators/language/index.ts';
import type { Simulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { clockEdges, clockRatios, edgesFor, resetSimulator } from './clock-edges.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

const Word = { data: uint(8), level: sint(5) };

const queueOf = (depth: number, stages = 2) =>
  Module('Crossed', () => {
    const line = clockDomain();
    const core = clockDomain();
    const words = withDomain(line, () => inputStream(Word));
    const results = withDomain(core, () => outputStream(Word));
    const received = asyncQueue(words, { depth, from: line, to: core, stages });
    connectStream(received, results);
    return { words, results };
  });

const Handshake = Module('Handshake', () => {
  const line = clockDomain();
  const core = clockDomain();
  const words = withDomain(line, () => inputStream(Word));
  const results = withDomain(core, () => outputStream(Word));
  connectStream(handshakeCrossing(words, { from: line, to: core }), results);
  return { words, results };
});

interface Traffic {
  readonly periods: readonly [write: number, read: number];
  readonly offers: number;
  readonly accepts: number;
  readonly edges: number;
}

/** Sends numbered words; returns how many arrive, having checked their order and that none is withdrawn or changed. */
function runTraffic(circuit: Circuit, engine: Simulator['engine'], traffic: Traffic): number {
  const { periods, offers, accepts, edges } = traffic;
  const simulator = resetSimulator(circuit, engine);
  const random = randomNumbers(periods[0] * 100 + periods[1]);
  const wordOf = (number: number) => ({ data: (number * 37) % 256, level: (number % 32) - 16 });
  let sent = 0;
  let arrived = 0;
  let offered = false;
  let waits = false;
  const [write, read] = [
    { clock: 'line_clock', period: periods[0] },
    { clock: 'core_clock', period: periods[1] },
  ];
  for (const rising of clockEdges([write, read], edges)) {
    // What each side shows changes only behind its own edges.
    const taken = rising.includes('line_clock') && offered && simulator.get('words_ready') === 1n;
    const valid = simulator.get('results_valid') === 1n;
    const ready = simulator.get('results_ready') === 1n;
    if (rising.includes('core_clock')) {
      if (waits) expect(valid).toBe(true);
      if (valid) {
        const expected = wordOf(arrived);
        expect(simulator.getNumber('results_payload_data')).toBe(expected.data);
        expect(simulator.getNumber('results_payload_level')).toBe(expected.level);
      }
      waits = valid && !ready;
      if (valid && ready) arrived += 1;
    }
    simulator.step(1, rising);
    if (taken) {
      sent += 1;
      offered = false;
    }
    if (rising.includes('line_clock') && !offered) {
      offered = random.chance(offers);
      simulator.set('words_valid', offered);
      const shown = wordOf(offered ? sent : random.integer(0, 255));
      simulator.set('words_payload_data', shown.data);
      simulator.set('words_payload_level', shown.level);
    }
    if (rising.includes('core_clock')) simulator.set('results_ready', random.chance(accepts));
  }
  expect(arrived).toBeLessThanOrEqual(sent);
  return arrived;
}

describe.each(engines)('streams between clocks, in the %s engine', (engine) => {
  it.each([2, 4, 16])('an asynchronous queue of %i words keeps all and their order', (depth) => {
    const circuit = circuitOf(queueOf(depth));
    for (const periods of clockRatios) {
      for (const [offers, accepts] of [
        [1, 1],
        [0.5, 0.9],
        [0.9, 0.3],
      ] as const) {
        const arrived = runTraffic(circuit, engine, { periods, offers, accepts, edges: edgesFor(periods, 60) });
        expect(arrived).toBeGreaterThan(5);
      }
    }
  });

  it('a queue of 8 words moves one per cycle of the slower clock', () => {
    const circuit = circuitOf(queueOf(8));
    for (const periods of clockRatios) {
      const edges = 600;
      const slow = clockEdges(
        [
          { clock: 's', period: Math.max(...periods) },
          { clock: 'f', period: Math.min(...periods) },
        ],
        edges,
      );
      const cycles = slow.filter((rising) => rising.includes('s')).length;
      const arrived = runTraffic(circuit, engine, { periods, offers: 1, accepts: 1, edges });
      expect(arrived).toBeGreaterThan(cycles - 12);
    }
  });

  it('a queue with three stages keeps all words too', () => {
    const arrived = runTraffic(circuitOf(queueOf(4, 3)), engine, {
      periods: [5, 4],
      offers: 0.8,
      accepts: 0.8,
      edges: 500,
    });
    expect(arrived).toBeGreaterThan(50);
  });

  it('a handshake keeps all words and their order', () => {
    const circuit = circuitOf(Handshake);
    for (const periods of clockRatios) {
      expect(runTraffic(circuit, engine, { periods, offers: 0.8, accepts: 0.7, edges: 600 })).toBeGreaterThan(2);
    }
  });
});

const Small = Module('Small', () => {
  const line = clockDomain();
  const core = clockDomain();
  const pulse = withDomain(line, () => input(bool()));
  const step = withDomain(line, () => input(bool()));
  const pin = input(bool(), { asynchronous: true });
  const count = withDomain(line, () => {
    const count = reg(uint(4), { reset: 0 });
    when(step, () => {
      count.next = count.addWrap(1);
    });
    return count;
  });
  const seen = crossPulse(pulse, { from: line, to: core });
  const counted = crossCounter(count, { from: line, to: core });
  const level = withDomain(core, () => synchronise(pin, { stages: 3 }));
  const starting = withDomain(core, () => synchroniseReset({ stages: 3 }));
  return {
    ...{ pulse, step, pin },
    seen: output(seen),
    counted: output(counted),
    level: output(level),
    starting: output(starting),
  };
});

describe.each(engines)('bits between clocks, in the %s engine', (engine) => {
  const circuit = circuitOf(Small);

  it('as many pulses arrive as are sent, if they are two cycles of the slower clock apart', () => {
    for (const periods of clockRatios) {
      const simulator = resetSimulator(circuit, engine);
      const random = randomNumbers(3);
      const gap = Math.ceil((2 * Math.max(...periods)) / periods[0]) + 1;
      let [sent, seen, rest] = [0, 0, 0];
      const clocks = [
        { clock: 'line_clock', period: periods[0] },
        { clock: 'core_clock', period: periods[1] },
      ];
      const run = (edges: readonly (readonly string[])[], mayPulse: boolean): void => {
        for (const rising of edges) {
          if (rising.includes('core_clock') && simulator.get('seen') === 1n) seen += 1;
          if (rising.includes('line_clock') && simulator.get('pulse') === 1n) sent += 1;
          simulator.step(1, rising);
          if (!rising.includes('line_clock')) continue;
          const fires = mayPulse && rest <= 0 && random.chance(0.5);
          rest = fires ? gap : rest - 1;
          simulator.set('pulse', fires);
        }
      };
      run(clockEdges(clocks, edgesFor(periods, 60)), true);
      run(clockEdges(clocks, edgesFor(periods, 6)), false);
      expect(sent).toBeGreaterThan(5);
      expect(seen).toBe(sent);
    }
  });

  it('a counter is seen late, never ahead, and never wrong', () => {
    for (const periods of clockRatios) {
      const simulator = resetSimulator(circuit, engine);
      const random = randomNumbers(4);
      let count = 0;
      let seen = 0;
      const clocks = [
        { clock: 'line_clock', period: periods[0] },
        { clock: 'core_clock', period: periods[1] },
      ];
      for (const rising of clockEdges(clocks, 500)) {
        // One step in two write cycles of the slower clock at most, or the four bits would wrap around unseen.
        const steps = random.chance(Math.min(0.8, periods[0] / periods[1]));
        if (rising.includes('line_clock')) simulator.set('step', steps);
        simulator.step(1, rising);
        if (rising.includes('line_clock') && steps) count += 1;
        const ahead = (simulator.getNumber('counted') - seen + 32) % 16;
        seen += ahead;
        expect(seen).toBeLessThanOrEqual(count);
      }
      for (let rest = 0; rest < 5; rest += 1) {
        simulator.set('step', 0);
        simulator.step();
      }
      expect(simulator.getNumber('counted')).toBe(count % 16);
    }
  });

  it('a pin is seen three cycles later, and the reset ends as late', () => {
    const simulator = resetSimulator(circuit, engine);
    expect(simulator.get('starting')).toBe(1n);
    simulator.set('pin', 1);
    const levels = Array.from({ length: 4 }, () => {
      simulator.step(1, 'core_clock');
      return [simulator.getNumber('level'), simulator.getNumber('starting')];
    });
    expect(levels).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
      [1, 0],
    ]);
  });
});

describe('what crosses, printed', () => {
  it('is clean Verilog', () => {
    expectCleanVerilog(circuitOf(queueOf(4)));
    expectCleanVerilog(circuitOf(Handshake));
    expectCleanVerilog(circuitOf(Small));
  });
});
