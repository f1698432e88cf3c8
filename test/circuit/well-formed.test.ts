import { describe, expect, it } from 'vitest';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import type {
  BitType,
  Expression,
  ExternalModule,
  InputPort,
  MemoryModule,
  Property,
} from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  literal,
  ModuleBuilder,
  memory,
  memoryOf,
  mux,
  readOnlyMemory,
  reference,
  shift,
  signed,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { errorsOf, withPlaces } from './places.ts';

const u8 = unsigned(8);
const s8 = signed(8);
const remedy =
  '  remedy: this is a bug of Burin or of the pass that made the circuit: please report it with your source';

/** What is wrong with one expression, which a node holds. */
function fault(make: (unsignedByte: Expression, signedByte: Expression) => Expression): string | undefined {
  const builder = new ModuleBuilder('Top');
  builder.node('value', make(builder.input('a', u8), builder.input('b', s8)));
  return /contradicts itself: module Top: (.*)/.exec(errorsOf(withPlaces(builder.build())))?.[1];
}

const typed = (expression: Expression, type: BitType): Expression => ({ ...expression, type }) as Expression;

describe('B100 circuit that contradicts itself', () => {
  it('is told whole, and alone', () => {
    const builder = new ModuleBuilder('Top');
    const a = builder.input('a', u8);
    builder.output('undriven', u8);
    builder.node('value', typed(binary('add', a, a), u8));
    expect(errorsOf(withPlaces(builder.build()))).toBe(
      [
        'Top.ts:6:3: error B100: the circuit contradicts itself: module Top: binary has type u8 where u9 is due',
        remedy,
      ].join('\n'),
    );
  });

  const faults: readonly [(a: Expression, b: Expression) => Expression, string][] = [
    [(a) => typed(binary('multiply', a, a), unsigned(15)), 'binary has type u15 where u16 is due'],
    [(a) => typed(binary('subtract', a, a), unsigned(9)), 'binary has type u9 where s9 is due'],
    [(a) => typed(binary('equal', a, a), unsigned(2)), 'binary has type u2 where u1 is due'],
    [(a, b) => binary('less', a, b), 'less mixes u8 and s8'],
    [(a) => binary('and', a, literal(1, unsigned(4))), 'and of u8 and u4'],
    [(a) => typed(unary('negate', a), signed(8)), 'unary has type s8 where s9 is due'],
    [(a) => typed(unary('not', a), unsigned(9)), 'unary has type u9 where u8 is due'],
    [(a) => mux(a, a, a), 'mux on a condition of type u8'],
    [(a, b) => mux(literal(1, bit), a, b), 'mux of u8 and s8'],
    [(a) => slice(a, 8, 0), 'slice 8 to 0 of u8'],
    [(a) => slice(a, 2, 3), 'a width of 0 bits'],
    [(a, b) => shift('left', a, b), 'shift by a signed amount'],
    [(a) => typed(shift('left', a, literal(1, unsigned(2))), unsigned(10)), 'shift has type u10 where u11 is due'],
    [(_, b) => ({ kind: 'element', type: bit, operand: b, index: b }), 'element at a signed index'],
    [() => literal(256, u8), 'literal 256 outside of u8'],
    [() => literal(-129, s8), 'literal -129 outside of s8'],
    [() => literal(-1, u8), 'literal -1 outside of u8'],
    [(a) => typed(a, s8), 'reference has type s8 where u8 is due'],
    [() => ({ kind: 'concatenate', type: u8, parts: [] }), 'concatenate of nothing'],
  ];
  it.each(faults)('finds a wrong expression %#', (make, text) => {
    expect(fault(make)).toBe(text);
  });

  it('accepts the extreme values of a type', () => {
    expect(fault(() => literal(255, u8))).toBeUndefined();
    expect(fault(() => literal(-128, s8))).toBeUndefined();
    expect(fault(() => literal(127, s8))).toBeUndefined();
  });

  it('finds assignments, conditions and cases of another type', () => {
    const builder = new ModuleBuilder('Top');
    const a = builder.input('a', u8);
    const sum = builder.output('sum', s8);
    builder.assign(sum, a);
    builder.connect({ signal: sum, range: { high: 8, low: 1 } }, a);
    builder.connect({ signal: sum, range: { high: 3, low: 0 } }, a);
    builder.when(a, () => {});
    builder.switch(a, []);
    const module = withPlaces(builder.build());
    const statements = module.statements.map((statement) =>
      statement.kind === 'switch'
        ? {
            ...statement,
            cases: [{ values: [literal(1, unsigned(4))], body: [], location: statement.location }],
          }
        : statement,
    );
    expect(checkCircuit(circuitOf({ ...module, statements })).map(({ message }) => message)).toEqual([
      'the circuit contradicts itself: module Top: assignment to sum needs s8 and gets u8',
      'the circuit contradicts itself: module Top: assignment to sum: bits 8 to 1 of 8',
      'the circuit contradicts itself: module Top: assignment to sum needs u4 and gets u8',
      'the circuit contradicts itself: module Top: when needs u1 and gets u8',
      'the circuit contradicts itself: module Top: case 1 of type u4 for a selector of u8',
    ]);
  });

  it('finds modules out of order and instances without a port', () => {
    const words = memory('Words', 4, u8, 'no-change');
    const builder = new ModuleBuilder('Top');
    const instance = builder.instance('words', words);
    const top = withPlaces(builder.build());
    const messages = (modules: readonly (typeof words | typeof top)[]) =>
      checkCircuit({ top, modules }).map(({ message }) => message);
    expect(messages([top, words])).toEqual([
      'the circuit contradicts itself: top Top is not the last module',
      'the circuit contradicts itself: module Top: Words is not in front of it',
    ]);
    (instance.inputs as Map<string, unknown>).delete('write');
    expect(messages([words, top])).toEqual([
      'the circuit contradicts itself: module Top: instance words has not the ports of Words',
    ]);
  });

  it('finds a clock that is read', () => {
    const builder = new ModuleBuilder('Top');
    builder.node('ticks', reference(builder.clock));
    expect(errorsOf(withPlaces(builder.build()))).toContain('module Top: clock clock is read');
  });

  /** What is told about a memory or external module in a design. */
  function leafFaults(module: MemoryModule | ExternalModule): readonly string[] {
    const builder = new ModuleBuilder('Top');
    builder.instance('leaf', module);
    const text = 'the circuit contradicts itself: ';
    return checkCircuit(circuitOf(builder.build()))
      .filter(({ code }) => code === 'B100')
      .map(({ message }) => message.replace(text, ''));
  }
  const words = (change: object): MemoryModule =>
    ({ ...memoryOf('two-port', 'Words', 4, u8), ...change }) as MemoryModule;
  const location = { file: 'circuit.ts', line: 1, column: 1 };
  const input = (name: string, type: BitType): InputPort => ({ kind: 'input', name, type, location });

  it('accepts memories of all organisations', () => {
    const memories = [
      memory('Single', 4, u8, 'write-first'),
      memoryOf('two-port', 'TwoPort', 4, u8),
      memoryOf('asynchronous-read', 'Asynchronous', 4, u8, 2, [1n, 255n]),
      readOnlyMemory('Constants', s8, [-128n, 127n]),
    ];
    for (const one of memories) expect(leafFaults(one)).toEqual([]);
  });

  const memoryFaults: readonly [MemoryModule, string][] = [
    [words({ depth: 0 }), 'a memory of 0 words'],
    [words({ initial: [1n, 256n] }), 'word 1 at the start is 256, outside of u8'],
    [words({ initial: [1n, 2n, 3n, 4n, 5n] }), '5 words at the start of a memory of 4'],
    [words({ wordType: unsigned(9) }), 'writeData is u8, a word u9'],
    [
      words({ ports: words({}).ports.slice(1) }),
      'a two-port memory with the ports input writeEnable, input writeAddress, input writeData, input readEnable, input readAddress, output readData',
    ],
    [
      words({ ports: words({}).ports.map((one) => (one.name === 'readEnable' ? input('readEnable', u8) : one)) }),
      'readEnable is u8',
    ],
    [
      words({ ports: words({}).ports.map((one) => (one.name === 'clock' ? input('clock', bit) : one)) }),
      'clock has the role of no clock',
    ],
    [{ ...readOnlyMemory('Words', u8, [1n, 2n]), depth: 3 }, '2 words for the 3 addresses of a read-only memory'],
  ];
  it.each(memoryFaults)('finds a wrong memory %#', (module, fault) => {
    expect(leafFaults(module)).toContain(`module Words: ${fault}`);
  });

  const external = (change: Partial<ExternalModule>): ExternalModule => ({
    kind: 'external',
    name: 'Buffer',
    moduleName: 'BUF8',
    parameters: [],
    ports: [input('data', u8)],
    location,
    ...change,
  });

  it('finds an external module with a model of other ports, or with a name twice', () => {
    const model = new ModuleBuilder('Model');
    model.input('data', s8);
    const built = model.build();
    const ports = built.ports.slice(0, 2);
    expect(leafFaults(external({ model: built, ports: [...ports, input('data', u8)] }))).toEqual([
      'module Buffer: its model has no input data of u8',
      'module Buffer: its model has the input data of s8 beside',
    ]);
    expect(leafFaults(external({ parameters: [1n, 2n].map((value) => ({ name: 'WIDTH', value })) }))).toEqual([
      'module Buffer: two parameters named WIDTH',
    ]);
  });

  it('finds domains, clockings and properties that cannot be', () => {
    const builder = new ModuleBuilder('Top');
    const data = builder.input('data', u8);
    Object.assign((data as unknown as { signal: InputPort }).signal, { domain: builder.reset });
    const property: Property = {
      kind: 'assert',
      name: 'small',
      clock: builder.reset,
      enable: literal(1, bit),
      condition: data,
      message: [],
      location,
    };
    const module = { ...builder.build(), properties: [property] };
    expect(checkCircuit(circuitOf(module)).map(({ message }) => message)).toEqual([
      'the circuit contradicts itself: module Top: input data is in step with reset, which is no clock of it',
      'the circuit contradicts itself: module Top: the condition of assert small needs u1 and gets u8',
      'the circuit contradicts itself: module Top: assert small is in step with reset, which is no clock',
    ]);
    const outer = new ModuleBuilder('Outer');
    const instance = outer.instance('leaf', words({}));
    Object.assign(instance, { clocking: new Map([['clock', outer.reset]]) });
    expect(checkCircuit(circuitOf(outer.build())).map(({ message }) => message)).toEqual([
      'the circuit contradicts itself: module Outer: instance leaf connects clock clock to reset',
    ]);
  });

  it('looks at conditions under which nothing stands', () => {
    const builder = new ModuleBuilder('Top');
    const a = builder.input('a', u8);
    builder.when(binary('less', a, builder.input('b', s8)), () => {});
    expect(errorsOf(withPlaces(builder.build()))).toContain('module Top: less mixes u8 and s8');
  });
});
