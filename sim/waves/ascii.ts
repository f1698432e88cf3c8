import { chooseNames, type NamePatterns } from './patterns.ts';
import { bitsOfChange, changeAt, type Trace, type TraceSignal } from './trace.ts';
import { type Radix, valueText } from './value-text.ts';

export interface AsciiWaveOptions {
  /** Which signals, by patterns; in the trace's order. All by default. */
  readonly signals?: NamePatterns;
  /** Cycles of the simulator: the first, and the first that is not shown. By default up to 16, the last ones. */
  readonly from?: number;
  readonly to?: number;
  readonly radix?: Radix;
}

/** Most cycles where no range is asked for. */
const usualCycles = 16;
const levels = ['▁', '▔'] as const;

/**
 * A wave as text for snapshots and messages, a column for each cycle. Single bits are drawn as levels; other values are
 * written behind a bar where they begin, and stay up to the next bar. Lines end without spaces; the last has no line end.
 */
export function asciiWave(trace: Trace, options: AsciiWaveOptions = {}): string {
  const chosen = options.signals === undefined ? trace.signals : chooseNames(trace.signals, options.signals);
  const end = trace.firstCycle + trace.samples;
  const to = Math.min(options.to ?? end, end);
  const from = Math.max(options.from ?? to - usualCycles, trace.firstCycle);
  const cycles = Array.from({ length: Math.max(0, to - from) }, (_, position) => from + position);
  const samples = cycles.map((cycle) => cycle - trace.firstCycle);
  const rows = chosen.map((signal) => ({ signal, cells: cellsOf(signal, samples, options.radix) }));
  const widths = cycles.map((cycle, column) =>
    Math.max(`${cycle}`.length + 1, ...rows.map(({ cells }) => cells[column]!.width)),
  );
  const nameWidth = Math.max('cycle'.length, ...chosen.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]) => `${name.padEnd(nameWidth)} ${cells.join('')}`.trimEnd();
  return [
    line(
      'cycle',
      cycles.map((cycle, column) => ` ${cycle}`.padEnd(widths[column]!)),
    ),
    ...rows.map(({ signal, cells }) =>
      line(
        signal.name,
        cells.map((cell, column) => cell.draw(widths[column]!)),
      ),
    ),
  ].join('\n');
}

interface Cell {
  /** Fewest characters. */
  readonly width: number;
  draw(width: number): string;
}

function cellsOf(signal: TraceSignal, samples: readonly number[], radix: Radix | undefined): readonly Cell[] {
  let before: number | undefined;
  return samples.map((sample): Cell => {
    const change = changeAt(signal, sample);
    const bits = bitsOfChange(signal, change);
    const begins = change !== before;
    before = change;
    if (signal.type.width === 1 && !signal.type.enumeration) {
      return { width: 2, draw: (width) => levels[Number(bits)]!.repeat(width) };
    }
    const text = begins ? `│${valueText(signal, bits, radix)}` : '';
    // A character of distance to the next bar.
    return { width: text.length + 1, draw: (width) => text.padEnd(width) };
  });
}
