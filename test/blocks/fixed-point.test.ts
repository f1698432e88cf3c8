import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Fixed,
  fixed,
  fixedConstant,
  nearestFixed,
  type RoundingMode,
  realOf,
  toFixed,
  unsignedFixed,
} from '../../generators/blocks/index.ts';
import { input, Module, output, reg, type SInt, sint, type UInt } from '../../generators/language/index.ts';
import { evaluate } from '../support/evaluate.ts';
import { circuitOf, expectCleanVerilog } from './tools.ts';

/** An exact rational number with a power of two below: numerator / 2^places. */
interface Exact {
  readonly numerator: bigint;
  readonly places: number;
}
const inPlaces = ({ numerator, places }: Exact, wanted: number): bigint => numerator * 2n ** BigInt(wanted - places);
const combine = (a: Exact, b: Exact, use: (x: bigint, y: bigint) => bigint): Exact => {
  const places = Math.max(a.places, b.places);
  return { numerator: use(inPlaces(a, places), inPlaces(b, places)), places };
};
const same = (a: Exact, b: Exact): boolean => combine(a, b, (x, y) => x - y).numerator === 0n;

interface Format {
  readonly integerBits: number;
  readonly fractionBits: number;
  readonly signed: boolean;
}
interface Given extends Format {
  readonly raw: bigint;
}
const formatOf = (signed: boolean): fc.Arbitrary<Format> =>
  fc
    .record({ width: fc.integer({ min: 1, max: 30 }), fractionBits: fc.nat(34) })
    .map(({ width, fractionBits }) => ({ integerBits: width - fractionBits, fractionBits, signed }));
const range = ({ integerBits, fractionBits, signed }: Format): readonly [least: bigint, most: bigint] => {
  const size = 2n ** BigInt(integerBits + fractionBits);
  return signed ? [-size / 2n, size / 2n - 1n] : [0n, size - 1n];
};
const given = (signed: boolean): fc.Arbitrary<Given> =>
  formatOf(signed).chain((format) => {
    const [min, max] = range(format);
    return fc.bigInt({ min, max }).map((raw) => ({ ...format, raw }));
  });
const shapeOf = ({ integerBits, fractionBits, signed }: Format) =>
  (signed ? fixed : unsignedFixed)(integerBits, fractionBits) as ReturnType<typeof fixed>;
const operand = (number: Given) => ({ shape: shapeOf(number), value: number.raw });
const exact = ({ raw, fractionBits }: Given): Exact => ({ numerator: raw, places: fractionBits });
const runs = { numRuns: 150 };
type F = Fixed<SInt>;

/** The exact value of what `build` makes of the operands. */
function result(numbers: readonly Given[], build: (...values: F[]) => F): Exact & { readonly width: number } {
  let places = 0;
  const { value, width } = evaluate(numbers.map(operand), ((...values: F[]) => {
    const made = build(...values);
    places = made.fractionBits;
    return made;
  }) as never);
  return { numerator: value, places, width };
}

