import { describe, expect, test } from 'vitest';
import type { BitType, Expression, LogicModule } from '../../generators/circuit/types.ts';
import { createSimulator, SimulationError } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  convert,
  element,
  literal,
  ModuleBuilder,
  memory,
  mux,
  reference,
  shift,
  signed,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';

const byte = unsigned(8);
const interpret = (module: LogicModule) => createSimulator(circuitOf(module), { engine: 'interpreter' });
const increment = (value: Expression) => convert(binary('add', value, literal(1, value.type)), value.type);

describe('signals settle whatever the order of their declaration', () => {
  test('backwards, through nodes, wires and statements', () => {
    const builder = new ModuleBuilder('Backwards');
    const start = builder.input('start', byte);
    const wires = Array.from({ length: 500 }, (_, place) => builder.wire(`wire${place}`, byte));
    const nodes = wires.map((wire, place) => builder.node(`node${place}`, increment(reference(wire))));
    builder.when(
      binary('less', nodes[1]!, literal(100, byte)),
      () => builder.assign(wires[0]!, nodes[1]!),
      () => builder.assign(wires[0]!, literal(7, byte)),
    );
    for (let place = 1; place < 499; place++) builder.assign(wires[place]!, nodes[place + 1]!);
    builder.assign(wires[499]!, start);
    const simulator = interpret(builder.build());
    simulator.set('start', 3);
    // 499 increments from wire499 to node1, which is (3 + 499) mod 256 = 246 there.
    expect(simulator.get('node1')).toBe(246n);
    expect(simulator.get('wire0')).toBe(7n);
    simulator.set('start', 21);
    expect(simulator.get('wire0')).toBe(BigInt((21 + 499) % 256));
  });

  test('to and fro between two instances, of which each needs the other', () => {
    const relay = new ModuleBuilder('Relay');
    const inputs = [0, 1, 2].map((place) => relay.input(`in${place}`, byte));
    inputs.forEach((input, place) => {
      relay.assign(relay.output(`out${place}`, byte), increment(input));
    });
    const module = relay.build();
    const builder = new ModuleBuilder('Table');
    const start = builder.input('start', byte);
    const [left, right] = ['left', 'right'].map((name) => builder.instance(name, module));
    const port = (instance: typeof left, place: number) => reference(instance!.outputs.get(`out${place}`)!);
    const feed = (instance: typeof left, place: number, value: Expression) =>
      builder.assign(instance!.inputs.get(`in${place}`)!, value);
    feed(left, 2, port(right, 1));
    feed(right, 2, port(left, 2));
    feed(left, 1, port(right, 0));
    feed(right, 1, port(left, 1));
    feed(left, 0, start);
    feed(right, 0, port(left, 0));
    const simulator = interpret(builder.build());
    for (const value of [0, 200, 250]) {
      simulator.set('start', value);
      expect(simulator.getNumber('right.out2')).toBe((value + 6) % 256);
      expect(simulator.getNumber('left.in1')).toBe((value + 2) % 256);
    }
  });

  test('in logic of any depth, and as often as an expression is used', () => {
    const builder = new ModuleBuilder('Deep');
    const start = builder.input('start', unsigned(40));
    let sum = start;
    for (let place = 0; place < 20_000; place++) sum = increment(sum);
    builder.assign(builder.output('sum', unsigned(40)), sum);
    let multiple = start;
    for (let place = 0; place < 30; place++) {
      multiple = convert(binary('add', multiple, multiple), unsigned(40));
    }
    builder.assign(builder.output('multiple', unsigned(40)), multiple);
    const simulator = interpret(builder.build());
    simulator.set('start', 2n ** 40n - 1n);
    expect(simulator.get('sum')).toBe(19_999n);
    expect(simulator.get('multiple')).toBe(2n ** 40n - 2n ** 30n);
    simulator.set('start', 5);
    expect(simulator.get('sum')).toBe(20_005n);
  });
});

describe('a combinational loop', () => {
  function loop() {
    const builder = new ModuleBuilder('Loop');
    const closed = builder.input('closed', bit);
    const inner = new ModuleBuilder('Inner');
    const from = inner.input('from', byte);
    inner.assign(inner.output('out', byte), increment(from));
    const instance = builder.instance('inner', inner.build());
    const out = reference(instance.outputs.get('out')!);
    builder.assign(instance.inputs.get('from')!, mux(closed, out, literal(4, byte)));
    return interpret(builder.build());
  }

  test('is told, every time that a value is asked for', () => {
    const simulator = loop();
    simulator.set('closed', 1);
    const unsettled = new SimulationError('the circuit does not settle: it has a combinational loop');
    expect(() => simulator.get('inner.out')).toThrow(unsettled);
    expect(() => simulator.step()).toThrow(unsettled);
    expect(() => simulator.get('closed')).toThrow(unsettled);
    expect(simulator.cycle).toBe(0);
  });

  test('leaves nothing behind once it is open again', () => {
    const simulator = loop();
    expect(simulator.get('inner.out')).toBe(5n);
    simulator.set('closed', 1);
    expect(() => simulator.get('inner.out')).toThrow(SimulationError);
    simulator.set('closed', 0);
    expect([simulator.get('inner.from'), simulator.get('inner.out')]).toEqual([4n, 5n]);
  });
});

