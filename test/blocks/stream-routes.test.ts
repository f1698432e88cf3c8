import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArbiterPolicy,
  alwaysReady,
  arbitrate,
  connectStream,
  demultiplexStream,
  filterStream,
  forkStream,
  inputStream,
  joinStreams,
  mapStream,
  narrowStream,
  outputStream,
  queue,
  Valid,
  widenStream,
  wireStream,
} from '../../generators/blocks/streams/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate, input, Module, output, sint, uint, vec } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { runStreams, type Transfer, type Word, wordsOf } from './stream-driver.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

const timing = fc.record({
  seed: fc.integer(),
  offers: fc.constantFrom(0.1, 0.5, 0.9, 1),
  accepts: fc.constantFrom(0.1, 0.5, 0.9, 1),
});
const bytes = (maxLength = 40): fc.Arbitrary<Word[]> =>
  fc.array(
    fc.nat(255).map((byte) => [BigInt(byte)]),
    { maxLength },
  );
const always = { cycles: 60, seed: 1, offers: 1, accepts: 1 };
const counted = (length: number, first = 0): Word[] => Array.from({ length }, (_, index) => [BigInt(first + index)]);

/** Both engines at random times; fewer runs for the slow one. */
function forAll<T>(
  words: fc.Arbitrary<T>,
  check: (engine: 'interpreter' | 'wasm', words: T, times: Times) => void,
): void {
  it.each(engines)('at random times (%s)', (engine) => {
    const runs = { numRuns: engine === 'wasm' ? 50 : 15 };
    fc.assert(
      fc.property(words, timing, (given, times) => check(engine, given, times)),
      runs,
    );
  });
}
interface Times {
  readonly seed: number;
  readonly offers: number;
  readonly accepts: number;
}

function clean(circuit: Circuit): void {
  it('prints clean Verilog', () => {
    expectCleanVerilog(circuit);
  });
}

describe.each(['priority', 'round-robin'] as const)('arbiter: %s', (policy: ArbiterPolicy) => {
  const Merged = Module('Merged', () => {
    const a = inputStream(uint(8));
    const b = inputStream(uint(8));
    const c = inputStream(uint(8));
    const results = outputStream(uint(8));
    const merged = arbitrate([a, b, c], policy);
    connectStream(merged, results);
    return { a, b, c, results, chosen: output(merged.chosen) };
  });
  const circuit = circuitOf(Merged);
  const names = ['a', 'b', 'c'] as const;

  forAll(fc.tuple(bytes(15), bytes(15), bytes(15)), (engine, [a, b, c], times) => {
    const seen: { cycle: number; chosen: number }[] = [];
    let last = 2;
    let held: number | undefined;
    const done = runStreams(circuit, engine, {
      words: { a, b, c },
      outputs: ['results'],
      cycles: 100,
      ...times,
      look: (simulator, cycle) => {
        const valid = names.map((name) => simulator.getNumber(`${name}_valid`) === 1);
        expect(simulator.getNumber('results_valid') === 1).toBe(valid.includes(true));
        if (!valid.includes(true)) return;
        const order = policy === 'priority' ? [0, 1, 2] : [1, 2, 3].map((step) => (last + step) % 3);
        const chosen = held ?? order.find((index) => valid[index])!;
        expect(simulator.getNumber('chosen')).toBe(chosen);
        last = chosen;
        const moves = simulator.getNumber('results_ready') === 1;
        held = moves ? undefined : chosen;
        if (moves) seen.push({ cycle, chosen });
      },
    });
    const perSource = [[], [], []] as Word[][];
    done.results!.forEach(({ word }, index) => void perSource[seen[index]!.chosen]!.push(word));
    names.forEach((name, index) => void expect(perSource[index]).toEqual(wordsOf(done[name])));
    for (const name of names) expect(wordsOf(done[name])).toEqual({ a, b, c }[name].slice(0, done[name]!.length));
  });

  it('moves one word per cycle, and shares as its policy says', () => {
    const words = { a: counted(60), b: counted(60, 64), c: counted(60, 128) };
    const done = runStreams(circuit, 'wasm', { words, outputs: ['results'], ...always });
    const counts = names.map((name) => done[name]!.length);
    expect(counts).toEqual(policy === 'priority' ? [60, 0, 0] : [20, 20, 20]);
  });

  clean(circuit);
});

