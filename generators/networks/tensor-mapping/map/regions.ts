import type { OutputGrid, WindowTap } from '../lower/operations.ts';

/** Grid positions first, first + step, …, `count` of them. */
export interface Stretch {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

/** A part of an operation's grid that one instruction computes. */
export interface Region {
  readonly rows: Stretch;
  readonly columns: Stretch;
}

/** The positions, by their number in the stretch, whose tap lies inside of `size`; none where last < first. */
export function insideStretch(
  { first, step, count }: Stretch,
  stride: number,
  tap: number,
  size: number,
): { readonly first: number; readonly last: number } {
  const origin = first * stride + tap;
  const distance = step * stride;
  const inside = (place: number): boolean => origin + place * distance >= 0 && origin + place * distance < size;
  if (distance === 0) return inside(0) ? { first: 0, last: count - 1 } : { first: 1, last: 0 };
  let from = distance > 0 ? Math.ceil(-origin / distance) : Math.ceil((size - 1 - origin) / distance);
  let to = distance > 0 ? Math.floor((size - 1 - origin) / distance) : Math.floor(-origin / distance);
  from = Math.max(0, from);
  to = Math.min(count - 1, to);
  return from <= to ? { first: from, last: to } : { first: 1, last: 0 };
}

/** Where along one dimension the set of taps inside of the source changes: the grid's stretches between. */
export function strips(
  count: number,
  stride: number,
  taps: readonly number[],
  size: number,
): readonly { readonly first: number; readonly count: number }[] {
  const whole = { first: 0, step: 1, count };
  const cuts = new Set([0, count]);
  for (const tap of new Set(taps)) {
    const { first, last } = insideStretch(whole, stride, tap, size);
    if (last < first) continue;
    cuts.add(first);
    cuts.add(last + 1);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((first, place) => ({ first, count: sorted[place + 1]! - first }));
}

/** The regions of a grid: strips of rows and of columns where asked, each split by `rowStep` and `columnStep`. */
export function regionsOf(
  grid: OutputGrid,
  window: {
    readonly strideRow: number;
    readonly strideColumn: number;
    readonly taps: readonly WindowTap[];
    readonly height: number;
    readonly width: number;
  },
  split: { readonly rows: boolean; readonly columns: boolean; readonly rowStep: number; readonly columnStep: number },
): readonly Region[] {
  const along = (
    count: number,
    stride: number,
    taps: readonly number[],
    size: number,
    strip: boolean,
    step: number,
  ): readonly Stretch[] => {
    const parts = strip ? strips(count, stride, taps, size) : [{ first: 0, count }];
    return parts.flatMap((part) =>
      Array.from({ length: Math.min(step, part.count) }, (_, residue) => ({
        first: part.first + residue,
        step,
        count: Math.ceil((part.count - residue) / step),
      })),
    );
  };
  const tapRows = window.taps.map(({ row }) => row);
  const tapColumns = window.taps.map(({ column }) => column);
  const rows = along(grid.rows, window.strideRow, tapRows, window.height, split.rows, split.rowStep);
  const columns = along(grid.columns, window.strideColumn, tapColumns, window.width, split.columns, split.columnStep);
  return rows.flatMap((row) => columns.map((column) => ({ rows: row, columns: column })));
}
