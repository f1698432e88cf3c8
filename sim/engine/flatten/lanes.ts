import type { BitType } from '../../../generators/circuit/types.ts';

/** How a value is held: in `count` state variables of `width` bits, the lowest first. */
export interface Lanes {
  readonly count: number;
  readonly width: number;
}

const fewest = 4;
const widest = 32;

/** Wide vectors are held element by element, so that each can be read, and four of them changed, at once. */
export function lanesOf({ width, lanes }: Pick<BitType, 'width' | 'lanes'>): Lanes {
  const isSplit = lanes !== undefined && lanes >= fewest && width > widest && width / lanes <= widest;
  return isSplit && width % lanes === 0 ? { count: lanes, width: width / lanes } : { count: 1, width };
}
