import { type ElementwiseParameters, elementwiseParameters, inputTensor } from '../../arithmetic/index.ts';
import type { Elementwise, NetworkGraph, Tensor } from '../../graph/types.ts';
import { matchSum, type RealSum, type SumMatch } from './match-sum.ts';
import type { AddOperation, UniformScaling } from './operations.ts';
import { halfUp } from './scalings.ts';

/** How a sum of two tensors goes through the requantiser: the first tensor, the second, what they add up to. */
export type SumScalings = Pick<AddOperation, 'scalings' | 'rounding' | 'subtract'>;

/** Why the hardware cannot add or subtract as the network's arithmetic does, as a clause; `undefined` where it can. */
export function sumProblem(graph: NetworkGraph, operator: Elementwise): string | undefined {
  const parameters = elementwiseParameters(graph, operator);
  if (isTable(graph, operator)) return undefined;
  switch (parameters.kind) {
    case 'single-shift':
      return parameters.shift >= 1 && parameters.shift <= 31 ? undefined : 'its scales are too far from each other';
    case 'float32-sum': {
      const match = matchedSum(graph, operator, parameters);
      if (match.found) return undefined;
      const of = `${match.different} of ${match.pairs} pairs of numbers`;
      return `no integers add as ${graph.arithmetic} does with its scales: ${of} would differ (--arithmetic tflm adds otherwise)`;
    }
    default:
      return undefined;
  }
}

/** A function of one number: the other input is a constant number. */
function isTable({ tensors }: NetworkGraph, { inputs }: Elementwise): boolean {
  return inputs.some((tensor, place) => tensors[tensor]!.data?.length === 1 && !tensors[inputs[1 - place]!]!.data);
}

/** `undefined` for operators other than sums, and where `sumProblem` has something to say. */
export function sumScalings(
  graph: NetworkGraph,
  operator: Elementwise,
  parameters: ElementwiseParameters,
): SumScalings | undefined {
  switch (parameters.kind) {
    case 'common-scale': {
      const { zeroPoints, inputs, leftShift, output, sign } = parameters;
      const operand = (place: 0 | 1): UniformScaling => ({
        bias: -zeroPoints[place],
        ...inputs[place],
        before: leftShift,
      });
      return {
        scalings: [operand(0), operand(1), { bias: 0, ...output, before: 0 }],
        rounding: 'twice',
        subtract: sign < 0,
      };
    }
    case 'single-shift': {
      const { multipliers, bias, shift } = parameters;
      if (shift < 1 || shift > 31) return undefined;
      // The product itself, as scaling by 2^left and multiplier / 2^31 leaves it; the last scaling adds half by itself.
      const { shift: left } = halfUp(Math.max(...multipliers.map(Math.abs)), 0);
      const operand = (multiplier: number): UniformScaling => ({
        bias: 0,
        multiplier: Math.abs(multiplier) * 2 ** (31 - left),
        shift: 0,
        before: left,
      });
      const last = { bias: bias - 2 ** (shift - 1), multiplier: 2 ** (31 - shift), shift: 0, before: 0 };
      return {
        scalings: [operand(multipliers[0]), operand(multipliers[1]), last],
        rounding: 'twice',
        subtract: multipliers[1] < 0,
      };
    }
    case 'float32-sum': {
      const { found } = matchedSum(graph, operator, parameters);
      if (!found) return undefined;
      const operand = (place: 0 | 1): UniformScaling => ({
        bias: -parameters.zeroPoints[place],
        ...found.operands[place],
        before: 0,
      });
      return {
        scalings: [operand(0), operand(1), { bias: found.bias, ...found.output, before: 0 }],
        rounding: 'half-even',
        subtract: parameters.sign < 0,
      };
    }
    default:
      return undefined;
  }
}

/** Matches by what they depend on: one compilation asks several times, and the search tries every pair. */
const knownMatches = new Map<string, SumMatch>();

function matchedSum(graph: NetworkGraph, operator: Elementwise, parameters: RealSum): SumMatch {
  const domains = [0, 1].map((place) => domainOf(inputTensor(graph, operator, place)));
  const key = JSON.stringify([parameters, domains]);
  const known = knownMatches.get(key) ?? matchSum(parameters, [domains[0]!, domains[1]!]);
  knownMatches.set(key, known);
  return known;
}

/** The stored numbers that a tensor can hold. */
function domainOf({ data }: Tensor): readonly number[] {
  return data ? [...new Set(Array.from(data, Number))] : Array.from({ length: 256 }, (_, place) => place - 128);
}
