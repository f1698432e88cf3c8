import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  memory,
  reference,
  signed,
  slice,
  unsigned,
} from '../support/circuit-builder.ts';

const byte = unsigned(8);

describe.each<Simulator['engine']>(['wasm', 'interpreter'])('%s', (engine) => {
  test('the last assignment wins, within and behind branches', () => {
    const builder = new ModuleBuilder('Last');
    const choose = builder.input('choose', bit);
    const out = builder.output('out', byte);
    builder.assign(out, literal(1, byte));
    builder.when(choose, () => {
      builder.assign(out, literal(2, byte));
      builder.assign(out, literal(3, byte));
    });
    const late = builder.output('late', byte);
    builder.when(choose, () => builder.assign(late, literal(4, byte)));
    builder.assign(late, literal(5, byte));
    const simulator = createSimulator(circuitOf(builder.build()), { engine });
    expect([simulator.get('out'), simulator.get('late')]).toEqual([1n, 5n]);
    simulator.set('choose', true);
    expect([simulator.get('out'), simulator.get('late')]).toEqual([3n, 5n]);
  });

  test('a switch takes the one body that fits, else the fallback, else keeps what was', () => {
    const builder = new ModuleBuilder('Switch');
    const selector = builder.input('selector', signed(3));
    const withFallback = builder.output('withFallback', byte);
    const without = builder.output('without', byte);
    const cases = (target: typeof without): [number[], () => void][] => [
      [[-4, 3], () => builder.assign(target, literal(10, byte))],
      [[0], () => builder.assign(target, literal(20, byte))],
    ];
    builder.switch(selector, cases(withFallback), () => builder.assign(withFallback, literal(30, byte)));
    builder.assign(without, literal(40, byte));
    builder.switch(selector, cases(without));
    const simulator = createSimulator(circuitOf(builder.build()), { engine });
    const seen = [-4, 3, 0, 1].map((value) => {
      simulator.set('selector', value);
      return [simulator.getNumber('withFallback'), simulator.getNumber('without')];
    });
    expect(seen).toEqual([
      [10, 10],
      [10, 10],
      [20, 20],
      [30, 40],
    ]);
  });

  test('registers change together, hold, and take their reset value while the reset is active', () => {
    const builder = new ModuleBuilder('Swap');
    const enable = builder.input('enable', bit);
    const first = builder.register('first', byte, 11);
    const second = builder.register('second', byte, 22);
    const free = builder.register('free', byte);
    builder.when(enable, () => {
      builder.assign(first, reference(second));
      builder.assign(second, reference(first));
    });
    builder.assign(free, convert(binary('add', reference(free), literal(1, byte)), byte));
    const simulator = createSimulator(circuitOf(builder.build()), { engine });
    const values = () => ['first', 'second', 'free'].map((name) => simulator.getNumber(name));
    expect(values()).toEqual([0, 0, 0]);
    simulator.set('enable', 1);
    simulator.set('reset', 1);
    simulator.step();
    expect(values()).toEqual([11, 22, 1]);
    simulator.step();
    expect(values()).toEqual([11, 22, 2]);
    simulator.set('reset', 0);
    simulator.step();
    expect(values()).toEqual([22, 11, 3]);
    simulator.set('enable', 0);
    simulator.step(300);
    expect(values()).toEqual([22, 11, 303 - 256]);
    expect(simulator.cycle).toBe(303);
  });

  test('ranges and elements change their bits alone; an element beyond the last changes none', () => {
    const builder = new ModuleBuilder('Parts');
    const index = builder.input('index', unsigned(3));
    const lanes = builder.register('lanes', unsigned(96), 0);
    builder.connect({ signal: lanes, element: { index, width: 16 } }, literal(0xbeef, unsigned(16)));
    builder.connect({ signal: lanes, range: { high: 7, low: 4 } }, literal(0xa, unsigned(4)));
    const simulator = createSimulator(circuitOf(builder.build()), { engine });
    for (const value of [1, 5, 6, 7]) {
      simulator.set('index', value);
      simulator.step();
    }
    expect(simulator.get('lanes').toString(16)).toBe('beef000000000000beef00a0');
    simulator.set('index', 0);
    simulator.step();
    expect(simulator.get('lanes').toString(16)).toBe('beef000000000000beefbeaf');
  });

  test('bits of one wire may follow one another through instances', () => {
    const stage = new ModuleBuilder('Stage');
    const value = stage.input('value', byte);
    stage.assign(stage.output('more', byte), convert(binary('add', value, literal(3, byte)), byte));
    const module = stage.build();
    const builder = new ModuleBuilder('Chain');
    const start = builder.input('start', byte);
    const wire = builder.wire('wire', unsigned(40));
    for (let place = 0; place < 5; place++) {
      const instance = builder.instance(`stage${place}`, module);
      const before = place === 0 ? start : slice(reference(wire), place * 8 - 1, place * 8 - 8);
      builder.assign(instance.inputs.get('value')!, before);
      const range = { high: place * 8 + 7, low: place * 8 };
      builder.connect({ signal: wire, range }, reference(instance.outputs.get('more')!));
    }
    const simulator = createSimulator(circuitOf(builder.build()), { engine });
    simulator.set('start', 1);
    expect(simulator.get('wire')).toBe(0x100d0a0704n);
    expect(simulator.get('stage3.value')).toBe(10n);
    expect(simulator.get('stage3.more')).toBe(13n);
  });

  describe.each([
    ['no-change', [7n, 7n]],
    ['read-first', [7n, 5n]],
    ['write-first', [7n, 9n]],
  ] as const)('a memory with %s', (policy, [afterRead, afterWrite]) => {
    test.each([20, 40, 100])('of %d bits', (width) => {
      const word = unsigned(width);
      const builder = new ModuleBuilder('Host');
      const instance = builder.instance('ram', memory('Ram', 5, word, policy));
      for (const [name, type] of [
        ['enable', bit],
        ['write', bit],
        ['address', unsigned(3)],
        ['writeData', word],
      ] as const) {
        builder.assign(instance.inputs.get(name)!, builder.input(name, type));
      }
      const simulator = createSimulator(circuitOf(builder.build()), { engine });
      expect(simulator.memories).toEqual([{ name: 'ram', depth: 5, width }]);
      const high = 1n << BigInt(width - 1);
      const access = (enable: number, write: number, address: number, data: bigint) => {
        simulator.set('enable', enable);
        simulator.set('write', write);
        simulator.set('address', address);
        simulator.set('writeData', data);
        simulator.step();
        return simulator.get('ram.readData');
      };
      simulator.writeMemory('ram', 2, 7n | high);
      simulator.writeMemory('ram', 3, 5n | high);
      expect(access(1, 0, 2, 0n)).toBe(afterRead | high);
      expect(access(0, 1, 3, 9n | high)).toBe(afterRead | high);
      expect(simulator.readMemory('ram', 3)).toBe(5n | high);
      expect(access(1, 1, 3, 9n | high)).toBe(afterWrite | high);
      expect(simulator.readMemory('ram', 3)).toBe(9n | high);
      expect(access(1, 1, 6, 1n)).toBe(policy === 'no-change' ? afterWrite | high : 0n);
      expect(access(1, 0, 3, 0n)).toBe(9n | high);
      expect(access(1, 0, 7, 0n)).toBe(0n);
      const words = [0, 1, 2, 3, 4].map((address) => simulator.readMemory('ram', address));
      expect(words).toEqual([0n, 0n, 7n | high, 9n | high, 0n]);
    });
  });
});