describe.each(['eager', 'lazy'] as const)('fork: %s', (mode) => {
  const Forked = Module('Forked', () => {
    const words = inputStream(uint(8));
    const left = outputStream(uint(8));
    const right = outputStream(uint(8));
    const copies = forkStream(words, 2, mode);
    connectStream(copies[0]!, left);
    connectStream(copies[1]!, right);
    return { words, left, right };
  });
  const circuit = circuitOf(Forked);

  forAll(bytes(), (engine, words, times) => {
    const {
      left,
      right,
      words: taken,
    } = runStreams(circuit, engine, {
      words: { words },
      outputs: ['left', 'right'],
      cycles: 80,
      ...times,
    });
    expect(wordsOf(left)).toEqual(words.slice(0, left!.length));
    expect(wordsOf(right)).toEqual(words.slice(0, right!.length));
    // A word is taken with the last of its copies.
    expect(taken!.length).toBe(Math.min(left!.length, right!.length));
    taken!.forEach(({ cycle }, index) => {
      expect(cycle).toBe(Math.max(left![index]!.cycle, right![index]!.cycle));
      if (mode === 'lazy') expect(left![index]!.cycle).toBe(right![index]!.cycle);
    });
  });

  it('moves one word per cycle', () => {
    const run = { words: { words: counted(60) }, outputs: ['left', 'right'], ...always };
    expect(runStreams(circuit, 'wasm', run).right).toHaveLength(60);
  });

  clean(circuit);
});

describe('an eager fork whose copies are joined', () => {
  const Reconvergent = Module('Reconvergent', () => {
    const words = inputStream(uint(8));
    const results = outputStream({ plain: uint(8), doubled: uint(9) });
    const [plain, other] = forkStream(words, 2, 'eager');
    const doubled = mapStream(queue(other!, { depth: 2 }), (word) => word.shiftLeft(1));
    const pairs = joinStreams({ plain: plain!, doubled });
    connectStream(pairs, results);
    return { words, results };
  });
  const circuit = circuitOf(Reconvergent);

  forAll(bytes(), (engine, words, times) => {
    const run = { words: { words }, outputs: ['results'], cycles: 100, ...times };
    const { results, words: taken } = runStreams(circuit, engine, run);
    expect(wordsOf(results)).toEqual(words.slice(0, results!.length).map(([word]) => [word, 2n * word!]));
    // At most the queue's words are under way.
    expect(taken!.length - results!.length).toBeLessThanOrEqual(2);
  });

  clean(circuit);
});

describe('a lazy fork whose copies are joined', () => {
  it('is a combinational loop, which the checks name', () => {
    const Loop = Module('Loop', () => {
      const words = inputStream(uint(8));
      const results = outputStream({ a: uint(8), b: uint(8) });
      const [a, b] = forkStream(words, 2, 'lazy');
      connectStream(joinStreams({ a: a!, b: b! }), results);
      return { words, results };
    });
    expect(() => circuitOf(Loop)).toThrow(/^B006 /);
  });
});

describe('join', () => {
  const Joined = Module('Joined', () => {
    const weight = inputStream(sint(6));
    const feature = inputStream(uint(8));
    const results = outputStream({ weight: sint(6), feature: uint(8) });
    const pairs = joinStreams({ weight, feature });
    connectStream(pairs, results);
    return { weight, feature, results };
  });
  const circuit = circuitOf(Joined);
  const weights = fc.array(
    fc.integer({ min: -32, max: 31 }).map((value) => [BigInt(value)]),
    { maxLength: 40 },
  );

  forAll(fc.tuple(weights, bytes()), (engine, [weight, feature], times) => {
    const run = { words: { weight, feature }, outputs: ['results'], cycles: 80, ...times };
    const done = runStreams(circuit, engine, run);
    const { length } = done.results!;
    expect(wordsOf(done.results)).toEqual(
      Array.from({ length }, (_, index) => [weight[index]![0], feature[index]![0]]),
    );
    expect([done.weight!.length, done.feature!.length]).toEqual([length, length]);
  });

  clean(circuit);
});

describe('demultiplexer', () => {
  const Split = Module('Split', () => {
    const words = inputStream({ to: uint(2), data: uint(8) });
    const outputs = { a: outputStream(uint(8)), b: outputStream(uint(8)), c: outputStream(uint(8)) };
    const parts = demultiplexStream(words, 3, ({ to }) => to);
    Object.values(outputs).forEach((sink, index) => {
      connectStream(
        mapStream(parts[index]!, ({ data }) => data),
        sink,
      );
    });
    return { words, ...outputs };
  });
  const circuit = circuitOf(Split);
  const words = fc.array(
    fc.tuple(fc.nat(3), fc.nat(255)).map((fields) => fields.map(BigInt)),
    { maxLength: 60 },
  );

  forAll(words, (engine, given, times) => {
    const run = { words: { words: given }, outputs: ['a', 'b', 'c'], cycles: 120, ...times };
    const done = runStreams(circuit, engine, run);
    const taken = given.slice(0, done.words!.length);
    ['a', 'b', 'c'].forEach((name, index) => {
      const expected = taken.filter(([to]) => Math.min(Number(to), 2) === index).map(([, data]) => [data]);
      expect(wordsOf(done[name])).toEqual(expected);
    });
  });

  clean(circuit);
});

