import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Shape, type SInt, sint, type UInt, uint, type Value } from '../../generators/language/index.ts';
import { evaluate, type Given } from '../support/evaluate.ts';

// The oracle is arithmetic on whole numbers: every result must be the exact number, in the width that the operator
// promises.

const maximum = (a: number, b: number): number => Math.max(a, b);
const floorDivide = (a: bigint, amount: bigint): bigint => a >> amount;

interface Operand {
  readonly width: number;
  readonly value: bigint;
}

function operand(signed: boolean, maximumWidth = 70): fc.Arbitrary<Operand> {
  return fc.integer({ min: 1, max: maximumWidth }).chain((width) => {
    const least = signed ? -(2n ** BigInt(width - 1)) : 0n;
    const most = 2n ** BigInt(signed ? width - 1 : width) - 1n;
    const any = fc.bigInt({ min: least, max: most });
    return fc.record({ width: fc.constant(width), value: fc.oneof(any, fc.constantFrom(least, most)) });
  });
}

const shapeOf = (signed: boolean, width: number): Shape => (signed ? sint(width) : uint(width));
const given = (signed: boolean, { width, value }: Operand): Given => ({ shape: shapeOf(signed, width), value });
/** The low `width` bits of an exact number, read as signed or not. */
const modulo = (value: bigint, width: number, signed: boolean): bigint => {
  const size = 2n ** BigInt(width);
  const rest = ((value % size) + size) % size;
  return signed && rest >= size / 2n ? rest - size : rest;
};
const runs = { numRuns: 60 };

/** Both kinds have these operators; the type checker sees one of them. */
type Numeric = UInt;
interface BinaryCase {
  readonly apply: (a: Numeric, b: never) => Value;
  readonly exact: (a: bigint, b: bigint) => bigint;
  readonly width: (a: number, b: number) => number;
  readonly signed: (operands: boolean) => boolean;
}
const same = (signed: boolean): boolean => signed;
const never = (): boolean => false;
const one = (): number => 1;
const widest = (a: number, b: number): number => maximum(a, b);
const truth = (relation: (a: bigint, b: bigint) => boolean) => (a: bigint, b: bigint) => (relation(a, b) ? 1n : 0n);

const binary: Readonly<Record<string, BinaryCase>> = {
  add: { apply: (a, b) => a.add(b), exact: (a, b) => a + b, width: (a, b) => widest(a, b) + 1, signed: same },
  sub: { apply: (a, b) => a.sub(b), exact: (a, b) => a - b, width: (a, b) => widest(a, b) + 1, signed: () => true },
  mul: { apply: (a, b) => a.mul(b), exact: (a, b) => a * b, width: (a, b) => a + b, signed: same },
  addWrap: { apply: (a, b) => a.addWrap(b), exact: (a, b) => a + b, width: widest, signed: same },
  subWrap: { apply: (a, b) => a.subWrap(b), exact: (a, b) => a - b, width: widest, signed: same },
  and: { apply: (a, b) => a.and(b), exact: (a, b) => a & b, width: widest, signed: same },
  or: { apply: (a, b) => a.or(b), exact: (a, b) => a | b, width: widest, signed: same },
  xor: { apply: (a, b) => a.xor(b), exact: (a, b) => a ^ b, width: widest, signed: same },
  eq: { apply: (a, b) => a.eq(b), exact: truth((a, b) => a === b), width: one, signed: never },
  ne: { apply: (a, b) => a.ne(b), exact: truth((a, b) => a !== b), width: one, signed: never },
  lt: { apply: (a, b) => a.lt(b), exact: truth((a, b) => a < b), width: one, signed: never },
  le: { apply: (a, b) => a.le(b), exact: truth((a, b) => a <= b), width: one, signed: never },
  gt: { apply: (a, b) => a.gt(b), exact: truth((a, b) => a > b), width: one, signed: never },
  ge: { apply: (a, b) => a.ge(b), exact: truth((a, b) => a >= b), width: one, signed: never },
};
const wrapping = new Set(['addWrap', 'subWrap']);

/** Bits of a constant as an operand: as few as hold it. */
function constantWidth(value: bigint, signed: boolean): number {
  let width = 1;
  while (modulo(value, width, signed) !== value) width += 1;
  return width;
}

describe.each([false, true])('operators of two values, signed: %s', (signed) => {
  it.each(Object.entries(binary))('%s is exact', (name, { apply, exact, width, signed: resultSigned }) => {
    fc.assert(
      fc.property(operand(signed), operand(signed), (a, b) => {
        const result = evaluate([given(signed, a), given(signed, b)], apply);
        const bits = width(a.width, b.width);
        const number = exact(a.value, b.value);
        const value = wrapping.has(name) ? modulo(number, bits, signed) : number;
        expect(result).toEqual({ value, width: bits, signed: resultSigned(signed) });
      }),
      runs,
    );
  });

  it.each(Object.entries(binary))('%s takes constants', (name, { apply, exact, width, signed: resultSigned }) => {
    fc.assert(
      fc.property(operand(signed, 40), operand(signed, 40), (a, { value: constant }) => {
        const narrow = constant === BigInt(Number(constant)) && Number.isSafeInteger(Number(constant));
        const literal = (narrow && constant % 2n === 0n ? Number(constant) : constant) as never;
        const result = evaluate([given(signed, a)], (x: Numeric) => apply(x, literal));
        const bits = width(a.width, constantWidth(constant, signed));
        const number = exact(a.value, constant);
        const value = wrapping.has(name) ? modulo(number, bits, signed) : number;
        expect(result).toEqual({ value, width: bits, signed: resultSigned(signed) });
      }),
      { numRuns: 30 },
    );
  });
});

