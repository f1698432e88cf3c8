/** A line of a wave: values by cycle. */
export interface WaveLine {
  readonly name: string;
  /** Single bits are drawn as levels. */
  readonly width: number;
  at(cycle: number): bigint | undefined;
}

/**
 * The cycles from `first` to `last` as text, a column each, with a mark below the cycle `marked`. Bits are drawn as
 * levels; other values are written where they change and are a dot where they stay, up to 16 bits in decimal and wider
 * ones in hexadecimal, `x1f`. What is not known is `?`.
 */
export function asciiWave(lines: readonly WaveLine[], first: number, last: number, marked: number): string {
  const cycles = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const rows = [{ name: 'cycle', cells: cycles.map(String) }, ...lines.map((line) => cellsOf(line, cycles))];
  const widths = cycles.map((_, column) => Math.max(...rows.map(({ cells }) => cells[column]!.length)));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  const text = rows.map(({ name, cells }) => {
    const padded = cells.map((cell, column) => cell.padStart(widths[column]!, isLevel(cell) ? cell : ' '));
    return `${name.padEnd(nameWidth)}  ${padded.join(' ')}`;
  });
  const before = widths.slice(0, marked - first).reduce((sum, width) => sum + width + 1, 0);
  const mark = `${' '.repeat(nameWidth + 2 + before)}${'^'.repeat(widths[marked - first]!)}`;
  return [...text, mark].join('\n');
}

const isLevel = (cell: string): boolean => cell === '_' || cell === '‾';

function cellsOf({ name, width, at }: WaveLine, cycles: readonly number[]) {
  let before: string | undefined;
  const cells = cycles.map((cycle) => {
    const value = at(cycle);
    if (width === 1 && value !== undefined) return value === 0n ? '_' : '‾';
    const text = value === undefined ? '?' : valueText(value, width);
    const cell = text === before ? '.' : text;
    before = text;
    return cell;
  });
  return { name, cells };
}

const valueText = (value: bigint, width: number): string =>
  width <= 16 ? String(value) : `x${BigInt.asUintN(width, value).toString(16)}`;
