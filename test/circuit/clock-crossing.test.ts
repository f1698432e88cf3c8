import { describe, expect, it } from 'vitest';
import type { InputPort, Instance, LogicModule, Property, Register } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  convert,
  literal,
  ModuleBuilder,
  memory,
  memoryOf,
  mux,
  reference,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { findings, findingsOf } from './places.ts';
import { crossing, finished, inStepWith, port, twoClocks } from './two-clocks.ts';

const u4 = unsigned(4);
const remedy =
  '  remedy: lead it through a synchroniser: synchronise() for one bit, asyncQueue() or handshakeCrossing() for words, or mark a register that may take it with crossing';
const quiet = [{ code: 'any', action: 'ignore' as const }];

/** A module with one clock: `data` through a register, or through none, to `result`. */
function stage(name: string, kind: 'registered' | 'combinational' | 'sampled and ignored'): LogicModule {
  const builder = new ModuleBuilder(name);
  const data = builder.input('data', u4);
  const result = builder.output('result', u4);
  const held = builder.register('held', u4);
  builder.assign(held, kind === 'combinational' ? reference(held) : data);
  builder.assign(result, kind === 'combinational' ? unary('not', data) : reference(held));
  return finished(builder);
}

function connect(instance: Instance, clock: InputPort): Instance {
  return Object.assign(instance, { clocking: new Map([['clock', clock]]) });
}

