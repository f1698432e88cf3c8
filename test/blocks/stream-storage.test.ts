import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  connectStream,
  inputStream,
  outputStream,
  pipeRegister,
  queue,
  type Stream,
  skidBuffer,
  throttle,
} from '../../generators/blocks/streams/index.ts';
import { bool, enumeration, input, Module, output, sint, uint, vec } from '../../generators/language/index.ts';
import { runStreams, type Word, wordsOf } from './stream-driver.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

const Kind = enumeration('Kind', ['Read', 'Write', 'Flush']);
const payload = { kind: Kind, data: { low: uint(9), high: sint(5) }, flags: vec(3, bool()) };
type Words = Stream<never>;

/** A module that leads one stream through `stage`. */
function through(stage: (source: Words) => Stream) {
  return Module('Through', () => {
    const words = inputStream(payload);
    const results = outputStream(payload);
    connectStream(stage(words as unknown as Words) as never, results);
    return { words, results };
  });
}

const word: fc.Arbitrary<Word> = fc
  .tuple(fc.nat(2), fc.nat(511), fc.integer({ min: -16, max: 15 }), fc.nat(7))
  .map((fields) => fields.map(BigInt));
const timing = fc.record({
  seed: fc.integer(),
  offers: fc.constantFrom(0.1, 0.5, 0.9, 1),
  accepts: fc.constantFrom(0.1, 0.5, 0.9, 1),
});

const stages = {
  'a queue of 1': (source: Words) => queue(source, { depth: 1 }),
  'a queue of 4': (source: Words) => queue(source, { depth: 4 }),
  'a queue of 5': (source: Words) => queue(source, { depth: 5 }),
  'a flow-through queue of 3': (source: Words) => queue(source, { depth: 3, flow: true }),
  'a pipe queue of 1': (source: Words) => queue(source, { depth: 1, pipe: true }),
  'a flow-through pipe queue of 2': (source: Words) => queue(source, { depth: 2, flow: true, pipe: true }),
  'a pipe register': pipeRegister,
  'a skid buffer': skidBuffer,
  'a skid buffer behind a pipe register': (source: Words) => skidBuffer(pipeRegister(source)),
} satisfies Record<string, (source: Words) => Stream>;
const capacity: Record<keyof typeof stages, number> = {
  'a queue of 1': 1,
  'a queue of 4': 4,
  'a queue of 5': 5,
  'a flow-through queue of 3': 3,
  'a pipe queue of 1': 1,
  'a flow-through pipe queue of 2': 2,
  'a pipe register': 1,
  'a skid buffer': 1,
  'a skid buffer behind a pipe register': 2,
};
/** Words per cycle where both sides are always willing. */
const fullRate = (name: string): boolean => name !== 'a queue of 1';
/** Cycles from a word's entry into an empty stage to its leaving. */
const latency = (name: string): number => (/flow|^a skid buffer$/.test(name) ? 0 : 1);

describe.each(Object.entries(stages))('%s', (name, stage) => {
  const circuit = circuitOf(through(stage));

  it.each(engines)('keeps words and their order, and holds no more than its depth (%s)', (engine) => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), timing, (words, times) => {
        let inside = 0;
        let most = 0;
        const { results, words: taken } = runStreams(circuit, engine, {
          words: { words },
          outputs: ['results'],
          cycles: 80,
          ...times,
          look: (simulator) => {
            most = Math.max(most, inside);
            const moves = (side: string) => Number(simulator.get(`${side}_valid`) & simulator.get(`${side}_ready`));
            inside += moves('words') - moves('results');
          },
        });
        expect(wordsOf(results)).toEqual(words.slice(0, results!.length));
        expect(taken!.length - results!.length).toBe(inside);
        expect(most).toBeLessThanOrEqual(capacity[name as keyof typeof stages]);
      }),
      { numRuns: engine === 'wasm' ? 40 : 10 },
    );
  });

  it('is filled by a consumer that never takes a word', () => {
    const words = Array.from({ length: 20 }, (_, index) => [0n, BigInt(index), 0n, 0n]);
    const run = { words: { words }, outputs: ['results'], cycles: 20, seed: 1, offers: 1, accepts: 0 };
    expect(runStreams(circuit, 'wasm', run).words).toHaveLength(capacity[name as keyof typeof stages]);
  });

  it('has the rate and latency that its documentation says', () => {
    const words = Array.from({ length: 64 }, (_, index) => [1n, BigInt(index), -1n, 5n]);
    const run = { words: { words }, outputs: ['results'], cycles: 64, seed: 1, offers: 1, accepts: 1 };
    const { results } = runStreams(circuit, 'wasm', run);
    expect(results![0]!.cycle).toBe(latency(name));
    expect(results).toHaveLength(fullRate(name) ? 64 - latency(name) : 32);
  });

  it('prints clean Verilog', () => {
    expectCleanVerilog(circuit);
  });
});

