import { expect, test } from 'vitest';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import {
  binary,
  circuitOf,
  concatenate,
  convert,
  literal,
  ModuleBuilder,
  mux,
  reference,
  signed,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';

/** An expression of `x` and `y`, and the bits that it has, worked out apart from it. */
interface Valued {
  readonly expression: Expression;
  readonly bits: (x: bigint, y: bigint) => bigint;
}

const width = 40;

/** Runs random numbers through expressions, shown at once and through registers. */
function compare(
  make: (x: Expression, y: Expression, builder: ModuleBuilder) => readonly Valued[],
  seed: number,
  edges: readonly bigint[] = [],
) {
  const builder = new ModuleBuilder('Bits');
  const x = builder.input('x', unsigned(width));
  const y = builder.input('y', unsigned(width));
  const values = make(x, y, builder);
  for (const [place, { expression }] of values.entries()) {
    const taken = builder.register(`taken${place}`, expression.type);
    builder.assign(taken, expression);
    builder.assign(builder.output(`kept${place}`, expression.type), reference(taken));
    builder.assign(builder.output(`shown${place}`, expression.type), expression);
  }
  const circuit: Circuit = circuitOf(builder.build());
  const simulator = createSimulator(circuit, { engine: 'wasm' });
  const random = new RandomSource(seed);
  const samples = [...edges, ...Array.from({ length: 60 }, () => random.value(unsigned(width)))];
  for (const sample of samples) {
    const other = random.value(unsigned(width));
    simulator.set('x', sample);
    simulator.set('y', other);
    const expected = values.map(({ expression, bits }) => {
      const { width: size, signed: isSigned } = expression.type;
      return isSigned ? BigInt.asIntN(size, bits(sample, other)) : BigInt.asUintN(size, bits(sample, other));
    });
    expect(values.map((_, place) => simulator.get(`shown${place}`))).toEqual(expected);
    simulator.step();
    expect(values.map((_, place) => simulator.get(`kept${place}`))).toEqual(expected);
  }
}

const bitsOf = (value: bigint, high: number, low: number) => BigInt.asUintN(high - low + 1, value >> BigInt(low));

function repeated(part: bigint, size: number, count: number): bigint {
  let text = '';
  for (let copy = 0; copy < count; copy++) text += part.toString(2).padStart(size, '0');
  return BigInt(`0b${text}`);
}

test('copies of a field, and bits out of them', () => {
  compare((x, y) => {
    const cases: Valued[] = [];
    for (const [size, count] of [
      [1, 3],
      [1, 32],
      [1, 33],
      [1, 64],
      [3, 5],
      [8, 4],
      [7, 9],
      [16, 4],
    ] as const) {
      const field = slice(x, size + 1, 2);
      const copies = concatenate(...Array.from({ length: count }, () => field));
      const value = (from: bigint) => repeated(bitsOf(from, size + 1, 2), size, count);
      cases.push({ expression: copies, bits: value });
      cases.push({ expression: convert(copies, signed(size * count)), bits: value });
      for (const [high, low] of [
        [size * count - 1, size],
        [size * 2, size - 1],
        [size * 2 - 1, 1],
        [size - 1, 0],
      ] as const) {
        cases.push({ expression: slice(copies, high, low), bits: (from) => bitsOf(value(from), high, low) });
        const wide = convert(convert(slice(copies, high, low), signed(high - low + 1)), signed(70));
        cases.push({ expression: wide, bits: (from) => BigInt.asIntN(high - low + 1, bitsOf(value(from), high, low)) });
      }
      // Copies among other fields, and next to more of the same.
      const among = concatenate(field, slice(y, 4, 0), copies, field, slice(y, 9, 9));
      cases.push({
        expression: among,
        bits: (from, other) => {
          const own = bitsOf(from, size + 1, 2);
          const head = (own << 5n) | bitsOf(other, 4, 0);
          const body = (head << BigInt(size * count)) | value(from);
          return (((body << BigInt(size)) | own) << 1n) | bitsOf(other, 9, 9);
        },
      });
    }
    return cases;
  }, 1);
});

test('bits in reverse order, and bits out of them', () => {
  compare((x, y, builder) => {
    const cases: Valued[] = [];
    for (const [start, count] of [
      [0, 8],
      [3, 13],
      [5, 32],
      [0, 33],
      [0, 40],
    ] as const) {
      const one = (place: number) => slice(x, start + place, start + place);
      const reversed = concatenate(...Array.from({ length: count }, (_, place) => one(place)));
      const value = (from: bigint) =>
        [
          ...bitsOf(from, start + count - 1, start)
            .toString(2)
            .padStart(count, '0'),
        ]
          .reverse()
          .reduce((bits, bit) => bits * 2n + BigInt(bit), 0n);
      const named = builder.node(`reversed${count}`, reversed);
      cases.push({ expression: reversed, bits: value });
      cases.push({ expression: convert(reversed, signed(count)), bits: value });
      cases.push({
        expression: binary('xor', reversed, slice(y, count - 1, 0)),
        bits: (from, other) => value(from) ^ bitsOf(other, count - 1, 0),
      });
      for (const [high, low] of [
        [0, 0],
        [count - 1, count - 1],
        [6, 2],
        [count - 1, 3],
      ] as const) {
        cases.push({ expression: slice(named, high, low), bits: (from) => bitsOf(value(from), high, low) });
      }
      const both = concatenate(reversed, slice(y, 3, 0));
      cases.push({ expression: both, bits: (from, other) => (value(from) << 4n) | bitsOf(other, 3, 0) });
    }
    return cases;
  }, 3);
});

test('sums with a carry from one more bit below', () => {
  compare((x, y) => {
    const one = literal(1, unsigned(1));
    const cases: Valued[] = [];
    for (const size of [4, 16, 31, 32, 33]) {
      const carry = slice(y, 39, 39);
      const [left, right] = [slice(x, size - 1, 0), slice(y, size - 1, 0)];
      const sum = binary('add', concatenate(left, one), concatenate(right, carry));
      const value = (from: bigint, other: bigint) =>
        bitsOf(from, size - 1, 0) * 2n + 1n + bitsOf(other, size - 1, 0) * 2n + bitsOf(other, 39, 39);
      for (const [high, low] of [
        [size, 1],
        [size + 1, 1],
        [size + 1, size],
        [size + 1, size + 1],
        [3, 2],
        [2, 0],
      ] as const) {
        cases.push({ expression: slice(sum, high, low), bits: (from, other) => bitsOf(value(from, other), high, low) });
      }
      const difference = binary('subtract', left, right);
      cases.push({
        expression: slice(difference, 3, 2),
        bits: (from, other) => bitsOf(bitsOf(from, size - 1, 0) - bitsOf(other, size - 1, 0), 3, 2),
      });
    }
    return cases;
  }, 2);
});

test.each([
  [2, 3],
  [3, 5],
  [5, 9],
  [6, 11],
  [7, 40],
  [12, 90],
  [32, 12],
])('a field of %i bits against %i values', (size, count) => {
  const random = new RandomSource(size);
  // Values in a row, every other one, and any.
  const rows = [1n, 2n, 31n, 0n].map((step) => {
    const start = random.value(unsigned(size));
    return Array.from({ length: count }, (_, place) => {
      const isNear = step > 0n && (step < 31n || place < 2);
      return isNear ? BigInt.asUintN(size, start + BigInt(place) * step) : random.value(unsigned(size));
    });
  });
  const offset = 3n;
  // The values themselves, and those beside them.
  const edges = rows
    .flat()
    .flatMap((value) => [-1n, 0n, 1n].map((step) => BigInt.asUintN(size, value + step) << offset));
  compare(
    (x, y) => {
      const field = size > 32 ? x : slice(x, size + 2, 3);
      const key = (from: bigint) => bitsOf(from, size + 2, 3);
      const equals = (value: bigint) => binary('equal', field, literal(value, unsigned(size)));
      const differs = (value: bigint) => binary('notEqual', literal(value, unsigned(size)), field);
      const holds = (yes: boolean) => (yes ? 1n : 0n);
      const cases: Valued[] = [];
      for (const [place, row] of rows.entries()) {
        const any = row.map(equals).reduce((all: Expression, one) => binary('or', all, one));
        const none = row.map(differs).reduce((all: Expression, one) => binary('and', one, all));
        const isAny = (from: bigint) => row.includes(key(from));
        cases.push({ expression: any, bits: (from) => holds(isAny(from)) });
        cases.push({ expression: none, bits: (from) => holds(!isAny(from)) });
        const other = rows[(place + 1) % rows.length]!;
        const half = other.slice(0, 1 + count / 2);
        const some = half.map(equals).reduce((all: Expression, one) => binary('or', all, one));
        const isHalf = (from: bigint) => half.includes(key(from));
        cases.push({ expression: binary('or', some, none), bits: (from) => holds(isHalf(from) || !isAny(from)) });
        cases.push({
          expression: mux(any, literal(1, unsigned(1)), some),
          bits: (from) => holds(isAny(from) || isHalf(from)),
        });
        cases.push({
          expression: mux(any, mux(some, y, x), mux(unary('not', some), x, mux(equals(row[0]!), x, y))),
          bits: (from, alternative) => (isHalf(from) ? alternative : from),
        });
      }
      return cases;
    },
    size,
    edges,
  );
});
