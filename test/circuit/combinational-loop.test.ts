import { describe, expect, it } from 'vitest';
import type { Assignable, Expression, ExternalModule, LogicModule, Signal } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  concatenate,
  convert,
  element,
  literal,
  ModuleBuilder,
  memory,
  memoryOf,
  mux,
  reference,
  shift,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { errorsOf, withPlaces } from './places.ts';

const u8 = unsigned(8);
const remedy = '  remedy: put a register into the loop, or compute one of these values from something else';

/** A module whose output word is wired to what `value` makes of it. */
function fedBack(value: (word: Expression) => Expression): LogicModule {
  const builder = new ModuleBuilder('Top');
  const word = builder.output('word', u8);
  builder.assign(word, value(reference(word)));
  return withPlaces(builder.build());
}

describe('B006 combinational loop', () => {
  it('prints the chain of named values with their places', () => {
    const builder = new ModuleBuilder('Top');
    const step = builder.input('step', u8);
    const total = builder.wire('total', u8);
    const next = builder.node('next', convert(binary('add', reference(total), step), u8));
    const shown = builder.output('shown', u8);
    builder.assign(total, next);
    builder.assign(shown, reference(total));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:8:3: error B006: combinational loop in module Top: total[0] depends on itself',
        '    total[0]        assigned at Top.ts:8:3',
        '    needs next[0]   defined at Top.ts:7:3',
        '    needs total[0]',
        remedy,
      ].join('\n'),
    );
  });

  it('follows conditions', () => {
    const builder = new ModuleBuilder('Top');
    const busy = builder.wire('busy', bit);
    builder.assign(busy, literal(0, bit));
    builder.when(reference(busy), () => builder.assign(busy, literal(1, bit)));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:7:3: error B006: combinational loop in module Top: busy depends on itself',
        '    busy        assigned under a condition at Top.ts:7:3',
        '    needs busy',
        remedy,
      ].join('\n'),
    );
  });

  it('follows instances through their combinational paths only, over two levels', () => {
    const inner = new ModuleBuilder('Inner');
    const data = inner.input('data', u8);
    const other = inner.input('other', u8);
    const result = inner.output('result', u8);
    const held = inner.output('held', u8);
    const register = inner.register('register', u8);
    inner.assign(result, unary('not', data));
    inner.assign(register, other);
    inner.assign(held, reference(register));
    const innerModule = withPlaces(inner.build());

    const outer = new ModuleBuilder('Outer');
    const through = outer.input('through', u8);
    const late = outer.input('late', u8);
    const [out, heldOut] = [outer.output('out', u8), outer.output('heldOut', u8)];
    const instance = outer.instance('inner', innerModule);
    outer.assign(instance.inputs.get('data')!, through);
    outer.assign(instance.inputs.get('other')!, late);
    outer.assign(out, reference(instance.outputs.get('result')!));
    outer.assign(heldOut, reference(instance.outputs.get('held')!));
    const outerModule = withPlaces(outer.build());

    const design = (input: string, output: string, rest: string) => {
      const top = new ModuleBuilder('Top');
      const used = top.instance('outer', outerModule);
      top.assign(used.inputs.get(input)!, reference(used.outputs.get(output)!));
      top.assign(used.inputs.get(rest)!, literal(0, u8));
      return errorsOf(withPlaces(top.build()));
    };
    expect(design('through', 'out', 'late')).toBe(
      [
        'Top.ts:4:3: error B006: combinational loop in module Top: outer.out[0] depends on itself',
        '    outer.out[0]            through module Outer, instance at Top.ts:4:3',
        '    needs outer.through[0]  assigned at Top.ts:5:3',
        '    needs outer.out[0]',
        remedy,
      ].join('\n'),
    );
    expect(design('late', 'heldOut', 'through')).toBe('');
    expect(design('late', 'out', 'through')).toBe('');
    expect(design('through', 'heldOut', 'late')).toBe('');
  });

  it('reports two loops of different signals', () => {
    const builder = new ModuleBuilder('Top');
    for (const name of ['first', 'second']) {
      const wire = builder.wire(name, bit);
      builder.assign(wire, unary('not', reference(wire)));
    }
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:6:3: error B006: combinational loop in module Top: first depends on itself',
        '    first        assigned at Top.ts:6:3',
        '    needs first',
        remedy,
        'Top.ts:7:3: error B006: combinational loop in module Top: second depends on itself',
        '    second        assigned at Top.ts:7:3',
        '    needs second',
        remedy,
      ].join('\n'),
    );
  });

  const loops: readonly [string, (word: Expression) => Expression][] = [
    ['rotation', (word) => concatenate(slice(word, 6, 0), slice(word, 7, 7))],
    ['sum', (word) => convert(binary('add', word, literal(1, u8)), u8)],
    ['negation', (word) => convert(unary('negate', word), u8)],
    ['comparison', (word) => convert(binary('less', word, literal(7, u8)), u8)],
    ['reduction', (word) => convert(unary('xorReduce', word), u8)],
    ['reversal', (word) => concatenate(...Array.from({ length: 8 }, (_, index) => slice(word, index, index)))],
    ['element at an index of its own', (word) => convert(element(word, slice(word, 2, 0), 1), u8)],
    ['amount of a shift', (word) => shift('right', literal(0, u8), slice(word, 0, 0))],
    ['right shift', (word) => shift('right', word, literal(1, bit))],
    ['left shift', (word) => convert(shift('left', word, literal(1, bit)), u8)],
    ['condition of a mux', (word) => mux(slice(word, 0, 0), literal(0, u8), literal(1, u8))],
    ['and with a mask that lets a bit through', (word) => binary('and', word, literal(1, u8))],
  ];
  it.each(loops)('finds the loop through a %s', (_, value) => {
    expect(errorsOf(fedBack(value))).toContain('error B006: combinational loop in module Top: word[');
  });

  const noLoops: readonly [string, (word: Expression) => Expression][] = [
    ['shift register chain', (word) => concatenate(slice(word, 6, 0), literal(1, bit))],
    ['chain downwards', (word) => concatenate(literal(1, bit), slice(word, 7, 1))],
    [
      'prefix sum of its lower half',
      (word) =>
        concatenate(slice(binary('add', slice(word, 3, 0), literal(1, unsigned(4))), 3, 0), literal(3, unsigned(4))),
    ],
    ['reduction of other bits', (word) => concatenate(unary('orReduce', slice(word, 6, 0)), literal(3, unsigned(7)))],
    ['mask that lets no bit through', (word) => binary('and', word, literal(0, u8))],
    ['or with all ones', (word) => binary('or', word, literal(255, u8))],
    ['mux on a constant', (word) => mux(literal(1, bit), literal(3, u8), word)],
    [
      'sum of lower bits into each higher bit',
      (word) => convert(concatenate(binary('add', slice(word, 5, 0), literal(1, unsigned(6))), literal(1, bit)), u8),
    ],
  ];
  it.each(noLoops)('accepts a %s', (_, value) => {
    expect(errorsOf(fedBack(value))).toBe('');
  });

  it('accepts elements of a vector that feed each other, also through instances of one module', () => {
    const step = new ModuleBuilder('Step');
    const sumIn = step.input('sumIn', u8);
    const sumOut = step.output('sumOut', u8);
    step.assign(sumOut, convert(binary('add', sumIn, literal(1, u8)), u8));
    const module = withPlaces(step.build());

    const builder = new ModuleBuilder('Top');
    const partial = builder.wire('partial', { width: 40, signed: false, lanes: 5 });
    builder.connect({ signal: partial, range: { high: 7, low: 0 } }, literal(0, u8));
    for (let index = 0; index < 4; index += 1) {
      const instance = builder.instance(`step_${index}`, module);
      const low = 8 * index;
      builder.assign(instance.inputs.get('sumIn')!, slice(reference(partial), low + 7, low));
      const target = { signal: partial, range: { high: low + 15, low: low + 8 } };
      builder.connect(target, reference(instance.outputs.get('sumOut')!));
    }
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });

  it('accepts loops through registers and memories', () => {
    const builder = new ModuleBuilder('Top');
    const count = builder.register('count', u8);
    builder.assign(count, convert(binary('add', reference(count), literal(1, u8)), u8));
    const words = builder.instance('words', memory('Words', 256, u8, 'read-first'));
    const readData = reference(words.outputs.get('readData')! as Signal);
    const values: Readonly<Record<string, Expression>> = {
      enable: literal(1, bit),
      write: slice(readData, 0, 0),
      address: readData,
      writeData: readData,
    };
    for (const [name, value] of Object.entries(values)) builder.assign(words.inputs.get(name)! as Assignable, value);
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });

  it('finds a signal that is assigned to itself', () => {
    const builder = new ModuleBuilder('Top');
    const word = builder.wire('word', u8);
    builder.assign(word, reference(word));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:5:3: error B006: combinational loop in module Top: word[0] depends on itself',
        '    word[0]        assigned at Top.ts:5:3',
        '    needs word[0]',
        remedy,
      ].join('\n'),
    );
  });

  it('follows the address of a memory that reads without a clock, and no other port', () => {
    const design = (looped: string) => {
      const builder = new ModuleBuilder('Top');
      const words = builder.instance('words', memoryOf('asynchronous-read', 'Words', 256, u8));
      const readData = reference(words.outputs.get('readData')!);
      for (const input of words.inputs.values()) {
        builder.assign(input, input.name === looped ? readData : literal(0, input.type));
      }
      return errorsOf(withPlaces(builder.build()));
    };
    expect(design('readAddress')).toBe(
      [
        'Top.ts:8:3: error B006: combinational loop in module Top: words.readAddress[0] depends on itself',
        '    words.readAddress[0]        assigned at Top.ts:8:3',
        '    needs words.readData[0]     through memory Words, instance at Top.ts:4:3',
        '    needs words.readAddress[0]',
        remedy,
      ].join('\n'),
    );
    expect(design('writeAddress')).toBe('');
    expect(design('writeData')).toBe('');
  });

  it('follows an external module by its model, and through none without one', () => {
    const passing = new ModuleBuilder('Buffer');
    passing.assign(passing.output('result', u8), passing.input('data', u8));
    const model = withPlaces(passing.build());
    const design = (withModel: boolean) => {
      const external: ExternalModule = {
        kind: 'external',
        name: 'Buffer',
        moduleName: 'BUF8',
        parameters: [],
        ports: model.ports,
        location: model.location,
        ...(withModel ? { model } : {}),
      };
      const builder = new ModuleBuilder('Top');
      const instance = builder.instance('buffer', external);
      builder.assign(instance.inputs.get('data')!, reference(instance.outputs.get('result')!));
      return errorsOf(withPlaces(builder.build()));
    };
    expect(design(true)).toBe(
      [
        'Top.ts:5:3: error B006: combinational loop in module Top: buffer.data[0] depends on itself',
        '    buffer.data[0]          assigned at Top.ts:5:3',
        '    needs buffer.result[0]  through module Buffer, instance at Top.ts:4:3',
        '    needs buffer.data[0]',
        remedy,
      ].join('\n'),
    );
    expect(design(false)).toBe('');
  });

  it('leaves out what a later assignment always replaces', () => {
    const builder = new ModuleBuilder('Top');
    const word = builder.wire('word', u8);
    builder.assign(word, concatenate(slice(reference(word), 3, 0), slice(reference(word), 3, 0)));
    builder.connect({ signal: word, range: { high: 3, low: 0 } }, literal(5, unsigned(4)));
    expect(errorsOf(withPlaces(builder.build()))).toBe('');
  });
});