describe('B013 clock-domain crossing', () => {
  it('prints the way from the one register to the other', () => {
    const circuit = twoClocks((builder, _, source) => {
      const next = builder.node('next', unary('not', reference(source)));
      builder.assign(builder.register('taken', u4), next);
    });
    expect(findingsOf(circuit, quiet)).toBe(
      [
        'Top.ts:7:3: error B013: register taken in module Top is in step with clock and takes what is in step with other',
        '    taken[0]         in step with clock, at Top.ts:7:3',
        '    needs next[0]    defined at Top.ts:6:3',
        '    needs source[0]  in step with other, at Top.ts:5:3',
        remedy,
      ].join('\n'),
    );
  });

  it('follows conditions, and finds what is in step with no clock', () => {
    const builder = new ModuleBuilder('Top');
    const pin = builder.input('pin', bit);
    Object.assign((pin as unknown as { signal: InputPort }).signal, { asynchronous: true });
    const taken = builder.register('taken', bit);
    builder.assign(builder.output('shown', bit), reference(taken));
    builder.when(pin, () => builder.assign(taken, literal(1, bit)));
    expect(findings(finished(builder))).toBe(
      [
        'Top.ts:6:3: error B013: register taken in module Top is in step with clock and takes what is in step with no clock',
        '    taken      in step with clock, at Top.ts:6:3',
        '    needs pin  in step with no clock, at Top.ts:4:3',
        remedy,
      ].join('\n'),
    );
  });

  it('is exact to the bit', () => {
    const words = (taken: 'high' | 'low') =>
      twoClocks((builder, _, source) => {
        const own = builder.register('own', u4);
        builder.assign(own, reference(own));
        const both = builder.node('both', concatenate(reference(own), reference(source)));
        const result = builder.register('result', u4);
        builder.assign(result, taken === 'high' ? slice(both, 7, 4) : slice(both, 3, 0));
      });
    expect(findingsOf(words('high'), quiet)).toBe('');
    expect(findingsOf(words('low'), quiet)).toContain('error B013: register result in module Top');
  });

  it('finds what properties and memories sample', () => {
    const property = (condition: Property['condition'], clock: InputPort): Property => ({
      kind: 'assert',
      name: 'calm',
      clock,
      enable: literal(1, bit),
      condition,
      message: [],
      location: { file: 'Top.ts', line: 30, column: 3 },
    });
    const builder = new ModuleBuilder('Top');
    const other = port('other', 'clock');
    const source = inStepWith(other, builder.register('source', bit));
    builder.assign(source, reference(source));
    const words = builder.instance('words', memory('Words', 4, bit, 'no-change'));
    for (const input of words.inputs.values()) {
      builder.assign(input, input.name === 'enable' ? reference(source) : literal(0, input.type));
    }
    const properties = [property(reference(source), builder.clock), property(reference(source), other)];
    Object.assign(properties[1]!, { name: 'calmer' });
    expect(findings(finished(builder, { ports: [other], properties }), quiet)).toBe(
      [
        'Top.ts:5:3: error B013: input enable of instance words in module Top is in step with clock and takes what is in step with other',
        '    words.enable  assigned at Top.ts:8:3',
        '    needs source  in step with other, at Top.ts:6:3',
        remedy,
        'Top.ts:30:3: error B013: assert calm in module Top is in step with clock and takes what is in step with other',
        '    calm          in step with clock, at Top.ts:30:3',
        '    needs source  in step with other, at Top.ts:6:3',
        remedy,
      ].join('\n'),
    );
  });

  it('follows instances: what samples their inputs, and with what their outputs are in step', () => {
    const design = (kind: Parameters<typeof stage>[1], clockOf: 'clock' | 'other') => {
      const module = stage('Stage', kind);
      return twoClocks((builder, other, source) => {
        const instance = connect(builder.instance('stage', module), clockOf === 'other' ? other : builder.clock);
        builder.assign(instance.inputs.get('data')!, reference(source));
        builder.assign(builder.register('taken', u4), reference(instance.outputs.get('result')!));
      });
    };
    expect(findingsOf(design('registered', 'clock'), quiet)).toBe(
      [
        'Top.ts:5:3: error B013: input data of instance stage in module Top is in step with clock, where register held (Stage.ts:6:3) takes it and takes what is in step with other',
        '    stage.data[0]    assigned at Top.ts:9:3',
        '    needs source[0]  in step with other, at Top.ts:6:3',
        remedy,
      ].join('\n'),
    );
    expect(findingsOf(design('registered', 'other'), quiet)).toBe(
      [
        'Top.ts:7:3: error B013: register taken in module Top is in step with clock and takes what is in step with other',
        '    taken[0]               in step with clock, at Top.ts:7:3',
        '    needs stage.result[0]  in step with other, instance at Top.ts:5:3',
        remedy,
      ].join('\n'),
    );
    expect(findingsOf(design('combinational', 'clock'), quiet)).toBe(
      [
        'Top.ts:7:3: error B013: register taken in module Top is in step with clock and takes what is in step with other',
        '    taken[0]               in step with clock, at Top.ts:7:3',
        '    needs stage.result[0]  through module Stage, instance at Top.ts:5:3',
        '    needs stage.data[0]    assigned at Top.ts:9:3',
        '    needs source[0]        in step with other, at Top.ts:6:3',
        remedy,
      ].join('\n'),
    );
  });

  it('takes the clocks of a memory port by port', () => {
    const twoPort = memoryOf('two-port', 'Words', 16, u4);
    const [, ...rest] = twoPort.ports;
    const ports = [port('writeClock', 'clock'), port('readClock', 'clock'), ...rest];
    const words = { ...twoPort, ports, readDuringWrite: 'undefined' } as typeof twoPort;
    const design = (writeClock: 'clock' | 'other') =>
      twoClocks((builder, other, source) => {
        const clocks = { clock: builder.clock, other };
        const instance = builder.instance('words', words);
        const clocking = new Map([
          ['writeClock', clocks[writeClock]],
          ['readClock', builder.clock],
        ]);
        Object.assign(instance, { clocking });
        for (const input of instance.inputs.values()) {
          const value = input.name === 'writeData' ? reference(source) : literal(1, input.type);
          builder.assign(input, value);
        }
        builder.assign(builder.register('taken', u4), reference(instance.outputs.get('readData')!));
      });
    expect(findingsOf(design('other'), quiet)).toBe('');
    expect(findingsOf(design('clock'), quiet)).toContain(
      'error B013: input writeData of instance words in module Top is in step with clock and takes what is in step with other',
    );
  });

  it('accepts a crossing register behind names, parts and choices that its own clock makes', () => {
    const circuit = twoClocks((builder, _, source) => {
      const part = builder.node('part', slice(reference(source), 2, 1));
      const own = builder.register('own', bit);
      builder.assign(own, reference(own));
      const first = crossing(builder.register('first', unsigned(2)));
      builder.when(reference(own), () => builder.assign(first, part));
      const chosen = crossing(builder.register('chosen', unsigned(2)));
      builder.assign(
        chosen,
        mux(unary('not', reference(own)), concatenate(slice(part, 0, 0), literal(0, bit)), reference(chosen)),
      );
    });
    expect(findingsOf(circuit, quiet)).toBe('');
  });

  it('finds logic in front of a crossing register, in the module at hand and in others', () => {
    const told = (text: string, line: number) =>
      [
        `Top.ts:${line}:3: error B013: register first in module Top crosses from other to clock behind logic, which may glitch: ${text}`,
        '  remedy: put a register of other behind the logic, and let that one cross',
      ].join('\n');
    const behind = (fill: (builder: ModuleBuilder, source: Register, first: Register) => void) =>
      findingsOf(
        twoClocks((builder, _, source) => fill(builder, source, crossing(builder.register('first', bit)))),
        quiet,
      );
    expect(
      behind((builder, source, first) => {
        builder.assign(first, binary('and', slice(reference(source), 0, 0), slice(reference(source), 1, 1)));
      }),
    ).toBe(told('source[0] & source[1]', 8));
    expect(
      behind((builder, source, first) => {
        const wire = builder.wire('wire', bit);
        builder.assign(wire, literal(0, bit));
        builder.when(slice(reference(source), 0, 0), () => builder.assign(wire, literal(1, bit)));
        builder.assign(first, reference(wire));
      }),
    ).toBe(told('the condition source[0]', 11));
    const inverter = stage('Inverter', 'combinational');
    const text = findingsOf(
      twoClocks((builder, _, source) => {
        const instance = builder.instance('inverter', inverter);
        builder.assign(instance.inputs.get('data')!, reference(source));
        builder.assign(crossing(builder.register('first', u4)), reference(instance.outputs.get('result')!));
      }),
      quiet,
    );
    expect(text).toContain('behind logic, which may glitch: in module Inverter, before output result');
  });

  it('says nothing where all clocks of a shared module lead to one', () => {
    const module = stage('Stage', 'registered');
    const circuit = twoClocks((builder, other, source) => {
      const instance = connect(builder.instance('stage', module), other);
      builder.assign(instance.inputs.get('data')!, reference(source));
      const taken = inStepWith(other, builder.register('taken', u4));
      builder.assign(taken, convert(reference(instance.outputs.get('result')!), u4));
    });
    expect(findingsOf(circuit, quiet)).toBe('');
  });
});

