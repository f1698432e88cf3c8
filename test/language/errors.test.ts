import { describe, it } from 'vitest';
import {
  bool,
  cat,
  constant,
  drive,
  enumeration,
  input,
  instanceArray,
  Module,
  mux,
  reg,
  reinterpret,
  singlePortMemory,
  sint,
  switchOn,
  uint,
  vec,
  vecOf,
  when,
  wire,
} from '../../generators/language/index.ts';
import { errorsIn, sayWhat, untyped } from './marked-errors.ts';

const { expectError } = errorsIn(import.meta.url);

describe('B001: a width is lost', () => {
  it('in an assignment', () => {
    const remedy = 'say what is dropped: wrap(4) or saturate(4), or declare it wider';
    expectError('B001 a', 'B001', ['wire narrow has 4 bits and is assigned a value of 9 bits', remedy], () => {
      const a = input(uint(8));
      const narrow = wire(uint(4));
      when(a.eq(0), () => {
        narrow.value = a.add(1); // B001 a
      });
    });
    expectError('B001 b', 'B001', ['wire narrow has 4 bits and is assigned a value of 8 bits', remedy], () => {
      const a = input(uint(8));
      const narrow = wire(vec(2, uint(4)));
      drive(narrow.at(1), a); // B001 b
    });
  });

  it('in extend, and in a vector', () => {
    const remedy = 'use wrap() or saturate() to say what is dropped';
    expectError('B001 c', 'B001', ['extend(3) of a value of 8 bits would lose 5 bits', remedy], () => {
      input(uint(8)).extend(3); // B001 c
    });
    expectError('B001 d', 'B001', ['an element of 8 bits in a vector of uint(4)', remedy], () => {
      vecOf([input(uint(8))], uint(4)); // B001 d
    });
  });

  it('at the input of an instance', () => {
    const Inner = Module('Inner', () => ({ x: input(uint(4)) }));
    const remedy = 'say what is dropped: wrap(4) or saturate(4), or declare it wider';
    const message = 'input x of an instance has 4 bits and is assigned a value of 8 bits';
    expectError('B001 e', 'B001', [message, remedy], () => {
      const a = input(uint(8));
      Inner({}, { x: a }); // B001 e
    });
  });
});

describe('B002: kinds are mixed', () => {
  it('in operators', () => {
    const message = 'add mixes a signed and an unsigned value';
    expectError('B002 a', 'B002', [message, sayWhat], () => {
      input(uint(8)).add(untyped(input(sint(8)))); // B002 a
    });
    expectError('B002 b', 'B002', ['mux() mixes a signed and an unsigned value', sayWhat], () => {
      mux(input(bool()), input(uint(8)), untyped(input(sint(8)))); // B002 b
    });
    expectError('B002 c', 'B002', ['a comparison mixes a signed and an unsigned value', sayWhat], () => {
      input(sint(8)).lt(untyped(input(uint(8)))); // B002 c
    });
  });

  it('in assignments', () => {
    const message = 'register total is signed and is assigned a value that is unsigned';
    expectError('B002 d', 'B002', [message, sayWhat], () => {
      const total = reg(sint(8));
      total.next = untyped(input(uint(4))); // B002 d
    });
  });

  it('between vectors of other lengths or elements, and between enumerations', () => {
    const remedy = 'declare both with one shape, or convert the one: element by element, or by reinterpret()';
    expectError('B002 e', 'B002', ['vec(2, uint(4)) stands where vec(4, uint(4)) is due', remedy], () => {
      wire(vec(4, uint(4))).value = input(vec(2, uint(4))); // B002 e
    });
    expectError('B002 f', 'B002', ['vec(4, uint(2)) stands where vec(2, uint(4)) is due', remedy], () => {
      mux(input(bool()), input(vec(2, uint(4))), input(vec(4, uint(2)))); // B002 f
    });
    const [Mode, Other] = [enumeration('Mode', ['A', 'B']), enumeration('Other', ['B', 'A'])];
    expectError('B002 g', 'B002', ['a member of Other stands where a member of Mode is due', remedy], () => {
      input(Mode).is(Other.A); // B002 g
    });
    expectError('B002 h', 'B002', ['an unsigned element in a vector of sint(8)', sayWhat], () => {
      vecOf(untyped([input(uint(4))]), sint(8)); // B002 h
    });
  });
});

