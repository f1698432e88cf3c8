import type { BitType, Circuit } from '../../../generators/circuit/types.ts';
import type { NamedSignal, Netlist, NetlistMemory } from '../flatten/netlist.ts';
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
import { compiledCircuit } from './compiled.ts';
import { type HeldPlace, holdAround } from './hold-module.ts';
import type { Layout } from './layout.ts';
import { LinearMemory } from './linear-memory.ts';
import { type Probe, Probes } from './probes.ts';
import { Profile, type ProfilePace, paceFor, type StepPlan } from './profile.ts';
import { Sampler, type Stepping } from './sampler.ts';
import { type RegisterState, readPlace, registerStates, type StatePlace, writePlace } from './state-places.ts';
import { compileStep, type StepExports, type StepGates } from './step-module.ts';
import { Watcher } from './watcher.ts';
import { type Module, WebAssembly } from './web-assembly.ts';

/** Edges in one call into the module, which counts in 32 bits. */
const longestRun = 2 ** 30;

const bit: BitType = { width: 1, signed: false };

type DesignStepping = Stepping & Pick<StepExports, 'prepare'>;

/** Compiles the circuit to WebAssembly; memory holds all state, and reading a signal works out what it needs. */
export class WasmSimulator implements ObservableSimulator {
  readonly engine = 'wasm';
  readonly circuit: Circuit;
  readonly signals: readonly string[];
  readonly memories: Simulator['memories'];
  readonly #netlist: Netlist;
  readonly #layout: Layout;
  readonly #memory: LinearMemory;
  /** The design's own code, the latest of the samplers around it, and what takes edges: it, with bits held behind them. */
  #design: DesignStepping;
  readonly #plain: Module;
  readonly #stops: boolean;
  #gates: StepGates | undefined;
  #sampled: Stepping;
  #stepping: Stepping;
  #samplers: readonly Sampler[] = [];
  readonly #registers: ReadonlyMap<string, RegisterState>;
  #held: readonly HeldPlace[] = [];
  #hold = () => {};
  readonly #saved = new WeakMap<SavedState, { readonly words: Int32Array; readonly reset: number }>();
  readonly #probes: Probes;
  readonly #watcher: Watcher | undefined;
  readonly #profile: Profile;
  #cycle = 0;
  #reset = 0;
  /** Counts changes of state, so that a settled value is worked out once for each. */
  #version = 0;

