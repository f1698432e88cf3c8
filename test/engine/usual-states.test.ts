import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Circuit, Property } from '../../generators/circuit/types.ts';
import { Interpreter } from '../../sim/engine/interpreter/interpreter.ts';
import { Profile, type ProfilePace, type StepPlan } from '../../sim/engine/wasm/profile.ts';
import { WasmSimulator } from '../../sim/engine/wasm/wasm-simulator.ts';
import {
  binary,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  reference,
  signed,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';
import { compareMixed } from './compare-mixed.ts';

afterEach(() => vi.restoreAllMocks());

const ungated = { fewestGated: Number.POSITIVE_INFINITY, mostWork: 0, fewestSaved: 0 };
const hasty: ProfilePace = { interval: 2, samples: 2, profiles: 6, growth: 1, ...ungated };

/** How often the step was compiled for usual state while `run` ran. */
function compilations(run: () => void): number {
  const sample = vi.spyOn(Profile.prototype, 'sample');
  run();
  return sample.mock.results.filter(({ value }) => value !== undefined).length;
}

/** Counts in `state` 1, doubles in 2, keeps its value in others; the state is loaded where `enable` is 1. */
function machine(): Circuit {
  const two = unsigned(2);
  const wide = unsigned(16);
  const builder = new ModuleBuilder('Machine');
  const enable = builder.input('enable', unsigned(1));
  const wanted = builder.input('wanted', two);
  const state = builder.register('state', two, 0);
  const count = builder.register('count', wide, 0);
  const grown = binary('add', reference(count), literal(1, wide));
  const doubled = binary('add', reference(count), reference(count));
  builder.when(enable, () => builder.assign(state, wanted));
  builder.switch(reference(state), [
    [[1], () => builder.assign(count, convert(grown, wide))],
    [[2], () => builder.assign(count, convert(doubled, wide))],
  ]);
  return circuitOf(builder.build());
}

/** Does another thing with its registers in each case of `operation`. */
function processor(): Circuit {
  const operationType = signed(3);
  const wide = unsigned(16);
  const builder = new ModuleBuilder('Processor');
  const wanted = builder.input('wanted', operationType);
  const operation = builder.register('operation', operationType, 0);
  const count = builder.register('count', wide, 1);
  const other = builder.register('other', wide, 3);
  builder.assign(operation, wanted);
  const [left, right] = [reference(count), reference(other)];
  const results = [
    binary('add', left, right),
    binary('multiply', left, right),
    binary('subtract', right, left),
    binary('xor', left, convert(binary('multiply', right, right), wide)),
    binary('add', right, literal(5, wide)),
    binary('or', convert(binary('add', left, left), wide), right),
  ];
  builder.switch(
    reference(operation),
    [0, 1, -1, 2, -2, -4].map((value, place) => [
      [value],
      () => {
        builder.assign(count, convert(results[place]!, wide));
        builder.assign(other, convert(results[(place + 1) % results.length]!, wide));
      },
    ]),
  );
  return circuitOf(builder.build());
}

describe('the step of usual state', () => {
  const kinds: readonly (readonly Property['kind'][])[] = [[], ['cover', 'print'], ['assert', 'cover']];
  test.each(kinds.map((some) => [some.join(' and ') || 'no properties', some] as const))(
    'agrees with the interpreter on random circuits, with %s',
    (_, some) => {
      const seen = { prints: 0, violations: 0, covered: 0 };
      const compiled = compilations(() => {
        for (let seed = 0; seed < 10; seed++) compareMixed(seed, some, seen, { cycles: 16, pace: hasty });
      });
      expect(compiled).toBeGreaterThan(5);
    },
  );

  test('is left and taken again as state changes', () => {
    const circuit = machine();
    const interpreter = new Interpreter(circuit);
    const wasm = new WasmSimulator(circuit, {}, { interval: 5, samples: 3, profiles: 30, growth: 1, ...ungated });
    const both = [wasm, interpreter];
    const go = (state: number, cycles: number) => {
      for (const one of both) {
        one.set('enable', 1);
        one.set('wanted', state);
        one.step();
        one.set('enable', 0);
        one.step(cycles);
      }
      expect(wasm.get('count')).toBe(interpreter.get('count'));
    };
    const compiled = compilations(() => {
      for (const [state, cycles] of [
        [1, 100],
        [2, 3],
        [1, 20],
        [0, 4],
        [1, 7],
        [2, 90],
        [1, 50],
        [3, 60],
      ] as const)
        go(state, cycles);
    });
    expect(compiled).toBeGreaterThan(1);
  });

  test('is one for each of the cases that take turns, and general in others', () => {
    const circuit = processor();
    const interpreter = new Interpreter(circuit);
    const wasm = new WasmSimulator(circuit, {}, { interval: 3, samples: 24, profiles: 2, growth: 1, ...ungated });
    const sample = vi.spyOn(Profile.prototype, 'sample');
    for (let cycle = 0; cycle < 300; cycle++) {
      // -4, which no sample shows, comes in the second half alone.
      const wanted = cycle > 150 && cycle % 7 === 0 ? -4 : [0, 1, -1, 2, -2][cycle % 5]!;
      for (const one of [wasm, interpreter]) {
        one.set('wanted', wanted);
        one.step();
      }
      for (const signal of ['count', 'other']) expect(wasm.get(signal)).toBe(interpreter.get(signal));
    }
    const plans = sample.mock.results.flatMap(({ value }) => (value ? [value as StepPlan] : []));
    expect(plans.map(({ cases }) => cases?.numbers.flat().sort((one, other) => Number(one - other)))).toEqual([
      [-2n, -1n, 0n, 1n, 2n],
    ]);
  });
});