describe('B020: impossible widths, ranges and counts', () => {
  const width = 'choose a whole number from 1 to 1048576';
  const cases: readonly (readonly [mark: string, text: readonly [string, string], body: () => void])[] = [
    ['B020 a', ['an unsigned number of 0 bits', width], () => uint(0)], // B020 a
    ['B020 b', ['a signed number of 2.5 bits', width], () => sint(2.5)], // B020 b
    ['B020 c', ['a vector of 2097152 bits', width], () => vec(2, uint(1048576))], // B020 c
    ['B020 d', ['a vector of 0 elements', 'choose a whole number of at least 1'], () => vec(0, bool())], // B020 d
    ['B020 e', ['wrap() of 0 bits', width], () => input(uint(8)).wrap(0)], // B020 e
    ['B020 f', ['saturate() of -1 bits', width], () => input(sint(8)).saturate(-1)], // B020 f
    [
      'B020 g',
      ['bits 8 to 0 of a value of 8 bits', 'choose 7 >= high >= low >= 0'],
      () => input(uint(8)).bits(8, 0), // B020 g
    ],
    [
      'B020 h',
      ['shiftLeft(-1)', 'choose a whole number of at least 0'],
      () => input(uint(8)).shiftLeft(-1), // B020 h
    ],
    [
      'B020 i',
      ['shiftRight(1.5)', 'choose a whole number of at least 0'],
      () => input(uint(8)).shiftRight(1.5), // B020 i
    ],
    [
      'B020 j',
      ['shiftLeftBy() by up to 4294967295 makes 4294967303 bits', 'give the amount fewer bits: wrap() or saturate()'],
      () => input(uint(8)).shiftLeftBy(input(uint(32))), // B020 j
    ],
    ['B020 k', ['element 4 of a vector of 4', 'choose 0 to 3'], () => input(vec(4, bool())).at(4)], // B020 k
    ['B020 l', ['nothing to put side by side', 'give at least one value'], () => cat()], // B020 l
    [
      'B020 m',
      ['8 bits cannot be seen as a shape of 9 bits', 'choose a shape of the same width, or select the bits first'],
      () => reinterpret(input(uint(8)), uint(9)), // B020 m
    ],
    ['B020 n', ['enumeration None has no members', 'name at least one'], () => enumeration('None', [])], // B020 n
    [
      'B020 o',
      ['a member of Odd cannot be called type', 'choose another name, used once'],
      () => enumeration('Odd', ['type']), // B020 o
    ],
    [
      'B020 p',
      ['an array of [2, 1.5] instances', 'choose whole numbers of at least 0'],
      () => instanceArray([2, 1.5], () => undefined), // B020 p
    ],
    [
      'B020 q',
      ['each element of the array none must make one instance', 'call the module once in it'],
      () => instanceArray([2], () => undefined, 'none'), // B020 q
    ],
    [
      'B020 r',
      ['a case of no values', 'name at least one value, or drop the case'],
      () => switchOn(input(uint(2))).is([], () => {}), // B020 r
    ],
    [
      'B020 s',
      ['a memory of 1 words', 'choose a whole number of at least 2'],
      () => singlePortMemory({ module: 'Tiny', depth: 1, word: uint(8), readDuringWrite: 'no-change' }), // B020 s
    ],
  ];

  it.each(cases)('%s', (mark, text, body) => expectError(mark, 'B020', text, body));

  it('parameters that are no plain data', () => {
    const Inner = Module('Inner', (_parameters: { value: unknown }) => ({ x: input(bool()) }));
    const remedy =
      'give numbers, strings, shapes, and arrays or records of them: equal parameters must give equal modules';
    for (const [value, kind] of [[() => 1, 'function'] as const, [new Map(), 'Map'] as const]) {
      expectError('B020 t', 'B020', [`a parameter of a module that is a ${kind}`, remedy], () => {
        Inner({ value }); // B020 t
      });
    }
  });

  it('a second memory of one name and another size', () => {
    const remedy = 'give the memory a name of its own';
    expectError('B020 u', 'B020', ['a second memory named Store of another kind, size or contents', remedy], () => {
      singlePortMemory({ module: 'Store', depth: 4, word: uint(8), readDuringWrite: 'no-change' });
      singlePortMemory({ module: 'Store', depth: 4, word: sint(8), readDuringWrite: 'no-change' }); // B020 u
    });
  });
});

describe('B021: a constant does not fit', () => {
  const exact = 'give an integer below 2^53, or a bigint for larger constants';
  const cases: readonly (readonly [mark: string, text: readonly [string, string], body: () => void])[] = [
    ['B021 a', ['1.5 is not an exact whole number', exact], () => input(uint(8)).add(1.5)], // B021 a
    ['B021 b', ['9007199254740992 is not an exact whole number', exact], () => constant(uint(60), 2 ** 53)], // B021 b
    ['B021 c', ['NaN is not an exact whole number', exact], () => mux(input(bool()), Number.NaN, input(uint(8)))], // B021 c
    [
      'B021 d',
      [
        '-1 stands where an unsigned number is due',
        'give a number of at least 0, or make the other operand signed with toSInt()',
      ],
      () => input(uint(8)).gt(-1), // B021 d
    ],
    [
      'B021 e',
      ['16 does not fit 4 bits', 'choose a wider shape or another constant'],
      () => constant(uint(4), 16), // B021 e
    ],
    [
      'B021 f',
      [
        'the reset value is not a constant that 4 unsigned bits hold',
        'give a number that fits, a member of the enumeration, or vecOf() constants',
      ],
      () => reg(uint(4), { reset: 20 }), // B021 f
    ],
    [
      'B021 g',
      [
        'the reset value is not a constant that 4 unsigned bits hold',
        'give a number that fits, a member of the enumeration, or vecOf() constants',
      ],
      () => reg(uint(4), { reset: input(uint(4)) }), // B021 g
    ],
    [
      'B021 h',
      ['a case of a switch on 2 bits that is not a constant of that size', 'give a constant that 2 bits hold'],
      () => switchOn(input(uint(2))).is(4, () => {}), // B021 h
    ],
    [
      'B021 i',
      ['members A and B of Twice are both 1', 'give each a value of its own'],
      () => enumeration('Twice', { A: 1, B: 1 }), // B021 i
    ],
    ['B021 j', ['member A of Below is -1', 'count members from 0'], () => enumeration('Below', { A: -1 })], // B021 j
    ['B021 k', ['7 is no member of Mode', 'name the member itself'], () => constant(enumeration('Mode', ['A']), 7)], // B021 k
    [
      'B021 l',
      ['an element of 5 bits in a vector of uint(4)', 'choose a wider shape or another constant'],
      () => vecOf([1, 16], uint(4)), // B021 l
    ],
  ];

  it.each(cases)('%s', (mark, text, body) => expectError(mark, 'B021', text, body));

  it('in an assignment', () => {
    const remedy = 'choose a constant that fits, or declare it wider';
    expectError('B021 m', 'B021', ['256 does not fit wire byte of 8 bits', remedy], () => {
      const byte = wire(uint(8));
      byte.value = 256; // B021 m
    });
  });
});