describe.each([false, true])('operators of one value, signed: %s', (signed) => {
  const check = (
    name: string,
    build: (a: Numeric, amount: number) => Value,
    expected: (a: Operand, amount: number) => { value: bigint; width: number; signed: boolean },
    amounts: fc.Arbitrary<number> = fc.integer({ min: 1, max: 80 }),
  ): void => {
    it(name, () => {
      fc.assert(
        fc.property(operand(signed), amounts, (a, amount) => {
          const result = evaluate([given(signed, a)], (x: Numeric) => build(x, amount));
          expect(result).toEqual(expected(a, amount));
        }),
        runs,
      );
    });
  };

  check(
    'not',
    (a) => a.not(),
    ({ value, width }) => ({ value: signed ? -value - 1n : 2n ** BigInt(width) - 1n - value, width, signed }),
  );
  check(
    'wrap',
    (a, width) => a.wrap(width),
    ({ value }, width) => ({ value: modulo(value, width, signed), width, signed }),
  );
  check(
    'extend',
    (a, extra) => a.extend(a.width + extra),
    ({ value, width }, extra) => ({ value, width: width + extra, signed }),
    fc.integer({ min: 0, max: 20 }),
  );
  check(
    'saturate',
    (a, width) => a.saturate(width),
    ({ value }, width) => {
      const least = signed ? -(2n ** BigInt(width - 1)) : 0n;
      const most = 2n ** BigInt(signed ? width - 1 : width) - 1n;
      return { value: value < least ? least : value > most ? most : value, width, signed };
    },
  );
  check(
    'shiftLeft',
    (a, amount) => a.shiftLeft(amount),
    ({ value, width }, amount) => ({ value: value * 2n ** BigInt(amount), width: width + amount, signed }),
    fc.integer({ min: 0, max: 80 }),
  );
  check(
    'shiftRight, also beyond the width',
    (a, amount) => a.shiftRight(amount),
    ({ value, width }, amount) => ({
      value: floorDivide(value, BigInt(amount)),
      width: maximum(width - amount, 1),
      signed,
    }),
    fc.integer({ min: 0, max: 80 }),
  );
  check(
    'asUInt',
    (a) => a.asUInt(),
    ({ value, width }) => ({ value: modulo(value, width, false), width, signed: false }),
  );
  check(
    'asSInt',
    (a) => a.asSInt(),
    ({ value, width }) => ({ value: modulo(value, width, true), width, signed: true }),
  );
  check(
    'bit',
    (a, amount) => a.bit(amount % a.width),
    ({ value, width }, amount) => ({
      value: modulo(value >> BigInt(amount % width), 1, false),
      width: 1,
      signed: false,
    }),
  );
  check(
    'bits',
    (a, amount) => a.bits(a.width - 1, amount % a.width),
    ({ value, width }, amount) => {
      const low = amount % width;
      return { value: modulo(value, width, false) >> BigInt(low), width: width - low, signed: false };
    },
  );

  it('shiftLeftBy loses nothing', () => {
    fc.assert(
      fc.property(operand(signed), operand(false, 5), (a, amount) => {
        const result = evaluate([given(signed, a), given(false, amount)], (x: Numeric, by: UInt) => x.shiftLeftBy(by));
        const width = a.width + 2 ** amount.width - 1;
        expect(result).toEqual({ value: a.value * 2n ** amount.value, width, signed });
      }),
      runs,
    );
  });

  it('shiftRightBy tends to 0 or -1', () => {
    fc.assert(
      fc.property(operand(signed), operand(false, 9), (a, amount) => {
        const result = evaluate([given(signed, a), given(false, amount)], (x: Numeric, by: UInt) => x.shiftRightBy(by));
        expect(result).toEqual({ value: floorDivide(a.value, amount.value), width: a.width, signed });
      }),
      runs,
    );
  });

  it('bitAt is 0 beyond the highest bit', () => {
    fc.assert(
      fc.property(operand(signed), operand(false, 8), (a, index) => {
        const { value } = evaluate([given(signed, a), given(false, index)], (x: Numeric, at: UInt) => x.bitAt(at));
        const inside = index.value < BigInt(a.width);
        expect(value).toBe(inside ? modulo(a.value >> index.value, 1, false) : 0n);
      }),
      runs,
    );
  });
});

describe('operators of one kind only', () => {
  it('toSInt keeps the number in one more bit', () => {
    fc.assert(
      fc.property(operand(false), (a) => {
        const result = evaluate([given(false, a)], (x: UInt) => x.toSInt());
        expect(result).toEqual({ value: a.value, width: a.width + 1, signed: true });
      }),
      runs,
    );
  });

  it('neg is exact for the least number too', () => {
    fc.assert(
      fc.property(operand(true), (a) => {
        const result = evaluate([given(true, a)], (x: SInt) => x.neg());
        expect(result).toEqual({ value: -a.value, width: a.width + 1, signed: true });
        expect(evaluate([given(true, a)], (x: SInt) => x.isNegative()).value).toBe(a.value < 0n ? 1n : 0n);
      }),
      runs,
    );
  });

  it('reductions', () => {
    fc.assert(
      fc.property(operand(false), (a) => {
        const digits = a.value.toString(2).padStart(a.width, '0');
        const ones = digits.split('1').length - 1;
        const reduced = (build: (x: UInt) => Value): bigint => evaluate([given(false, a)], build).value;
        expect(reduced((x) => x.orReduce())).toBe(ones > 0 ? 1n : 0n);
        expect(reduced((x) => x.andReduce())).toBe(ones === a.width ? 1n : 0n);
        expect(reduced((x) => x.xorReduce())).toBe(BigInt(ones % 2));
      }),
      runs,
    );
  });
});
