import { describe, expect, it } from 'vitest';
import type { ExternalModule, Property } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  memory,
  reference,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { findings, findingsOf, withPlaces } from './places.ts';
import { finished } from './two-clocks.ts';

const u8 = unsigned(8);
const remedy = '  remedy: remove it or use it; give it a name that starts with unused where it has to be there';

describe('B014 unused value', () => {
  it('names inputs, wires and registers that nothing reads', () => {
    const builder = new ModuleBuilder('Top');
    builder.input('step', u8);
    builder.assign(builder.wire('word', u8), literal(1, u8));
    builder.assign(builder.register('held', u8), literal(1, u8));
    expect(findings(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:4:3: warning B014: input step of module Top is never read',
        remedy,
        'Top.ts:5:3: warning B014: wire word in module Top is never read',
        remedy,
        'Top.ts:6:3: warning B014: register held in module Top is never read',
        remedy,
      ].join('\n'),
    );
  });

  it('tells the last of a chain, and of a ring the first', () => {
    const builder = new ModuleBuilder('Top');
    const data = builder.input('data', u8);
    const first = builder.register('first', u8);
    const last = builder.register('last', u8);
    const count = builder.register('count', u8);
    const ring = [builder.register('left', u8), builder.register('right', u8)] as const;
    builder.assign(first, data);
    builder.assign(last, unary('not', reference(first)));
    builder.assign(count, convert(binary('add', reference(count), literal(1, u8)), u8));
    builder.assign(ring[0], reference(ring[1]));
    builder.assign(ring[1], reference(ring[0]));
    builder.node('seen', reference(last));
    expect(findings(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:6:3: warning B014: register last in module Top is never used: no output depends on what reads it',
        remedy,
        'Top.ts:7:3: warning B014: register count in module Top is never used: no output depends on what reads it',
        remedy,
        'Top.ts:8:3: warning B014: register left in module Top is never used: no output depends on what reads it',
        remedy,
      ].join('\n'),
    );
  });

  it('names memories and instances of which no output is read, an array as one', () => {
    const inner = new ModuleBuilder('Inner');
    inner.assign(inner.output('sum', u8), inner.input('data', u8));
    const module = withPlaces(inner.build());
    const builder = new ModuleBuilder('Top');
    const words = builder.instance('words', memory('Words', 4, u8, 'no-change'));
    for (const input of words.inputs.values()) builder.assign(input, literal(0, input.type));
    for (let index = 0; index < 3; index += 1) {
      const instance = builder.instance(`inner_${index}`, module, { name: 'inner', index: [index], size: [3] });
      builder.assign(instance.inputs.get('data')!, literal(0, u8));
    }
    const top = withPlaces(builder.build());
    for (const instance of top.instances.slice(1)) Object.assign(instance, { location: top.instances[1]!.location });
    expect(findings(top)).toBe(
      [
        'Top.ts:4:3: warning B014: instance words of memory Words in module Top is never read',
        remedy,
        'Top.ts:5:3: warning B014: array inner of 3 instances of module Inner in module Top is never read',
        remedy,
      ].join('\n'),
    );
  });

  it('says nothing about what is kept, has an attribute, or is named so', () => {
    const builder = new ModuleBuilder('Top');
    const kept = Object.assign(builder.register('kept', u8), { keep: true });
    const probed = Object.assign(builder.wire('probed', u8), { attributes: [{ name: 'mark_debug' }] });
    builder.assign(kept, builder.input('data', u8));
    builder.assign(probed, builder.input('other', u8));
    builder.input('unusedRest', u8);
    builder.input('_spare', u8);
    expect(findings(withPlaces(builder.build()))).toBe('');
  });

  it('says nothing about what properties, external modules and modules with either look at', () => {
    const location = { file: 'circuit.ts', line: 1, column: 1 };
    const external: ExternalModule = {
      kind: 'external',
      name: 'Pad',
      moduleName: 'PAD',
      parameters: [],
      ports: [{ kind: 'input', name: 'pin', type: bit, location }],
      location,
    };
    const inner = new ModuleBuilder('Inner');
    const pad = inner.instance('pad', external);
    inner.assign(pad.inputs.get('pin')!, inner.input('pin', bit));
    const innerModule = withPlaces(inner.build());
    const builder = new ModuleBuilder('Top');
    const watched = builder.input('watched', bit);
    const instance = builder.instance('inner', innerModule);
    builder.assign(instance.inputs.get('pin')!, builder.input('pin', bit));
    const property: Property = {
      kind: 'cover',
      name: 'seen',
      clock: builder.clock,
      enable: literal(1, bit),
      condition: watched,
      message: [],
      location,
    };
    expect(findings(finished(builder, { properties: [property] }))).toBe('');
  });

  it('says nothing about an input that another variant of its module reads', () => {
    const variant = (name: string, reads: boolean) => {
      const builder = new ModuleBuilder(name);
      const data = builder.input('data', u8);
      builder.assign(builder.output('result', u8), reads ? data : literal(0, u8));
      return builder.build();
    };
    const design = (reads: boolean) => {
      const builder = new ModuleBuilder('Top');
      const result = builder.output('result', u8);
      const instances = [variant('Full', reads), variant('Empty', false)].map((module) =>
        builder.instance(module.name.toLowerCase(), module),
      );
      for (const { inputs } of instances) builder.assign(inputs.get('data')!, literal(0, u8));
      const [one, other] = instances.map(({ outputs }) => reference(outputs.get('result')!));
      builder.assign(result, binary('xor', one!, other!));
      return findingsOf(circuitOf(builder.build()));
    };
    expect(design(true)).toBe('');
    expect(design(false)).toContain('input data of module Full is never read');
  });

  it('waits until there are no errors', () => {
    const builder = new ModuleBuilder('Top');
    builder.input('step', u8);
    builder.output('word', u8);
    expect(findings(withPlaces(builder.build()))).not.toContain('B014');
  });
});
