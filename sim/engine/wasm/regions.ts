import type { Word } from '../flatten/word.ts';
import { always, type Condition, keyOf, literalOf, never, restricted, withTerm, withTerms } from './conditions.ts';
import { isVector, type Node } from './vector-node.ts';

/** Nodes that are worked out in the same cycles. */
export interface Region {
  readonly condition: Condition;
  /** What the condition reads. */
  readonly words: readonly Word[];
}

export interface Demand {
  readonly node: Node;
  /** Needed only where this is 1. */
  readonly guard?: Word;
}

export const everyCycle: Region = { condition: always, words: [] };

/** A condition may cost as much as this, and must save as much as that, to decide about the arms of a mux. */
const dearestCondition = 24;
const cheapestArm = 12;
/** Regions with less to do are not worth a branch. */
const smallestRegion = 6;

/**
 * The region of every node: it is worked out only in cycles in which something needs it. What a node outside its region
 * would have found there is arbitrary, and nobody looks at it. `nodes` has inputs before their users.
 */
export function regionsOf(
  nodes: readonly Node[],
  demands: readonly Demand[],
  inputsOf: (node: Node) => readonly Node[],
  home: (node: Node) => Node,
): ReadonlyMap<Node, Region> {
  const conditions = new Map<Node, Condition>();
  const literals = new Map<number, Word>();
  const sizes = sizesOf(nodes, inputsOf);
  const need = (node: Node, condition: Condition) => {
    conditions.set(node, withTerms(conditions.get(node) ?? never, condition));
  };
  // What decides about regions is worked out in every cycle and down to the state: else it could wait for itself.
  const deciding = new Set<Node>();
  const needToDecide = (node: Node) => {
    need(node, always);
    deciding.add(node);
  };
  for (const { node, guard } of demands) {
    const place = home(node);
    if (!guard) need(place, always);
    else {
      literals.set(guard.id, guard);
      needToDecide(home(guard));
      conditions.set(place, withTerm(conditions.get(place) ?? never, [literalOf(guard, true)]));
    }
  }
  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!;
    const condition = conditions.get(node)!;
    const inputs = inputsOf(node);
    if (deciding.has(node)) {
      inputs.forEach(needToDecide);
      continue;
    }
    const choice = inputs.length > 0 ? choiceOf(node) : undefined;
    if (choice) {
      const { decider, whenTrue, whenFalse } = choice;
      const decides = home(decider);
      const one = inputs[whenTrue]!;
      const other = inputs[whenFalse]!;
      const pays = Math.max(sizes.get(one)!, sizes.get(other)!) >= cheapestArm;
      if (pays && sizes.get(decides)! <= dearestCondition) {
        literals.set(decider.id, decider);
        needToDecide(decides);
        need(one, restricted(condition, literalOf(decider, true)));
        need(other, restricted(condition, literalOf(decider, false)));
        continue;
      }
    }
    for (const input of inputs) need(input, condition);
  }
  return regionsOfConditions(nodes, conditions, literals);
}

function regionsOfConditions(
  nodes: readonly Node[],
  conditions: ReadonlyMap<Node, Condition>,
  literals: ReadonlyMap<number, Word>,
): ReadonlyMap<Node, Region> {
  const regions = new Map<string, { region: Region; members: Node[] }>();
  for (const node of nodes) {
    const condition = conditions.get(node)!;
    const key = keyOf(condition);
    let known = regions.get(key);
    if (!known) {
      const words = new Set(condition.flat().map((literal) => literals.get(literal >> 1)!));
      known = { region: { condition, words: [...words] }, members: [] };
      regions.set(key, known);
    }
    known.members.push(node);
  }
  const result = new Map<Node, Region>();
  for (const { region, members } of regions.values()) {
    const isAlways = region.words.length === 0 || members.length < smallestRegion;
    for (const node of members) {
      // A fetch at a variable address must not see an arbitrary one.
      const mayRun = isAlways && (region.words.length === 0 || node.operator !== 'extractElement');
      result.set(node, mayRun ? everyCycle : region);
    }
  }
  return result;
}

/** Places among the inputs of the two values that a word of one bit chooses from. */
function choiceOf(node: Node): { decider: Word; whenTrue: number; whenFalse: number } | undefined {
  if (isVector(node)) {
    if (node.operator !== 'choose') return undefined;
    return { decider: node.operands[2] as Word, whenTrue: 0, whenFalse: 1 };
  }
  return node.operator === 'mux' ? { decider: node.operands[0]!, whenTrue: 1, whenFalse: 2 } : undefined;
}

/** Operations below each node, what is shared counted as often as it is used, up to a thousand. */
function sizesOf(nodes: readonly Node[], inputsOf: (node: Node) => readonly Node[]): ReadonlyMap<Node, number> {
  const sizes = new Map<Node, number>();
  for (const node of nodes) {
    let size = node.operator === 'constant' ? 0 : 1;
    for (const input of inputsOf(node)) size += sizes.get(input)!;
    sizes.set(node, Math.min(size, 1000));
  }
  return sizes;
}
