import { describe, expect, test } from 'vitest';
import { partialSumBits } from '../../generators/accelerators/ultratrail/memory-map.ts';
import { OutputLane, outputUnitShape } from '../../generators/accelerators/ultratrail/output-unit.ts';
import { roundings, ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { type RoundingMode, roundedShiftRight } from '../../generators/blocks/index.ts';
import { elaborate, input, Module, output, sint, uint } from '../../generators/language/index.ts';
import { circuitSubject, type ProofResult, proveEquivalent, verilogSubject } from '../../sim/formal/index.ts';
import '../../sim/testbench/matchers/index.ts';
import { hasYosys } from '../verilog/tools.ts';

const formula = (top: string, ports: string, body: string) =>
  verilogSubject([{ name: 'formula.sv', text: `module ${top}(${ports});\n${body}\nendmodule\n` }], top);

function stimulusOf(result: ProofResult): Readonly<Record<string, bigint>> {
  if (result.kind !== 'counterexample') throw new Error(JSON.stringify(result));
  return result.stimulus.at(-1)!;
}

/** Whether a quotient is rounded up, from what a division by 2^amount leaves over. */
const roundsUp: Readonly<Record<RoundingMode, string>> = {
  truncate: "1'b0",
  'half-up': '2 * rest >= unit',
  'half-even': '2 * rest > unit || (2 * rest == unit && floor[0])',
};

describe.skipIf(!hasYosys)('arithmetic, for all inputs', () => {
  const Rounded = Module('Rounded', ({ mode }: { readonly mode: RoundingMode }) => {
    const value = input(sint(20));
    const amount = input(uint(4));
    return { value, amount, result: output(roundedShiftRight(value, amount, mode)) };
  });
  const rounded = (up: string) =>
    formula(
      'Rounded',
      'input signed [19:0] value, input [3:0] amount, output signed [20:0] result',
      `wire signed [39:0] floor = value >>> amount;
       wire signed [39:0] unit = 40'sd1 <<< amount;
       wire signed [39:0] rest = value - (floor <<< amount);
       assign result = floor + ((${up}) ? 1 : 0);`,
    );

  test.each(Object.keys(roundsUp) as RoundingMode[])('rounding %s, each shift', async (mode) => {
    await expect(elaborate(Rounded, { mode })).toBeEquivalentTo(rounded(roundsUp[mode]));
  });

  test('a formula that treats ties otherwise differs at a tie', async () => {
    const circuit = circuitSubject(elaborate(Rounded, { mode: 'half-even' }));
    const { value, amount } = stimulusOf(await proveEquivalent(circuit, rounded(roundsUp['half-up'])));
    expect(BigInt.asUintN(Number(amount), value!)).toBe(1n << (amount! - 1n));
  });

  const Saturated = Module('Saturated', ({ bits }: { readonly bits: number }) => {
    const a = input(sint(16));
    const b = input(sint(16));
    return { a, b, sum: output(a.add(b).saturate(bits)) };
  });
  const saturated = (bits: number, most: number) =>
    formula(
      'Saturated',
      `input signed [15:0] a, b, output signed [${bits - 1}:0] sum`,
      `wire signed [31:0] exact = a + b;
       assign sum = exact > ${most} ? ${most} : exact < ${-most - 1} ? ${-most - 1} : exact;`,
    );

  test('a saturating adder', async () => {
    await expect(elaborate(Saturated, { bits: 16 })).toBeEquivalentTo(saturated(16, 32767));
    await expect(elaborate(Saturated, { bits: 12 })).toBeEquivalentTo(saturated(12, 2047));
  });

  test('one that saturates a step too early is found', async () => {
    const { a, b } = stimulusOf(
      await proveEquivalent(circuitSubject(elaborate(Saturated, { bits: 12 })), saturated(12, 2046)),
    );
    expect([-2048n, 2047n]).toContain([a! + b!].map((sum) => (sum > 2047n ? 2047n : sum < -2048n ? -2048n : sum))[0]);
  });
});

describe.skipIf(!hasYosys)('an output lane of UltraTrail, for all inputs', () => {
  /** Bias, residual, ReLU, requantisation and pooling in numbers of 64 bits; `up` says when the feature is rounded up. */
  const lane = (sumBits: number, up: string) =>
    formula(
      'OutputLane',
      `input clock, input signed [${sumBits - 1}:0] sum, input signed [7:0] bias, residual,
       input control_useBias, control_useResidual, control_relu, input [2:0] control_poolExponent,
       input [4:0] shift, input finish, poolStart,
       output signed [19:0] score, output signed [7:0] feature, pooled`,
      `function signed [63:0] clamp(input signed [63:0] value, input integer bits);
         clamp = value > (64'sd1 <<< (bits - 1)) - 1 ? (64'sd1 <<< (bits - 1)) - 1
               : value < -(64'sd1 <<< (bits - 1)) ? -(64'sd1 <<< (bits - 1)) : value;
       endfunction
       wire signed [63:0] wide = sum, wideBias = bias, wideResidual = residual;
       wire signed [63:0] limited = clamp(wide, 20);
       wire signed [63:0] biased = clamp(limited + (control_useBias ? wideBias <<< shift : 64'sd0), 20);
       wire signed [63:0] combined = clamp(biased + (control_useResidual ? wideResidual <<< shift : 64'sd0), 20);
       wire signed [63:0] rectified = control_relu && combined < 0 ? 64'sd0 : combined;
       wire signed [63:0] unit = 64'sd1 <<< shift;
       wire signed [63:0] floor = rectified >>> shift;
       wire signed [63:0] rest = rectified - (floor <<< shift);
       wire signed [63:0] rounded = clamp(floor + ((${up}) ? 1 : 0), 8);
       reg signed [14:0] pool;
       wire signed [14:0] total = poolStart ? rounded : pool + rounded;
       always @(posedge clock) if (finish) pool <= total;
       wire signed [63:0] sums = total;
       wire signed [63:0] share = sums >>> control_poolExponent;
       wire signed [63:0] left = sums - (share <<< control_poolExponent);
       assign score = rectified;
       assign feature = rounded;
       assign pooled = clamp(share + (2 * left >= (64'sd1 <<< control_poolExponent) ? 1 : 0), 8);`,
    );
  const made = (rounding: (typeof roundings)[number]) =>
    outputUnitShape(ultraTrailParameters({ rounding, layerShift: true }));

  test.each(roundings)('%s, each shift', async (rounding) => {
    const shape = made(rounding);
    await expect(elaborate(OutputLane, shape)).toBeEquivalentTo(lane(partialSumBits(shape), roundsUp[rounding]), {
      timeoutSeconds: 120,
    });
  });

  test('a lane that rounds otherwise is found', async () => {
    const shape = made('half-even');
    const result = await proveEquivalent(
      circuitSubject(elaborate(OutputLane, shape)),
      lane(partialSumBits(shape), roundsUp['half-up']),
      { depth: 1, timeoutSeconds: 120 },
    );
    expect(result.kind).toBe('counterexample');
  });
});
