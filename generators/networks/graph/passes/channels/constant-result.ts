import {
  clamp,
  convolutionRequantisation,
  multiplyByQuantised,
  roundHalfAway,
  roundHalfEven,
} from '../../../arithmetic/index.ts';
import type { NetworkGraph } from '../../types.ts';
import type { Weighted } from './weighted-view.ts';

/** From a sum of 32 bits and its output channel to the stored number, in the graph's arithmetic. */
export function constantResult(operator: Weighted, graph: NetworkGraph): (sum: number, channel: number) => number {
  const { scaling, outputZeroPoint, lowest, highest } = convolutionRequantisation(graph, operator);
  const scaled = (sum: number, channel: number): number => {
    switch (scaling.kind) {
      case 'fixed-point':
        return multiplyByQuantised(sum, scaling.multipliers[channel]!, scaling.shifts[channel]!);
      case 'float64':
        return roundHalfAway(sum * scaling.scales[channel]!);
      case 'float32':
        return roundHalfEven(Math.fround(Math.fround(sum) * scaling.scales[channel]!));
    }
  };
  return (sum, channel) => clamp(scaled(sum, channel) + outputZeroPoint, lowest, highest);
}
