import { describe, expect, test } from 'vitest';
import type { InputPort, Instance, LogicModule, Register, SourceLocation } from '../../generators/circuit/types.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import { createSimulator, SimulationError, type Simulator } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  memoryOf,
  reference,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';

const engines = ['wasm', 'interpreter'] as const;
const byte = unsigned(8);
const location: SourceLocation = { file: 'clocks.ts', line: 7, column: 3 };
const port = (name: string, role: 'clock' | 'reset'): InputPort => ({ kind: 'input', name, type: bit, location, role });

/** A module that counts the edges of `fast` and of `slow`, each with a reset, and hands words over by a memory. */
function twoClocks() {
  const [fast, slow, fastReset, slowReset] = [
    port('fast', 'clock'),
    port('slow', 'clock'),
    port('fastReset', 'reset'),
    port('slowReset', 'reset'),
  ] as const;
  const builder = new ModuleBuilder('TwoClocks');
  const counter = (name: string, clock: InputPort, signal: InputPort, value: number): Register => {
    const register = builder.register(name, byte);
    Object.assign(register, { clock, reset: { signal, value: literal(value, byte) } });
    builder.assign(register, convert(binary('add', reference(register), literal(1, byte)), byte));
    return register;
  };
  const ofFast = counter('ofFast', fast, fastReset, 100);
  const ofSlow = counter('ofSlow', slow, slowReset, 200);
  const { ports, ...rest } = memoryOf('two-port', 'Words', 16, byte);
  const [clock, ...others] = ports as [InputPort, ...InputPort[]];
  const words = {
    ...rest,
    readDuringWrite: 'undefined',
    ports: [{ ...clock, name: 'writeClock' }, { ...clock, name: 'readClock' }, ...others],
  };
  const store = builder.instance('store', words as typeof rest & { ports: typeof ports });
  Object.assign(store, {
    clocking: new Map([
      ['writeClock', fast],
      ['readClock', slow],
    ]),
  });
  const drive = (name: string, value: ReturnType<typeof reference>) => builder.assign(store.inputs.get(name)!, value);
  drive('writeEnable', literal(1, bit));
  drive('readEnable', literal(1, bit));
  drive('writeAddress', convert(reference(ofFast), unsigned(4)));
  drive('writeData', reference(ofFast));
  drive('readAddress', convert(reference(ofSlow), unsigned(4)));
  // A child with clock and reset of its own that is told nothing takes the first ones.
  const inner = new ModuleBuilder('Inner');
  const innerCount = inner.register('count', byte, 50);
  inner.assign(innerCount, convert(binary('add', reference(innerCount), literal(1, byte)), byte));
  const innerModule = inner.build();
  builder.instance('untold', innerModule);
  const told: Instance = builder.instance('told', innerModule);
  Object.assign(told, {
    clocking: new Map([
      ['clock', slow],
      ['reset', fastReset],
    ]),
  });
  const module = builder.build();
  const top: LogicModule = { ...module, ports: [fast, slow, fastReset, slowReset, ...module.ports.slice(2)] };
  return circuitOf(top);
}

/** The same in plain numbers. */
class Model {
  readonly words = Array.from({ length: 16 }, () => 0);
  ofFast = 0;
  ofSlow = 0;
  shown = 0;
  untold = 0;
  told = 0;

  edge(clocks: readonly string[], fastReset: boolean, slowReset: boolean): void {
    const { ofFast, ofSlow, words } = this;
    const [fast, slow] = [clocks.includes('fast'), clocks.includes('slow')];
    if (slow) this.shown = words[ofSlow % 16]!;
    if (fast) words[ofFast % 16] = ofFast;
    if (fast) this.ofFast = fastReset ? 100 : (ofFast + 1) % 256;
    if (slow) this.ofSlow = slowReset ? 200 : (ofSlow + 1) % 256;
    if (fast) this.untold = fastReset ? 50 : (this.untold + 1) % 256;
    if (slow) this.told = fastReset ? 50 : (this.told + 1) % 256;
  }
}

