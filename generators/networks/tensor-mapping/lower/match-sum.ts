import {
  clamp,
  type ElementwiseParameters,
  elementwiseFunction,
  fractionAndExponent,
  multiplyHalfEven,
  type QuantisedMultiplier,
  quantisedMultiplier,
} from '../../arithmetic/index.ts';

/** ADD and SUB of real numbers. */
export type RealSum = Extract<ElementwiseParameters, { kind: 'float32-sum' }>;

/** Three scalings, all half to even, that make a sum: of both differences to the zero points, and of what they add up to. */
export interface MatchedSum {
  readonly operands: readonly [QuantisedMultiplier, QuantisedMultiplier];
  /** Added before the last scaling. */
  readonly bias: number;
  readonly output: QuantisedMultiplier;
}

/** The integers, or how many of the pairs of stored numbers the best ones get wrong. */
export type SumMatch =
  | { readonly found: MatchedSum }
  | { readonly found?: never; readonly pairs: number; readonly different: number };

/** Left shifts of the operands' scaling, in the order in which they are tried; with more the sum would not fit in 32 bits. */
const leftShifts = [20, 21];

/** Pairs count as near to a tie where they are closer to it than this; float32 numbers of ±128 err by some 2^-17. */
const nearTie = 2 ** -9;

/** How far the search wants results to stay away from ties. */
const margins = [2 ** -17, 2 ** -19, 2 ** -21];

const sweeps = 400;

/**
 * Integers with which scaling, adding and scaling gives what the float32 formula gives, for each pair of stored numbers
 * from both domains: every pair is tried. The formula's own errors decide pairs near to a tie; the scales are moved by as
 * little as brings all of them to their side.
 */
export function matchSum(parameters: RealSum, domains: readonly [readonly number[], readonly number[]]): SumMatch {
  const table = expectedResults(parameters, domains);
  const pairs = table.length;
  let different = pairs;
  const ratios = parameters.scales.map((scale) => scale / parameters.outputScale) as [number, number];
  const moved = movedScales(parameters, domains, ratios, table);
  for (const leftShift of leftShifts) {
    for (const { scales, bias } of [{ scales: ratios, bias: 0 }, ...moved]) {
      const candidate = integersOf(scales, bias, leftShift);
      const wrong = countDifferent(candidate, parameters, domains, table);
      if (wrong === 0) return { found: candidate };
      different = Math.min(different, wrong);
    }
  }
  return { pairs, different };
}

type Domains = readonly [readonly number[], readonly number[]];

function expectedResults(parameters: RealSum, [firsts, seconds]: Domains): Int8Array {
  const compute = elementwiseFunction(parameters);
  const table = new Int8Array(firsts.length * seconds.length);
  let place = 0;
  for (const first of firsts) for (const second of seconds) table[place++] = compute(first, second);
  return table;
}

/** A sum in units of 2^-fraction of the output's. */
function integersOf(scales: readonly [number, number], bias: number, leftShift: number): MatchedSum {
  const fraction = Math.min(32, leftShift - Math.max(...scales.map((scale) => fractionAndExponent(scale).exponent)));
  const operand = (scale: number): QuantisedMultiplier => {
    const { multiplier, shift } = quantisedMultiplier(scale);
    return shift + fraction < -31 ? { multiplier: 0, shift: 0 } : { multiplier, shift: shift + fraction };
  };
  return {
    operands: [operand(scales[0]), operand(scales[1])],
    bias: Math.round(bias * 2 ** fraction),
    output: { multiplier: 2 ** 30, shift: 1 - fraction },
  };
}

function countDifferent(
  { operands, bias, output }: MatchedSum,
  { zeroPoints, sign, outputZeroPoint, lowest, highest }: RealSum,
  [firsts, seconds]: Domains,
  table: Int8Array,
): number {
  const scaled = (stored: readonly number[], place: 0 | 1): number[] =>
    stored.map((value) =>
      multiplyHalfEven(value - zeroPoints[place], operands[place].multiplier, operands[place].shift),
    );
  const left = scaled(firsts, 0);
  const right = scaled(seconds, 1);
  let [different, place] = [0, 0];
  for (const first of left) {
    for (const second of right) {
      const sum = multiplyHalfEven(first + sign * second + bias, output.multiplier, output.shift);
      if (clamp(sum + outputZeroPoint, lowest, highest) !== table[place++]) different++;
    }
  }
  return different;
}

/** A pair near to a tie: its results on the right side if (weights · correction) + distance is positive. */
interface TieConstraint {
  readonly weights: readonly [number, number, number];
  readonly distance: number;
}

function tieConstraints(
  { zeroPoints, sign, outputZeroPoint, lowest, highest }: RealSum,
  [firsts, seconds]: Domains,
  ratios: readonly [number, number],
  table: Int8Array,
): TieConstraint[] {
  const constraints: TieConstraint[] = [];
  let place = 0;
  for (const first of firsts) {
    for (const second of seconds) {
      const result = table[place++]!;
      const [a, b] = [first - zeroPoints[0], sign * (second - zeroPoints[1])];
      const real = ratios[0] * a + ratios[1] * b;
      const tie = Math.floor(real) + 0.5;
      const above = tie + 0.5 + outputZeroPoint;
      if (Math.abs(real - tie) > nearTie || above > highest || above <= lowest) continue;
      const side = result >= above ? 1 : -1;
      constraints.push({ weights: [(side * a) / 128, (side * b) / 128, side], distance: side * (real - tie) });
    }
  }
  return constraints;
}

/** Scales, and what is added to the sum, moved until all pairs lie on their sides of the ties: by projection, in turn. */
function movedScales(
  parameters: RealSum,
  domains: Domains,
  ratios: readonly [number, number],
  table: Int8Array,
): { readonly scales: readonly [number, number]; readonly bias: number }[] {
  const constraints = tieConstraints(parameters, domains, ratios, table);
  return margins.flatMap((margin) => {
    const moved = projected(constraints, margin);
    if (!moved) return [];
    const [first, second, bias] = moved;
    return [{ scales: [ratios[0] + first / 128, ratios[1] + second / 128] as const, bias }];
  });
}

function projected(constraints: readonly TieConstraint[], margin: number): [number, number, number] | undefined {
  const moved: [number, number, number] = [0, 0, 0];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let violated = false;
    for (const { weights, distance } of constraints) {
      const [a, b, c] = weights;
      const missing = margin - (distance + a * moved[0] + b * moved[1] + c * moved[2]);
      if (missing <= 0) continue;
      violated = true;
      const step = (1.0001 * missing) / (a * a + b * b + c * c);
      moved[0] += step * a;
      moved[1] += step * b;
      moved[2] += step * c;
    }
    if (!violated) return moved;
  }
  return undefined;
}
