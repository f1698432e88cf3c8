import type { ResizeBilinear } from '../graph/types.ts';

/** Units in one position. */
export const interpolationUnit = 1024;

/** Between two positions of the input: `upper` counts `fraction` / 1024, `lower` the rest. */
export interface Interpolation {
  readonly lower: number;
  readonly upper: number;
  /** 0..1023 where the two differ. */
  readonly fraction: number;
}

/**
 * For each of `to` positions those of `from` between which it lies, in whole numbers as TensorFlow Lite's int8 kernel has
 * them. Before the first position, and behind the last, both are that position.
 */
export function interpolations(
  from: number,
  to: number,
  { alignCorners, halfPixelCentres }: Pick<ResizeBilinear, 'alignCorners' | 'halfPixelCentres'>,
): readonly Interpolation[] {
  const [size, steps] = alignCorners && to > 1 ? [from - 1, to - 1] : [from, to];
  const scale = Math.floor((interpolationUnit * size + Math.floor(steps / 2)) / steps);
  return Array.from({ length: to }, (_, place) => {
    const centred = halfPixelCentres ? Math.trunc(scale / 2) - interpolationUnit / 2 : 0;
    const position = place * scale + centred;
    const lower = Math.min(Math.max(Math.trunc(position / interpolationUnit), 0), from - 1);
    const upper = Math.min(Math.trunc((position + interpolationUnit - 1) / interpolationUnit), from - 1);
    return { lower, upper, fraction: position - interpolationUnit * lower };
  });
}
