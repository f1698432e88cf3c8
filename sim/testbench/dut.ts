import { fail } from '../../generators/diagnostics.ts';
import type { CoverCount } from '../engine/index.ts';
import { RandomSource } from '../fuzz/random-source.ts';
import type { EngineName, OpenedEngine } from './engines/engine.ts';
import type { DesignPorts } from './ports/design-ports.ts';
import { kindOfSignal, type SignalType } from './ports/kinds.ts';
import { Port, type PortOwner } from './ports/port.ts';
import type { AnyPort } from './ports/port-types.ts';
import { portWave } from './ports/port-wave.ts';
import { Clock } from './scheduler/clock.ts';
import type { Process } from './scheduler/process.ts';
import { Scheduler } from './scheduler/scheduler.ts';
import type { ClockState } from './scheduler/timeline.ts';
import type { Settings } from './settings.ts';

/** What the testbench knows of a design. */
export interface Design {
  readonly makePorts: (owner: PortOwner) => DesignPorts;
  /** The type of a signal by the name that the engine has for it. */
  readonly typeOf: (signal: string) => SignalType;
}

/** A design under test: a running simulation, its ports, its clocks and the processes of the test. */
export class Dut<Ports> implements PortOwner {
  /** The ports, as the module's body returns them. */
  readonly ports: Ports;
  /** The first clock of the design; for a design without clocks, one that only counts. */
  readonly clock: Clock;
  /** The clocks by the names of their domains, and by those of their ports. */
  readonly clocks: Readonly<Record<string, Clock>>;
  /** Seed of everything random that is given none; `BURIN_SEED` in the environment sets it. */
  readonly seed: number;
  /** The engine behind it, for all that it offers. */
  readonly simulator: OpenedEngine['simulator'];
  /** Cycles that waves show. */
  readonly historyDepth: number;
  /** Edges that a wait takes at most where it says nothing else. */
  readonly timeout: number;
  readonly #engine: OpenedEngine;
  readonly #scheduler: Scheduler;
  readonly #watched = new Set<Port>();
  /** Those of them that the test asked for. */
  readonly #shown = new Set<Port>();
  #isInReset = false;
  #sources = 0;
  readonly #typeOf: Design['typeOf'];
  /** Ports and what else was asked for, by name. */
  readonly #signals: Map<string, Port>;

