import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoundingMode, roundedShiftRight } from '../../generators/blocks/rounding.ts';
import {
  type Bool,
  bool,
  cat,
  constant,
  fill,
  mux,
  reinterpret,
  type SInt,
  sint,
  type UInt,
  uint,
  type Vec,
  vec,
  vecOf,
} from '../../generators/language/index.ts';
import { evaluate } from '../support/evaluate.ts';

const signedValue = (width: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: -(2n ** BigInt(width - 1)), max: 2n ** BigInt(width - 1) - 1n });
const unsignedValue = (width: number): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n });
const width = fc.integer({ min: 1, max: 70 });
const runs = { numRuns: 60 };

/** `value / 2^amount` as schoolbook long division: quotient, then the remainder against the half. */
function divide(value: bigint, amount: number, mode: RoundingMode): bigint {
  const divisor = 2n ** BigInt(amount);
  const remainder = ((value % divisor) + divisor) % divisor;
  const floor = (value - remainder) / divisor;
  if (mode === 'truncate' || remainder * 2n < divisor) return floor;
  if (remainder * 2n > divisor) return floor + 1n;
  return mode === 'half-up' || floor % 2n !== 0n ? floor + 1n : floor;
}

describe.each(['half-up', 'half-even', 'truncate'] as const)('rounding %s', (mode) => {
  it('by a constant', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 40 })
          .chain((bits) => fc.tuple(fc.constant(bits), signedValue(bits), fc.nat(bits - 1))),
        ([bits, value, amount]) => {
          const given = [{ shape: sint(bits), value }];
          const result = evaluate(given, (x: SInt) => roundedShiftRight(x, amount, mode));
          expect(result.value).toBe(divide(value, amount, mode));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('by a value', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 5 }))
          .chain(([bits, amountBits]) =>
            fc.tuple(fc.constant(bits), fc.constant(amountBits), signedValue(bits), unsignedValue(amountBits)),
          ),
        ([bits, amountBits, value, amount]) => {
          const given = [
            { shape: sint(bits), value },
            { shape: uint(amountBits), value: amount },
          ];
          const result = evaluate(given, (x: SInt, by: UInt) => roundedShiftRight(x, by, mode));
          expect(result.value).toBe(divide(value, Number(amount), mode));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('mux', () => {
  it('gives the chosen number in the wider width', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), width, width, fc.gen(), (signed, condition, w1, w2, gen) => {
        const shape = signed ? sint : uint;
        const value = signed ? signedValue : unsignedValue;
        const [a, b] = [gen(value, w1), gen(value, w2)];
        const result = evaluate(
          [
            { shape: bool(), value: condition ? 1n : 0n },
            { shape: shape(w1), value: a },
            { shape: shape(w2), value: b },
          ],
          (c: Bool, x: UInt, y: UInt) => mux(c, x, y),
        );
        expect(result).toEqual({ value: condition ? a : b, width: Math.max(w1, w2), signed });
      }),
      runs,
    );
  });

  it('takes a constant in either arm, also one that is wider', () => {
    const given = (condition: bigint) => [
      { shape: bool(), value: condition },
      { shape: sint(3), value: -4n },
    ];
    expect(evaluate(given(1n), (c: Bool, x: SInt) => mux(c, -100, x))).toEqual({
      value: -100n,
      width: 8,
      signed: true,
    });
    expect(evaluate(given(0n), (c: Bool, x: SInt) => mux(c, -100, x))).toEqual({ value: -4n, width: 8, signed: true });
    expect(evaluate(given(0n), (c: Bool, x: SInt) => mux(c, x, 3n)).value).toBe(3n);
    expect(evaluate(given(1n), (c: Bool) => mux(c, true, c.not())).value).toBe(1n);
  });

  it('chooses vectors whole', () => {
    const given = [1n, 0n].map((c) => [
      { shape: bool(), value: c },
      { shape: vec(2, uint(4)), value: 0x12n },
      { shape: vec(2, uint(4)), value: 0x34n },
    ]);
    const at = (index: 0 | 1) => (c: Bool, a: Vec<UInt>, b: Vec<UInt>) => mux(c, a, b).at(index);
    expect(given.map((inputs) => evaluate(inputs, at(0)).value)).toEqual([2n, 4n]);
    expect(given.map((inputs) => evaluate(inputs, at(1)).value)).toEqual([1n, 3n]);
  });

  it('chooses among vectors that were chosen', () => {
    const choice = (chosen: Bool, a: Vec<UInt>, b: Vec<UInt>): UInt => mux(chosen, mux(chosen, a, b), b).at(1);
    const vectors = [
      { shape: vec(2, uint(4)), value: 0x12n },
      { shape: vec(2, uint(4)), value: 0x34n },
    ];
    expect(evaluate([{ shape: bool(), value: 1n }, ...vectors], choice).value).toBe(1n);
    expect(evaluate([{ shape: bool(), value: 0n }, ...vectors], choice).value).toBe(3n);
  });
});

