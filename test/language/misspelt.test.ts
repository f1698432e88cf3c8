import { describe, it } from 'vitest';
import { fixed, synchronise } from '../../generators/blocks/index.ts';
import {
  assert,
  bool,
  drive,
  input,
  Module,
  mux,
  output,
  reg,
  switchOn,
  uint,
  vec,
  when,
  wire,
} from '../../generators/language/index.ts';
import { errorsIn, untyped } from './marked-errors.ts';

const { expectError } = errorsIn(import.meta.url);

const Inner = Module('Inner', () => {
  const enable = input(bool());
  return { enable, data: input({ left: uint(4), right: uint(4) }), shown: output(enable) };
});

describe('B022: fields that a record does not have', () => {
  it('of an instance and of a record within, assigned or read from', () => {
    const names = 'is enable meant? there are enable, data, shown';
    expectError('a', 'B022', ['there is no field enabel', names], () => {
      untyped(Inner({})).enabel.value = true; // a
    });
    expectError('b', 'B022', ['there is no field enabel to assign', names], () => {
      untyped(Inner({})).enabel = true; // b
    });
    expectError('c', 'B022', ['there is no field lefft', 'is left meant? there are left, right'], () => {
      untyped(Inner({})).data.lefft.value = 3; // c
    });
    expectError('d', 'B022', ['there is no field rihgt', 'is right meant? there are left, right'], () => {
      const held = untyped(reg({ left: uint(4), right: uint(4) }));
      held.rihgt.add(1); // d
    });
  });

  it('that are replaced where their values are to be assigned', () => {
    const remedy = ['assign its value: left.value = …', 'or, of a register, left.next = …; a record by drive()'].join(
      ' ',
    );
    const message = 'field left is replaced by another object, which drives nothing';
    expectError('e', 'B022', [message, remedy], () => {
      const pair = untyped(wire({ left: uint(4), right: uint(4) }));
      pair.left = 3; // e
    });
  });

  it('and that sources may ask for', () => {
    const asked = untyped(Inner);
    expectError('f', 'B022', ['undefined stands where a hardware value is due', misspelt], () => {
      const inner = asked({});
      if (inner.valid !== undefined) drive(inner.valid, true);
      drive(wire(uint(4)), inner.data?.missing); // f
    });
  });
});

const misspelt = 'give a value or a constant; is the name of a port or field misspelt?';

describe('B022: properties that a value does not have', () => {
  const readOnly = 'it is only read: assign wires, outputs, registers or inputs of instances';

  it('of wires, outputs and inputs of instances, where value is assigned', () => {
    const expected = ['a value has no valu to assign', 'is value meant?'] as const;
    expectError('aa', 'B022', expected, () => {
      untyped(wire(uint(4))).valu = 3; // aa
    });
    expectError('ab', 'B022', expected, () => {
      untyped(output(vec(2, uint(4)))).valu = 3; // ab
    });
    expectError('ac', 'B022', expected, () => {
      untyped(Inner({}).data.left).valu = 3; // ac
    });
    expectError('ad', 'B022', ['a value has no next to assign', 'there is value'], () => {
      untyped(wire(bool())).next = true; // ad
    });
  });

  it('of registers, where next is', () => {
    expectError('af', 'B022', ['a value has no nxt to assign', 'is next meant?'], () => {
      untyped(reg(fixed(4, 4))).nxt = 3; // af
    });
    expectError('ag', 'B022', ['a value has no value to assign', 'there is next'], () => {
      untyped(reg(uint(4))).value = 3; // ag
    });
  });

  it('of what is only read', () => {
    expectError('ah', 'B022', ['a value has no value to assign', readOnly], () => {
      untyped(input(uint(4))).value = 3; // ah
    });
    expectError('ai', 'B022', ['a value has no value to assign', readOnly], () => {
      untyped(input(uint(4)).add(1)).value = 3; // ai
    });
  });

  it('of parts, which drive() assigns', () => {
    const byDrive = 'a part of a signal is assigned by drive(part, …)';
    expectError('ae', 'B022', ['a value has no value to assign', byDrive], () => {
      untyped(wire(vec(2, uint(4))).at(1)).value = 3; // ae
    });
    expectError('aj', 'B022', ['a value has no value to assign', byDrive], () => {
      untyped(Inner({}).data.left.bits(1, 0)).value = 3; // aj
    });
  });

  it('and reading of which gives nothing', () => {
    expectError('ak', 'B022', ['undefined stands where a hardware value is due', misspelt], () => {
      drive(wire(uint(4)), untyped(input(uint(4))).missing); // ak
    });
  });
});

describe('conditions and operands that are none', () => {
  const compare = 'compare it, as a.ne(0) does, or choose a bit: a.bit(0)';
  const known = "choose with TypeScript's if, or make it hardware: constant(bool(), true)";

  it('B002: numbers where a truth is due', () => {
    const due = (what: string): readonly [string, string] => [`${what} is uint(3), where bool() is due`, compare];
    expectError('g', 'B002', due('the condition of when()'), () => {
      when(untyped(input(uint(3))), () => {}); // g
    });
    expectError('h', 'B002', due('the condition of when()'), () => {
      when(input(bool()), () => {}).elsewhen(untyped(input(uint(3))), () => {}); // h
    });
    expectError('i', 'B002', due('the condition of mux()'), () => {
      mux(untyped(input(uint(3))), input(bool()), true); // i
    });
    expectError('j', 'B002', due('what synchronise() is given'), () => {
      synchronise(untyped(input(uint(3)))); // j
    });
    expectError('k', 'B002', due('the condition of assert()'), () => {
      assert(untyped(input(uint(3)))); // k
    });
    expectError('l', 'B002', ['uint(1) stands where bool() is due', convertBoth], () => {
      wire(bool()).value = untyped(input(uint(1))); // l
    });
  });

  it('B022: what is known while the description runs', () => {
    expectError(
      'm',
      'B022',
      ['the condition of when() is true, which is known while the description runs', known],
      () => {
        when(untyped(true), () => {}); // m
      },
    );
    expectError('n', 'B022', ['the condition of mux() is 1, which is known while the description runs', known], () => {
      mux(untyped(1), input(bool()), true); // n
    });
    expectError('o', 'B022', ['switchOn() of 3', "choose with TypeScript's switch, or give it a value"], () => {
      switchOn(untyped(3)); // o
    });
    const constants = 'say what holds them: mux(condition, constant(uint(4), 3), 5)';
    expectError('p', 'B022', ['mux() of two constants', constants], () => {
      mux(input(bool()), untyped(1), untyped(2)); // p
    });
  });

  it('B022: what is nothing at all', () => {
    const nothing = (given: string): readonly [string, string] => [
      `${given} stands where a hardware value is due`,
      misspelt,
    ];
    expectError('q', 'B022', nothing('undefined'), () => {
      when(untyped(undefined), () => {}); // q
    });
    expectError('r', 'B022', nothing('null'), () => {
      input(uint(4)).add(untyped(null)); // r
    });
    expectError('s', 'B022', nothing('a record'), () => {
      mux(input(bool()), input(uint(4)), untyped({ left: 1 })); // s
    });
    expectError('t', 'B022', nothing('a string'), () => {
      wire(uint(4)).value = untyped('3'); // t
    });
  });
});

const convertBoth = 'declare both with one shape, or convert the one: element by element, or by reinterpret()';
