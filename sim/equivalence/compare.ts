import type { Circuit } from '../../generators/circuit/types.ts';
import { drivenInputs } from '../stimulus.ts';
import { type Cycle, clockNames, outputPorts } from './cycles.ts';
import type { TraceRow } from './trace.ts';
import { asciiWave, type WaveLine } from './wave.ts';

/** A value that an engine shows and the reference does not. */
export interface Difference {
  readonly engine: string;
  /** What it is compared with. */
  readonly reference: string;
  /** Number of the cycle, from 0; the value is the one before its edges. */
  readonly cycle: number;
  readonly signal: string;
  /** Decimal, or words. */
  readonly expected: string;
  readonly received: string;
  /** All inputs in that cycle, decimal. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The cycles around it as text: clocks, inputs, and the outputs of both sides where they differ. */
  readonly wave?: string;
}

interface NamedRows {
  readonly name: string;
  readonly rows: readonly TraceRow[];
}

/** Compares every value that the reference knows; the first difference by cycle and order of declaration. */
export function compareRows(
  circuit: Circuit,
  cycles: readonly Cycle[],
  reference: NamedRows,
  engine: NamedRows,
): { readonly comparedValues: number; readonly difference?: Difference } {
  const ports = outputPorts(circuit);
  let comparedValues = 0;
  for (const [cycle, row] of reference.rows.entries()) {
    for (const [place, { name: signal }] of ports.entries()) {
      const expected = row[place];
      if (expected === undefined) continue;
      const received = engine.rows[cycle]?.[place];
      comparedValues++;
      if (received === expected) continue;
      const difference: Difference = {
        engine: engine.name,
        reference: reference.name,
        cycle,
        signal,
        expected: String(expected),
        received: received === undefined ? 'unknown' : String(received),
        ...describePlace(circuit, cycles, cycle, [reference, engine]),
      };
      return { comparedValues, difference };
    }
  }
  return { comparedValues };
}

/** Cycles that a wave shows before and behind the one that differs. */
const [before, behind] = [7, 3];

/** The inputs of a cycle, and a wave around it. */
export function describePlace(
  circuit: Circuit,
  cycles: readonly Cycle[],
  cycle: number,
  sides: readonly NamedRows[],
): Required<Pick<Difference, 'inputs' | 'wave'>> {
  const [first, last] = [Math.max(0, cycle - before), Math.min(cycles.length - 1, cycle + behind)];
  const shown = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const clocks = clockNames(circuit);
  const lines: WaveLine[] =
    clocks.length < 2
      ? []
      : clocks.map((name) => ({
          name,
          width: 1,
          at: (at) => BigInt(cycles[at]!.clocks.includes(name)),
        }));
  for (const { name, type } of drivenInputs(circuit)) {
    lines.push({ name, width: type.width, at: (at) => cycles[at]!.inputs[name] });
  }
  for (const [place, { name, type }] of outputPorts(circuit).entries()) {
    // A golden model may leave an output out.
    const knowing = sides.filter(({ rows }) => shown.some((at) => rows[at]?.[place] !== undefined));
    const ofSide = knowing.map(
      (side): WaveLine => ({
        name: `${name} (${side.name})`,
        width: type.width,
        at: (at) => side.rows[at]?.[place],
      }),
    );
    const differ = shown.some((at) => ofSide.some((line) => line.at(at) !== ofSide[0]!.at(at)));
    lines.push(...(differ ? ofSide : ofSide.slice(0, 1).map((line) => ({ ...line, name }))));
  }
  const { inputs } = cycles[cycle]!;
  return {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)])),
    wave: asciiWave(lines, first, last, cycle),
  };
}
