import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { roundedShiftRight } from '../../generators/blocks/rounding.ts';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import {
  bool,
  constant,
  drive,
  elaborate,
  input,
  Module,
  output,
  reg,
  sint,
  switchOn,
  type UInt,
  uint,
  type Value,
  vec,
  when,
  wire,
} from '../../generators/language/index.ts';
import { errorsIn, untyped } from './marked-errors.ts';

const { expectError } = errorsIn(import.meta.url);

describe('B022: not assignable, not readable', () => {
  const remedy = [
    'assign wires, outputs, registers, inputs of instances, or parts of them;',
    'of an element chosen at run time only the whole',
  ].join(' ');
  const Inner = Module('Inner', () => {
    const x = input(uint(8));
    return { x, y: output(x) };
  });

  it('inputs, results of operators, outputs of instances, and parts of elements chosen at run time', () => {
    expectError('B022 a', 'B022', ['this value cannot be assigned', remedy], () => {
      drive(untyped(input(uint(8))), 1); // B022 a
    });
    expectError('B022 b', 'B022', ['this value cannot be assigned', remedy], () => {
      const w = wire(uint(8));
      drive(w.add(1), 1); // B022 b
    });
    expectError('B022 c', 'B022', ['this value cannot be assigned', remedy], () => {
      drive(Inner({}).y, 1); // B022 c
    });
    expectError('B022 d', 'B022', ['this value cannot be assigned', remedy], () => {
      const element = wire(vec(2, uint(4))).at(input(uint(1)));
      drive(element.bits(1, 0), 1); // B022 d
    });
  });

  it('reading .next and .value', () => {
    const read = 'to read the signal, use it without the property';
    expectError('B022 e', 'B022', ['.next can only be assigned', read], () => {
      void reg(uint(8)).next; // B022 e
    });
    expectError('B022 f', 'B022', ['.value can only be assigned', read], () => {
      void Inner({}).x.value; // B022 f
    });
  });

  it('reading the input of an instance', () => {
    const read = 'read the value that is assigned to it, or lead it out of the instance';
    const message = 'input x of instance inner is read, but it can only be assigned';
    expectError('B022 g', 'B022', [message, read], () => {
      const inner = Inner({}, { x: 1 });
      const w = wire(uint(9));
      w.value = inner.x.add(1); // B022 g
    });
    expectError('B022 h', 'B022', [message, read], () => {
      const inner = Inner({}, { x: 1 });
      const w = wire(uint(9));
      const sum = inner.x.add(1); // B022 h
      when(sum.eq(3), () => {
        w.value = 0;
      });
    });
  });

  it('names that are no inputs', () => {
    expectError('B022 i', 'B022', ['z is no input of module Inner', 'its inputs are x'], () => {
      Inner({}, untyped({ z: 1 })); // B022 i
    });
    expectError('B022 j', 'B022', ['y is no input of module Inner', 'its inputs are x'], () => {
      Inner({}, untyped({ y: 1 })); // B022 j
    });
  });
});

describe('B023: outside a module', () => {
  const cases: readonly (readonly [what: string, remedy: string, body: () => void])[] = [
    ['input() outside a module', 'move it into the body of a Module(…)', () => input(bool())],
    ['wire() outside a module', 'move it into the body of a Module(…)', () => wire(bool())],
    ['reg() outside a module', 'move it into the body of a Module(…)', () => reg(bool())],
    ['when() outside a module', 'move it into the body of a Module(…)', () => when(constant(bool(), true), () => {})],
    ['an instance outside a design', 'call elaborate(TheModule, parameters)', () => Module('M', () => ({}))({})],
  ];
  it.each(cases)('%s', (message, remedy, body) => {
    let caught: unknown;
    try {
      body();
    } catch (error) {
      caught = error;
    }
    const [diagnostic] = (caught as BurinError).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'B023', message, remedy });
    expect(diagnostic?.location?.file).toBe(fileURLToPath(import.meta.url));
  });
});

