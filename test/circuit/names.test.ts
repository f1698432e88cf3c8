import { describe, expect, it } from 'vitest';
import type { ExternalModule, InputPort, LogicModule, Property } from '../../generators/circuit/types.ts';
import { binary, bit, literal, ModuleBuilder, memory, reference, unsigned } from '../support/circuit-builder.ts';
import { errorsOf, withPlaces } from './places.ts';

const u8 = unsigned(8);

const State = (members: readonly string[], name = 'State') => ({
  width: 2,
  signed: false,
  enumeration: { name, members: members.map((member, value) => ({ name: member, value: BigInt(value) })) },
});

function passThrough(name: string): LogicModule {
  const builder = new ModuleBuilder(name);
  const data = builder.input('data', u8);
  builder.assign(builder.output('result', u8), data);
  return withPlaces(builder.build());
}

/** The module with a property in line 9. */
function withProperty(builder: ModuleBuilder, change: Partial<Property>): LogicModule {
  const property: Property = {
    kind: 'assert',
    name: 'holds',
    clock: builder.clock,
    enable: literal(1, bit),
    condition: literal(1, bit),
    message: [],
    location: { file: 'Top.ts', line: 9, column: 3 },
    ...change,
  };
  return withPlaces({ ...builder.build(), properties: [property] });
}

describe('B007 name collision', () => {
  it('names both signals, and a signal and an instance', () => {
    const builder = new ModuleBuilder('Top');
    const data = builder.input('data', u8);
    const instance = builder.instance('sum', passThrough('Pass'));
    builder.node('count', data);
    builder.register('count', u8, 0);
    builder.register('sum', u8, 0);
    builder.assign(instance.inputs.get('data')!, data);
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:5:3: error B007: module Top has two things named sum: the register at Top.ts:8:3 and this instance',
        '  remedy: rename one of them',
        'Top.ts:7:3: error B007: module Top has two things named count: the node at Top.ts:6:3 and this register',
        '  remedy: rename one of them',
      ].join('\n'),
    );
  });

  it('names a property and a signal', () => {
    const builder = new ModuleBuilder('Top');
    const narrow = builder.input('narrow', bit);
    expect(errorsOf(withProperty(builder, { name: 'narrow', condition: narrow }))).toBe(
      [
        'Top.ts:9:3: error B007: module Top has two things named narrow: the input at Top.ts:4:3 and this property',
        '  remedy: rename one of them',
      ].join('\n'),
    );
  });

  it('names two modules of one name', () => {
    const builder = new ModuleBuilder('Top');
    const data = builder.input('data', u8);
    for (const name of ['first', 'second']) {
      const instance = builder.instance(name, passThrough('Pass'));
      builder.assign(instance.inputs.get('data')!, data);
    }
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Pass.ts:1:3: error B007: the circuit has two things named Pass: the module at Pass.ts:1:3 and this module',
        '  remedy: give one of them a name of its own, for instance from its parameters',
      ].join('\n'),
    );
  });

  it('accepts equal names in different modules, and names that differ in case', () => {
    const builder = new ModuleBuilder('Top');
    const data = builder.input('data', u8);
    const instance = builder.instance('DATA', passThrough('Pass'));
    builder.assign(instance.inputs.get('data')!, data);
    builder.node('Data', data);
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});

describe('B008 illegal identifier', () => {
  it('names what bears the name', () => {
    const builder = new ModuleBuilder('My-Top');
    builder.input('8th', bit);
    const state = builder.input('state', State(['Idle', 'run mode'], 'a.State'));
    builder.node('größe', state);
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'My-Top.ts:1:3: error B008: "My-Top" cannot be the name of a module',
        '  remedy: use letters, digits and underscores, and no digit in front',
        'My-Top.ts:4:3: error B008: "8th" cannot be the name of an input of module My-Top',
        '  remedy: use letters, digits and underscores, and no digit in front',
        'My-Top.ts:5:3: error B008: "a.State" cannot be the name of an enumeration',
        '  remedy: use letters, digits and underscores, and no digit in front',
        'My-Top.ts:5:3: error B008: "run mode" cannot be the name of a member of enumeration a.State',
        '  remedy: use letters, digits and underscores, and no digit in front',
        'My-Top.ts:6:3: error B008: "größe" cannot be the name of a node of module My-Top',
        '  remedy: use letters, digits and underscores, and no digit in front',
      ].join('\n'),
    );
  });
});

describe('B008 in properties and external modules', () => {
  it('names them', () => {
    const builder = new ModuleBuilder('Top');
    const external: ExternalModule = {
      kind: 'external',
      name: 'Pad',
      moduleName: 'PAD-8',
      parameters: [{ name: 'DRIVE MODE', value: 'slow' }],
      ports: [],
      location: { file: 'Pad.ts', line: 1, column: 1 },
    };
    builder.instance('pad', external);
    expect(errorsOf(withProperty(builder, { name: 'always small' }))).toBe(
      [
        'Pad.ts:1:1: error B008: "PAD-8" cannot be the name of a module',
        '  remedy: use letters, digits and underscores, and no digit in front',
        'Pad.ts:1:1: error B008: "DRIVE MODE" cannot be the name of a parameter of module Pad',
        '  remedy: use letters, digits and underscores, and no digit in front',
        'Top.ts:9:3: error B008: "always small" cannot be the name of a property of module Top',
        '  remedy: use letters, digits and underscores, and no digit in front',
      ].join('\n'),
    );
  });
});

