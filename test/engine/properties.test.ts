import { describe, expect, test } from 'vitest';
import type { Circuit, Enumeration, Expression, Property, SourceLocation } from '../../generators/circuit/types.ts';
import { createSimulator, PropertyViolation, SimulationError, type Simulator } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  mux,
  reference,
  signed,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';

const engines = ['wasm', 'interpreter'] as const;
const byte = unsigned(8);
const location: SourceLocation = { file: 'properties.ts', line: 30, column: 5 };
const one = literal(1, bit);
const mood: Enumeration = {
  name: 'Mood',
  members: [
    { name: 'calm', value: 0n },
    { name: 'angry', value: 1n },
  ],
};

/** A counter within a module, with the properties that `watch` gives for its count and its reset. */
function counter(
  watch: (count: Expression, own: ModuleBuilder) => readonly Omit<Property, 'clock' | 'location'>[],
): Circuit {
  const inner = new ModuleBuilder('Counter');
  const count = inner.register('count', byte, 0);
  inner.assign(count, convert(binary('add', reference(count), literal(1, byte)), byte));
  const properties = watch(reference(count), inner).map((property) => ({ ...property, clock: inner.clock, location }));
  const top = new ModuleBuilder('Top');
  top.instance('control', { ...inner.build(), properties });
  return circuitOf(top.build());
}

const is = (count: Expression, value: number) => binary('equal', count, literal(value, byte));
const below = (count: Expression, value: number) => binary('less', count, literal(value, byte));

function violationOf(run: () => void): PropertyViolation {
  try {
    run();
  } catch (error) {
    if (error instanceof PropertyViolation) return error;
    throw error;
  }
  throw new Error('nothing was violated');
}

describe.each<Simulator['engine']>(engines)('%s', (engine) => {
  test('an assertion that does not hold stops before the edge, with its message', () => {
    const circuit = counter((count) => [
      {
        kind: 'assert',
        name: 'isSmall',
        enable: one,
        condition: below(count, 5),
        message: ['count is ', { value: count, radix: 'decimal' }, ' = ', { value: count, radix: 'binary' }],
      },
    ]);
    const simulator = createSimulator(circuit, { engine });
    const violation = violationOf(() => simulator.step(100));
    expect(violation).toBeInstanceOf(SimulationError);
    const { property, kind, cycle, text } = violation;
    expect({ property, kind, cycle, text, location: violation.location }).toEqual({
      property: 'control.isSmall',
      kind: 'assert',
      cycle: 5,
      text: 'count is 5 = 101',
      location,
    });
    expect(violation.message).toBe(
      'assert control.isSmall does not hold in cycle 5: count is 5 = 101 (properties.ts:30:5)',
    );
    expect([simulator.cycle, simulator.getNumber('control.count')]).toEqual([5, 5]);
    expect(violationOf(() => simulator.step()).cycle).toBe(5);
    expect(violationOf(() => simulator.runUntil('control.count', { value: 9, maximumCycles: 20 })).cycle).toBe(5);
    const ignoring = createSimulator(circuit, { engine, properties: 'ignore' });
    ignoring.step(100);
    expect([ignoring.getNumber('control.count'), ignoring.covers]).toEqual([100, []]);
  });

  test('a property rests while its reset is active and where it is not enabled', () => {
    const circuit = counter((count, own) => [
      {
        kind: 'assume',
        name: 'never',
        reset: own.reset,
        enable: is(count, 3),
        condition: literal(0, bit),
        message: [],
      },
      { kind: 'cover', name: 'early', reset: own.reset, enable: one, condition: below(count, 2), message: [] },
    ]);
    const simulator = createSimulator(circuit, { engine });
    simulator.step(3);
    const violation = violationOf(() => simulator.step());
    expect(violation.message).toBe('assume control.never does not hold in cycle 3 (properties.ts:30:5)');
    simulator.set('reset', 1);
    simulator.step(4);
    expect([simulator.cycle, simulator.getNumber('control.count')]).toEqual([7, 0]);
    expect(simulator.covers).toEqual([{ name: 'control.early', count: 2, location }]);
    simulator.set('reset', 0);
    expect(simulator.runUntil('control.count', { value: 3, maximumCycles: 10 })).toBe(3);
    expect(simulator.covers[0]!.count).toBe(4);
  });

  test('prints go to the option, in order, and covers are counted', () => {
    const printed: string[] = [];
    const narrow = { width: 1, signed: false, enumeration: mood };
    const circuit = counter((count) => [
      {
        kind: 'print',
        name: 'second',
        enable: one,
        condition: is(count, 2),
        message: [
          'hex ',
          { value: convert(binary('subtract', count, literal(14, byte)), signed(8)), radix: 'hexadecimal' },
        ],
      },
      {
        kind: 'print',
        name: 'first',
        enable: one,
        condition: below(count, 3),
        message: [
          { value: convert(binary('subtract', literal(1, byte), count), signed(8)), radix: 'decimal' },
          ' is ',
          { value: mux(is(count, 1), literal(1, narrow), literal(0, narrow)), radix: 'decimal' },
        ],
      },
      { kind: 'cover', name: 'odd', enable: convert(count, bit), condition: one, message: [] },
    ]);
    const simulator = createSimulator(circuit, { engine, print: (text) => printed.push(text) });
    simulator.step(2);
    expect(printed).toEqual(['1 is calm', '0 is angry']);
    simulator.step(300);
    // The counter starts again after 256 edges.
    expect(printed).toEqual([
      '1 is calm',
      '0 is angry',
      'hex f4',
      '-1 is calm',
      '1 is calm',
      '0 is angry',
      'hex f4',
      '-1 is calm',
    ]);
    expect(simulator.covers).toEqual([{ name: 'control.odd', count: 151, location }]);
    expect(simulator.runUntil('control.count', { value: 1, maximumCycles: 300 })).toBe(211);
    expect(printed).toHaveLength(9);
  });

  test('a violated edge is not taken: nothing of it is printed or counted', () => {
    const printed: string[] = [];
    const circuit = counter((count) => [
      { kind: 'print', name: 'shows', enable: one, condition: is(count, 4), message: ['four'] },
      { kind: 'cover', name: 'reached', enable: one, condition: is(count, 4), message: [] },
      { kind: 'assert', name: 'isSmall', enable: one, condition: below(count, 4), message: [] },
    ]);
    const simulator = createSimulator(circuit, { engine, print: (text) => printed.push(text) });
    violationOf(() => simulator.step(10));
    expect([printed, simulator.covers[0]!.count]).toEqual([[], 0]);
  });
});
