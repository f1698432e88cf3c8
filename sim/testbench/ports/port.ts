import { fail } from '../../../generators/diagnostics.ts';
import type { EngineSimulator } from '../engines/engine.ts';
import { SignalHistory } from '../history/history.ts';
import type { WaveSignal } from '../history/wave.ts';
import { decode, decodeReal, encode, encodeReal, kindText, type PlainValue, type PortKind } from './kinds.ts';
import type { AnyPort } from './port-types.ts';

/** The simulation that a port belongs to, as far as the port needs it. */
export interface PortOwner {
  readonly simulator: EngineSimulator;
  /** Cycles that waves show. */
  readonly historyDepth: number;
  /** The clock that a matcher waits with. */
  readonly clock: { readonly cycle: number; edge(): Promise<void> };
  /** What every wave shows, because the test asked for it. */
  readonly shown: Iterable<Port>;
  /** Throws where inputs must not change now: right before an edge, when monitors look. */
  requireWritable(name: string): void;
}

/** A port of a running simulation. What is read and set through it is kept for waves, the last cycles of it. */
export class Port implements AnyPort, WaveSignal {
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly portKind: PortKind;
  readonly owner: PortOwner;
  readonly #history: SignalHistory;
  /** Without a look-up by name, for up to 32 bits. */
  readonly #narrow: { get(): number } | undefined;
  readonly #input: { set(value: number): void } | undefined;
  /** The range of an integer that `#input` takes. */
  readonly #least: number;
  readonly #most: number;

  constructor(owner: PortOwner, name: string, direction: 'input' | 'output', portKind: PortKind) {
    this.owner = owner;
    this.name = name;
    this.direction = direction;
    this.portKind = portKind;
    this.#history = new SignalHistory(owner.historyDepth);
    const { width, signed } = portKind.type;
    this.#least = signed ? -(2 ** (width - 1)) : 0;
    this.#most = 2 ** (signed ? width - 1 : width) - 1;
    if (width <= 32) this.#narrow = owner.simulator.signalHandle(name);
    if (width <= 32 && direction === 'input') this.#input = owner.simulator.inputHandle(name);
  }

  get kind(): PortKind {
    return this.portKind;
  }

  /** The settled value in the engine's form; of up to 32 bits a number. */
  raw(): number | bigint {
    const { simulator } = this.owner;
    const value = this.#narrow ? this.#narrow.get() : simulator.get(this.name);
    this.#history.record(simulator.cycle, value);
    return value;
  }

  get plain(): PlainValue {
    const raw = this.raw();
    // The frequent kinds without a call.
    if (this.portKind.kind === 'boolean') return raw === 1;
    if (this.portKind.kind === 'integer' && typeof raw === 'number') return raw;
    return decode(this.portKind, raw);
  }

  get value(): PlainValue {
    const value = this.plain;
    const isWide = typeof value === 'bigint' || (Array.isArray(value) && holdsBig(value));
    if (isWide) {
      fail(
        'B601',
        `${this.name}, which is ${kindText(this.portKind)}, is too wide for a number`,
        'read it with .big, which gives a bigint',
      );
    }
    return value;
  }

  set value(value: PlainValue) {
    const isPlainNumber = typeof value === 'number' && this.portKind.kind === 'integer' && Number.isInteger(value);
    if (isPlainNumber && this.#input && value >= this.#least && value <= this.#most) this.#setNarrow(value);
    else if (typeof value === 'boolean' && this.portKind.kind === 'boolean' && this.#input)
      this.#setNarrow(value ? 1 : 0);
    else this.#set(encode(this.name, this.portKind, value));
  }

  get real(): number {
    return decodeReal(this.portKind, this.raw());
  }

  set real(value: number) {
    this.#set(encodeReal(this.name, this.portKind, value));
  }

  get big(): bigint {
    return BigInt(this.raw());
  }

  set big(value: bigint) {
    this.#set(value);
  }

  /** Without bigints and checks, which have been made. */
  #setNarrow(value: number): void {
    const { owner, name } = this;
    owner.requireWritable(name);
    this.#input!.set(value);
    this.#history.record(owner.simulator.cycle, value);
  }

  #set(value: bigint): void {
    const { owner, name } = this;
    if (this.direction === 'output') {
      fail('B600', `${name} is an output and cannot be set`, 'set inputs of the design, and read its outputs');
    }
    owner.requireWritable(name);
    owner.simulator.set(name, value);
    this.#history.record(owner.simulator.cycle, this.#narrow ? Number(value) : value);
  }

  /** What was seen of the port in a cycle. */
  at = (cycle: number): number | bigint | undefined => this.#history.at(cycle);
}

const holdsBig = (value: readonly PlainValue[]): boolean =>
  value.some((element) => typeof element === 'bigint' || (Array.isArray(element) && holdsBig(element)));
