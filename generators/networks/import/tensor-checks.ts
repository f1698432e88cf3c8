import type { ElementType, Tensor } from '../graph/types.ts';
import { refuseContradiction } from './refuse.ts';

/** The numbers that a type can hold, and so a zero point. */
const ranges: Partial<Record<ElementType, readonly [number, number]>> = {
  int4: [-8, 7],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
};

/**
 * Scales are numbers, not negative, and only constants may have 0 (channels that are all zero); zero points fit the type.
 * @param at `tensor 7 (input)`, for the message.
 * @throws BurinError B702.
 */
export function checkQuantisation({ quantisation, type, data }: Tensor, at: string): void {
  if (!quantisation) return;
  const scale = quantisation.scales.find((one) => !(Number.isFinite(one) && (one > 0 || (one === 0 && data))));
  if (scale !== undefined) refuseContradiction(at, `its scale is ${scale}, where a positive number is expected`);
  const [least, most] = ranges[type] ?? [-(2 ** 31), 2 ** 31 - 1];
  const zeroPoint = quantisation.zeroPoints.find((one) => one < least || one > most);
  if (zeroPoint !== undefined) {
    refuseContradiction(at, `its zero point is ${zeroPoint}, outside of ${type}'s ${least} to ${most}`);
  }
}

/** Names as they are where they are unique; else, and where empty, with the tensor's number behind them. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const given = new Set<string>();
  return names.map((name, place) => {
    if (name !== '' && !given.has(name)) {
      given.add(name);
      return name;
    }
    let unique = `${name || 'tensor'}_${place}`;
    while (taken.has(unique) || given.has(unique)) unique += '_';
    given.add(unique);
    return unique;
  });
}
