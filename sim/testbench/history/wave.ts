import { fractionText } from '../../waves/value-text.ts';
import { decode, type PlainValue, type PortKind } from '../ports/kinds.ts';

/** A signal of a wave: what was seen of it in each cycle. */
export interface WaveSignal {
  readonly name: string;
  readonly kind: PortKind;
  /** The value in a cycle, undefined where nobody looked. */
  at(cycle: number): number | bigint | undefined;
}

/**
 * A wave as text, one column for each of the last `count` cycles up to `cycle`: one line each for the cycles' numbers and
 * the signals. Booleans and single bits are drawn as levels; of other values each change is written, `.` stands for the
 * value before it, and `?` for a cycle in which nobody looked.
 */
export function drawWave(signals: readonly WaveSignal[], cycle: number, count = 12): string {
  const first = Math.max(0, cycle - count + 1);
  const cycles = Array.from({ length: cycle - first + 1 }, (_, place) => first + place);
  const rows = [
    { name: 'cycle', cells: cycles.map(String) },
    ...signals.map((signal) => ({ name: signal.name, cells: cellsOf(signal, cycles) })),
  ];
  const widths = cycles.map((_, column) => Math.max(...rows.map(({ cells }) => cells[column]!.length)));
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  return rows
    .map(({ name, cells }) => {
      const line = cells.map(
        (cell, column) => (isLevel(cell) ? cell : ' ').repeat(widths[column]! - cell.length) + cell,
      );
      return `${name.padEnd(nameWidth)}  ${line.join(' ')}`.trimEnd();
    })
    .join('\n');
}

/** Low and high; a level fills its column. */
const levels = ['_', '‾'] as const;
const isLevel = (cell: string): boolean => cell === levels[0] || cell === levels[1];

function cellsOf({ kind, at }: WaveSignal, cycles: readonly number[]): readonly string[] {
  const isBit = kind.kind === 'boolean' || (kind.kind === 'integer' && kind.type.width === 1);
  let before: string | undefined;
  return cycles.map((cycle) => {
    const value = at(cycle);
    if (value === undefined) {
      before = undefined;
      return '?';
    }
    if (isBit) return levels[Number(value) & 1]!;
    const text = cellText(kind, decode(kind, value));
    const cell = text === before ? '.' : text;
    before = text;
    return cell;
  });
}

/** Fixed point and numbers of up to 16 bits in decimal, wider ones in hexadecimal: a column must stay narrow. */
function cellText(kind: PortKind, value: PlainValue): string {
  if (Array.isArray(value) && kind.kind === 'vector') {
    return `[${(value as readonly PlainValue[]).map((element) => cellText(kind.element, element)).join(',')}]`;
  }
  if (kind.kind === 'integer' && kind.fractionBits !== undefined) {
    return shortFraction(BigInt(value as number | bigint), kind.fractionBits);
  }
  if (typeof value === 'bigint' || (typeof value === 'number' && kind.type.width > 16)) {
    return `x${BigInt.asUintN(kind.type.width, BigInt(value)).toString(16)}`;
  }
  return String(value);
}

/** Exact where that is short, else rounded to as many places as tell neighbours apart. */
function shortFraction(value: bigint, fractionBits: number): string {
  const exact = fractionText(value, fractionBits);
  const places = Math.ceil(fractionBits * Math.log10(2));
  return exact.length <= places + 3 ? exact : (Number(value) * 2 ** -fractionBits).toFixed(places);
}
