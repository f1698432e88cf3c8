import { describe, expect, it } from 'vitest';
import type { Instance, LogicModule } from '../../generators/circuit/types.ts';
import { bit, literal, ModuleBuilder, memory, reference, unsigned } from '../support/circuit-builder.ts';
import { errorsOf, withPlaces } from './places.ts';

const u4 = unsigned(4);
const u8 = unsigned(8);
const vector = { width: 32, signed: false, lanes: 4 };

function leaf(): LogicModule {
  const builder = new ModuleBuilder('Leaf');
  const clear = builder.input('clear', bit);
  const sum = builder.output('sum', bit);
  builder.assign(sum, clear);
  return withPlaces(builder.build());
}

describe('B003 undriven', () => {
  it('names an output that nothing assigns', () => {
    const builder = new ModuleBuilder('Top');
    builder.output('sum', u8);
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:4:3: error B003: output sum in module Top is never assigned',
        '  remedy: assign it in the body of Top: sum.value = …',
      ].join('\n'),
    );
  });

  it('names the bits of a wire that nothing assigns', () => {
    const builder = new ModuleBuilder('Top');
    const word = builder.wire('word', u8);
    builder.connect({ signal: word, range: { high: 5, low: 3 } }, literal(0, unsigned(3)));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:4:3: error B003: bits 7 to 6 and 2 to 0 of wire word in module Top are never assigned',
        '  remedy: assign every bit in the body of Top: word.value = …',
      ].join('\n'),
    );
  });

  it('names a single bit, and whole elements of a vector', () => {
    const builder = new ModuleBuilder('Top');
    const word = builder.wire('word', u4);
    const lanes = builder.wire('lanes', vector);
    builder.connect({ signal: word, range: { high: 2, low: 0 } }, literal(0, unsigned(3)));
    builder.connect({ signal: lanes, range: { high: 15, low: 0 } }, literal(0, unsigned(16)));
    builder.connect({ signal: lanes, range: { high: 31, low: 24 } }, literal(0, u8));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:4:3: error B003: bit 3 of wire word in module Top is never assigned',
        '  remedy: assign every bit in the body of Top: word.value = …',
        'Top.ts:5:3: error B003: element 2 (bits 23 to 16) of wire lanes in module Top is never assigned',
        '  remedy: assign every bit in the body of Top: lanes.value = …',
      ].join('\n'),
    );
  });

  it('names an input of an instance, and one of a memory', () => {
    const builder = new ModuleBuilder('Top');
    builder.instance('mac', leaf());
    const words = builder.instance('words', memory('Words', 16, u8, 'no-change'));
    const assign = (name: string, width: number) =>
      builder.assign(words.inputs.get(name)!, literal(0, unsigned(width)));
    assign('enable', 1);
    assign('write', 1);
    assign('writeData', 8);
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:4:3: error B003: input clear of instance mac in module Top is never assigned',
        '  remedy: assign it in the body of Top: mac.clear.value = …',
        'Top.ts:5:3: error B003: input address of instance words in module Top is never assigned',
        '  remedy: assign it in the body of Top: words.address.value = …',
      ].join('\n'),
    );
  });

  it('tells once what all instances of an array lack, and which of them it is where it is some', () => {
    const arrayOf = (name: string, drivenCount: number) => {
      const builder = new ModuleBuilder('Top');
      const module = leaf();
      for (let index = 0; index < 3; index += 1) {
        const instance: Instance = builder.instance(`${name}_${index}`, module);
        Object.assign(instance, { array: { name, index: [index], size: [3] } });
        if (index < drivenCount) builder.assign(instance.inputs.get('clear')!, literal(0, bit));
      }
      return errorsOf(withPlaces(builder.build()));
    };
    expect(arrayOf('mac', 0)).toBe(
      [
        'Top.ts:4:3: error B003: input clear of all 3 instances of array mac in module Top is never assigned',
        '  remedy: assign it in the body of Top: mac_0.clear.value = …',
      ].join('\n'),
    );
    expect(arrayOf('mac', 1)).toBe(
      [
        'Top.ts:5:3: error B003: input clear of 2 of the 3 instances of array mac, first of mac_1, in module Top is never assigned',
        '  remedy: assign it in the body of Top: mac_1.clear.value = …',
      ].join('\n'),
    );
  });

  it('accepts bits assigned one by one, and registers without assignment that have a reset', () => {
    const builder = new ModuleBuilder('Top');
    const word = builder.output('word', u4);
    builder.register('constant', u8, 3);
    for (let index = 0; index < 4; index += 1) {
      builder.connect({ signal: word, range: { high: index, low: index } }, literal(1, bit));
    }
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});