describe('what stands still is up to date all the same', () => {
  test('registers that a reset held back', () => {
    const builder = new ModuleBuilder('Held');
    const value = builder.input('value', byte);
    const register = builder.register('register', byte, 9);
    const other = builder.register('other', byte);
    builder.assign(register, value);
    builder.assign(other, reference(register));
    const simulator = interpret(builder.build());
    const step = () => {
      simulator.step();
      return [simulator.getNumber('register'), simulator.getNumber('other')];
    };
    simulator.set('value', 50);
    expect(step()).toEqual([50, 0]);
    simulator.set('reset', 1);
    expect(step()).toEqual([9, 50]);
    expect(step()).toEqual([9, 9]);
    expect(step()).toEqual([9, 9]);
    simulator.set('reset', 0);
    expect(step()).toEqual([50, 9]);
    expect(step()).toEqual([50, 50]);
    expect(step()).toEqual([50, 50]);
  });

  test('instances whose only change is within', () => {
    const inner = new ModuleBuilder('Counter');
    const count = inner.register('count', byte, 0);
    inner.assign(count, increment(reference(count)));
    inner.assign(inner.output('shown', byte), reference(count));
    const middle = new ModuleBuilder('Middle');
    const counter = middle.instance('counter', inner.build());
    middle.assign(middle.output('shown', byte), increment(reference(counter.outputs.get('shown')!)));
    const builder = new ModuleBuilder('Outer');
    const instance = builder.instance('middle', middle.build());
    const delayed = builder.register('delayed', byte);
    builder.assign(delayed, reference(instance.outputs.get('shown')!));
    const simulator = interpret(builder.build());
    simulator.step(5);
    expect([simulator.get('middle.shown'), simulator.get('delayed')]).toEqual([6n, 5n]);
  });

  test('bits that nothing assigns any more, which are 0', () => {
    const builder = new ModuleBuilder('Unassigned');
    const index = builder.input('index', unsigned(3));
    const wire = builder.wire('wire', unsigned(80));
    builder.when(binary('less', index, literal(4, unsigned(3))), () => {
      builder.connect({ signal: wire, element: { index, width: 16 } }, literal(0xffff, unsigned(16)));
    });
    const simulator = interpret(builder.build());
    const seen = [0n, 3n, 6n, 1n].map((value) => {
      simulator.set('index', value);
      return simulator.get('wire');
    });
    expect(seen).toEqual([0xffffn, 0xffffn * 2n ** 48n, 0n, 0xffffn * 2n ** 16n]);
  });

  test('a memory whose word was replaced while it was read', () => {
    const builder = new ModuleBuilder('Reader');
    const ram = builder.instance('ram', memory('Ram', 2, unsigned(70), 'no-change'));
    for (const port of ram.inputs.values()) {
      builder.assign(port, literal(port.name === 'enable' ? 1 : 0, port.type));
    }
    builder.assign(builder.output('low', byte), slice(reference(ram.outputs.get('readData')!), 7, 0));
    const simulator = interpret(builder.build());
    const seen = [1n, 2n ** 69n + 2n, 2n ** 69n + 2n].map((word) => {
      simulator.writeMemory('ram', 0, word);
      const before = simulator.get('low');
      simulator.step();
      return [before, simulator.get('low'), simulator.get('ram.readData')];
    });
    expect(seen).toEqual([
      [0n, 1n, 1n],
      [1n, 2n, 2n ** 69n + 2n],
      [2n, 2n, 2n ** 69n + 2n],
    ]);
  });
});

