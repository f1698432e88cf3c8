import type { NamedSignal, Netlist } from '../flatten/netlist.ts';
import type { Observation, TakeChanges } from '../observation.ts';
import type { Layout } from './layout.ts';
import type { LinearMemory } from './linear-memory.ts';
import { compileSampler, type SamplerExports, type SamplerModule } from './sampler-module.ts';
import type { StepExports } from './step-module.ts';
import { WebAssembly } from './web-assembly.ts';

/** What steps: that of the design, or a sampler's that looks before each edge. */
export type Stepping = Pick<StepExports, 'step' | 'run'>;

/** The host's side of a sampler: hands over what it noted. */
export class Sampler implements Omit<Observation, 'flush'> {
  readonly stepping: Stepping;
  isOver = false;
  readonly #module: SamplerModule;
  readonly #memory: LinearMemory;
  readonly #sample: SamplerExports['sample'];
  readonly #take: TakeChanges;
  readonly #onEnd: () => void;

  /** `inner` takes the edges, and `stops` tells whether it may ask for the host; `onEnd` is called when it is over. */
  constructor(
    { netlist, layout, memory }: { readonly netlist: Netlist; readonly layout: Layout; readonly memory: LinearMemory },
    signals: readonly (NamedSignal | 'reset')[],
    { inner, stops, firstFree }: { readonly inner: Stepping; readonly stops: boolean; readonly firstFree: number },
    take: TakeChanges,
    onEnd: () => void,
  ) {
    this.#module = compileSampler(netlist, layout, signals, firstFree, stops);
    this.#memory = memory;
    this.#take = take;
    this.#onEnd = onEnd;
    memory.reserve(this.#module.end);
    memory.words[this.#module.filled / 4] = this.#module.buffer;
    const host = { memory: memory.memory, step: inner.step, full: () => this.#handOver() };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(this.#module.bytes), { host });
    const { sample, step, run } = exports as unknown as SamplerExports;
    this.#sample = sample;
    this.stepping = { step, run };
  }

  /** First byte of the linear memory that the sampler leaves free. */
  get firstFree(): number {
    return this.#module.end;
  }

  get places(): readonly number[] {
    return this.#module.places;
  }

  get rising(): ReadonlyMap<string, number> {
    return this.#module.rising;
  }

  get words(): number {
    return this.#module.words;
  }

  get edges(): number {
    return this.#memory.words[this.#module.taken / 4]! >>> 0;
  }

  flush(reset: number): void {
    if (this.isOver) return;
    this.#sample(reset);
    this.#handOver();
  }

  end(): void {
    this.isOver = true;
    this.#onEnd();
  }

  #handOver(): void {
    const { filled, buffer } = this.#module;
    const { words } = this.#memory;
    const changes = words.subarray(buffer / 4, words[filled / 4]! / 4);
    if (!this.isOver && changes.length > 0) this.#take(changes);
    words[filled / 4] = buffer;
  }
}
