import type {
  Assignable,
  Expression,
  Instance,
  InstanceInput,
  LogicModule,
  MemoryModule,
  Register,
  Signal,
  Statement,
  Target,
} from '../../../generators/circuit/types.ts';
import { asType, evaluate } from './expression.ts';

/** An instance of a logic module with the current value of each of its signals. */
export class LogicState {
  readonly module: LogicModule;
  readonly children = new Map<Instance, LogicState | MemoryState>();
  readonly values = new Map<Signal | InstanceInput, bigint>();
  /** What the registers take at the next edge, unless the reset is active. */
  #next = new Map<Assignable, bigint>();

  constructor(module: LogicModule) {
    this.module = module;
    for (const instance of module.instances) {
      const inner = instance.module;
      this.children.set(instance, inner.kind === 'logic' ? new LogicState(inner) : new MemoryState(inner));
    }
  }

  read(signal: Signal | InstanceInput): bigint {
    return this.values.get(signal) ?? 0n;
  }

  /**
   * Brings every signal up to date with those it depends on, once; tells whether any changed. Repeated until none
   * does, all are settled, in whatever order they were met.
   */
  settleOnce(): boolean {
    let changed = false;
    const update = (signal: Signal | InstanceInput, value: bigint) => {
      if (this.read(signal) === value) return;
      this.values.set(signal, value);
      changed = true;
    };
    for (const signal of this.module.signals) {
      if (signal.kind === 'node') update(signal, this.#evaluate(signal.value));
    }
    this.#next = new Map();
    this.#execute(this.module.statements);
    for (const signal of this.#assignables()) {
      if (signal.kind !== 'register') update(signal, this.#next.get(signal) ?? 0n);
    }
    for (const [instance, child] of this.children) {
      for (const [name, input] of instance.inputs) {
        const port = child.module.ports.find((candidate) => candidate.name === name)!;
        child.values.set(port as Signal, this.read(input));
      }
      if (child instanceof LogicState && child.settleOnce()) changed = true;
      for (const [name, output] of instance.outputs) {
        const port = child.module.ports.find((candidate) => candidate.name === name)!;
        update(output, child.read(port as Signal));
      }
    }
    return changed;
  }

  /** Takes over the next values. */
  clockEdge(reset: boolean): void {
    for (const child of this.children.values()) child.clockEdge(reset);
    for (const signal of this.module.signals) {
      if (signal.kind !== 'register') continue;
      const value = reset && signal.reset ? signal.reset.value.value : this.#nextOf(signal);
      this.values.set(signal, value);
    }
  }

  #nextOf(register: Register): bigint {
    return this.#next.get(register) ?? this.read(register);
  }

  *#assignables(): Iterable<Assignable> {
    for (const port of this.module.ports) if (port.kind === 'output') yield port;
    for (const signal of this.module.signals) if (signal.kind !== 'node') yield signal;
    for (const { inputs } of this.module.instances) yield* inputs.values();
  }

  #evaluate(expression: Expression): bigint {
    return evaluate(expression, (signal) => this.read(signal));
  }

  #execute(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === 'connect') this.#assign(statement.target, this.#evaluate(statement.value));
      else if (statement.kind === 'when') {
        this.#execute(this.#evaluate(statement.condition) === 1n ? statement.then : statement.otherwise);
      } else {
        const value = this.#evaluate(statement.selector);
        const found = statement.cases.find(({ values }) => values.some((literal) => literal.value === value));
        this.#execute(found ? found.body : (statement.fallback ?? []));
      }
    }
  }

  #assign({ signal, range, element }: Target, value: bigint): void {
    const { width } = signal.type;
    let low = 0n;
    let count = width;
    if (range) {
      low = BigInt(range.low);
      count = range.high - range.low + 1;
    }
    if (element) {
      low = this.#evaluate(element.index) * BigInt(element.width);
      count = element.width;
      if (low >= BigInt(width)) return;
    }
    const before = this.#next.get(signal) ?? (signal.kind === 'register' ? this.read(signal) : 0n);
    const hole = BigInt.asUintN(count, -1n) << low;
    const bits = (before & ~hole) | (BigInt.asUintN(count, value) << low);
    this.#next.set(signal, asType(bits, signal.type));
  }
}

/** A memory with its words; ports are kept as a logic module keeps its signals. */
export class MemoryState {
  readonly module: MemoryModule;
  readonly values = new Map<Signal, bigint>();
  readonly words = new Map<number, bigint>();

  constructor(module: MemoryModule) {
    this.module = module;
  }

  read(signal: Signal): bigint {
    return this.values.get(signal) ?? 0n;
  }

  clockEdge(): void {
    const port = (name: string) => this.module.ports.find((candidate) => candidate.name === name) as Signal;
    if (this.read(port('enable')) === 0n) return;
    const inside = this.read(port('address')) < BigInt(this.module.depth);
    const address = Number(this.read(port('address')));
    const writes = this.read(port('write')) === 1n;
    const old = this.words.get(address) ?? 0n;
    const written = this.read(port('writeData'));
    const policy = this.module.readDuringWrite;
    if (writes && inside) this.words.set(address, written);
    if (writes && policy === 'no-change') return;
    const shown = writes && policy === 'write-first' ? written : old;
    this.values.set(port('readData'), inside ? shown : 0n);
  }
}
