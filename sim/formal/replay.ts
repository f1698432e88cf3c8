import type { Circuit } from '../../generators/circuit/types.ts';
import { createSimulator, type ObservableSimulator, PropertyViolation } from '../engine/index.ts';
import type { Stimulus } from '../stimulus.ts';
import { record, type Trace } from '../waves/index.ts';
import { clockingPort, type Observer } from './observer.ts';

/** An assertion or assumption that does not hold. */
export type Violation = Pick<PropertyViolation, 'property' | 'kind' | 'cycle' | 'text' | 'location'>;

export interface Replayed {
  /** The first assertion or assumption that is violated, under its name in the flat design. */
  readonly violation?: Violation;
  /** Names of the covers that were met. */
  readonly met: ReadonlySet<string>;
  /** Every signal of the design, and of the observer beneath its name where it has the design's only clock. */
  readonly trace: Trace;
}

export interface ReplayOptions {
  readonly observer?: Observer | undefined;
  /** What the observer's chosen inputs are, a row for each of the stimulus. */
  readonly choices?: Stimulus;
  /** `ignore`: the design runs to the end of the stimulus. */
  readonly properties?: 'check' | 'ignore';
}

/** Runs a design from its start under a stimulus, beside its observer, until the first violation. */
export function replay(
  circuit: Circuit,
  stimulus: Stimulus,
  { observer, choices = [], properties = 'check' }: ReplayOptions = {},
): Replayed {
  const design = createSimulator(circuit, { print: ignored, properties });
  const watching = observer && createSimulator(observer.circuit, { print: ignored });
  const recordings = [record(design), ...(watching ? [record(watching)] : [])];
  let violation: Violation | undefined;
  let isWatching = false;
  try {
    for (const [cycle, row] of stimulus.entries()) {
      for (const [name, value] of Object.entries(row)) if (!design.clocks.includes(name)) design.set(name, value);
      if (watching) watch(design, watching, observer, row);
      for (const [name, value] of Object.entries(choices[cycle] ?? {})) watching?.set(name, value);
      step(
        design,
        design.clocks.filter((name) => row[name] !== 0n),
      );
      isWatching = true;
      if (watching) step(watching, risingOf(observer, circuit, row));
      isWatching = false;
    }
  } catch (error) {
    if (!(error instanceof PropertyViolation)) throw error;
    const { property, kind, cycle, text, location } = error;
    const name = isWatching ? `${observer!.name}.${property}` : property;
    violation = { property: name, kind, cycle, text, location };
  }
  const prefixed = <T extends { readonly name: string }>(named: T): T => ({
    ...named,
    name: `${observer!.name}.${named.name}`,
  });
  const [own, other] = recordings.map((recording) => recording.end()) as [Trace, Trace?];
  const samples = violation ? Math.min(own.samples, violation.cycle + 1) : Math.max(1, own.samples - 1);
  const others = other && design.clocks.length <= 1 ? other.signals.filter(isOwn) : [];
  const met = [...design.covers, ...(watching?.covers.map(prefixed) ?? [])].filter(({ count }) => count > 0);
  return {
    ...(violation ? { violation } : {}),
    met: new Set(met.map(({ name }) => name)),
    trace: { ...own, samples, signals: [...own.signals, ...others.map(prefixed)] },
  };
}

const ignored = (): void => undefined;
const isOwn = ({ kind }: { readonly kind: string }): boolean => kind !== 'input';

function watch(
  design: ObservableSimulator,
  watching: ObservableSimulator,
  { circuit, observed }: Observer,
  row: Stimulus[number],
): void {
  for (const [port, signal] of observed) watching.set(port, design.get(signal));
  for (const name of watching.resets) {
    const port = circuit.top.ports.find((one) => one.name === name);
    const own = port?.kind === 'input' ? clockingPort(design.circuit.top, port) : undefined;
    // Where the design has no reset, the observer is reset in the first cycle.
    watching.set(name, own ? (row[own.name] ?? 0n) : BigInt(design.cycle === 0));
  }
}

/** The observer's clocks that rise with the design's. */
function risingOf({ circuit }: Observer, design: Circuit, row: Stimulus[number]): readonly string[] {
  return circuit.top.ports.flatMap((port) => {
    if (port.kind !== 'input' || port.role !== 'clock') return [];
    const own = clockingPort(design.top, port);
    return own && row[own.name] === 0n ? [] : [port.name];
  });
}

function step(simulator: ObservableSimulator, rising: readonly string[]): void {
  if (rising.length > 0 || simulator.clocks.length === 0)
    simulator.step(1, simulator.clocks.length > 1 ? rising : undefined);
}