describe.each<Simulator['engine']>(engines)('%s', (engine) => {
  test('registers and memories of each clock change at its edges only', () => {
    const simulator = createSimulator(twoClocks(), { engine });
    expect([simulator.clocks, simulator.resets]).toEqual([
      ['fast', 'slow'],
      ['fastReset', 'slowReset'],
    ]);
    const model = new Model();
    const random = new RandomSource(4);
    for (let step = 0; step < 300; step++) {
      const [fastReset, slowReset] = [random.chance(0.1), random.chance(0.1)];
      simulator.set('fastReset', fastReset);
      simulator.inputHandle('slowReset').set(slowReset ? 1 : 0);
      const choice = random.pick([undefined, 'fast', 'slow', ['fast'], ['slow', 'fast']] as const);
      const count = 1 + random.below(3);
      simulator.step(count, choice);
      const rising = choice === undefined ? simulator.clocks : typeof choice === 'string' ? [choice] : choice;
      for (let edge = 0; edge < count; edge++) model.edge(rising, fastReset, slowReset);
      const names = ['ofFast', 'ofSlow', 'store.readData', 'untold.count', 'told.count', 'slowReset'];
      const { ofFast, ofSlow, shown, untold, told } = model;
      expect(
        names.map((name) => simulator.getNumber(name)),
        `step ${step}`,
      ).toEqual([ofFast, ofSlow, shown, untold, told, slowReset ? 1 : 0]);
    }
    expect(model.words.map((_, address) => Number(simulator.readMemory('store', address)))).toEqual(model.words);
  });

  test('an edge of several clocks counts once, and waiting takes edges of all', () => {
    const simulator = createSimulator(twoClocks(), { engine });
    simulator.step(3, 'slow');
    simulator.step(2);
    expect(simulator.cycle).toBe(5);
    expect(simulator.runUntil('ofFast', { value: 9, maximumCycles: 20 })).toBe(7);
    expect([simulator.getNumber('ofSlow'), simulator.cycle]).toEqual([12, 12]);
    expect(simulator.signals.slice(0, 3)).toEqual(['fastReset', 'slowReset', 'ofFast']);
  });

  test('refuses clocks that there are not', () => {
    const simulator = createSimulator(twoClocks(), { engine });
    expect(() => simulator.step(1, 'slwo')).toThrow(new SimulationError('no clock is called slwo; close to it: slow'));
    expect(() => simulator.step(1, [])).toThrow(SimulationError);
    expect(() => simulator.set('fast', 1)).toThrow(SimulationError);
    expect(simulator.cycle).toBe(0);
  });

  test('an external module runs as its model, and its signals can be read', () => {
    const model = new ModuleBuilder('PrimitiveModel');
    const input = model.input('in', byte);
    const kept = model.register('kept', byte, 7);
    model.assign(kept, input);
    model.assign(model.output('out', byte), reference(kept));
    const behaviour = model.build();
    const external = {
      kind: 'external' as const,
      name: 'Primitive',
      moduleName: 'PRIM',
      parameters: [],
      ports: behaviour.ports,
      location,
    };
    const around = (module: Parameters<ModuleBuilder['instance']>[1]) => {
      const middle = new ModuleBuilder('Middle');
      const instance = middle.instance('primitive', module);
      middle.assign(instance.inputs.get('in')!, middle.input('in', byte));
      middle.assign(middle.output('out', byte), reference(instance.outputs.get('out')!));
      const top = new ModuleBuilder('Top');
      const outer = top.instance('middle', middle.build());
      top.assign(outer.inputs.get('in')!, top.input('in', byte));
      top.assign(top.output('out', byte), reference(outer.outputs.get('out')!));
      return circuitOf(top.build());
    };
    const simulator = createSimulator(around({ ...external, model: behaviour }), { engine });
    simulator.set('in', 33);
    simulator.step();
    expect([simulator.getNumber('out'), simulator.getNumber('middle.primitive.kept')]).toEqual([33, 33]);
    simulator.set('reset', 1);
    simulator.step();
    expect(simulator.getNumber('out')).toBe(7);
    const without = () => createSimulator(around(external), { engine });
    expect(without).toThrow(BurinError);
    expect(without).toThrow(
      /B110: middle\.primitive cannot be simulated here: the external module Primitive has no model\n {2}remedy: give Primitive a model/,
    );
  });
});
