import { clockPorts } from '../../../generators/circuit/clocking.ts';
import type { BitType, Circuit, InputPort } from '../../../generators/circuit/types.ts';
import type { Observation, TakeChanges } from '../observation.ts';
import type { CoverCount, ObservableSimulator, Simulator, SimulatorOptions } from '../simulator.ts';
import type { HeldBits, RegisterDescription, RegisterPlace, SavedState, WordPlace } from '../state-access.ts';
import {
  checkedAddress,
  checkedClocks,
  checkedCount,
  checkedMask,
  checkedNarrow,
  checkedValue,
  notSavedHere,
  unknownName,
  waitFailed,
} from '../values.ts';
import { type InstanceState, LogicState } from './logic-state.ts';
import { MemoryState } from './memory-state.ts';
import { RowWatcher } from './observation.ts';
import type { LogicPlan } from './plan.ts';
import { Plans } from './plan-module.ts';
import { look, type WatchedProperty } from './properties.ts';
import {
  flip,
  type HeldCell,
  hold,
  registerCells,
  restoreInstance,
  type SavedInstance,
  type StateCell,
  saveInstance,
  wordCell,
} from './state.ts';
import { loadNumber, storeNumber, transfer, wordCount } from './words.ts';

export interface Place {
  readonly type: BitType;
  read(): bigint;
}

/**
 * Executes the circuit as it stands, module by module, without flattening or compiling: the judge of the compiling
 * simulator.
 */
export class Interpreter implements ObservableSimulator {
  readonly engine = 'interpreter';
  readonly circuit: Circuit;
  readonly memories: Simulator['memories'];
  readonly #top: LogicState;
  readonly #places = new Map<string, Place>();
  readonly #memories = new Map<string, MemoryState>();
  readonly #inputs = new Map<string, InputPort>();
  /** Names of the resets that are active, and of the clocks that rise. */
  readonly #active = new Set<string>();
  #rising: readonly string[] = [];
  /** Instances have to be told which clocks rise and which resets are active. */
  #edgeChanged = true;
  /** State was written from outside: everything has to be worked out anew. */
  #stateChanged = false;
  readonly #registers: ReadonlyMap<string, StateCell>;
  #held: readonly HeldCell[] = [];
  readonly #saved = new WeakMap<SavedState, { readonly top: SavedInstance; readonly active: ReadonlySet<string> }>();
  readonly clocks: readonly string[];
  readonly resets: readonly string[];
  readonly #watched: WatchedProperty[] = [];
  readonly #observers = new Set<RowWatcher>();
  readonly #print: (text: string) => void;
  #cycle = 0;

