import { SimulationError } from '../simulator.ts';
import { MemoryState } from './memory-state.ts';
import type { LogicPlan, Plan } from './plan.ts';
import { transfer } from './words.ts';

/** Runs of all processes after which signals that still change are taken never to settle. */
const mostRounds = 10_000;

export type InstanceState = LogicState | MemoryState;

export function createState(plan: Plan): InstanceState {
  return plan.kind === 'logic' ? new LogicState(plan) : new MemoryState(plan);
}

/** An instance of a logic module with the value of each of its signals. */
export class LogicState {
  readonly plan: LogicPlan;
  readonly words: Int32Array;
  readonly children: readonly InstanceState[];
  /** 1 for each of its clocks that rises at the next edge and each of its resets that is active. */
  readonly edge: Uint8Array;
  /** 1 for each process that has to run, as something it reads has changed; the last is for the registers. */
  readonly #touched: Uint8Array;
  /** No process before this one has to run. */
  #first = 0;

  constructor(plan: LogicPlan) {
    this.plan = plan;
    this.words = plan.layout.createWords();
    this.children = plan.children.map((child) => createState(child.plan));
    this.edge = new Uint8Array(plan.clockCount);
    this.#touched = new Uint8Array(plan.processes.length + 1);
    this.#touched.fill(1);
  }

  /** Has some processes run before the next value is read. */
  touch(processes: readonly number[]): void {
    for (const process of processes) {
      this.#touched[process] = 1;
      if (process < this.#first) this.#first = process;
    }
  }

  touchAll(): void {
    this.#touched.fill(1);
    this.#first = 0;
    for (const child of this.children) child.touchAll();
  }

  /**
   * Brings all signals up to date; tells whether any process ran. A process runs again as often as what it reads
   * changes, so that the order only decides how soon all is settled.
   * @throws SimulationError where they never settle
   */
  settle(): boolean {
    const { processes } = this.plan;
    if (this.#first >= processes.length) return false;
    let runs = 0;
    while (this.#first < processes.length) {
      const process = this.#first++;
      if (this.#touched[process] === 0) continue;
      this.#touched[process] = 0;
      if (++runs > mostRounds * processes.length) {
        throw new SimulationError('the circuit does not settle: it has a combinational loop');
      }
      processes[process]!(this);
    }
    return true;
  }

  /** Hands what `edge` says on to all instances below. */
  setEdge(): void {
    for (const [number, child] of this.children.entries()) {
      for (const [place, outer] of this.plan.children[number]!.clocking.entries()) {
        child.edge[place] = outer === undefined ? 0 : this.edge[outer]!;
      }
      child.setEdge();
    }
  }

  /** Registers and memories of the clocks that rise take their next values; tells whether there is anything to settle then. */
  clockEdge(): boolean {
    const { children, clockedChildren, processes } = this.plan;
    for (const number of clockedChildren) {
      if (this.children[number]!.clockEdge()) this.touch([children[number]!.process]);
    }
    this.#clockRegisters();
    return this.#first < processes.length;
  }

  #clockRegisters(): void {
    const { processes, registers, registerWords, registerClocks, runRegisters } = this.plan;
    const { words, edge } = this;
    const isReset = registers.some(({ resetPlace }) => resetPlace !== undefined && edge[resetPlace] === 1);
    if (registers.length === 0 || (this.#touched[processes.length] === 0 && !isReset)) return;
    if (!registerClocks.some((clock) => edge[clock] === 1)) return;
    words.copyWithin(registerWords.next, registerWords.from, registerWords.to);
    runRegisters(words);
    let changed = false;
    for (const register of registers) {
      if (edge[register.clockPlace] !== 1) continue;
      const { reset, resetPlace } = register;
      const from = resetPlace !== undefined && edge[resetPlace] === 1 ? reset! : register.next;
      if (!transfer(words, from, words, register.place, register.count)) continue;
      this.touch(register.fanOut);
      changed = true;
    }
    // What a reset overrode, what held on to a part of its value, and what waits for its clock has to be worked out anew.
    const isDone = !isReset && !changed && registerClocks.every((clock) => edge[clock] === 1);
    this.#touched[processes.length] = isDone ? 0 : 1;
  }
}
