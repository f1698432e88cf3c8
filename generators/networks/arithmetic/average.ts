import type { ArithmeticName, NetworkGraph, Pool } from '../graph/types.ts';
import { roundHalfEven } from './integers.ts';
import { inputTensor, outputTensor, tensorQuantisation } from './tensors.ts';

/** From the sum of `count` stored numbers to the stored average, not clamped. */
export type Average = (sum: number, count: number) => number;

/** Half away from zero. */
export const roundedAverage: Average = (sum, count) =>
  Math.trunc((sum + (sum > 0 ? 1 : -1) * Math.floor(count / 2)) / count);

/** Half up. */
const unsignedAverage: Average = (sum, count) => Math.floor((sum + Math.floor(count / 2)) / count);

/** AVERAGE_POOL: where scales differ between input and output only `qdq` regards them. */
export function averageFunction(
  graph: NetworkGraph,
  operator: Pool,
  arithmetic: ArithmeticName = graph.arithmetic,
): Average {
  if (operator.unsigned) return unsignedAverage;
  if (arithmetic !== 'qdq') return roundedAverage;
  const from = tensorQuantisation(inputTensor(graph, operator, 0));
  const to = tensorQuantisation(outputTensor(graph, operator));
  return (sum, count) => {
    const real = Math.fround(Math.fround((sum - count * from.zeroPoint) * from.scale) / count);
    return roundHalfEven(Math.fround(real / to.scale)) + to.zeroPoint;
  };
}
