import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LogicModule, Property } from '../../generators/circuit/types.ts';
import { Interpreter } from '../../sim/engine/interpreter/interpreter.ts';
import { Profile, type ProfilePace, type StepPlan } from '../../sim/engine/wasm/profile.ts';
import { WasmSimulator } from '../../sim/engine/wasm/wasm-simulator.ts';
import {
  binary,
  bit,
  convert,
  literal,
  ModuleBuilder,
  memoryOf,
  reference,
  sideBySide,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';
import { compareMixed } from './compare-mixed.ts';

afterEach(() => vi.restoreAllMocks());

/** Gates everywhere, and only where they leave little, so that they come and go. */
const always: ProfilePace = {
  interval: 2,
  samples: 2,
  profiles: 6,
  growth: 1,
  fewestGated: 0,
  mostWork: 2,
  fewestSaved: 0,
};
const sometimes: ProfilePace = { ...always, samples: 3, profiles: 30, mostWork: 0.5, fewestSaved: 0 };

describe('code that leaves out what has not changed', () => {
  const kinds: readonly (readonly Property['kind'][])[] = [[], ['cover', 'print'], ['assert', 'cover']];
  const cases = [always, sometimes].flatMap((pace) =>
    kinds.map((some) => [pace.mostWork, some.join(' and '), some, pace] as const),
  );
  test.each(cases)(
    'agrees with the interpreter where it does at most %d of the work, with properties: %s',
    (_, __, some, pace) => {
      const sample = vi.spyOn(Profile.prototype, 'sample');
      const seen = { prints: 0, violations: 0, covered: 0 };
      for (let seed = 0; seed < 12; seed++) compareMixed(seed, some, seen, { cycles: 20, pace });
      const plans = sample.mock.results.flatMap(({ value }) => value ?? []);
      expect(plans.filter(({ clusters }) => clusters !== undefined).length).toBeGreaterThan(5);
    },
  );

  test('sees that a stored word is another one', () => {
    const circuit = sideBySide('Reads', [['part', readsOneWord()]]);
    const [wasm, interpreter] = [new WasmSimulator(circuit, {}, always), new Interpreter(circuit)];
    for (const [cycle, value] of [1, 1, 7, 7, 7, 7, 9, 9, 4, 4, 4, 4, 8, 8].entries()) {
      for (const one of [wasm, interpreter]) {
        one.set('part_written', value);
        one.set('part_writes', cycle % 4 === 0 ? 1 : 0);
        for (let edge = 0; edge < 4; edge++) one.step();
      }
      // From outside, too.
      if (cycle % 5 === 4)
        for (const one of [wasm, interpreter]) one.writeMemory(one.memories[cycle % 2]!.name, 2, 33n);
      for (let edge = 0; edge < 3; edge++) {
        for (const one of [wasm, interpreter]) one.step();
        for (const signal of interpreter.signals)
          expect(wasm.get(signal), `${cycle} ${signal}`).toBe(interpreter.get(signal));
      }
    }
  });

  test('comes where little changes, and goes where all does', () => {
    const circuit = sideBySide(
      'Sums',
      Array.from({ length: 8 }, (_, place) => [`part${place}`, sums()]),
    );
    const sample = vi.spyOn(Profile.prototype, 'sample');
    const plans = () => sample.mock.results.flatMap(({ value }) => (value ? [value as StepPlan] : []));
    const both = [new WasmSimulator(circuit, {}, { ...sometimes, interval: 3, samples: 4 }), new Interpreter(circuit)];
    const run = (working: number, cycles: number) => {
      for (const one of both) {
        for (let part = 0; part < 8; part++) one.set(`part${part}_running`, part < working ? 1 : 0);
        one.step(cycles);
      }
      const [wasm, interpreter] = both as [WasmSimulator, Interpreter];
      for (const signal of interpreter.signals) expect(wasm.get(signal), signal).toBe(interpreter.get(signal));
    };
    run(1, 40);
    expect(plans().at(-1)?.clusters).toBeDefined();
    run(8, 40);
    expect(plans().at(-1)).toEqual({});
    run(0, 7);
    run(2, 40);
    expect(plans().at(-1)?.clusters).toBeDefined();
  });
});

/** A stored word that is read at one address all the time, at the edge and at once, and written now and then. */
function readsOneWord(): LogicModule {
  const byte = unsigned(8);
  const builder = new ModuleBuilder('ReadsOneWord');
  const written = builder.input('written', byte);
  const writes = builder.input('writes', bit);
  for (const kind of ['two-port', 'asynchronous-read'] as const) {
    const part = builder.instance(`${kind[0]}Words`, memoryOf(kind, `${kind[0]}Memory`, 4, byte, 2));
    for (const [port, input] of part.inputs) {
      const given = port === 'writeData' ? written : port === 'writeEnable' ? writes : undefined;
      builder.assign(input, given ?? literal(port === 'readEnable' ? 1 : 2, input.type));
    }
    const shown = builder.register(`${kind[0]}Shown`, byte, 0);
    builder.assign(shown, reference(part.outputs.get('readData')!));
    builder.assign(builder.output(`${kind[0]}Out`, byte), reference(shown));
  }
  return builder.build();
}

/** Sums of sums of what counts while it runs. */
function sums(): LogicModule {
  const wide = unsigned(16);
  const builder = new ModuleBuilder('Sums');
  const running = builder.input('running', bit);
  const registers = Array.from({ length: 6 }, (_, place) => builder.register(`sum${place}`, wide, place + 1));
  for (const [place, register] of registers.entries()) {
    const before = reference(registers[(place + 5) % 6]!);
    const sum = convert(binary('add', binary('add', before, reference(register)), literal(place + 1, wide)), wide);
    builder.when(running, () => builder.assign(register, sum));
  }
  builder.assign(builder.output('sum', wide), reference(registers[0]!));
  return builder.build();
}
