import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromGray,
  fromOneHot,
  leadingZeros,
  lookup,
  lowestOneHot,
  mux1H,
  muxCase,
  muxLookup,
  popCount,
  priorityEncode,
  priorityMux,
  reverseBits,
  rotateLeft,
  rotateRight,
  toGray,
  toOneHot,
  trailingZeros,
} from '../../generators/blocks/index.ts';
import {
  type Bool,
  bool,
  input,
  Module,
  output,
  type SInt,
  sint,
  type UInt,
  uint,
} from '../../generators/language/index.ts';
import { evaluate } from '../support/evaluate.ts';
import { circuitOf, expectCleanVerilog } from './tools.ts';

const widths = fc.integer({ min: 1, max: 40 });
const word = widths.chain((width) =>
  fc.record({ width: fc.constant(width), value: fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n }) }),
);
/** Words of which often only a few bits are set. */
const sparse = widths.chain((width) =>
  fc.record({
    width: fc.constant(width),
    value: fc
      .uniqueArray(fc.nat(width - 1), { maxLength: 3 })
      .map((bits) => bits.reduce((sum, bit) => sum + (1n << BigInt(bit)), 0n)),
  }),
);
const runs = { numRuns: 60 };

/** The bits as text, the highest first: the models below work on this. */
const text = ({ width, value }: { readonly width: number; readonly value: bigint }): string =>
  value.toString(2).padStart(width, '0');

const models: Record<string, [build: (x: UInt) => UInt | Bool, model: (bits: string) => bigint]> = {
  popCount: [popCount, (bits) => BigInt(bits.replaceAll('0', '').length)],
  leadingZeros: [leadingZeros, (bits) => BigInt(bits.length - bits.replace(/^0*/, '').length)],
  trailingZeros: [trailingZeros, (bits) => BigInt(bits.length - bits.replace(/0*$/, '').length)],
  reverseBits: [reverseBits, (bits) => BigInt(`0b${[...bits].reverse().join('')}`)],
  lowestOneHot: [lowestOneHot, (bits) => BigInt(`0b${bits.replace(/.*(10*)$/, '$1')}`)],
  'priorityEncode index': [
    (x) => priorityEncode(x).index,
    (bits) => BigInt(Math.max(0, [...bits].reverse().indexOf('1'))),
  ],
  'priorityEncode valid': [(x) => priorityEncode(x).valid, (bits) => BigInt(bits.includes('1'))],
  'toGray and fromGray': [(x) => fromGray(toGray(x)), (bits) => BigInt(`0b${bits}`)],
};

describe.each(Object.entries(models))('%s', (_name, [build, model]) => {
  it('agrees with its model on text', () => {
    fc.assert(
      fc.property(fc.oneof(word, sparse), ({ width, value }) => {
        const result = evaluate([{ shape: uint(width), value }], build);
        expect(result.value).toBe(model(text({ width, value })));
      }),
      runs,
    );
  });
});

describe('gray code', () => {
  it('differs in one bit from one number to the next, around the end too', () => {
    const codes = Array.from({ length: 32 }, (_, value) => {
      return evaluate([{ shape: uint(5), value: BigInt(value) }], (x: UInt) => toGray(x)).value;
    });
    expect(new Set(codes).size).toBe(32);
    codes.forEach((code, index) => {
      const differing = code ^ codes[(index + 1) % 32]!;
      expect(differing & (differing - 1n)).toBe(0n);
      expect(differing).not.toBe(0n);
    });
  });
});

describe('one-hot words', () => {
  it('have the bit of their index, and lead back to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(127), (width, index) => {
        const given = [{ shape: uint(7), value: BigInt(index) }];
        const expected = index < width ? 1n << BigInt(index) : 0n;
        expect(evaluate(given, (x: UInt) => toOneHot(x, width))).toMatchObject({ value: expected, width });
        const back = evaluate(given, (x: UInt) => fromOneHot(toOneHot(x, width)));
        expect(back.value).toBe(index < width ? BigInt(index) : 0n);
      }),
      runs,
    );
  });
});

