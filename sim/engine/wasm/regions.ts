import type { Word } from '../flatten/word.ts';
import { always, type Condition, contains, keyOf, literalOf, never, restricted, withTerms } from './conditions.ts';
import { everyEdge, type Gate, onceOnly, simplified } from './gating/clusters.ts';
import type { Gating } from './gating/supports.ts';
import { type NodeLookup, NodeMap } from './node-map.ts';
import { isSimple } from './simple.ts';
import { isVector, type Node } from './vector-node.ts';

/** Nodes that are worked out in the same cycles. */
export interface Region {
  readonly condition: Condition;
  /** What the condition reads. */
  readonly words: readonly Word[];
  /** The clusters of which one must have changed before the edge, too. */
  readonly gate: Gate;
}

export interface Demand {
  readonly node: Node;
  /** Needed only where this is 1. */
  readonly guard?: Word;
}

export const everyCycle: Region = { condition: always, words: [], gate: everyEdge };

/** Any other condition may cost as much as this, and must save as much as that, to decide about the arms of a mux. */
const dearestCondition = 24;
const cheapestArm = 12;
/** What is worth to wait for a simple condition. */
const cheapestWait = 2;
/** Regions with less to do are not worth a branch. */
const smallestRegion = 10;
/** What a condition may add to the share of the edges before which something changes that a node depends on. */
const mostAdded = 0.05;

/**
 * The region of every node: it is worked out only in cycles in which something needs it. What a node outside its region
 * would have found there is arbitrary, though of its type, and nobody looks at it. `nodes` has inputs before users.
 */
export function regionsOf(
  nodes: readonly Node[],
  demands: readonly Demand[],
  inputsOf: (node: Node) => readonly Node[],
  home: (node: Node) => Node,
  gating?: Gating,
): NodeLookup<Region> {
  const conditions = new NodeMap<Condition>(nodes);
  const literals = new Literals(home);
  const sizes = sizesOf(nodes, inputsOf);
  // What decides about other nodes waits for simple conditions alone: else it could wait for itself.
  const deciding = new Set<Node>();
  const need = (node: Node, wanted: Condition) => {
    const known = conditions.get(node);
    if (known === wanted) return;
    const condition = gating ? literals.calm(wanted, home(node), gating) : wanted;
    conditions.set(node, known ? withTerms(known, condition) : condition);
  };
  const decide = (word: Word) => {
    literals.add(word);
    need(home(word), always);
    deciding.add(home(word));
  };
  for (const { node, guard } of demands) {
    if (!guard) need(home(node), always);
    else {
      decide(guard);
      need(home(node), [[literalOf(guard, true)]]);
    }
  }

  /** Asks for the inputs of a mux, where waiting pays; tells whether it has. */
  const chooses = (node: Node, inputs: readonly Node[], condition: Condition): boolean => {
    const choice = choiceOf(node);
    if (!choice) return false;
    const { decider, whenTrue, whenFalse } = choice;
    const one = inputs[whenTrue]!;
    const other = inputs[whenFalse]!;
    const saved = Math.max(sizes.get(one)!, sizes.get(other)!);
    const isSimpleChoice = isSimple(decider) && home(decider) === decider;
    const isWorthwhile = !deciding.has(node) && saved >= cheapestArm && sizes.get(home(decider))! <= dearestCondition;
    if (isSimpleChoice ? saved < cheapestWait : !isWorthwhile) {
      const opening = simpleOpening(decider, 'and');
      if (!opening || sizes.get(one)! < cheapestWait) return false;
      decide(opening);
      need(home(decider), condition);
      need(one, literals.restricted(condition, literalOf(opening, true)));
      need(other, condition);
      return true;
    }
    decide(decider);
    need(one, literals.restricted(condition, literalOf(decider, true)));
    need(other, literals.restricted(condition, literalOf(decider, false)));
    return true;
  };
  /** The same for a conjunction or disjunction, of which one simple part may decide. */
  const gates = (node: Node, inputs: readonly Node[], condition: Condition): boolean => {
    if (isVector(node) || node.width > 1 || (node.operator !== 'and' && node.operator !== 'or')) return false;
    const opening = simpleOpening(node, node.operator);
    if (!opening || sizes.get(node)! < cheapestWait + 3) return false;
    // The side that the opening is on must be right in every cycle: it decides where the other side is arbitrary.
    const holds = (part: Word) => part === opening || simpleOpening(part, node.operator as 'and' | 'or') === opening;
    const decidingSide = node.operands.findIndex(holds);
    if (decidingSide < 0) return false;
    decide(opening);
    const waiting = literals.restricted(condition, literalOf(opening, node.operator === 'and'));
    for (const [side, input] of inputs.entries()) need(input, side === decidingSide ? condition : waiting);
    return true;
  };

  for (let place = nodes.length - 1; place >= 0; place--) {
    const node = nodes[place]!;
    let condition = conditions.get(node)!;
    const inputs = inputsOf(node);
    if (deciding.has(node)) {
      condition = literals.simplest(condition);
      conditions.set(node, condition);
      for (const input of inputs) deciding.add(input);
    }
    if (inputs.length === 0 || chooses(node, inputs, condition) || gates(node, inputs, condition)) continue;
    for (const input of inputs) need(input, condition);
  }
  const gateOfNode = gating && gatesOf(nodes, conditions, literals, inputsOf, home, gating);
  return regionsOfConditions(nodes, conditions, literals, deciding, gateOfNode, gating);
}

