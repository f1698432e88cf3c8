import { expect, it } from 'vitest';
import {
  asyncQueue,
  counter,
  delay,
  inputStream,
  lfsr,
  risingEdge,
  synchronise,
} from '../../generators/blocks/index.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import {
  bool,
  clockDomain,
  connect,
  External,
  elaborate,
  input,
  Module,
  output,
  readOnlyMemory,
  reg,
  regNext,
  singlePortMemory,
  twoPortMemory,
  uint,
  wire,
} from '../../generators/language/index.ts';
import { nearestName } from '../../generators/language/options.ts';

const untyped = (value: unknown): never => value as never;

/** The error that a module's body makes. */
function errorOf(body: () => void): BurinError {
  try {
    elaborate(
      Module('Top', () => {
        body();
        return { out: output(reg(bool(), { reset: false })) };
      }),
      {},
    );
  } catch (error) {
    if (error instanceof BurinError) return error;
    throw error;
  }
  throw new Error('no error was raised');
}

const memory = { module: 'Words', depth: 4, word: uint(8) };

it.each<[string, () => void, string, string]>([
  ['reg', () => reg(uint(8), untyped({ rest: 0 })), 'reg() has no option rest', 'is reset meant?'],
  [
    'reg of a record',
    () => reg({ valid: bool(), data: uint(8) }, { reset: untyped({ vaild: false }) }),
    'the record of this register has no field vaild',
    'is valid meant? there are valid, data',
  ],
  [
    'reg of a record in a record',
    () => reg({ head: { valid: bool() } }, { reset: { head: untyped({ ready: false }) } }),
    'the record of this register has no field ready',
    'there is valid',
  ],
  ['reg without a record', () => reg(uint(8), untyped(0)), 'reg() is given 0 for its options', 'such as { reset: … }'],
  ['regNext', () => regNext(input(bool()), untyped({ Reset: 0 })), 'regNext() has no option Reset', 'is reset meant?'],
  [
    'regNext of a record',
    () => regNext({ valid: input(bool()) }, { reset: untyped({ valdi: 0 }) }),
    'the record of this register has no field valdi',
    'is valid meant?',
  ],
  ['input', () => input(bool(), untyped({ async: true })), 'input() has no option async', 'there is asynchronous'],
  ['Module', () => Module('Inner', () => ({}), untyped({ nmae: () => '' })), 'no option nmae', 'is name meant?'],
  ['External', () => External('Inner', untyped(0), untyped({ modle: 0 })), 'no option modle', 'is model meant? there'],
  [
    'singlePortMemory',
    () => singlePortMemory(untyped({ ...memory, readDuringWrites: 'no-change' })),
    'singlePortMemory() has no option readDuringWrites',
    'is readDuringWrite meant?',
  ],
  [
    'twoPortMemory',
    () => twoPortMemory(untyped({ ...memory, domains: { wirte: clockDomain('other') } })),
    'the record of domains has no field wirte',
    'is write meant?',
  ],
  [
    'readOnlyMemory',
    () => readOnlyMemory(untyped({ module: 'Table', word: uint(8), content: [1, 2] })),
    'readOnlyMemory() has no option content',
    'is contents meant?',
  ],
  [
    'connect',
    () => connect(wire({ a: bool() }), untyped(wire({ a: bool() })), untyped({ exept: ['a'] })),
    'connect() has no option exept',
    'is except meant?',
  ],
  ['counter', () => counter(10, untyped({ enabled: 0 })), 'counter() has no option enabled', 'is enable meant?'],
  ['lfsr', () => lfsr(16, untyped({ sed: 1 })), 'lfsr() has no option sed', 'is seed meant?'],
  ['delay', () => delay(input(bool()), 2, untyped({ rset: false })), 'has no option rset', 'is reset meant?'],
  [
    'risingEdge',
    () => risingEdge(input(bool()), untyped({ initial: true })),
    'no option initial',
    'is initially meant?',
  ],
  ['synchronise', () => synchronise(input(bool()), untyped({ stage: 3 })), 'no option stage', 'is stages meant?'],
  [
    'asyncQueue',
    () => asyncQueue(inputStream(uint(8)), untyped({ dept: 8, from: clockDomain('line') })),
    'asyncQueue() has no option dept',
    'is depth meant? there are depth, from, to, stages',
  ],
])('%s refuses an option that it does not have', (_name, body, message, remedy) => {
  const [diagnostic] = errorOf(body).diagnostics;
  expect(diagnostic).toMatchObject({ code: 'B022', location: { file: import.meta.filename } });
  expect(diagnostic?.message).toContain(message);
  expect(diagnostic?.remedy).toContain(remedy);
});

it('names what is near and nothing that is far', () => {
  expect(nearestName('rest', ['crossing', 'reset'])).toBe('reset');
  expect(nearestName('RESET', ['crossing', 'reset'])).toBe('reset');
  expect(nearestName('initial', ['initially'])).toBe('initially');
  expect(nearestName('colour', ['enable', 'clear'])).toBeUndefined();
});

it("shows a message once and the user's frames alone where Node prints an error", () => {
  const error = errorOf(() => reg(uint(8), untyped({ rest: 0 })));
  expect(Object.keys(error)).toEqual([]);
  expect(error.diagnostics).toHaveLength(1);
  const [frames, ...others] = error.stack!.split(error.message).toReversed();
  expect(others).toEqual(['BurinError: ']);
  expect(frames).toContain(import.meta.filename);
  expect(frames).not.toMatch(/\/generators\/|node:/);
});
