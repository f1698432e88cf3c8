import { describe, expect, test } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { createSimulator, SimulationError, type Simulator } from '../../sim/engine/index.ts';
import {
  binary,
  circuitOf,
  concatenate,
  convert,
  literal,
  ModuleBuilder,
  memory,
  reference,
  signed,
  slice,
  unsigned,
} from '../support/circuit-builder.ts';
import { macArray } from '../support/mac-array.ts';
import { RandomSource } from '../support/random-circuit.ts';

const byte = unsigned(8);

function counter() {
  const builder = new ModuleBuilder('Counter');
  const step = builder.input('step', signed(4));
  const wide = builder.input('wide', unsigned(70));
  const count = builder.register('count', signed(16), -5);
  const next = builder.node('next', convert(binary('add', reference(count), step), signed(16)));
  builder.assign(count, next);
  builder.node('same', wide);
  const ram = builder.instance('ram', memory('Ram', 4, byte, 'no-change'));
  for (const port of ram.inputs.values()) builder.assign(port, literal(0, port.type));
  builder.assign(builder.output('ready', unsigned(1)), binary('equal', reference(count), literal(100, signed(16))));
  return circuitOf(builder.build());
}

describe.each<Simulator['engine']>(['wasm', 'interpreter'])('%s', (engine) => {
  test('names every signal but the clock, in hierarchical order', () => {
    const simulator = createSimulator(counter(), { engine });
    const ram = ['enable', 'write', 'address', 'writeData', 'readData'].map((name) => `ram.${name}`);
    expect(simulator.signals).toEqual(['reset', 'step', 'wide', 'ready', 'count', 'next', 'same', ...ram]);
    expect(simulator.engine).toBe(engine);
  });

  test('reads settled values at once after set and step, and keeps count of the cycles', () => {
    const simulator = createSimulator(counter(), { engine });
    simulator.set('step', -3);
    expect(simulator.get('next')).toBe(-3n);
    simulator.step(4);
    expect([simulator.getNumber('count'), simulator.get('next'), simulator.cycle]).toEqual([-12, -15n, 4]);
    simulator.set('reset', true);
    expect(simulator.get('count')).toBe(-12n);
    simulator.step(0);
    simulator.step();
    expect([simulator.getNumber('count'), simulator.get('reset'), simulator.cycle]).toEqual([-5, 1n, 5]);
    simulator.set('wide', (1n << 69n) + 1n);
    expect(simulator.get('same')).toBe((1n << 69n) + 1n);
  });

  test('runs until a signal has a value', () => {
    const simulator = createSimulator(counter(), { engine });
    simulator.set('step', 4);
    expect(simulator.runUntil('ready', { maximumCycles: 1000 })).toBe(25);
    expect(simulator.runUntil('ready', { maximumCycles: 0 })).toBe(0);
    expect(simulator.runUntil('count', { value: 108, maximumCycles: 2 })).toBe(2);
    simulator.set('step', -7);
    expect(simulator.runUntil('next', { value: -4, maximumCycles: 100 })).toBe(15);
    expect(simulator.cycle).toBe(42);
    const wait = () => simulator.runUntil('ready', { maximumCycles: 20 });
    expect(wait).toThrow(new SimulationError('ready did not become 1 within 20 cycles (now at cycle 62)'));
  });

  test('has handles for frequent access', () => {
    const simulator = createSimulator(counter(), { engine });
    const step = simulator.inputHandle('step');
    const next = simulator.signalHandle('next');
    const count = simulator.signalHandle('count');
    step.set(7);
    expect(next.get()).toBe(7);
    simulator.step();
    step.set(-8);
    expect([count.get(), next.get()]).toEqual([7, -1]);
    expect(() => step.set(8)).toThrow(SimulationError);
    expect(() => step.set(0.5)).toThrow(SimulationError);
    simulator.inputHandle('reset').set(1);
    simulator.step();
    expect([count.get(), simulator.signalHandle('reset').get()]).toEqual([-5, 1]);
  });

  test('refuses what it cannot do', () => {
    const simulator = createSimulator(counter(), { engine });
    const refuses = (message: string, request: () => unknown) => {
      expect(request).toThrow(SimulationError);
      expect(request).toThrow(message);
    };
    refuses('no signal is called cuont; close to it: count', () => simulator.get('cuont'));
    refuses('no input is called clock', () => simulator.set('clock', 1));
    refuses('no input is called count', () => simulator.set('count', 1));
    refuses('step cannot take 8: it holds -8 to 7', () => simulator.set('step', 8));
    refuses('step cannot take 0.5', () => simulator.set('step', 0.5));
    refuses('reset cannot take 2', () => simulator.set('reset', 2));
    refuses('wide is 70 bits wide', () => simulator.getNumber('wide'));
    refuses('wide is 70 bits wide', () => simulator.signalHandle('wide'));
    refuses('wide is 70 bits wide', () => simulator.inputHandle('wide'));
    refuses('ready cannot take 2', () => simulator.runUntil('ready', { value: 2, maximumCycles: 1 }));
    refuses('the number of cycles is -1', () => simulator.step(-1));
    refuses('no memory is called rom; close to it: ram', () => simulator.readMemory('rom', 0));
    refuses('ram has no address 4: it has 4 words', () => simulator.readMemory('ram', 4));
    refuses('ram cannot take 256', () => simulator.writeMemory('ram', 0, 256n));
  });
});

