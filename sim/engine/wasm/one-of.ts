import type { Word } from '../flatten/word.ts';
import { type FunctionCode, numeric } from './encoder.ts';

/** Values that one mask tells apart. */
const span = 32;

/** Values that lie within `span` of the first. */
interface Cluster {
  readonly first: number;
  readonly last: number;
  /** Bit `n` for the value `first + n`. */
  readonly mask: number;
  readonly count: number;
}

/**
 * Replaces the number on the stack, below 2^`width`, by 1 where it is one of the values, which are ascending constants: by
 * a bit of a mask for each cluster of values, not by one comparison for each of them.
 */
export function testMembership(code: FunctionCode, width: number, values: readonly Word[]): void {
  const clusters = clustersOf(values.map(({ value }) => Number(value)));
  if (2 ** width <= span) {
    const mask = values.reduce((sum, { value }) => sum | (1 << Number(value)), 0);
    const distance = code.local('i32');
    code.set(distance);
    code.constant('i32', BigInt(mask));
    code.get(distance);
    code.byte(numeric.i32.shiftRightUnsigned);
    code.constant('i32', 1n);
    code.byte(numeric.i32.and);
    return;
  }
  const number = code.local('i32');
  const distance = code.local('i32');
  code.set(number);
  for (const [place, { first, last, mask, count }] of clusters.entries()) {
    code.get(number);
    if (count === 1) {
      code.constant('i32', BigInt(first));
      code.byte(numeric.i32.equal);
    } else {
      if (first > 0) {
        code.constant('i32', BigInt(first));
        code.byte(numeric.i32.subtract);
      }
      const isWhole = count === last - first + 1;
      if (!isWhole) code.tee(distance);
      code.constant('i32', BigInt(last - first + 1));
      code.byte(numeric.i32.lessUnsigned);
      if (!isWhole) {
        code.constant('i32', BigInt(mask));
        code.get(distance);
        code.byte(numeric.i32.shiftRightUnsigned, numeric.i32.and);
      }
    }
    if (place > 0) code.byte(numeric.i32.or);
  }
}

function clustersOf(values: readonly number[]): readonly Cluster[] {
  const clusters: Cluster[] = [];
  for (const value of values) {
    const cluster = clusters.at(-1);
    const adjoins = cluster && value === cluster.last + 1 && cluster.count === cluster.last - cluster.first + 1;
    if (!cluster || (value - cluster.first >= span && !adjoins)) {
      clusters.push({ first: value, last: value, mask: 1, count: 1 });
      continue;
    }
    const mask = value - cluster.first < span ? cluster.mask | (1 << (value - cluster.first)) : 0;
    clusters[clusters.length - 1] = { first: cluster.first, last: value, mask, count: cluster.count + 1 };
  }
  return clusters;
}