describe('rotate', () => {
  const rotated = (bits: string, left: number): bigint => {
    const places = ((left % bits.length) + bits.length) % bits.length;
    return BigInt(`0b${bits.slice(places)}${bits.slice(0, places)}`);
  };

  it('turns by a constant', () => {
    fc.assert(
      fc.property(word, fc.nat(100), ({ width, value }, amount) => {
        const given = [{ shape: uint(width), value }];
        const bits = text({ width, value });
        expect(evaluate(given, (x: UInt) => rotateLeft(x, amount)).value).toBe(rotated(bits, amount));
        expect(evaluate(given, (x: UInt) => rotateRight(x, amount)).value).toBe(rotated(bits, -amount));
      }),
      runs,
    );
  });

  it('turns by a value, also one beyond the width', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 7 }), fc.nat(127), ({ width, value }, amountBits, seed) => {
        const amount = seed % 2 ** amountBits;
        const given = [
          { shape: uint(width), value },
          { shape: uint(amountBits), value: BigInt(amount) },
        ];
        const bits = text({ width, value });
        expect(evaluate(given, (x: UInt, by: UInt) => rotateLeft(x, by)).value).toBe(rotated(bits, amount));
        expect(evaluate(given, (x: UInt, by: UInt) => rotateRight(x, by)).value).toBe(rotated(bits, -amount));
      }),
      runs,
    );
  });
});

describe('multiplexers', () => {
  const conditions = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });

  it('take the first condition that holds', () => {
    fc.assert(
      fc.property(conditions, (given) => {
        const inputs = given.map((value) => ({ shape: bool(), value: BigInt(value) }));
        const first = given.indexOf(true);
        const cased = (...bits: Bool[]) =>
          muxCase<UInt>(
            bits.map((bit, index) => [bit, index]),
            bits[0]!.asUInt().extend(5).or(31),
          );
        expect(evaluate(inputs, cased as never).value).toBe(BigInt(first < 0 ? 31 : first));
        const last = (...bits: Bool[]) => priorityMux(bits.map((bit, index) => [bit, bit.asUInt().add(2 * index)]));
        const position = first < 0 ? given.length - 1 : first;
        expect(evaluate(inputs, last as never).value).toBe(BigInt(2 * position + (first < 0 ? 0 : 1)));
      }),
      runs,
    );
  });

  it('look a key up', () => {
    for (const [key, expected] of [
      [0, -3],
      [1, 7],
      [5, 0],
      [2, 7],
    ] as const) {
      const given = [
        { shape: uint(3), value: BigInt(key) },
        { shape: sint(4), value: 7n },
      ];
      const build = (x: UInt, rest: SInt) =>
        muxLookup<SInt>(
          x,
          [
            [0, -3],
            [5, 0],
          ],
          rest,
        );
      expect(evaluate(given, build as never).value).toBe(BigInt(expected));
    }
  });

  it('take the value of the one condition that holds, signed ones too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8, max: 7 }), fc.integer({ min: -128, max: 127 }), fc.nat(2), (a, b, which) => {
        const inputs = [
          { shape: sint(4), value: BigInt(a) },
          { shape: sint(8), value: BigInt(b) },
          { shape: bool(), value: BigInt(which === 0) },
          { shape: bool(), value: BigInt(which === 1) },
        ];
        const build = (x: SInt, y: SInt, first: Bool, second: Bool) =>
          mux1H<SInt>([
            [first, x],
            [second, y],
          ]);
        expect(evaluate(inputs, build as never).value).toBe(BigInt([a, b, 0][which]!));
      }),
      runs,
    );
  });

  it('look a constant up, 0 beyond the last', () => {
    const table = [5, -6, 7, 0, -8];
    for (let index = 0; index < 8; index += 1) {
      const given = [{ shape: uint(3), value: BigInt(index) }];
      expect(evaluate(given, (x: UInt) => lookup<SInt>(x, table, sint(4))).value).toBe(BigInt(table[index] ?? 0));
    }
  });
});

describe('printed', () => {
  it('is clean Verilog', () => {
    const Bits = Module('Bits', () => {
      const x = input(uint(13));
      const y = input(sint(7));
      const amount = input(uint(5));
      const condition = input(bool());
      const { index, valid } = priorityEncode(x);
      return {
        x,
        y,
        amount,
        condition,
        count: output(popCount(x)),
        leading: output(leadingZeros(x)),
        trailing: output(trailingZeros(x)),
        reversed: output(reverseBits(x)),
        left: output(rotateLeft(x, amount)),
        right: output(rotateRight(x, 3)),
        oneHot: output(toOneHot(amount, 20)),
        binary: output(fromOneHot(x)),
        lowest: output(lowestOneHot(x)),
        index: output(index),
        valid: output(valid),
        gray: output(toGray(x)),
        plain: output(fromGray(x)),
        cased: output(muxCase<SInt>([[condition, 3]], y)),
        looked: output(muxLookup<SInt>(amount, [[3, -2]], y)),
        hot: output(
          mux1H<SInt>([
            [condition, y],
            [condition.not(), y.add(1)],
          ]),
        ),
        entry: output(lookup<SInt>(amount, [1, -2, 3], sint(3))),
      };
    });
    expectCleanVerilog(circuitOf(Bits));
  });
});