describe.each([true, false])('fixed-point numbers, signed: %s', (signed) => {
  const pair = fc.tuple(given(signed), given(signed));

  it('add, subtract, multiply and negate without losing a bit', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [x, y] = [exact(a), exact(b)];
        const sum = result([a, b], (p, q) => p.add(q));
        expect(
          same(
            sum,
            combine(x, y, (p, q) => p + q),
          ),
        ).toBe(true);
        expect(
          same(
            result([a, b], (p, q) => p.sub(q)),
            combine(x, y, (p, q) => p - q),
          ),
        ).toBe(true);
        const product = { numerator: a.raw * b.raw, places: a.fractionBits + b.fractionBits };
        expect(
          same(
            result([a, b], (p, q) => p.mul(q)),
            product,
          ),
        ).toBe(true);
        expect(
          same(
            result([a], (p) => p.neg()),
            { ...x, numerator: -a.raw },
          ),
        ).toBe(true);
        expect(sum.width).toBe(Math.max(a.integerBits, b.integerBits) + Math.max(a.fractionBits, b.fractionBits) + 1);
      }),
      runs,
    );
  });

  it('compare as numbers, wherever their points are', () => {
    fc.assert(
      fc.property(pair, fc.boolean(), ([a, b], equal) => {
        // Often the same number in a second format.
        const other = equal
          ? { ...a, raw: a.raw * 4n, integerBits: a.integerBits + 1, fractionBits: a.fractionBits + 2 }
          : b;
        const difference = combine(exact(a), exact(other), (p, q) => p - q).numerator;
        const is = (build: (p: F, q: F) => unknown): boolean =>
          evaluate([operand(a), operand(other)], build as never).value === 1n;
        expect(is((p, q) => p.lt(q))).toBe(difference < 0n);
        expect(is((p, q) => p.le(q))).toBe(difference <= 0n);
        expect(is((p, q) => p.gt(q))).toBe(difference > 0n);
        expect(is((p, q) => p.ge(q))).toBe(difference >= 0n);
        expect(is((p, q) => p.eq(q))).toBe(difference === 0n);
        expect(is((p, q) => p.ne(q))).toBe(difference !== 0n);
      }),
      runs,
    );
  });

  it('move their point and lose their fraction', () => {
    fc.assert(
      fc.property(given(signed), fc.integer({ min: -5, max: 40 }), (a, exponent) => {
        const scaled = result([a], (p) => p.scale(exponent));
        expect(same({ ...scaled, places: scaled.places + exponent }, exact(a))).toBe(true);
        const whole = evaluate([operand(a)], ((p: F) => p.floor()) as never).value;
        const divisor = 2n ** BigInt(a.fractionBits);
        const remainder = ((a.raw % divisor) + divisor) % divisor;
        expect(whole).toBe((a.raw - remainder) / divisor);
      }),
      runs,
    );
  });

  it.each(['half-up', 'half-even', 'truncate'] as const)(
    'become other shapes, rounded %s',
    (rounding: RoundingMode) => {
      fc.assert(
        fc.property(
          given(signed),
          formatOf(signed),
          fc.constantFrom('saturate' as const, 'wrap' as const),
          (a, target, overflow) => {
            const shape = shapeOf(target);
            const converted = result([a], (p) => toFixed(p, shape, { rounding, overflow }));
            expect(converted.width).toBe(shape.type.width);
            const rounded = roundTo(exact(a), target.fractionBits, rounding);
            const [least, most] = range(target);
            const size = most - least + 1n;
            const wrapped = least + ((((rounded - least) % size) + size) % size);
            // Out of three numbers in order, the middle one.
            const [, nearest] = [least, rounded, most].sort((a, b) => (a < b ? -1 : 1));
            const expected = overflow === 'wrap' ? wrapped : nearest;
            expect(converted.numerator).toBe(expected);
          },
        ),
        runs,
      );
    },
  );
});

/** The number in units of 2^-places, by comparing twice the remainder with the divisor. */
function roundTo(number: Exact, places: number, mode: RoundingMode): bigint {
  if (number.places <= places) return inPlaces(number, places);
  const divisor = 2n ** BigInt(number.places - places);
  const remainder = ((number.numerator % divisor) + divisor) % divisor;
  const below = (number.numerator - remainder) / divisor;
  const twice = 2n * remainder;
  const up =
    mode !== 'truncate' && (twice > divisor || (twice === divisor && (mode === 'half-up' || below % 2n !== 0n)));
  return up ? below + 1n : below;
}

