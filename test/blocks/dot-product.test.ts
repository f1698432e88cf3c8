import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dotProduct, type Fixed, fixed, realOf } from '../../generators/blocks/index.ts';
import { constant, elaborate, input, Module, output, type SInt } from '../../generators/language/index.ts';
import { proveEquivalent } from '../../sim/formal/prove.ts';
import { printedSubject, verilogSubject } from '../../sim/formal/subject.ts';
import { checked, evaluate } from '../support/evaluate.ts';
import { hasYosys } from '../verilog/tools.ts';
import { circuitOf, expectCleanVerilog } from './tools.ts';

const signedOf = (bits: number) => fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n });

interface Tap {
  readonly value: bigint;
  readonly weight: bigint;
  readonly isConstant: boolean;
}

/** The fewest bits, two's complement, that hold both numbers: one after the other is tried. */
function bitsFor(least: bigint, most: bigint): number {
  let bits = 1;
  while (least < -(2n ** BigInt(bits - 1)) || most >= 2n ** BigInt(bits - 1)) bits += 1;
  return bits;
}

describe('the sum of products', () => {
  const given = fc.record({ valueBits: fc.integer({ min: 1, max: 40 }), weightBits: fc.integer({ min: 1, max: 30 }) });

  it('is exact, and as wide as the weights make it', () => {
    fc.assert(
      fc.property(
        given.chain(({ valueBits, weightBits }) => {
          const tap: fc.Arbitrary<Tap> = fc.record({
            value: fc.oneof(signedOf(valueBits), fc.constant(-(2n ** BigInt(valueBits - 1)))),
            weight: fc.oneof(signedOf(weightBits), fc.constant(-(2n ** BigInt(weightBits - 1)))),
            isConstant: fc.boolean(),
          });
          return fc.record({
            valueBits: fc.constant(valueBits),
            weightBits: fc.constant(weightBits),
            taps: fc.array(tap, { minLength: 1, maxLength: 9 }),
          });
        }),
        ({ valueBits, weightBits, taps }) => {
          const [value, weight] = [fixed(valueBits - 3, 3), fixed(weightBits - 2, 2)];
          const variables = taps.filter(({ isConstant }) => !isConstant);
          const operands = [
            ...taps.map((tap) => ({ shape: value, value: tap.value })),
            ...variables.map((tap) => ({ shape: weight, value: tap.weight })),
          ];
          let places = 0;
          const made = evaluate(operands, ((...ports: Fixed<SInt>[]) => {
            const values = ports.slice(0, taps.length);
            const others = ports.slice(taps.length)[Symbol.iterator]();
            const weights = taps.map((tap) =>
              tap.isConstant ? constant(weight, tap.weight) : (others.next().value as Fixed<SInt>),
            );
            const sum = dotProduct(values, weights);
            places = sum.fractionBits;
            return sum;
          }) as never);
          expect(places).toBe(5);
          expect(made.value).toBe(taps.reduce((sum, tap) => sum + tap.value * tap.weight, 0n));
          const extremes = taps.map((tap) => {
            const half = 2n ** BigInt(valueBits - 1);
            const ofWeight = tap.isConstant
              ? [tap.weight]
              : [-(2n ** BigInt(weightBits - 1)), 2n ** BigInt(weightBits - 1) - 1n];
            const products = ofWeight.flatMap((factor) => [factor * -half, factor * (half - 1n)]);
            return products.sort((a, b) => (a < b ? -1 : 1));
          });
          const least = extremes.reduce((sum, products) => sum + products[0]!, 0n);
          const most = extremes.reduce((sum, products) => sum + products.at(-1)!, 0n);
          expect(made.width).toBe(bitsFor(least, most));
        },
      ),
      { numRuns: 200 },
    );
  });

  it.skipIf(!hasYosys)('is for all inputs what a wide sum by hand is', async () => {
    const weights = [-3n, 7n, 0n, -8n, 5n];
    const Weighted = Module('Weighted', () => {
      const samples = weights.map(() => input(fixed(1, 3)));
      const sum = dotProduct(
        samples,
        weights.map((weight) => constant(fixed(1, 3), weight)),
      );
      return { ...Object.fromEntries(samples.map((sample, tap) => [`x${tap}`, sample])), sum: output(sum) };
    });
    const circuit = checked(elaborate(Weighted, {}));
    expectCleanVerilog(circuit);
    const ports = weights.map((_, tap) => `input signed [3:0] x${tap}`).join(', ');
    const terms = weights.map((weight, tap) => `(x${tap} * ${weight < 0n ? `-32'sd${-weight}` : `32'sd${weight}`})`);
    const byHand = `module Weighted (${ports}, output signed [8:0] sum);
  wire signed [31:0] whole = ${terms.join(' + ')};
  assign sum = whole[8:0];
endmodule`;
    // -8·(3+7+0+8+5) = -184 and no more than 184 less something: nine bits with the sign.
    const subject = verilogSubject([{ name: 'hand.sv', text: byHand }], 'Weighted');
    expect(await proveEquivalent(printedSubject(circuit), subject, { depth: 2 })).toEqual({ kind: 'proven' });
  });

  it('refuses other numbers of weights, and mixed steps', () => {
    const of = (build: (x: Fixed<SInt>) => Fixed<SInt>) => () =>
      circuitOf(
        Module('Wrong', () => {
          const x = input(fixed(1, 3));
          return { x, y: output(build(x)) };
        }),
      );
    expect(of((x) => dotProduct([x], []))).toThrow(
      /error B020: a sum of 1 values with 0 weights\n {2}remedy: give as many weights as values, and at least one$/,
    );
    expect(of((x) => dotProduct([x, x.scale(-1)], [x, x]))).toThrow(
      /error B002: fixed\(0, 4\) stands beside fixed\(1, 3\) in a sum of products\n/,
    );
    expect(realOf(1n, { fractionBits: 6 })).toBe(1 / 64);
  });
});