/** A simple part of a conjunction or disjunction, a bit of state before all others. */
function simpleOpening(word: Word, operator: 'and' | 'or'): Word | undefined {
  const open = [word];
  let found: Word | undefined;
  for (let visited = 0; visited < 16; visited++) {
    const part = open.pop();
    if (!part) break;
    if (part.operator === 'state' && isSimple(part)) return part;
    if (isSimple(part)) found ??= part;
    else if (part.operator === operator && part.width === 1) open.push(...part.operands);
  }
  return found;
}

/** The words that conditions consist of. */
class Literals {
  readonly #words = new Map<number, Word>();
  readonly #home: (node: Node) => Node;

  constructor(home: (node: Node) => Node) {
    this.#home = home;
  }

  add(word: Word): void {
    this.#words.set(word.id, word);
  }

  word(literal: number): Word {
    return this.#words.get(literal >> 1)!;
  }

  /** The condition where the literal holds as well. That a state is one constant says that it is no other. */
  restricted(condition: Condition, literal: number): Condition {
    const word = this.word(literal);
    const excludes = (other: number) => {
      const another = this.word(other);
      const isAlternative = word !== another && word.operator === 'equal' && another.operator === 'equal';
      return isAlternative && isSimple(word) && isSimple(another) && word.operands[1] === another.operands[1];
    };
    const isPositive = literal % 2 === 0;
    const terms = condition
      .filter((term) => !(isPositive && term.some((other) => other % 2 === 0 && excludes(other))))
      .map((term) => (isPositive ? term.filter((other) => other % 2 === 0 || !excludes(other)) : term));
    if (isPositive) return withTerms(never, restricted(terms, literal));
    const isImplied = (term: readonly number[]) => term.some((other) => other % 2 === 0 && excludes(other));
    const implied = terms.filter(isImplied);
    const rest = terms.filter((term) => !isImplied(term));
    return withTerms(never, [...implied, ...restricted(rest, literal)]);
  }