describe('queue', () => {
  it('counts its words', () => {
    const Counted = Module('Counted', () => {
      const words = inputStream(uint(8));
      const results = outputStream(uint(8));
      const buffered = queue(words, { depth: 3 });
      connectStream(buffered, results);
      return { words, results, count: output(buffered.count) };
    });
    let inside = 0;
    runStreams(circuitOf(Counted), 'wasm', {
      words: { words: Array.from({ length: 100 }, (_, index) => [BigInt(index)]) },
      outputs: ['results'],
      cycles: 300,
      seed: 5,
      offers: 0.5,
      accepts: 0.5,
      look: (simulator) => {
        expect(simulator.getNumber('count')).toBe(inside);
        for (const [side, change] of [['words', 1] as const, ['results', -1] as const]) {
          if (simulator.get(`${side}_valid`) & simulator.get(`${side}_ready`)) inside += change;
        }
      },
    });
    expect(inside).toBeGreaterThanOrEqual(0);
  });

  it('takes the name of the variable, and its kind where there is none', () => {
    const Named = Module('Named', () => {
      const words = inputStream(uint(8));
      const results = outputStream(uint(8));
      const buffered = queue(pipeRegister(words), { depth: 2 });
      connectStream(buffered, results);
      return { words, results };
    });
    expect(circuitOf(Named).top.instances.map(({ name, module }) => [name, module.name])).toEqual([
      ['pipeRegister', 'PipeRegister'],
      ['buffered', 'Queue2x8'],
    ]);
  });

  it('refuses a depth of 0', () => {
    expect(() => circuitOf(through((source) => queue(source, { depth: 0 })))).toThrow(
      /error B020: a queue of 0 words\n {2}remedy: choose a whole number of at least 1$/,
    );
  });
});

describe('throttle', () => {
  const Throttled = Module('Throttled', () => {
    const words = inputStream(uint(8));
    const results = outputStream(uint(8));
    const allow = input(bool());
    const slow = throttle(words, allow);
    connectStream(slow, results);
    return { words, results, allow };
  });
  const circuit = circuitOf(Throttled);

  it.each(engines)('offers new words only where it may, and keeps the rules (%s)', (engine) => {
    const words = Array.from({ length: 100 }, (_, index) => [BigInt(index)]);
    let waits = false;
    const { results } = runStreams(circuit, engine, {
      words: { words },
      outputs: ['results'],
      cycles: 400,
      seed: 3,
      offers: 0.9,
      accepts: 0.5,
      before: (simulator, random) => simulator.set('allow', random.chance(0.3)),
      look: (simulator) => {
        const valid = simulator.getNumber('results_valid') === 1;
        if (valid && !waits) expect(simulator.getNumber('allow')).toBe(1);
        waits = valid && simulator.getNumber('results_ready') === 0;
      },
    });
    expect(results!.length).toBeGreaterThan(50);
    expect(wordsOf(results)).toEqual(words.slice(0, results!.length));
  });

  it('prints clean Verilog', () => {
    expectCleanVerilog(circuit);
  });
});