describe('combinational loops', () => {
  test('are named signal by signal, with a remedy', () => {
    const builder = new ModuleBuilder('Loop');
    const inner = new ModuleBuilder('Inner');
    inner.assign(inner.output('out', byte), inner.input('in', byte));
    const instance = builder.instance('inner', inner.build());
    const wire = builder.wire('wire', byte);
    builder.assign(wire, convert(binary('add', reference(instance.outputs.get('out')!), literal(1, byte)), byte));
    builder.assign(instance.inputs.get('in')!, reference(wire));
    const compile = () => createSimulator(circuitOf(builder.build()));
    expect(compile).toThrow(BurinError);
    expect(compile).toThrow(
      /B006: combinational loop: wire <- inner\.out <- inner\.in <- wire\n {2}remedy: break the loop/,
    );
  });

  test('are found however long they are', () => {
    const builder = new ModuleBuilder('LongLoop');
    const wires = Array.from({ length: 3000 }, (_, place) => builder.wire(`wire${place}`, byte));
    wires.forEach((wire, place) => {
      builder.assign(wire, convert(binary('add', reference(wires[(place + 1) % 3000]!), literal(1, byte)), byte));
    });
    expect(() => createSimulator(circuitOf(builder.build()))).toThrow(
      /B006: combinational loop: wire0 <- wire1 <- .* <- wire2999 <- wire0\n/,
    );
  });

  test('are not seen in bits that do not depend on each other', () => {
    const builder = new ModuleBuilder('Rotate');
    const wire = builder.wire('wire', unsigned(8));
    const low = builder.input('low', unsigned(1));
    builder.assign(wire, concatenate(slice(reference(wire), 6, 0), low));
    const simulator = createSimulator(circuitOf(builder.build()));
    simulator.set('low', 1);
    expect(simulator.get('wire')).toBe(255n);
  });
});

test('logic of any depth and size compiles', () => {
  const builder = new ModuleBuilder('Deep');
  const start = builder.input('start', byte);
  let value = start;
  for (let place = 0; place < 6000; place++) value = convert(binary('add', value, start), byte);
  builder.assign(builder.output('out', byte), value);
  const registers = Array.from({ length: 3000 }, (_, place) => builder.register(`stage${place}`, byte));
  registers.forEach((register, place) => {
    const before = place === 0 ? start : reference(registers[place - 1]!);
    builder.assign(register, convert(binary('add', before, value), byte));
  });
  const simulator = createSimulator(circuitOf(builder.build()));
  simulator.set('start', 3);
  simulator.step(4);
  const sum = (6001 * 3) % 256;
  expect(simulator.getNumber('out')).toBe(sum);
  expect(simulator.getNumber('stage0')).toBe((3 + sum) % 256);
  expect(simulator.getNumber('stage3')).toBe((3 + 4 * sum) % 256);
  expect(simulator.getNumber('stage4')).toBe((4 * sum) % 256);
});

test('an array of multipliers, in several functions, does in both engines the same', () => {
  const circuit = macArray(16);
  const [wasm, interpreter] = (['wasm', 'interpreter'] as const).map((engine) => createSimulator(circuit, { engine }));
  for (const simulator of [wasm!, interpreter!]) {
    const random = new RandomSource(3);
    for (let address = 0; address < 128; address++) {
      simulator.writeMemory('weights', address, random.value(unsigned(1536)));
      simulator.writeMemory('features', address, random.value(unsigned(128)));
    }
    simulator.set('running', 1);
    simulator.step(140);
  }
  for (const signal of interpreter!.signals) expect(wasm!.get(signal), signal).toBe(interpreter!.get(signal));
  for (let address = 0; address < 32; address++) {
    expect(wasm!.readMemory('even', address)).toBe(interpreter!.readMemory('even', address));
  }
  expect(interpreter!.get('sum')).not.toBe(0n);
});

test('simulators of one circuit share its code and nothing else', () => {
  const circuit = counter();
  const [one, other, unwatched] = [
    createSimulator(circuit),
    createSimulator(circuit),
    createSimulator(circuit, { properties: 'ignore' }),
  ];
  for (const [simulator, step] of [
    [one, 2],
    [other, -7],
    [unwatched, 1],
  ] as const)
    simulator.set('step', step);
  one.step(3);
  other.writeMemory('ram', 1, 200n);
  other.step();
  expect([one, other, unwatched].map((simulator) => simulator.getNumber('count'))).toEqual([6, -7, 0]);
  expect([one, other].map((simulator) => simulator.readMemory('ram', 1))).toEqual([0n, 200n]);
  expect([one, other].map((simulator) => simulator.get('next'))).toEqual([8n, -14n]);
});
