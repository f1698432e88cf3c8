import { bitsOfChange, orderChanges, type Trace, type TraceSignal } from './trace.ts';
import { memberName } from './value-text.ts';

/** What a wave file shows of a signal: its bits, and beside them what is easier to read. */
export interface Variable {
  readonly name: string;
  readonly form: 'bits' | 'text' | 'real';
  readonly kind: TraceSignal['kind'];
  readonly width: number;
  /** Place of the signal in the list it was made of. */
  readonly signal: number;
}

/**
 * The variables of a trace: one for the bits of each clock and signal; beside an enumeration its members' names as text
 * (`<name>_text`), beside a fixed-point number its value (`<name>_real`).
 */
export function variablesOf({ clocks, signals }: Trace): readonly Variable[] {
  return [...clocks, ...signals].flatMap(({ name, kind, type, fractionBits }, signal) => {
    const bits: Variable = { name, form: 'bits', kind, width: type.width, signal };
    if (type.enumeration) return [bits, { ...bits, name: `${name}_text`, form: 'text' as const }];
    if (fractionBits !== undefined) return [bits, { ...bits, name: `${name}_real`, form: 'real' as const }];
    return [bits];
  });
}

export type WaveValue = number | bigint | string;

/** What happens to variables, in the order of time. */
export interface WaveVisitor {
  /** In nanoseconds; the last one is the end of the wave. */
  time(nanoseconds: number): void;
  /** By the variable's place in the list: the unsigned number of the bits (bigint from 33 of them on), text, or real number. */
  value(variable: number, value: WaveValue): void;
}

/**
 * Tells a visitor all times at which something changes and the new values, every variable at time 0. Sample i lasts from
 * `i * period` up to the next. A clock that rises behind sample i - 1 is 1 in the first half of sample i, and 0 elsewhere:
 * it rises at the time from which on what the edge stored is seen.
 */
export function visitWave(trace: Trace, variables: readonly Variable[], period: number, visitor: WaveVisitor): void {
  const { clocks, samples } = trace;
  const all = [...clocks, ...trace.signals];
  const variablesAt: number[][] = all.map(() => []);
  for (const [number, { signal }] of variables.entries()) variablesAt[signal]!.push(number);
  const tell = (clock: number, level: number) => {
    for (const variable of variablesAt[clock]!) visitor.value(variable, level);
  };
  const isRising = clocks.map(() => false);
  const { starts, signals, changes } = orderChanges(samples, all);
  for (let sample = 0; sample < samples; sample++) {
    const risen = clocks.flatMap((_, clock) => (isRising[clock] ? [clock] : []));
    const [first, end] = [starts[sample]!, starts[sample + 1]!];
    if (risen.length > 0 || end > first) visitor.time(sample * period);
    for (const clock of sample === 0 ? clocks.keys() : risen) tell(clock, sample === 0 ? 0 : 1);
    for (let place = first; place < end; place++) {
      const number = signals[place]!;
      const signal = all[number]!;
      const change = changes[place]!;
      if (number < clocks.length) isRising[number] = signal.values[change] === 1;
      else
        for (const variable of variablesAt[number]!)
          visitor.value(variable, shown(signal, variables[variable]!, change));
    }
    if (risen.length === 0) continue;
    visitor.time(sample * period + period / 2);
    for (const clock of risen) tell(clock, 0);
  }
  visitor.time(samples * period);
}

function shown(signal: TraceSignal, { form }: Variable, change: number): WaveValue {
  const { type, fractionBits = 0, values } = signal;
  // Most are narrow, and numbers are much faster.
  if (form === 'bits' && type.width <= 32) return values[change]!;
  const bits = bitsOfChange(signal, change);
  if (form === 'bits') return bits;
  if (form === 'text') return memberName(type, bits) ?? bits.toString();
  return Number(type.signed ? BigInt.asIntN(type.width, bits) : bits) / 2 ** fractionBits;
}
