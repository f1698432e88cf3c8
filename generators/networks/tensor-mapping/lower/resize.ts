import { clamp, roundHalfAway } from '../../arithmetic/index.ts';
import type { ResizeNearest } from '../../graph/types.ts';
import type { OutputGrid } from './operations.ts';

/** For each of `to` places the nearest of `from`, in float32 as TensorFlow Lite computes it. */
export function nearestSources(
  from: number,
  to: number,
  { alignCorners, halfPixelCentres }: Pick<ResizeNearest, 'alignCorners' | 'halfPixelCentres'>,
): readonly number[] {
  const scale = alignCorners && to > 1 ? Math.fround((from - 1) / (to - 1)) : Math.fround(from / to);
  return Array.from({ length: to }, (_, place) => {
    const source = Math.fround((place + (halfPixelCentres ? 0.5 : 0)) * scale);
    return clamp(alignCorners ? roundHalfAway(source) : Math.floor(source), 0, from - 1);
  });
}

/** Places first, first + step, …, `count` of them, whose sources are source, source + sourceStep, …. */
export interface Progression {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly source: number;
  readonly sourceStep: number;
}

/** Where the results of two progressions lie, and how far their windows are apart. */
export function gridOf(
  row: Progression,
  column: Progression,
): { readonly grid: OutputGrid; readonly strideRow: number; readonly strideColumn: number } {
  const grid: OutputGrid = {
    row: row.first,
    rowStep: row.step,
    rows: row.count,
    column: column.first,
    columnStep: column.step,
    columns: column.count,
  };
  return { grid, strideRow: row.sourceStep, strideColumn: column.sourceStep };
}

/** All places in as few progressions as one step for all gives. */
export function progressions(sources: readonly number[]): readonly Progression[] {
  const candidates = Array.from({ length: Math.min(8, sources.length) }, (_, place) => withStep(sources, place + 1));
  return candidates.reduce((best, found) => (found.length < best.length ? found : best));
}

function withStep(sources: readonly number[], step: number): Progression[] {
  return Array.from({ length: step }, (_, residue) => {
    const found: Progression[] = [];
    let place = residue;
    while (place < sources.length) {
      const source = sources[place]!;
      const sourceStep = place + step < sources.length ? sources[place + step]! - source : 1;
      let count = 1;
      while (sources[place + count * step] === source + count * sourceStep) count++;
      found.push({ first: place, step, count, source, sourceStep });
      place += count * step;
    }
    return found;
  }).flat();
}