describe('side by side', () => {
  it('cat puts the first highest, fill repeats', () => {
    fc.assert(
      fc.property(
        fc.array(width, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.gen(),
        (widths, count, gen) => {
          const values = widths.map((bits) => gen(unsignedValue, bits));
          const given = widths.map((bits, position) => ({ shape: uint(bits), value: values[position]! }));
          const digits = values.map((value, position) => value.toString(2).padStart(widths[position]!, '0')).join('');
          const joined = evaluate(given, (...parts: UInt[]) => cat(...parts));
          expect(joined).toEqual({ value: BigInt(`0b${digits}`), width: digits.length, signed: false });
          const filled = evaluate(given, (...parts: UInt[]) => fill(count, cat(...parts)));
          expect(filled.value).toBe(BigInt(`0b${digits.repeat(count)}`));
        },
      ),
      runs,
    );
  });

  it('cat keeps the bits of signed values and constants', () => {
    const given = [{ shape: sint(3), value: -1n }];
    expect(evaluate(given, (x: SInt) => cat(x, constant(sint(2), -2), x))).toEqual({
      value: 0b111_10_111n,
      width: 8,
      signed: false,
    });
    expect(evaluate([], () => cat(constant(sint(4), -8), constant(uint(2), 1))).value).toBe(0b1000_01n);
  });
});

describe('vectors', () => {
  const elements = fc
    .tuple(fc.boolean(), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }))
    .chain(([signed, bits, count]) =>
      fc.record({
        signed: fc.constant(signed),
        bits: fc.constant(bits),
        values: fc.array(signed ? signedValue(bits) : unsignedValue(bits), { minLength: count, maxLength: count }),
      }),
    );

  it('at gives the element, 0 beyond the last', () => {
    fc.assert(
      fc.property(elements, fc.nat(15), ({ signed, bits, values }, index) => {
        const shape = signed ? sint(bits) : uint(bits);
        const given = values.map((value) => ({ shape, value }));
        const atInput = evaluate([...given, { shape: uint(4), value: BigInt(index) }], (...all: UInt[]) =>
          vecOf(all.slice(0, -1), shape as ReturnType<typeof uint>).at(all.at(-1)!),
        );
        expect(atInput).toEqual({ value: values[index] ?? 0n, width: bits, signed });
        const last = evaluate(given, (...all: UInt[]) =>
          vecOf(all, shape as ReturnType<typeof uint>).at(all.length - 1),
        );
        expect(last).toEqual({ value: values.at(-1), width: bits, signed });
      }),
      runs,
    );
  });

  it('has element 0 in the lowest bits, also as constants and across reinterpret', () => {
    const table = (index: UInt) => vecOf([3, 1, 4, 1, 5, 9, 2, 6], uint(4)).at(index);
    const read = (index: bigint) => evaluate([{ shape: uint(3), value: index }], table).value;
    expect([0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n].map(read)).toEqual([3n, 1n, 4n, 1n, 5n, 9n, 2n, 6n]);
    expect(evaluate([], () => vecOf([1, 2, 3], uint(4)).asUInt()).value).toBe(0x321n);
    const word = [{ shape: uint(12), value: 0x8f7n }];
    expect(evaluate(word, (x: UInt) => reinterpret(x, vec(3, sint(4))).at(0)).value).toBe(7n);
    expect(evaluate(word, (x: UInt) => reinterpret(x, vec(3, sint(4))).at(1)).value).toBe(-1n);
    expect(evaluate(word, (x: UInt) => reinterpret(x, vec(3, sint(4))).at(2)).value).toBe(-8n);
  });

  it('nests, with constant and run-time indices mixed', () => {
    const nested = vec(3, vec(2, uint(4)));
    const pick = (row: bigint, column: bigint, build: (x: Vec<Vec<UInt>>, r: UInt, c: UInt) => UInt) =>
      evaluate(
        [
          { shape: nested, value: 0x654321n },
          { shape: uint(2), value: row },
          { shape: uint(1), value: column },
        ],
        build,
      ).value;
    expect(pick(1n, 1n, (x, r, c) => x.at(r).at(c))).toBe(4n);
    expect(pick(2n, 0n, (x, r) => x.at(r).at(1))).toBe(6n);
    expect(pick(0n, 1n, (x, _, c) => x.at(2).at(c))).toBe(6n);
    expect(pick(3n, 0n, (x, r, c) => x.at(r).at(c))).toBe(0n);
  });
});
