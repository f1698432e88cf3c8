import type { BitType } from '../../generators/circuit/types.ts';

/**
 * What signals did, sample by sample. Sample i is taken when everything has settled after edge i - 1 and before edge i;
 * the last sample is followed by no edge. Only changes are kept.
 */
export interface Trace {
  /** Name of the top module. */
  readonly top: string;
  /** The simulator's cycle at sample 0. */
  readonly firstCycle: number;
  /** How many samples there are, at least 1. */
  readonly samples: number;
  /** In hierarchical order. */
  readonly signals: readonly TraceSignal[];
  /** The clocks of the top module: 1 in samples whose following edge is one of theirs. */
  readonly clocks: readonly TraceSignal[];
}

/** What a signal is in the circuit. */
export type TraceKind = 'input' | 'output' | 'wire' | 'node' | 'register' | 'clock';

/** A signal with its name, how it is read, and all its changes. */
export interface TraceSignal {
  /** Instance names and the signal's own, joined with dots. */
  readonly name: string;
  readonly kind: TraceKind;
  readonly type: BitType;
  /** Of a fixed-point number: how many of its bits lie below the point. */
  readonly fractionBits?: number;
  /** Samples at which it takes a value, increasing; the first is 0. */
  readonly changes: Uint32Array;
  /** `wordsOf(type.width)` words of 32 bits for each change, lowest first; 0 above the width. */
  readonly values: Uint32Array;
}

/** Words of 32 bits that hold a value. */
export function wordsOf(width: number): number {
  return Math.ceil(width / 32);
}

/** The bits of change number `change`, as an unsigned number. */
export function bitsOfChange({ type, values }: TraceSignal, change: number): bigint {
  const words = wordsOf(type.width);
  let bits = 0n;
  for (let word = words - 1; word >= 0; word--) bits = (bits << 32n) | BigInt(values[change * words + word]!);
  return bits;
}

/** The value from change number `change` on, negative where the type is signed and the value is. */
export function valueOfChange(signal: TraceSignal, change: number): bigint {
  const bits = bitsOfChange(signal, change);
  return signal.type.signed ? BigInt.asIntN(signal.type.width, bits) : bits;
}

/** The number of the last change at or before a sample. */
export function changeAt({ changes }: TraceSignal, sample: number): number {
  let [low, high] = [0, changes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (changes[middle]! <= sample) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The value in a sample. */
export function valueAt(signal: TraceSignal, sample: number): bigint {
  return valueOfChange(signal, changeAt(signal, sample));
}

/** Changes in the order of samples, within one in the order of the signals. */
export interface OrderedChanges {
  /** Where the changes of each sample begin, and where the last one's end. */
  readonly starts: Uint32Array;
  /** For each change the signal, and the number of the change within it. */
  readonly signals: Uint32Array;
  readonly changes: Uint32Array;
}

export function orderChanges(samples: number, signals: readonly TraceSignal[]): OrderedChanges {
  const starts = new Uint32Array(samples + 1);
  for (const { changes } of signals) for (const sample of changes) starts[sample + 1]!++;
  for (let sample = 0; sample < samples; sample++) starts[sample + 1]! += starts[sample]!;
  const total = starts[samples]!;
  const ordered: OrderedChanges = { starts, signals: new Uint32Array(total), changes: new Uint32Array(total) };
  const next = starts.slice(0, samples);
  for (const [signal, { changes }] of signals.entries()) {
    for (let change = 0; change < changes.length; change++) {
      const place = next[changes[change]!]!++;
      ordered.signals[place] = signal;
      ordered.changes[place] = change;
    }
  }
  return ordered;
}