describe('B024: out of place', () => {
  it('chains continued twice or elsewhere', () => {
    const remedy = 'write the chain in one piece: when(…).elsewhen(…).otherwise(…)';
    const setUp = () => ({ a: input(bool()), w: wire(bool()) });
    expectError('B024 a', 'B024', ['elsewhen after this chain was continued already', remedy], () => {
      const { a, w } = setUp();
      const chain = when(a, () => {});
      chain.otherwise(() => {
        w.value = true;
      });
      chain.elsewhen(a, () => {}); // B024 a
    });
    expectError('B024 b', 'B024', ['otherwise outside the body in which its chain began', remedy], () => {
      const { a } = setUp();
      const chain = when(a, () => {});
      when(a.not(), () => {
        chain.otherwise(() => {}); // B024 b
      });
    });
  });

  it('switches continued after their end', () => {
    const remedy = 'write the switch in one piece: switchOn(…).is(…, …).otherwise(…)';
    expectError('B024 c', 'B024', ['is after the otherwise of this switch', remedy], () => {
      const chain = switchOn(input(uint(2)));
      chain.otherwise(() => {});
      chain.is(1, () => {}); // B024 c
    });
  });

  it('a module within itself', () => {
    const Endless = Module('Endless', () => {
      Endless({}); // B024 d
      return {};
    }) as ReturnType<typeof Module<object, Record<string, never>>>;
    const message = 'module Endless contains an instance of itself with the same parameters';
    expectError('B024 d', 'B024', [message, 'let the recursion end, with parameters that grow smaller'], () => {
      Endless({});
    });
  });
});

describe('errors inside the library', () => {
  it("blame the user's line", () => {
    const message = 'bits 30 to 0 of a value of 8 bits';
    expectError('library', 'B020', [message, 'choose 7 >= high >= low >= 0'], () => {
      roundedShiftRight(input(sint(8)), 32, 'half-even'); // library
    });
  });
});

describe('after a failure', () => {
  it('the next elaboration starts clean', () => {
    const Good = Module('Good', () => {
      const a = input(uint(8));
      const b = a.add(1);
      return { a, b: output(b) };
    });
    const Bad = Module('Bad', () => {
      const a = input(bool());
      when(a, () => {
        roundedShiftRight(constant(sint(4), 1), 9, 'half-even');
      });
      return { a };
    });
    const before = elaborate(Good, {});
    expect(() => elaborate(Bad, {})).toThrow(BurinError);
    expect(() =>
      elaborate(
        Module('Throws', () => fail()),
        {} as never,
      ),
    ).toThrow('the user failed');
    expect(elaborate(Good, {})).toEqual(before);
    expect(() => input(bool())).toThrow('outside a module');
  });
});

function fail(): never {
  throw new Error('the user failed');
}

describe('ports and values of other modules', () => {
  const codesOf = (body: () => Record<string, Value>) =>
    checkCircuit(elaborate(Module('Outer', body), {})).map(({ code }) => code);

  it('B010: a value of one module used in another', () => {
    let leaked: UInt | undefined;
    const Inner = Module('Inner', () => {
      const x = input(uint(8));
      leaked = x;
      return { x };
    });
    expect(
      codesOf(() => {
        const a = input(uint(8));
        Inner({}, { x: a });
        return { a, y: output(leaked!) };
      }),
    ).toEqual(['B010']);
  });

  it('B007: ports that share a name with each other or with clock and reset', () => {
    expect(
      codesOf(() => {
        const clock = input(bool());
        const state = reg(bool());
        state.next = clock;
        return { clock, state: output(state) };
      }),
    ).toEqual(['B007']);
    const message = 'module Twice returns two ports whose names, joined by underscores, are a_b';
    const Twice = Module('Twice', () => ({ a_b: input(bool()), a: { b: input(bool()) } }));
    expect(() => elaborate(Twice, {})).toThrow(message);
  });

  it('B007 and B010: ports that are not returned, returned twice, or not ports', () => {
    const x = (build: () => Record<string, Value>) => () => elaborate(Module('M', build), {});
    expect(
      x(() => {
        input(bool());
        return {};
      }),
    ).toThrow('B007: module M declares an input and does not return it');
    expect(
      x(() => {
        const a = input(bool());
        return { a, b: a };
      }),
    ).toThrow('B007: module M returns one port as a and b');
    expect(x(() => ({ a: constant(uint(4), 1) }))).toThrow('B010: module M returns a, which is not a port');
  });
});
