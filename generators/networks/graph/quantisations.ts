import type { Quantisation } from './types.ts';

/** Whether both mean the same real number by every stored number. */
export function sameScales(first: Quantisation | undefined, second: Quantisation | undefined): boolean {
  if (!first || !second) return first === second;
  return (
    first.scales.length === second.scales.length &&
    (first.scales.length === 1 || first.axis === second.axis) &&
    first.scales.every((scale, place) => scale === second.scales[place]) &&
    first.zeroPoints.every((zeroPoint, place) => zeroPoint === second.zeroPoints[place])
  );
}