describe('B017 reset of several clocks', () => {
  const shared = (clocks: 'one' | 'two') => {
    const builder = new ModuleBuilder('Top');
    const other = port('other', 'clock');
    for (const name of ['first', 'second']) {
      const register = builder.register(name, bit, 0);
      builder.assign(register, reference(register));
      builder.assign(builder.output(`${name}Shown`, bit), reference(register));
      if (name === 'second' && clocks === 'two') inStepWith(other, register);
    }
    return finished(builder, { ports: [other] });
  };

  it('names the reset and a register of each clock', () => {
    expect(findings(shared('two'))).toBe(
      [
        'Top.ts:4:3: warning B017: reset reset of module Top acts on registers of several clocks: register first (Top.ts:7:3) in step with clock and register second (Top.ts:8:3) in step with other',
        '  remedy: give each clock a reset of its own, which ends in step with it: synchroniseReset()',
      ].join('\n'),
    );
    expect(findings(shared('one'))).toBe('');
  });

  it('is told where the clocks meet, and not again around', () => {
    const inner = shared('two');
    const builder = new ModuleBuilder('Around');
    const instance = builder.instance('inner', { ...inner, name: 'Inner' });
    const other = port('other', 'clock');
    Object.assign(instance, { clocking: new Map([['other', other]]) });
    for (const output of instance.outputs.values()) builder.assign(builder.output(output.name, bit), reference(output));
    const text = findingsOf(circuitOf(finished(builder, { ports: [other] })));
    expect(text.match(/B017/g)).toHaveLength(1);
    expect(text).toContain('of module Inner');
  });
});