  /** @ignore made by `simulate` */
  constructor(engine: OpenedEngine, settings: Settings, design: Design) {
    this.#engine = engine;
    this.#typeOf = design.typeOf;
    this.simulator = engine.simulator;
    this.seed = settings.seed;
    this.timeout = settings.timeout;
    this.historyDepth = settings.history;
    const states: ClockState[] = settings.clocks.map(({ name, period, phase }) => {
      return {
        name,
        period,
        nextTime: phase,
        edges: 0,
        edgeWaits: [],
        conditionWaits: [],
        settledWaits: [],
        agents: [],
      };
    });
    const watched = this.#watched;
    this.#scheduler = new Scheduler(engine.simulator, states, {
      maximumCycles: settings.maximumCycles,
      sampledCycles: settings.history,
      sample: () => {
        for (const port of watched) port.raw();
      },
    });
    const clocks = states.map((state) => new Clock(this.#scheduler, state, settings.timeout));
    this.clock = clocks[0]!;
    this.clocks = Object.fromEntries(
      settings.clocks.flatMap(({ name, domain }, place) => [name, domain].map((key) => [key, clocks[place]!])),
    );
    const { tree, all } = design.makePorts(this);
    this.ports = tree as Ports;
    this.#signals = new Map(all.map((port) => [port.name, port]));
    if (settings.watch === 'all') for (const port of all) watched.add(port);
  }

  /** The engine that runs the test. */
  get engine(): EngineName {
    return this.simulator.engine;
  }

  /** Rising edges since the start; those of clocks that rise together count once. */
  get cycle(): number {
    return this.simulator.cycle;
  }

  /** Time of the last edge, in the unit of the periods. */
  get time(): number {
    return this.#scheduler.time;
  }

  /** How often each cover property held; with Verilator there are none. */
  get covers(): readonly CoverCount[] {
    return this.simulator.covers;
  }

  /** The value of any signal: instances joined with dots, `control.state`. Verilator shows ports only. */
  peek(signal: string): bigint {
    return this.simulator.get(signal);
  }

  /** The word of a memory, by the names of instances joined with dots. */
  readMemory(memory: string, address: number): bigint {
    return this.simulator.readMemory(memory, address);
  }

  /** Stores a word in a memory, at once. */
  writeMemory(memory: string, address: number, word: bigint): void {
    this.requireWritable(memory);
    this.simulator.writeMemory(memory, address, word);
  }

  /**
   * Takes edges of all clocks together, at the engine's full speed. No process gets a turn.
   * @throws BurinError B603 where processes wait for clocks
   */
  step(cycles = 1): void {
    this.#scheduler.step(cycles);
  }

  /** Steps until a port or signal has the value, as `Simulator.runUntil`; gives the edges taken. */
  runUntil(signal: AnyPort | string, options: { readonly value?: number; readonly maximumCycles: number }): number {
    return this.#scheduler.runUntil(typeof signal === 'string' ? signal : signal.name, options);
  }

  /** Holds every reset for `cycles` edges of each clock, then lets go. */
  async reset(cycles = 1): Promise<void> {
    this.requireWritable('the resets');
    for (const name of this.simulator.resets) this.simulator.set(name, 1);
    this.#isInReset = true;
    const goals = Object.values(this.clocks).map((clock) => ({ clock, edge: clock.cycle + cycles }));
    for (const { clock, edge } of goals) await clock.cycles(Math.max(0, edge - clock.cycle));
    for (const name of this.simulator.resets) this.simulator.set(name, 0);
    this.#isInReset = false;
  }

  /** Starts a process beside the one that calls. It begins at the present time, when the caller waits. */
  fork<Result>(body: () => Promise<Result>, name: string = body.name): Process<Result> {
    return this.#scheduler.fork(name, body);
  }

  /** Runs a process and waits for its end. */
  run<Result>(body: () => Promise<Result>, name: string = body.name): Promise<Result> {
    return this.fork(body, name).join();
  }

  /** Waits for the end of all processes; gives their results in order. */
  async join<Results extends readonly unknown[]>(
    ...processes: { readonly [K in keyof Results]: Process<Results[K]> }
  ): Promise<Results> {
    const results: unknown[] = [];
    for (const process of processes) results.push(await process.join());
    return results as unknown as Results;
  }

  /** Waits until one of the processes has ended, and gives that one; the others go on. */
  joinAny(...processes: readonly Process[]): Promise<Process> {
    return this.#scheduler.joinAny(processes);
  }

  /** Shows a port or signal in every wave, and keeps the values of its last cycles while processes run. */
  watch(...signals: readonly (AnyPort | string)[]): void {
    for (const signal of signals) {
      this.#watched.add(this.portOf(signal));
      this.#shown.add(this.portOf(signal));
    }
  }

  /** The last cycles of ports or signals as text; of those that are watched where none is named. */
  wave(...signals: readonly (AnyPort | string)[]): string {
    return portWave(signals.length > 0 ? signals.map((signal) => this.portOf(signal)) : [...this.#watched]);
  }

  /** Whether `reset` holds the resets: streams carry nothing then. */
  get isInReset(): boolean {
    return this.#isInReset;
  }

  /** Random numbers of their own, for the given seed or for the next one that follows from the test's. */
  random(seed?: number): RandomSource {
    this.#sources += 1;
    return new RandomSource(seed ?? this.seed * 1009 + this.#sources);
  }

  /** Ends what the engine runs outside of this process. Also called when the process ends. */
  close(): void {
    this.#engine.close();
  }

  /** Closes: for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** @ignore for the parts of the testbench */
  get scheduler(): Scheduler {
    return this.#scheduler;
  }

  /** @ignore for ports */
  requireWritable(name: string): void {
    if (!this.#scheduler.isSettled) return;
    fail(
      'B607',
      `${this.#scheduler.runningName} sets ${name} right before an edge, when monitors look`,
      'wait for the edge first: await dut.clock.edge()',
    );
  }

  /** @ignore for waves */
  get shown(): Iterable<Port> {
    return this.#shown;
  }

  /** @ignore for waves */
  portOf(signal: AnyPort | string): Port {
    if (signal instanceof Port) return signal;
    const name = signal as string;
    const known = this.#signals.get(name);
    if (known) return known;
    // The engine refuses names that it does not know.
    this.peek(name);
    const made = new Port(this, name, 'output', kindOfSignal(this.#typeOf(name)));
    this.#signals.set(name, made);
    return made;
  }
}