describe('filter and map', () => {
  const Filtered = Module('Filtered', () => {
    const words = inputStream(uint(8));
    const results = outputStream(uint(9));
    const odd = filterStream(words, (word) => word.bit(0));
    const link = wireStream(uint(9));
    connectStream(
      mapStream(odd, (word) => word.add(1)),
      link,
    );
    connectStream(link, results);
    return { words, results };
  });
  const circuit = circuitOf(Filtered);

  forAll(bytes(), (engine, words, times) => {
    const run = { words: { words }, outputs: ['results'], cycles: 80, ...times };
    const { results, words: taken } = runStreams(circuit, engine, run);
    const expected = words.slice(0, taken!.length).flatMap(([word]) => (word! % 2n === 1n ? [[word! + 1n]] : []));
    expect(wordsOf(results)).toEqual(expected);
  });

  clean(circuit);
});

describe.each([2, 3, 4])('width converters of %i', (count) => {
  const Widths = Module(`Widths${count}`, () => {
    const words = inputStream(sint(5));
    const blocks = outputStream(vec(count, sint(5)));
    const vectors = inputStream(vec(count, sint(5)));
    const elements = outputStream(sint(5));
    const widened = widenStream(words, count);
    connectStream(widened, blocks);
    const narrowed = narrowStream(vectors);
    connectStream(narrowed, elements);
    return { words, blocks, vectors, elements };
  });
  const circuit = circuitOf(Widths);
  const element = fc.integer({ min: -16, max: 15 }).map(BigInt);
  const join = (elements: readonly bigint[]): bigint =>
    elements.reduce((sum, value, index) => sum + (BigInt.asUintN(5, value) << BigInt(5 * index)), 0n);
  const groups = fc.array(fc.array(element, { minLength: count, maxLength: count }), { maxLength: 15 });

  forAll(fc.tuple(fc.array(element, { maxLength: 40 }), groups), (engine, [elements, vectors], times) => {
    const words = { words: elements.map((value) => [value]), vectors: vectors.map((vector) => [join(vector)]) };
    const done = runStreams(circuit, engine, { words, outputs: ['blocks', 'elements'], cycles: 80, ...times });
    const taken = elements.slice(0, done.words!.length);
    const blocks = Array.from({ length: Math.floor(taken.length / count) }, (_, index) => [
      join(taken.slice(index * count, index * count + count)),
    ]);
    expect(wordsOf(done.blocks)).toEqual(blocks);
    const given = done.elements!.length;
    expect(wordsOf(done.elements).flat()).toEqual(vectors.flat().slice(0, given));
    expect(done.vectors!.length).toBe(Math.floor(given / count));
  });

  it('moves one element per cycle', () => {
    const words = {
      words: Array.from({ length: 60 }, () => [3n]),
      vectors: Array.from({ length: 60 }, () => [0n]),
    };
    const done = runStreams(circuit, 'wasm', { words, outputs: ['blocks', 'elements'], ...always });
    const lengths = [done.words, done.elements].map((list: readonly Transfer[] | undefined) => list!.length);
    expect(lengths).toEqual([60, 60]);
    expect(done.blocks).toHaveLength(60 / count);
  });

  clean(circuit);
});

describe('streams without a stop', () => {
  it('become values that are valid in some cycles', () => {
    const Sampled = Module('Sampled', () => {
      const words = inputStream(uint(8));
      const sample = input(Valid({ level: uint(4) }));
      const shown = output(Valid(uint(8)));
      const { valid, payload } = alwaysReady(words);
      shown.valid.value = valid.or(sample.valid);
      shown.payload.value = payload.and(sample.payload.level);
      return { words, sample, shown };
    });
    const circuit = circuitOf(Sampled);
    const simulator = createSimulator(circuit);
    for (const [name, value] of Object.entries({ words_valid: 1, words_payload: 0x5a, sample_payload_level: 12 })) {
      simulator.set(name, value);
    }
    expect(simulator.getNumber('words_ready')).toBe(1);
    expect(simulator.getNumber('shown_valid')).toBe(1);
    expect(simulator.getNumber('shown_payload')).toBe(0x08);
  });
});

describe('a stream that nothing consumes', () => {
  it('is an undriven ready', () => {
    const Lost = Module('Lost', () => {
      const words = inputStream(uint(8));
      return { words };
    });
    expect(() => circuitOf(Lost)).toThrow('B003');
    expect(elaborate(Lost, {}).top.name).toBe('Lost');
  });
});