  /**
   * The condition without what changes more often than the node's own value does: who waits for it would be worked out
   * anew whenever it has changed.
   */
  calm(condition: Condition, node: Node, { clusters, supports }: Gating): Condition {
    const own = supports.get(node)!;
    if (own === everyEdge || condition === always) return condition;
    const most = clusters.activityOf(own) + mostAdded;
    const isCalm = (literal: number) => {
      const support = supports.get(this.#home(this.word(literal)))!;
      return (support | own) === own || clusters.activityOf(simplified(clusters, support | own)) <= most;
    };
    if (condition.every((term) => term.every(isCalm))) return condition;
    return withTerms(
      never,
      condition.map((term) => term.filter(isCalm)),
    );
  }

  /** A condition of simple words that holds wherever the given one does. */
  simplest(condition: Condition): Condition {
    return withTerms(
      never,
      condition.map((term) => term.filter((literal) => isSimple(this.word(literal)))),
    );
  }
}

/** The clusters that each node depends on, or that say whether it is needed. */
function gatesOf(
  nodes: readonly Node[],
  conditions: NodeLookup<Condition>,
  literals: Literals,
  inputsOf: (node: Node) => readonly Node[],
  home: (node: Node) => Node,
  { clusters, supports }: Gating,
): NodeLookup<Gate> {
  const gates = new NodeMap<Gate>(nodes);
  for (const node of nodes) {
    let gate = supports.get(node)!;
    for (const term of conditions.get(node)!) {
      for (const literal of term) gate |= supports.get(home(literals.word(literal)))!;
    }
    for (const input of inputsOf(node)) gate |= gates.get(input)!;
    gates.set(node, simplified(clusters, gate));
  }
  return gates;
}

interface Members {
  readonly region: Region;
  readonly members: Node[];
}

function regionsOfConditions(
  nodes: readonly Node[],
  conditions: NodeLookup<Condition>,
  literals: Literals,
  deciding: ReadonlySet<Node>,
  gates: NodeLookup<Gate> | undefined,
  gating: Gating | undefined,
): NodeLookup<Region> {
  const byGate = new Map<Gate, Map<string, Members>>();
  const keys = new Map<Condition, string>();
  for (const node of nodes) {
    const condition = conditions.get(node)!;
    let key = keys.get(condition);
    if (key === undefined) {
      key = keyOf(condition);
      keys.set(condition, key);
    }
    const gate = gates ? gates.get(node)! || onceOnly : everyEdge;
    let regions = byGate.get(gate);
    if (!regions) {
      regions = new Map();
      byGate.set(gate, regions);
    }
    let known = regions.get(key);
    if (!known) {
      const words = new Set(condition.flat().map((literal) => literals.word(literal)));
      known = { region: { condition, words: [...words], gate }, members: [] };
      regions.set(key, known);
    }
    known.members.push(node);
  }
  const result = new NodeMap<Region>(nodes);
  for (const [gate, regions] of byGate) {
    const within = withinGate([...regions.values()], gate, deciding);
    // Too little to ask for: it is worked out before every edge.
    const isWorthwhile =
      gate === everyEdge || within.size * (1 - gating!.clusters.activityOf(gate)) >= gating!.clusters.fewestSaved;
    for (const [node, region] of within) {
      result.set(node, isWorthwhile || region.words.length > 0 ? region : everyCycle);
    }
  }
  return result;
}

/** Small regions join larger ones of their gate, which are worked out wherever they are. */
function withinGate(regions: readonly Members[], gate: Gate, deciding: ReadonlySet<Node>): ReadonlyMap<Node, Region> {
  const result = new Map<Node, Region>();
  const unconditional: Region = gate === everyEdge ? everyCycle : { condition: always, words: [], gate };
  const large = regions.filter(({ region, members }) => {
    return region.words.length > 0 && members.length >= smallestRegion;
  });
  for (const { region, members } of regions) {
    const isUnconditional = region.words.length === 0;
    const isSmall = !isUnconditional && members.length < smallestRegion;
    const wider = isSmall
      ? widerRegion(
          region,
          large.map((one) => one.region),
        )
      : undefined;
    for (const node of members) {
      if (isUnconditional) result.set(node, unconditional);
      else if (!isSmall) result.set(node, region);
      // What decides waits for simple conditions alone.
      else if (wider && (!deciding.has(node) || wider.words.every(isSimple))) result.set(node, wider);
      // A fetch at a variable address must not see an arbitrary one.
      else result.set(node, node.operator === 'extractElement' || node.operator === 'fetch' ? region : unconditional);
    }
  }
  return result;
}

/** Of the regions that are worked out wherever the given one is, the one with the fewest terms. */
function widerRegion({ condition }: Region, regions: readonly Region[]): Region | undefined {
  let found: Region | undefined;
  for (const candidate of regions) {
    const isFewer = !found || candidate.condition.length < found.condition.length;
    if (isFewer && condition.every((term) => candidate.condition.some((part) => contains(term, part))))
      found = candidate;
  }
  return found;
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
function sizesOf(nodes: readonly Node[], inputsOf: (node: Node) => readonly Node[]): NodeLookup<number> {
  const sizes = new NodeMap<number>(nodes);
  for (const node of nodes) {
    let size = node.operator === 'constant' ? 0 : 1;
    for (const input of inputsOf(node)) size += sizes.get(input)!;
    sizes.set(node, Math.min(size, 1000));
  }
  return sizes;
}