describe('constants', () => {
  it('are the nearest numbers, and know how far off they are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1.99, max: 1.99, noNaN: true }),
        fc.integer({ min: 0, max: 40 }),
        (real, places) => {
          const shape = fixed(4, places);
          const { raw, error } = nearestFixed(real, shape);
          const [half, distance] = [2 ** (-places - 1), Math.abs(realOf(raw, shape) - real)];
          expect(error).toBeLessThanOrEqual(half);
          expect(distance).toBeCloseTo(error, 12);
          for (const neighbour of [raw - 1n, raw + 1n]) {
            expect(Math.abs(realOf(neighbour, shape) - real)).toBeGreaterThanOrEqual(distance);
          }
        },
      ),
    );
  });

  it('are hardware, of which the bits are known', () => {
    const pi = evaluate([{ shape: sint(1), value: 0n }], () =>
      fixedConstant(Math.PI, fixed(3, 8), { maximumError: 0.002 }),
    );
    expect(pi).toEqual({ value: 804n, width: 11, signed: true });
  });

  it('refuse what does not fit or is too far off', () => {
    const of = (build: () => unknown) => () =>
      circuitOf(
        Module('Wrong', () => {
          build();
          return {};
        }),
      );
    expect(of(() => fixedConstant(8, fixed(4, 4)))).toThrow(
      /error B021: 8 is beyond the range of fixed\(4, 4\): -8 to 7\.9375\n {2}remedy: choose more bits above the point, or another constant$/,
    );
    expect(of(() => fixedConstant(-0.5, unsignedFixed(1, 4)))).toThrow(
      /range of unsignedFixed\(1, 4\): 0 to 1\.9375\n/,
    );
    expect(of(() => fixedConstant(0.1, fixed(1, 4), { maximumError: 0.01 }))).toThrow(
      /error B021: 0\.1 is off by 0\.025 in fixed\(1, 4\); 0\.01 is allowed\n/,
    );
    expect(of(() => fixedConstant(Number.NaN, fixed(1, 4)))).toThrow(/error B021: NaN stands where/);
  });
});

describe('shapes of fixed-point numbers', () => {
  const wrong = (build: (x: Fixed<SInt>) => void) => () =>
    circuitOf(
      Module('Wrong', () => {
        const x = input(fixed(4, 12));
        build(x);
        return { x };
      }),
    );

  it('are told apart by their point where values are assigned', () => {
    expect(
      wrong((x) => {
        const register = reg(fixed(6, 10));
        register.next = x;
      }),
    ).toThrow(/error B002: fixed\(4, 12\) stands where fixed\(6, 10\) is due\n/);
    expect(
      wrong((x) => {
        const register = reg(fixed(3, 12));
        register.next = x;
      }),
    ).toThrow(/error B001: register register has 15 bits and is assigned a value of 16 bits\n/);
  });

  it('need a word for bits that are dropped', () => {
    expect(wrong((x) => void toFixed(x, fixed(4, 8)))).toThrow(
      /error B001: fixed\(4, 12\) has 4 bits below the last one of fixed\(4, 8\)\n/,
    );
    expect(wrong((x) => void toFixed(x, fixed(3, 12)))).toThrow(
      /error B001: fixed\(4, 12\), rounded, has numbers beyond the range of fixed\(3, 12\)\n/,
    );
    expect(wrong(() => void fixed(4, -1))).toThrow(/error B020: fixed\(4, -1\)\n/);
  });

  it('are ports and registers, and print clean Verilog', () => {
    const Scale = Module('Scale', () => {
      const x = input(fixed(2, 10));
      const gain = input(unsignedFixed(1, 7));
      const product = x.mul(gain.toSigned());
      const scaled = toFixed(product, fixed(2, 10), { rounding: 'half-even', overflow: 'saturate' });
      const kept = reg(fixed(2, 10), { reset: fixedConstant(0.5, fixed(2, 10)) });
      kept.next = scaled;
      const above: UInt = gain.floor();
      return { x, gain, kept: output(kept as Fixed<SInt>), above: output(above), positive: output(x.gt(kept)) };
    });
    const circuit = circuitOf(Scale);
    expectCleanVerilog(circuit);
    expect(
      circuit.top.ports.filter(({ kind }) => kind === 'output').map(({ name, type }) => [name, type.width]),
    ).toEqual([
      ['kept', 12],
      ['above', 1],
      ['positive', 1],
    ]);
  });
});