  /** `pace` says how soon the step is compiled again for the state that is usual; sensible by itself. */
  constructor(
    circuit: Circuit,
    { print = console.log, properties = 'check' }: SimulatorOptions = {},
    pace?: ProfilePace,
  ) {
    this.circuit = circuit;
    const { netlist, layout, step, module } = compiledCircuit(circuit, { withProperties: properties === 'check' });
    const { bytes, end, watch, stops } = step;
    this.#netlist = netlist;
    this.#layout = layout;
    this.#memory = new LinearMemory(end);
    this.#plain = module;
    this.#design = this.#instantiated(module);
    this.#sampled = this.#design;
    this.#stepping = this.#design;
    this.#stops = stops;
    this.#probes = new Probes(this.#netlist, this.#layout, this.#memory, { step: this.#design.step, stops }, end);
    this.#watcher = watch && new Watcher(watch, this.#memory, this.#probes, print);
    this.#profile = new Profile(this.#netlist, this.#layout, this.#memory, pace ?? paceFor(bytes.length));
    const { memories, plainReset, signals } = this.#netlist;
    this.signals = [...(plainReset === undefined ? [] : [plainReset]), ...signals.keys()];
    this.memories = memories.map(({ name, depth, wordType }) => ({ name, depth, width: wordType.width }));
    this.#registers = registerStates(this.#netlist, this.#layout);
    for (const memory of memories) {
      for (const [address, word] of memory.initial.entries()) {
        writePlace(this.#memory, this.#wordPlace(memory, address), word);
      }
    }
  }

  get clocks(): readonly string[] {
    return this.#netlist.clocks;
  }

  get resets(): readonly string[] {
    return this.#netlist.resets;
  }

  get covers(): readonly CoverCount[] {
    return this.#watcher?.covers ?? [];
  }

  get cycle(): number {
    return this.#cycle;
  }

  set(port: string, value: number | bigint | boolean): void {
    const { plainReset, resetState, states } = this.#netlist;
    if (port === plainReset) {
      this.#reset = Number(checkedValue(port, bit, value));
      if (resetState !== undefined) this.#memory.write(this.#layout.states[resetState]!, 1, BigInt(this.#reset));
    } else {
      const state = this.#input(port);
      const variable = states[state]!;
      this.#memory.write(this.#layout.states[state]!, variable.width, checkedValue(port, variable, value));
    }
    this.#version++;
  }

  get(signal: string): bigint {
    if (signal === this.#netlist.plainReset) return BigInt(this.#reset);
    const { address, width, signed } = this.#settled(this.#probes.probe(this.#signal(signal)));
    return this.#memory.read(address, width, signed);
  }

  getNumber(signal: string): number {
    if (signal === this.#netlist.plainReset) return this.#reset;
    const named = this.#signal(signal);
    checkedNarrow(signal, named.width);
    return this.#narrow(this.#settled(this.#probes.probe(named)));
  }

  step(cycles = 1, clocks?: string | readonly string[]): void {
    checkedCount('the number of cycles', cycles);
    this.#raise(clocks);
    for (let left = cycles; left > 0; ) {
      const wanted = Math.min(left, longestRun, this.#profile.next - this.#cycle);
      const missing = this.#stepping.run(wanted, this.#reset) ?? 0;
      left -= wanted - missing;
      this.#took(wanted - missing);
      if (missing === 0) continue;
      this.#stepOn();
      left--;
    }
  }

  /** Says which clocks rise from now on. */
  #raise(clocks: string | readonly string[] | undefined): void {
    const { clocks: known, rises } = this.#netlist;
    const rising = checkedClocks(known, clocks);
    for (const [clock, state] of rises) {
      this.#memory.words[this.#layout.states[state]! / 4] = rising.includes(clock) ? 1 : 0;
    }
  }

  #took(edges: number): void {
    this.#cycle += edges;
    this.#version++;
    if (this.#cycle < this.#profile.next) return;
    // A sampler has the step that it was made around for good.
    if (this.#samplers.length > 0) this.#profile.skip(this.#cycle);
    else {
      const plan = this.#profile.sample(this.#cycle, this.#gates);
      if (plan) this.#stepAs(plan);
    }
  }

  #instantiated(module: Module): DesignStepping {
    const host = { memory: this.#memory.memory };
    const { exports } = new WebAssembly.Instance(module, { host });
    const { prepare, run, step } = exports as unknown as StepExports;
    prepare();
    return { run, step, prepare };
  }

  /** Compiles the step again, for how state usually is or changes; or goes back to the code for all states. */
  #stepAs(plan: StepPlan): void {
    this.#gates = undefined;
    if (plan.usual || plan.clusters) {
      const firstFree = this.#probes.end;
      const { bytes, end, gates } = compileStep(this.#netlist, this.#layout, { ...plan, firstFree });
      this.#probes.leave(end);
      this.#memory.reserve(end);
      this.#design = this.#instantiated(new WebAssembly.Module(bytes));
      this.#gates = gates;
    } else this.#design = this.#instantiated(this.#plain);
    this.#openGates();
    this.#stepWith(this.#samplers);
  }

  /** Has everything worked out at the next edge. */
  #openGates(): void {
    if (!this.#gates) return;
    const { next } = this.#gates.places;
    this.#memory.words.fill(-1, next / 4, next / 4 + 2);
  }

  /** Looks at the properties that stopped a step, and takes it if they let it. */
  #stepOn(): void {
    const watcher = this.#watcher!;
    watcher.look(this.#cycle, (probe) => {
      const { address, width, signed } = this.#settled(probe);
      return this.#memory.read(address, width, signed);
    });
    watcher.passes(true);
    this.#stepping.step(this.#reset);
    watcher.passes(false);
    this.#took(1);
  }

  runUntil(signal: string, { value = 1, maximumCycles }: { value?: number; maximumCycles: number }): number {
    checkedCount('maximumCycles', maximumCycles);
    if (signal === this.#netlist.plainReset) {
      if (this.#reset !== value) throw waitFailed(signal, value, 0, this.#cycle);
      return 0;
    }
    const named = this.#signal(signal);
    checkedNarrow(signal, named.width);
    checkedValue(signal, named, value);
    this.#raise(undefined);
    for (let waited = 0; ; ) {
      const wait = this.#probes.wait(named);
      const maximum = Math.min(maximumCycles - waited, longestRun, this.#profile.next - this.#cycle);
      const result = wait(value, maximum, this.#reset);
      const taken = result >= 0 ? result : result === -1 ? maximum : -2 - result;
      waited += taken;
      this.#took(taken);
      if (result >= 0) return waited;
      if (result < -1) {
        this.#stepOn();
        waited++;
      } else if (waited >= maximumCycles) throw waitFailed(signal, value, maximumCycles, this.#cycle);
    }
  }

  observe(signals: readonly string[], take: TakeChanges): Observation {
    const { plainReset } = this.#netlist;
    const observed = signals.map((name) => (name === plainReset ? 'reset' : this.#signal(name)));
    const around = { inner: this.#sampled, stops: this.#stops, firstFree: this.#probes.end };
    const parts = { netlist: this.#netlist, layout: this.#layout, memory: this.#memory };
    const sampler: Sampler = new Sampler(parts, observed, around, take, () => this.#stepWith(this.#samplers));
    this.#probes.leave(sampler.firstFree);
    this.#stepWith([...this.#samplers, sampler]);
    const { places, rising, words } = sampler;
    return {
      places,
      rising,
      words,
      get edges() {
        return sampler.edges;
      },
      flush: () => sampler.flush(this.#reset),
      end: () => sampler.end(),
    };
  }

  /** One that is over stays while others are around it. */
  #stepWith(samplers: readonly Sampler[]): void {
    const last = samplers.findLastIndex(({ isOver }) => !isOver);
    this.#samplers = samplers.slice(0, last + 1);
    this.#sampled = this.#samplers.at(-1)?.stepping ?? this.#design;
    this.#stepHolding();
  }

  #stepHolding(): void {
    const inner = { step: this.#sampled.step, prepare: this.#design.prepare };
    const parts = { memory: this.#memory, probes: this.#probes };
    const holding = this.#held.length > 0 && holdAround(inner, this.#held, this.#stops, parts);
    this.#stepping = holding || this.#sampled;
    this.#hold = holding ? holding.hold : () => {};
    this.#probes.waitWith(this.#stepping.step);
  }

  get registers(): readonly RegisterDescription[] {
    return [...this.#registers.values()].map(({ name, width, signed }) => ({ name, width, signed }));
  }

  writeRegister(register: string, value: number | bigint | boolean): void {
    const place = this.#register(register);
    writePlace(this.#memory, place, checkedValue(register, { width: place.width, signed: place.signed }, value));
    this.#wrote(place.isReadData);
  }

  flipBits(place: RegisterPlace | WordPlace, mask: bigint): void {
    const masked = this.#masked(place, mask);
    const { width, signed } = masked.place;
    const bits = readPlace(this.#memory, masked.place) ^ masked.mask;
    writePlace(this.#memory, masked.place, signed ? BigInt.asIntN(width, bits) : bits);
    this.#wrote(masked.isReadData);
  }

  #masked(place: RegisterPlace | WordPlace, mask: bigint): Omit<HeldPlace, 'value'> {
    if ('memory' in place) {
      const memory = this.#memoryOf(place.memory);
      const word = this.#wordPlace(memory, place.address);
      return { place: word, mask: checkedMask(memory.name, word.width, mask), memory, isReadData: false };
    }
    const register = this.#register(place.register);
    const { width, isReadData } = register;
    return { place: register, mask: checkedMask(place.register, width, mask), memory: undefined, isReadData };
  }

  holdBits(held: readonly HeldBits[]): void {
    this.#held = held.map((one) => ({ ...this.#masked(one, one.mask), value: one.value }));
    this.#stepHolding();
    this.#wrote(false);
  }

  saveState(): SavedState {
    const saved: SavedState = { cycle: this.#cycle };
    this.#saved.set(saved, { words: this.#memory.words.slice(0, this.#layout.end / 4), reset: this.#reset });
    return saved;
  }

  restoreState(saved: SavedState): void {
    const found = this.#saved.get(saved);
    if (!found) throw notSavedHere();
    this.#memory.words.set(found.words);
    this.#reset = found.reset;
    this.#wrote(true);
  }

  /** State was written from outside, maybe output words of memories. */
  #wrote(mayShowOther: boolean): void {
    if (mayShowOther) this.#design.prepare();
    this.#hold();
    this.#openGates();
    this.#version++;
  }

  #register(name: string): RegisterState {
    const register = this.#registers.get(name);
    if (!register) throw unknownName('register', name, this.#registers.keys());
    return register;
  }

  readMemory(memory: string, address: number): bigint {
    return readPlace(this.#memory, this.#wordPlace(this.#memoryOf(memory), address));
  }

  writeMemory(memory: string, address: number, word: bigint): void {
    const found = this.#memoryOf(memory);
    const value = checkedValue(memory, found.wordType, word);
    writePlace(this.#memory, this.#wordPlace(found, address), value);
    this.#wrote(false);
  }

  inputHandle(port: string): { set(value: number): void } {
    const { plainReset, states } = this.#netlist;
    if (port === plainReset) return { set: (value) => this.set(port, value) };
    const state = this.#input(port);
    const type = states[state]!;
    checkedNarrow(port, type.width);
    const place = this.#layout.states[state]! / 4;
    const low = type.signed ? -(2 ** (type.width - 1)) : 0;
    const high = 2 ** (type.signed ? type.width - 1 : type.width) - 1;
    return {
      set: (value) => {
        if (!(value >= low && value <= high && Number.isInteger(value))) checkedValue(port, type, value);
        this.#memory.words[place] = value;
        this.#version++;
      },
    };
  }

  signalHandle(signal: string): { get(): number } {
    if (signal === this.#netlist.plainReset) return { get: () => this.#reset };
    const named = this.#signal(signal);
    checkedNarrow(signal, named.width);
    const probe = this.#probes.ownProbe(named);
    return { get: () => this.#narrow(this.#settled(probe)) };
  }

  #settled(probe: Probe): Probe {
    const { evaluator } = probe;
    if (evaluator && evaluator.version !== this.#version) {
      evaluator.evaluate();
      evaluator.version = this.#version;
    }
    return probe;
  }

  #narrow({ address, signed }: Probe): number {
    const value = this.#memory.words[address / 4]!;
    return signed ? value : value >>> 0;
  }

  #input(port: string): number {
    const state = this.#netlist.inputs.get(port);
    if (state === undefined) throw unknownName('input', port, this.#netlist.inputs.keys());
    return state;
  }

  #signal(name: string): NamedSignal {
    const signal = this.#netlist.signals.get(name);
    if (!signal) throw unknownName('signal', name, this.signals);
    return signal;
  }

  #memoryOf(name: string): NetlistMemory {
    const memory = this.#netlist.memories.find((candidate) => candidate.name === name);
    const names = this.memories.map((candidate) => candidate.name);
    if (!memory) throw unknownName('memory', name, names);
    return memory;
  }

  #wordPlace(memory: NetlistMemory, address: number): StatePlace {
    checkedAddress(memory.name, memory.depth, address);
    const { base, stride } = this.#layout.memories.get(memory)!;
    const { width, signed } = memory.wordType;
    return { address: base + address * stride, width, signed, lanes: memory.lanes };
  }
}
