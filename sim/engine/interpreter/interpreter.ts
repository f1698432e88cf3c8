import type { BitType, Circuit, InstanceInput, Port, Signal } from '../../../generators/circuit/types.ts';
import { SimulationError, type Simulator } from '../simulator.ts';
import { checkedAddress, checkedCount, checkedNarrow, checkedValue, unknownName, waitFailed } from '../values.ts';
import { LogicState, MemoryState } from './module-state.ts';

/** Rounds after which signals that still change are taken never to settle. */
const mostRounds = 10_000;

interface Place {
  readonly type: BitType;
  read(): bigint;
}

/**
 * Executes the circuit as it stands, statement by statement on bigints, without flattening: slow, and short enough to
 * be the judge of the compiling simulator.
 */
export class Interpreter implements Simulator {
  readonly engine = 'interpreter';
  readonly memories: Simulator['memories'];
  readonly #top: LogicState;
  readonly #places = new Map<string, Place>();
  readonly #memories = new Map<string, MemoryState>();
  readonly #inputs = new Map<string, Port>();
  #reset = false;
  #cycle = 0;
  #settled = false;

  constructor(circuit: Circuit) {
    this.#top = new LogicState(circuit.top);
    for (const port of circuit.top.ports) {
      if (port.kind !== 'input' || port.role === 'clock') continue;
      this.#inputs.set(port.name, port);
      if (port.role) this.#places.set(port.name, { type: port.type, read: () => (this.#reset ? 1n : 0n) });
    }
    this.#list(this.#top, '');
    this.memories = [...this.#memories].map(([name, { module }]) => ({
      name,
      depth: module.depth,
      width: module.wordType.width,
    }));
  }

  get cycle(): number {
    return this.#cycle;
  }

  get signals(): readonly string[] {
    return [...this.#places.keys()];
  }

  #list(state: LogicState | MemoryState, path: string): void {
    const add = (signal: Signal) => {
      if (signal.kind === 'input' && signal.role) return;
      this.#places.set(path + signal.name, { type: signal.type, read: () => state.read(signal) });
    };
    for (const port of state.module.ports) add(port);
    if (state instanceof MemoryState) return;
    for (const signal of state.module.signals) add(signal);
    for (const [instance, child] of state.children) {
      if (child instanceof MemoryState) this.#memories.set(path + instance.name, child);
      this.#list(child, `${path}${instance.name}.`);
    }
  }

  set(port: string, value: number | bigint | boolean): void {
    const input = this.#inputs.get(port);
    if (!input) throw unknownName('input', port, this.#inputs.keys());
    const number = checkedValue(port, input.type, value);
    if (input.kind === 'input' && input.role) this.#reset = number === 1n;
    else this.#top.values.set(input as Exclude<Signal, InstanceInput>, number);
    this.#settled = false;
  }

  #settle(): void {
    for (let round = 0; !this.#settled; round++) {
      if (round > mostRounds) throw new SimulationError('the circuit does not settle: it has a combinational loop');
      this.#settled = !this.#top.settleOnce();
    }
  }

  #place(signal: string): Place {
    const place = this.#places.get(signal);
    if (!place) throw unknownName('signal', signal, this.#places.keys());
    return place;
  }

  get(signal: string): bigint {
    const place = this.#place(signal);
    this.#settle();
    return place.read();
  }

  getNumber(signal: string): number {
    checkedNarrow(signal, this.#place(signal).type.width);
    return Number(this.get(signal));
  }

  step(cycles = 1): void {
    checkedCount('the number of cycles', cycles);
    for (let left = cycles; left > 0; left--) {
      this.#settle();
      this.#top.clockEdge(this.#reset);
      this.#cycle++;
      this.#settled = false;
    }
  }

  runUntil(signal: string, { value = 1, maximumCycles }: { value?: number; maximumCycles: number }): number {
    checkedCount('maximumCycles', maximumCycles);
    checkedValue(signal, this.#place(signal).type, value);
    for (let taken = 0; taken <= maximumCycles; taken++) {
      if (this.getNumber(signal) === value) return taken;
      if (taken < maximumCycles) this.step();
    }
    throw waitFailed(signal, value, maximumCycles, this.#cycle);
  }

  #memory(name: string): MemoryState {
    const memory = this.#memories.get(name);
    if (!memory) throw unknownName('memory', name, this.#memories.keys());
    return memory;
  }

  readMemory(memory: string, address: number): bigint {
    const { words, module } = this.#memory(memory);
    checkedAddress(memory, module.depth, address);
    return words.get(address) ?? 0n;
  }

  writeMemory(memory: string, address: number, word: bigint): void {
    const { words, module } = this.#memory(memory);
    checkedAddress(memory, module.depth, address);
    words.set(address, checkedValue(memory, module.wordType, word));
    this.#settled = false;
  }

  inputHandle(port: string): { set(value: number): void } {
    const input = this.#inputs.get(port);
    if (!input) throw unknownName('input', port, this.#inputs.keys());
    checkedNarrow(port, input.type.width);
    return { set: (value) => this.set(port, value) };
  }

  signalHandle(signal: string): { get(): number } {
    checkedNarrow(signal, this.#place(signal).type.width);
    return { get: () => this.getNumber(signal) };
  }
}