  constructor(circuit: Circuit, { print = console.log, properties = 'check' }: SimulatorOptions = {}) {
    this.circuit = circuit;
    this.#print = print;
    this.#top = new LogicState(new Plans().of(circuit.top) as LogicPlan);
    for (const port of circuit.top.ports) {
      if (port.kind !== 'input' || port.role === 'clock') continue;
      this.#inputs.set(port.name, port);
      if (port.role)
        this.#places.set(port.name, { type: port.type, read: () => (this.#active.has(port.name) ? 1n : 0n) });
    }
    const ports = clockPorts(circuit.top);
    this.clocks = ports.filter(({ role }) => role === 'clock').map(({ name }) => name);
    this.resets = ports.filter(({ role }) => role === 'reset').map(({ name }) => name);
    this.#list(this.#top, '');
    this.#registers = registerCells(this.#top);
    if (properties === 'check') this.#watch(this.#top, '');
    this.memories = [...this.#memories].map(([name, { plan }]) => ({
      name,
      depth: plan.module.depth,
      width: plan.module.wordType.width,
    }));
  }

  get cycle(): number {
    return this.#cycle;
  }

  get signals(): readonly string[] {
    return [...this.#places.keys()];
  }

  get covers(): readonly CoverCount[] {
    const covers = this.#watched.filter(({ plan }) => plan.property.kind === 'cover');
    return covers.map(({ name, count, plan }) => ({ name, count, location: plan.property.location }));
  }

  #watch({ plan, words, edge, children }: LogicState, path: string): void {
    for (const property of plan.properties) {
      this.#watched.push({ name: path + property.property.name, plan: property, words, edge, count: 0 });
    }
    for (const [number, child] of children.entries()) {
      if (child instanceof LogicState) this.#watch(child, `${path}${plan.children[number]!.instance.name}.`);
    }
  }

  #list(state: InstanceState, path: string): void {
    const { plan, words } = state;
    const add = (name: string, type: BitType, place: number) => {
      this.#places.set(path + name, { type, read: () => loadNumber(words, place, type) });
    };
    for (const { name, type } of plan.module.ports) {
      const port = plan.ports.get(name);
      if (port) add(name, type, port.place);
    }
    if (state instanceof MemoryState) return;
    for (const signal of state.plan.module.signals) add(signal.name, signal.type, state.plan.layout.place(signal));
    for (const [number, child] of state.children.entries()) {
      const { name } = state.plan.children[number]!.instance;
      if (child instanceof MemoryState) this.#memories.set(path + name, child);
      this.#list(child, `${path}${name}.`);
    }
  }

  set(port: string, value: number | bigint | boolean): void {
    const input = this.#inputs.get(port);
    if (!input) throw unknownName('input', port, this.#inputs.keys());
    const number = checkedValue(port, input.type, value);
    if (input.role) {
      if (number === 1n) this.#active.add(port);
      else this.#active.delete(port);
      this.#edgeChanged = true;
      return;
    }
    const { place, fanOut } = this.#top.plan.ports.get(port)!;
    const count = wordCount(input.type.width);
    const words = new Int32Array(count);
    storeNumber(words, 0, input.type.width, number);
    if (transfer(words, 0, this.#top.words, place, count)) this.#top.touch(fanOut);
  }

  #settle(): void {
    if (this.#stateChanged) this.#top.touchAll();
    this.#stateChanged = false;
    try {
      this.#top.settle();
    } catch (error) {
      // Nothing is known of what was up to date, should a changed input end the loop.
      this.#top.touchAll();
      throw error;
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

  step(cycles = 1, clocks?: string | readonly string[]): void {
    checkedCount('the number of cycles', cycles);
    this.#setEdge(checkedClocks(this.clocks, clocks));
    for (let left = cycles; left > 0; left--) {
      this.#settle();
      for (const observer of this.#observers) observer.look(this.#rising);
      look(this.#watched, this.#cycle, this.#print);
      this.#top.clockEdge();
      this.#hold();
      this.#cycle++;
      for (const observer of this.#observers) observer.edges++;
    }
  }

  #setEdge(rising: readonly string[]): void {
    if (!this.#edgeChanged && `${rising}` === `${this.#rising}`) return;
    const { clocks } = this.#top.plan;
    for (const [name, place] of clocks) {
      this.#top.edge[place] = this.#active.has(name) || rising.includes(name) ? 1 : 0;
    }
    this.#top.setEdge();
    this.#rising = rising;
    this.#edgeChanged = false;
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

  observe(signals: readonly string[], take: TakeChanges): Observation {
    const places = signals.map((name) => this.#place(name));
    const observer: RowWatcher = new RowWatcher(places, this.clocks, take, {
      settle: () => this.#settle(),
      end: () => this.#observers.delete(observer),
    });
    this.#observers.add(observer);
    return observer;
  }

  #memory(name: string): MemoryState {
    const memory = this.#memories.get(name);
    if (!memory) throw unknownName('memory', name, this.#memories.keys());
    return memory;
  }

  readMemory(memory: string, address: number): bigint {
    const state = this.#memory(memory);
    checkedAddress(memory, state.plan.module.depth, address);
    return state.readWord(address);
  }

  writeMemory(memory: string, address: number, word: bigint): void {
    const state = this.#memory(memory);
    const { depth, wordType } = state.plan.module;
    checkedAddress(memory, depth, address);
    state.writeWord(address, checkedValue(memory, wordType, word));
    this.#stateChanged ||= state.plan.module.organisation === 'asynchronous-read';
    this.#hold();
  }

  get registers(): readonly RegisterDescription[] {
    return [...this.#registers].map(([name, { type }]) => ({ name, width: type.width, signed: type.signed }));
  }

  writeRegister(register: string, value: number | bigint | boolean): void {
    const cell = this.#register(register);
    cell.write(checkedValue(register, cell.type, value));
    this.#stateChanged = true;
    this.#hold();
  }

  flipBits(place: RegisterPlace | WordPlace, mask: bigint): void {
    flip(this.#masked(place, mask));
    this.#stateChanged = true;
    this.#hold();
  }

  #masked(place: RegisterPlace | WordPlace, mask: bigint): Omit<HeldCell, 'value'> {
    const name = 'memory' in place ? place.memory : place.register;
    const cell = 'memory' in place ? this.#word(place.memory, place.address) : this.#register(place.register);
    return { cell, mask: checkedMask(name, cell.type.width, mask) };
  }

  holdBits(held: readonly HeldBits[]): void {
    this.#held = held.map((one) => ({ ...this.#masked(one, one.mask), value: one.value }));
    this.#hold();
  }

  #hold(): void {
    if (hold(this.#held)) this.#stateChanged = true;
  }

  saveState(): SavedState {
    const saved: SavedState = { cycle: this.#cycle };
    this.#saved.set(saved, { top: saveInstance(this.#top), active: new Set(this.#active) });
    return saved;
  }

  restoreState(saved: SavedState): void {
    const found = this.#saved.get(saved);
    if (!found) throw notSavedHere();
    restoreInstance(this.#top, found.top);
    this.#active.clear();
    for (const reset of found.active) this.#active.add(reset);
    this.#edgeChanged = true;
    this.#stateChanged = true;
    this.#hold();
  }

  #word(memory: string, address: number): StateCell {
    const state = this.#memory(memory);
    checkedAddress(memory, state.plan.module.depth, address);
    return wordCell(state, address);
  }

  #register(name: string): StateCell {
    const cell = this.#registers.get(name);
    if (!cell) throw unknownName('register', name, this.#registers.keys());
    return cell;
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