describe('at the borders between numbers and words', () => {
  /** The lowest `count` bits of a number from bit `low` on, by division. */
  const bitsOf = (value: bigint, low: number, count: number) => {
    const size = 2n ** BigInt(count);
    const above = value >= 0n ? value / 2n ** BigInt(low) : -((-value - 1n) / 2n ** BigInt(low)) - 1n;
    return ((above % size) + size) % size;
  };
  const random = new RandomSource(11);

  test.each([
    [10, 4],
    [32, 7],
    [33, 32],
    [70, 33],
    [100, 24],
    [100, 64],
  ])('the last element of %d bits in elements of %d is what is left of it', (width, elementWidth) => {
    for (const type of [unsigned(width), signed(width)]) {
      const builder = new ModuleBuilder('Elements');
      const word = builder.input('word', type);
      const index = builder.input('index', unsigned(40));
      const data = builder.input('data', unsigned(elementWidth));
      builder.assign(builder.output('read', unsigned(elementWidth)), element(word, index, elementWidth));
      const register = builder.register('register', type);
      builder.connect({ signal: register, element: { index, width: elementWidth } }, data);
      // A register that holds its value, next to the one that an assignment too wide would run over.
      builder.register('neighbour', type);
      const simulator = interpret(builder.build());
      const elements = new Map<number, bigint>();
      for (let round = 0; round < 40; round++) {
        const value = random.value(type);
        const place = random.below(Math.ceil(width / elementWidth) + 1);
        const written = random.value(unsigned(elementWidth));
        const low = place * elementWidth;
        const count = Math.min(elementWidth, Math.max(0, width - low));
        simulator.set('word', value);
        simulator.set('index', place);
        simulator.set('data', written);
        expect(simulator.get('read')).toBe(bitsOf(value, low, count));
        simulator.step();
        if (count > 0) elements.set(place, bitsOf(written, 0, count));
        let bits = 0n;
        for (const [at, part] of elements) bits += part * 2n ** BigInt(at * elementWidth);
        const isNegative = type.signed && bits >= 2n ** BigInt(width - 1);
        expect(simulator.get('register')).toBe(isNegative ? bits - 2n ** BigInt(width) : bits);
        expect(simulator.get('neighbour')).toBe(0n);
      }
      simulator.set('index', 2n ** 32n);
      expect(simulator.get('read')).toBe(0n);
    }
  });

  test('a switch on more than 32 bits, and shifts by as many', () => {
    const builder = new ModuleBuilder('WideSelector');
    const selector = builder.input('selector', signed(40));
    const out = builder.output('out', byte);
    builder.assign(out, literal(1, byte));
    builder.switch(selector, [
      [[-(2n ** 39n), 5], () => builder.assign(out, literal(2, byte))],
      [[2n ** 32n + 5n], () => builder.assign(out, literal(3, byte))],
    ]);
    const amount = builder.input('amount', unsigned(34));
    builder.assign(builder.output('narrow', signed(20)), shift('right', convert(selector, signed(20)), amount));
    builder.assign(builder.output('wide', signed(40)), shift('right', selector, amount));
    const simulator = interpret(builder.build());
    const outs = [-(2n ** 39n), 5n, 2n ** 32n + 5n, 0n].map((value) => {
      simulator.set('selector', value);
      return simulator.get('out');
    });
    expect(outs).toEqual([2n, 2n, 3n, 1n]);
    simulator.set('selector', -8n);
    const shifted = [1n, 2n ** 32n + 1n].map((value) => {
      simulator.set('amount', value);
      return [simulator.get('narrow'), simulator.get('wide')];
    });
    expect(shifted).toEqual([
      [-4n, -4n],
      [-1n, -1n],
    ]);
  });

  test('expressions of expressions keep every bit', () => {
    for (const width of [31, 32, 33, 63, 64, 65, 96]) {
      for (const type of [unsigned(width), signed(width)]) keepsEveryBit(type);
    }
  });

  function keepsEveryBit(type: BitType): void {
    const { width } = type;
    const builder = new ModuleBuilder('Bits');
    const one = builder.input('one', type);
    const other = builder.input('other', type);
    const joined = builder.node('joined', concatenate(one, other, one));
    const low = random.below(2 * width);
    const count = 1 + random.below(width);
    builder.assign(builder.output('part', unsigned(count)), slice(joined, low + count - 1, low));
    const product = builder.node('product', binary('multiply', one, other));
    const flipped = unary('not', concatenate(product, unary('not', other)));
    builder.assign(builder.output('flipped', unsigned(3 * width)), flipped);
    const simulator = interpret(builder.build());
    const size = 2n ** BigInt(width);
    for (let round = 0; round < 5; round++) {
      const [first, second] = [random.value(type), random.value(type)];
      simulator.set('one', first);
      simulator.set('other', second);
      const bits = [first, second].map((value) => bitsOf(value, 0, width));
      const all = (bits[0]! * size + bits[1]!) * size + bits[0]!;
      expect(simulator.get('joined')).toBe(all);
      expect(simulator.get('part')).toBe(bitsOf(all, low, count));
      const highBits = size * size - 1n - bitsOf(first * second, 0, 2 * width);
      expect(simulator.get('flipped')).toBe(highBits * size + bits[1]!);
    }
  }
});
