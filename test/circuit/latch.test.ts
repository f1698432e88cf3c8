import { describe, expect, it } from 'vitest';
import { binary, bit, literal, ModuleBuilder, unsigned } from '../support/circuit-builder.ts';
import { errorsOf, withPlaces } from './places.ts';

const u2 = unsigned(2);
const u8 = unsigned(8);
const remedyFor = (assignment: string) =>
  `  remedy: give it a default, ${assignment}, before the first condition, or complete the conditions with otherwise()`;

const State = {
  width: 2,
  signed: false,
  enumeration: {
    name: 'State',
    members: ['Idle', 'Run', 'Done'].map((name, value) => ({ name, value: BigInt(value) })),
  },
};

describe('B005 latch', () => {
  it('names the condition whose other side lacks a value', () => {
    const builder = new ModuleBuilder('Top');
    const start = builder.input('start', bit);
    const next = builder.wire('next', u8);
    builder.when(start, () => builder.assign(next, literal(1, u8)));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:5:3: error B005: wire next in module Top would be a latch: it has no value where (start) is false (Top.ts:6:3)',
        remedyFor('next.value = …'),
      ].join('\n'),
    );
  });

  it('names the whole path through nested conditions, with the conditions as they are written', () => {
    const builder = new ModuleBuilder('Top');
    const count = builder.input('count', u8);
    const stop = builder.input('stop', bit);
    const next = builder.output('next', u8);
    builder.when(
      binary('greater', count, literal(3, u8)),
      () =>
        builder.when(
          stop,
          () => builder.when(stop, () => {}),
          () => builder.assign(next, literal(1, u8)),
        ),
      () => builder.assign(next, literal(1, u8)),
    );
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:6:3: error B005: output next in module Top would be a latch: it has no value where (count > 3) is true (Top.ts:7:3) and (stop) is true (Top.ts:8:3)',
        remedyFor('next.value = …'),
      ].join('\n'),
    );
  });

  it('tells bits that lack a value on different paths apart', () => {
    const builder = new ModuleBuilder('Top');
    const [first, second] = [builder.input('first', bit), builder.input('second', bit)];
    const next = builder.wire('next', u8);
    builder.when(first, () => builder.connect({ signal: next, range: { high: 2, low: 0 } }, literal(1, unsigned(3))));
    builder.when(second, () => builder.connect({ signal: next, range: { high: 3, low: 3 } }, literal(1, bit)));
    builder.connect({ signal: next, range: { high: 7, low: 4 } }, literal(1, unsigned(4)));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:6:3: error B005: wire next in module Top would be a latch: ' +
          'bits 2 to 0 have no value where (first) is false (Top.ts:7:3); ' +
          'bit 3 has no value where (second) is false (Top.ts:9:3)',
        remedyFor('next.value = …'),
      ].join('\n'),
    );
  });

  it('names the members of an enumeration that have no case', () => {
    const builder = new ModuleBuilder('Top');
    const state = builder.input('state', State);
    const next = builder.wire('next', u8);
    builder.switch(state, [[[1], () => builder.assign(next, literal(1, u8))]]);
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:5:3: error B005: wire next in module Top would be a latch: it has no value where (state) is Idle or Done (Top.ts:6:3)',
        remedyFor('next.value = …'),
      ].join('\n'),
    );
  });

  it('names the case that lacks a value, few missing numbers, and the lack of a case for many', () => {
    const messageFor = (width: number, covered: readonly number[], empty?: number) => {
      const builder = new ModuleBuilder('Top');
      const selector = builder.input('selector', unsigned(width));
      const next = builder.wire('next', u8);
      const cases = covered.map((value): [number[], () => void] => [
        [value],
        () => value !== empty && builder.assign(next, literal(1, u8)),
      ]);
      builder.switch(selector, cases);
      return /where (.*)/.exec(errorsOf(withPlaces(builder.build())))?.[1];
    };
    expect(messageFor(2, [0, 2])).toBe('(selector) is 1 or 3 (Top.ts:6:3)');
    expect(messageFor(2, [0, 1, 2, 3], 2)).toBe('(selector) is 2 (Top.ts:6:3)');
    expect(messageFor(8, [0, 1])).toBe('(selector) is none of the cases (Top.ts:6:3)');
  });

  it('names the index where only one element is assigned', () => {
    const builder = new ModuleBuilder('Top');
    const index = builder.input('index', u2);
    const lanes = builder.wire('lanes', { width: 32, signed: false, lanes: 4 });
    builder.connect({ signal: lanes, element: { index, width: 8 } }, literal(1, u8));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:5:3: error B005: wire lanes in module Top would be a latch: it has no value where index selects another element',
        remedyFor('lanes.value = …'),
      ].join('\n'),
    );
  });

  it('accepts defaults, complete whens, complete switches, and fallbacks', () => {
    const builder = new ModuleBuilder('Top');
    const start = builder.input('start', bit);
    const state = builder.input('state', State);
    const two = builder.input('two', u2);
    const outputs = ['byDefault', 'byWhen', 'byMembers', 'byNumbers', 'byFallback'].map((name) =>
      builder.output(name, u8),
    );
    const [byDefault, byWhen, byMembers, byNumbers, byFallback] = outputs.map((signal) => (value: number) => {
      builder.assign(signal, literal(value, u8));
    });
    byDefault!(0);
    builder.when(start, () => byDefault!(1));
    builder.when(
      start,
      () => byWhen!(1),
      () =>
        builder.when(
          start,
          () => byWhen!(2),
          () => byWhen!(3),
        ),
    );
    builder.switch(state, [
      [[0, 1], () => byMembers!(1)],
      [[2], () => byMembers!(2)],
    ]);
    builder.switch(two, [
      [[0, 3], () => byNumbers!(1)],
      [[1, 2], () => byNumbers!(2)],
    ]);
    builder.switch(two, [[[0], () => byFallback!(1)]], () => byFallback!(2));
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });

  it('accepts a signal whose halves are completed by different statements', () => {
    const builder = new ModuleBuilder('Top');
    const start = builder.input('start', bit);
    const word = builder.output('word', u8);
    const half = (high: number, low: number) => () =>
      builder.connect({ signal: word, range: { high, low } }, literal(0, unsigned(4)));
    builder.when(start, half(3, 0), half(3, 0));
    half(7, 4)();
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});
