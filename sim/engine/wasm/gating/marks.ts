import { emptyBlock, type FunctionCode, numeric, op, type ValueType, vector } from '../encoder.ts';
import { type Clusters, everyEdge, type Gate } from './clusters.ts';

/** Which clusters change at an edge, for the next one. */
export interface Marks {
  readonly clusters: Clusters;
  /** Address of the eight bytes with a bit for each cluster. */
  readonly next: number;
}

/** Collects, while code stores new values, where they differ from those before. */
export class ChangeMarker {
  readonly #code: FunctionCode;
  readonly #marks: Marks | undefined;
  /** Locals that are not 0 where something that the gate stands for has changed. */
  readonly #differences = new Map<Gate, number>();

  constructor(code: FunctionCode, marks: Marks | undefined) {
    this.#code = code;
    this.#marks = marks;
  }

  /** The gate of some state variables; nothing where nobody asks whether they have changed. */
  gateOf(states: readonly number[]): Gate {
    if (!this.#marks) return everyEdge;
    const gates = states.map((state) => this.#marks!.clusters.states[state]!).filter((gate) => gate !== everyEdge);
    return gates.length === 0 ? everyEdge : gates.reduce((all, gate) => all | gate, 0n);
  }

  gateOfMemory(memory: number): Gate {
    return this.#marks?.clusters.memories[memory] ?? everyEdge;
  }

  /** Stores what `value` pushes, at the address that `place` pushes plus `offset` bytes. */
  store(gate: Gate, type: ValueType, place: () => void, offset: number, value: () => void): void {
    const code = this.#code;
    if (gate === everyEdge) {
      place();
      value();
      code.store(type, offset);
      return;
    }
    const fresh = code.local(type);
    place();
    code.load(type, offset);
    value();
    code.tee(fresh);
    let known = this.#differences.get(gate);
    if (type === 'v128') {
      code.vector(vector.xor);
      code.vector(vector.anyTrue);
    } else if (type === 'i64') code.byte(numeric.i64.notEqual);
    else code.byte(numeric.i32.xor);
    if (known === undefined) {
      known = code.local('i32');
      this.#differences.set(gate, known);
    } else {
      code.get(known);
      code.byte(numeric.i32.or);
    }
    code.set(known);
    place();
    code.get(fresh);
    code.store(type, offset);
  }

  /** Behind the stores, where they have happened. */
  mark(): void {
    const code = this.#code;
    for (const [gate, difference] of this.#differences) {
      const { next } = this.#marks!;
      code.get(difference);
      code.byte(op.if, emptyBlock);
      code.storeAt('i64', next, () => {
        code.loadAt('i64', next);
        code.constant('i64', gate);
        code.byte(numeric.i64.or);
      });
      code.byte(op.end);
    }
    this.#differences.clear();
  }
}
