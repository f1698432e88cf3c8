import { single } from '../flatten/bits.ts';
import type { NamedSignal, Netlist, NetlistMemory } from '../flatten/netlist.ts';
import { align, type Layout, sizeOf } from './layout.ts';
import type { LinearMemory } from './linear-memory.ts';
import { compileProbe, compileWait, type ProbeExports, type WaitExports } from './probe-module.ts';
import type { StepExports } from './step-module.ts';
import { WebAssembly } from './web-assembly.ts';

/** Where a signal's value lies, and what brings it up to date there; state itself needs nothing. */
export interface Probe {
  readonly address: number;
  readonly width: number;
  readonly signed: boolean;
  readonly evaluator: Evaluator | undefined;
}

/** Works some signals out; `version` is that of the state they were last worked out from. */
export interface Evaluator {
  version: number;
  evaluate(): void;
}

/** So many signals are compiled one by one as they are asked for; the next one brings all others with it. */
const singleProbes = 8;

/** Compiles what reads signals that are not state, as late and as little as asked for. */
export class Probes {
  readonly #netlist: Netlist;
  readonly #layout: Layout;
  readonly #memory: LinearMemory;
  readonly #probes = new Map<string, Probe>();
  readonly #waits = new Map<string, WaitExports>();
  #step: StepExports['step'];
  readonly #stops: boolean;
  #end: number;
  #compiled = 0;

  /** `step` is what waiting calls, and `stops` whether it may ask for the host. */
  constructor(
    netlist: Netlist,
    layout: Layout,
    memory: LinearMemory,
    { step, stops }: { readonly step: StepExports['step']; readonly stops: boolean },
    firstFree: number,
  ) {
    this.#netlist = netlist;
    this.#stops = stops;
    this.#layout = layout;
    this.#memory = memory;
    this.#step = step;
    this.#end = firstFree;
  }

  /** First byte of the linear memory that nothing here uses. */
  get end(): number {
    return this.#end;
  }

  /** Leaves the bytes below `end` to others. */
  leave(end: number): void {
    this.#end = Math.max(this.#end, end);
  }

  /** Has waiting call another step from now on. */
  waitWith(step: StepExports['step']): void {
    this.#step = step;
    this.#waits.clear();
  }

  probe(signal: NamedSignal): Probe {
    const known = this.#probes.get(signal.name) ?? this.#stateProbe(signal);
    if (known) return known;
    const { outputs, signals } = this.#netlist;
    if (outputs.includes(signal.name)) this.#compile(outputs.map((name) => signals.get(name)!));
    else if (++this.#compiled <= singleProbes) this.#compile([signal]);
    else this.#compile([...signals.values()]);
    return this.#probes.get(signal.name)!;
  }

  /** A probe that works nothing else out, for frequent reading. */
  ownProbe(signal: NamedSignal): Probe {
    const state = this.#stateProbe(signal);
    if (state) return state;
    this.#probes.delete(signal.name);
    this.#compile([signal]);
    return this.#probes.get(signal.name)!;
  }

  /** Probes of signals that are worked out together, also of such as have no name that can be asked for. */
  probes(signals: readonly NamedSignal[]): readonly Probe[] {
    this.#compile(signals);
    return signals.map((signal) => this.#probes.get(signal.name) ?? this.#stateProbe(signal)!);
  }

  /** Says before an edge whether a memory stores a word at it; absent for a memory that never does. */
  stores(memory: NetlistMemory): Probe | undefined {
    const { name, write } = memory;
    if (!write) return undefined;
    const signal = {
      name: `${name} stores`,
      width: 1,
      signed: false,
      value: () => single(write.enable, 1, false),
    };
    return this.#probes.get(signal.name) ?? this.probes([signal])[0]!;
  }

  wait(signal: NamedSignal): WaitExports['wait'] {
    let exports = this.#waits.get(signal.name);
    if (!exports) {
      const slot = align(this.#end, 8);
      const { bytes, end } = compileWait(this.#netlist, this.#layout, signal, slot, this.#stops);
      this.#reserve(end);
      exports = this.#instantiate(bytes) as unknown as WaitExports;
      this.#waits.set(signal.name, exports);
    }
    return exports.wait;
  }

  #compile(wanted: readonly NamedSignal[]): void {
    const signals: { signal: NamedSignal; address: number }[] = [];
    for (const signal of wanted) {
      if (this.#probes.has(signal.name) || this.#stateProbe(signal)) continue;
      const address = align(this.#end, 8);
      this.#end = address + sizeOf(signal.width);
      signals.push({ signal, address });
    }
    const { bytes, end } = compileProbe(this.#netlist, this.#layout, signals, this.#end);
    this.#reserve(end);
    const { evaluate } = this.#instantiate(bytes) as unknown as ProbeExports;
    const evaluator: Evaluator = { version: -1, evaluate };
    for (const { signal, address } of signals) {
      this.#probes.set(signal.name, { address, width: signal.width, signed: signal.signed, evaluator });
    }
  }

  #reserve(end: number): void {
    this.#end = end;
    this.#memory.reserve(end);
  }

  #instantiate(bytes: Uint8Array): Record<string, unknown> {
    const host = { memory: this.#memory.memory, step: this.#step };
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { host }).exports;
  }

  /** A probe of a signal that is nothing but a state variable. */
  #stateProbe(signal: NamedSignal): Probe | undefined {
    const bits = signal.value();
    const first = bits.parts[0]!.word;
    const state = this.#netlist.states[first.state];
    if (!state) return undefined;
    const address = this.#layout.states[first.state]!;
    if (first.operator === 'state' && signal.width <= 64)
      return { address, width: state.width, signed: state.signed, evaluator: undefined };
    if (state.width !== signal.width) return undefined;
    let low = 0;
    for (const { word, width } of bits.parts) {
      if (word.operator !== 'extract' || word.state !== first.state || word.low !== low) return undefined;
      low += width;
    }
    return { address, width: signal.width, signed: signal.signed, evaluator: undefined };
  }
}