describe('B009 switch case', () => {
  it('names a value that stands twice, with the place of the first, and one that no member has', () => {
    const builder = new ModuleBuilder('Top');
    const state = builder.input('state', State(['Idle', 'Run']));
    const count = builder.register('count', u8, 0);
    const assign = (value: number) => () => builder.assign(count, literal(value, u8));
    builder.switch(state, [
      [[0, 1], assign(1)],
      [[1], assign(2)],
      [[3], assign(3)],
    ]);
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:9:3: error B009: case Run of the switch on state in module Top never runs: the case at Top.ts:7:3 has the same value',
        '  remedy: remove one of the two, or join their bodies',
        'Top.ts:11:3: error B009: case 3 of the switch on state in module Top never runs: enumeration State has no such member',
        '  remedy: name a member of the enumeration, or switch on the bits: asUInt()',
      ].join('\n'),
    );
  });

  it('accepts a fallback behind complete cases', () => {
    const builder = new ModuleBuilder('Top');
    const go = builder.input('go', bit);
    const shown = builder.output('shown', u8);
    const assign = (value: number) => () => builder.assign(shown, literal(value, u8));
    builder.switch(
      go,
      [
        [[0], assign(1)],
        [[1], assign(2)],
      ],
      assign(3),
    );
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});

describe('B010 scope', () => {
  it('names the foreign signal, its module and its place, once', () => {
    const inner = new ModuleBuilder('Inner');
    const hidden = inner.wire('hidden', u8);
    inner.assign(hidden, literal(1, u8));
    const innerModule = withPlaces(inner.build());
    const builder = new ModuleBuilder('Top');
    builder.instance('inner', innerModule);
    const sum = builder.output('sum', unsigned(9));
    const other = builder.output('other', u8);
    builder.assign(sum, binary('add', reference(hidden), literal(1, u8)));
    builder.assign(other, reference(hidden));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:7:3: error B010: module Top reads wire hidden of module Inner, made at Inner.ts:4:3',
        '  remedy: lead the value through ports: an output of the one module, an input of the other',
      ].join('\n'),
    );
  });

  it('names a foreign signal that is assigned, and one that belongs to no module', () => {
    const lost = new ModuleBuilder('Lost');
    const hidden = lost.wire('hidden', u8);
    lost.assign(hidden, literal(1, u8));
    withPlaces(lost.build());
    const builder = new ModuleBuilder('Top');
    builder.assign(hidden, literal(1, u8));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:4:3: error B010: module Top assigns wire hidden of no module of this design, made at Lost.ts:4:3',
        '  remedy: lead the value through ports: an output of the one module, an input of the other',
      ].join('\n'),
    );
  });
});

describe('B012 clock missing', () => {
  const without = (module: LogicModule, role: string): LogicModule => ({
    ...module,
    ports: module.ports.filter((port) => port.kind === 'output' || port.role !== role),
  });

  it('names the register, the instance and the memory that need it', () => {
    const child = new ModuleBuilder('Child');
    child.register('count', u8, 0);
    const childModule = withPlaces(child.build());
    const builder = new ModuleBuilder('Top');
    builder.instance('child', childModule);
    const words = builder.instance('words', memory('Words', 4, u8, 'no-change'));
    builder.register('count', u8, 0);
    for (const input of words.inputs.values()) builder.assign(input, literal(0, input.type));
    const module = withPlaces(builder.build());
    expect(errorsOf(without(module, 'clock'))).toBe(
      [
        'Top.ts:4:3: error B012: instance child of module Child needs a clock, and module Top has no clock port that leads to it',
        '  remedy: give module Top an input port of the role clock',
        'Top.ts:5:3: error B012: instance words of memory Words needs a clock, and module Top has no clock port that leads to it',
        '  remedy: give module Top an input port of the role clock',
        'Top.ts:6:3: error B012: register count needs a clock, and module Top has no clock port that leads to it',
        '  remedy: give module Top an input port of the role clock',
      ].join('\n'),
    );
    expect(errorsOf(without(module, 'reset'))).toBe(
      [
        'Top.ts:4:3: error B012: instance child of module Child needs a reset, and module Top has no reset port that leads to it',
        '  remedy: give module Top an input port of the role reset',
        'Top.ts:6:3: error B012: register count needs a reset, and module Top has no reset port that leads to it',
        '  remedy: give module Top an input port of the role reset',
      ].join('\n'),
    );
  });

  it('names the property that needs it', () => {
    const clock: InputPort = { ...new ModuleBuilder('Other').clock, name: 'fast' };
    expect(errorsOf(withProperty(new ModuleBuilder('Top'), { clock }))).toBe(
      [
        'Top.ts:9:3: error B012: assert holds needs a clock, and module Top has no clock port that leads to it',
        '  remedy: give module Top an input port of the role clock',
      ].join('\n'),
    );
  });

  it('accepts modules of pure logic without clock and reset', () => {
    const pure = without(without(passThrough('Pass'), 'clock'), 'reset');
    const builder = new ModuleBuilder('Top');
    const data = builder.input('data', u8);
    builder.assign(builder.instance('pass', pure).inputs.get('data')!, data);
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});