describe('B004 driven twice', () => {
  it('names both assignments', () => {
    const builder = new ModuleBuilder('Top');
    const sum = builder.output('sum', u8);
    builder.assign(sum, literal(1, u8));
    builder.assign(sum, literal(2, u8));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:6:3: error B004: output sum in module Top is driven twice: this assignment always replaces the one at Top.ts:5:3',
        '  remedy: remove one of the two; where the first is meant as a default, put sum.value = … here into a when()',
      ].join('\n'),
    );
  });

  it('finds an assignment under a condition that is always replaced, of a register too, and its bits', () => {
    const builder = new ModuleBuilder('Top');
    const go = builder.input('go', bit);
    const count = builder.register('count', u8);
    builder.when(go, () => builder.connect({ signal: count, range: { high: 3, low: 2 } }, literal(1, unsigned(2))));
    builder.connect({ signal: count, range: { high: 3, low: 0 } }, literal(0, u4));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:8:3: error B004: bits 3 to 2 of register count in module Top are driven twice: this assignment always replaces the one at Top.ts:7:3',
        '  remedy: remove one of the two; where the first is meant as a default, put count.next = … here into a when()',
      ].join('\n'),
    );
  });

  it('accepts a default that is replaced in part, on some paths, at an index, or by several assignments', () => {
    const builder = new ModuleBuilder('Top');
    const go = builder.input('go', bit);
    const index = builder.input('index', unsigned(2));
    const inPart = builder.output('inPart', u8);
    const onPaths = builder.output('onPaths', u8);
    const atIndex = builder.output('atIndex', vector);
    const bySeveral = builder.output('bySeveral', u8);
    for (const signal of [inPart, onPaths, bySeveral]) builder.assign(signal, literal(0, u8));
    builder.assign(atIndex, literal(0, vector));
    builder.connect({ signal: inPart, range: { high: 3, low: 0 } }, literal(5, u4));
    builder.when(
      go,
      () => builder.assign(onPaths, literal(1, u8)),
      () => builder.assign(onPaths, literal(2, u8)),
    );
    builder.connect({ signal: atIndex, element: { index, width: 8 } }, literal(7, u8));
    builder.connect({ signal: bySeveral, range: { high: 3, low: 0 } }, literal(5, u4));
    builder.connect({ signal: bySeveral, range: { high: 7, low: 4 } }, literal(5, u4));
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });

  it('lets the last assignment win inside a when', () => {
    const builder = new ModuleBuilder('Top');
    const go = builder.input('go', bit);
    const sum = builder.output('sum', u8);
    const body = () => {
      builder.assign(sum, literal(0, u8));
      builder.assign(sum, literal(1, u8));
    };
    builder.when(go, body, body);
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});

describe('B011 register without a value', () => {
  it('names a register that is neither assigned nor reset', () => {
    const builder = new ModuleBuilder('Top');
    const state = builder.register('state', u8);
    const shown = builder.output('shown', u8);
    builder.assign(shown, reference(state));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:5:3: error B011: register state in module Top is never assigned and has no reset value',
        '  remedy: assign it, state.next = …, or give it a reset value: reg(…, { reset: 0 })',
      ].join('\n'),
    );
  });

  it('accepts a register that is assigned under a condition', () => {
    const builder = new ModuleBuilder('Top');
    const go = builder.input('go', bit);
    const state = builder.register('state', u8);
    builder.when(go, () => builder.assign(state, literal(1, u8)));
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});
