import { isVector, type Node } from './vector-node.ts';

/** What is known of nodes, as a `Map` has it. */
export interface NodeLookup<Value> {
  get(node: Node): Value | undefined;
}

/** A map for passes that know something of each of many nodes: their ids are dense, and a list is sooner asked. */
export class NodeMap<Value> implements NodeLookup<Value> {
  readonly #words: (Value | undefined)[];
  readonly #vectors: (Value | undefined)[];

  /** @param nodes all that are to be in it */
  constructor(nodes: readonly Node[]) {
    let words = 0;
    let vectors = 0;
    for (const node of nodes) {
      if (isVector(node)) vectors = Math.max(vectors, node.id + 1);
      else words = Math.max(words, node.id + 1);
    }
    this.#words = new Array(words).fill(undefined);
    this.#vectors = new Array(vectors).fill(undefined);
  }

  get(node: Node): Value | undefined {
    return isVector(node) ? this.#vectors[node.id] : this.#words[node.id];
  }

  set(node: Node, value: Value): void {
    if (isVector(node)) this.#vectors[node.id] = value;
    else this.#words[node.id] = value;
  }
}
