import type { Word } from '../flatten/word.ts';
import { type Arms, armsOf } from './arms.ts';
import { always } from './conditions.ts';
import type { FunctionCode } from './encoder.ts';
import type { WordSource } from './expression.ts';
import { withGates } from './gating/blocks.ts';
import { type Clusters, everyEdge, type Gate, onceOnly, simplified } from './gating/clusters.ts';
import { type Gating, supportsOf } from './gating/supports.ts';
import type { NodeLookup } from './node-map.ts';
import { PriorityQueue } from './priority-queue.ts';
import { type Demand, everyCycle, type Region, regionsOf } from './regions.ts';
import { inputsOf, isVector, type LaneMap, type Node } from './vector-node.ts';

/** What is done at the end of a function's work, when all values are known: always, or only where `guard` is 1. */
export interface Action {
  readonly guard?: Word;
  readonly needs: readonly Node[];
  /** Operations that it takes, about. */
  readonly weight: number;
  /** What decides, besides `needs`, whether it would do anything else than at the edge before; `changes` by themselves. */
  readonly dependsOn?: { readonly nodes: readonly Node[]; readonly changes: Gate };
  /** It does something at every edge at which `guard` is 1, even where nothing has changed. */
  readonly isCounted?: boolean;
  /** Of all that is done with one memory, which stays in order. */
  readonly memory?: object;
  emit(code: FunctionCode, source: WordSource): void;
}

/** What a function does, in order. A node that is defined keeps its value for later steps. */
export type Step =
  | { readonly kind: 'define'; readonly node: Node }
  | { readonly kind: 'begin'; readonly region: Region }
  | { readonly kind: 'end'; readonly region: Region }
  /** What follows is left out where none of the gate's clusters has changed. */
  | { readonly kind: 'open'; readonly gate: Gate }
  | { readonly kind: 'close' }
  | { readonly kind: 'act'; readonly action: Action };

export interface Schedule {
  /** The steps of each function, in the order of their calls. */
  readonly functions: readonly (readonly Step[])[];
  /** Nodes that a later function than the one that defines them needs. */
  readonly crossing: ReadonlySet<Node>;
  /** What muxes work out only where they need it; such nodes have no steps. */
  readonly arms: Arms;
  /** Operations behind each gate, about. */
  readonly weights: ReadonlyMap<Gate, number>;
}

/** What is to be worked out before a node. */
export type Inputs = (node: Node) => readonly Node[];

/** V8 compiles functions of this many operations quickly and well. */
const operationsPerFunction = 3000;
/** Operations that are worked out on the stack within each other at most. */
const deepestNesting = 30;

/** How nodes are worked out. */
export interface Manner {
  /** Whether they wait for cycles in which something needs them; else the code is sooner compiled. Default true. */
  readonly waits?: boolean;
  /** With these, also for edges before which something has changed that they depend on. */
  readonly clusters?: Clusters | undefined;
}

/**
 * Orders the work: first all values that actions need, from the state as it is, each in the cycles in which something
 * needs it; then the actions, which change the state. `stored` are nodes whose values lie ready.
 */
export function schedule(
  actions: readonly Action[],
  lanes: LaneMap,
  stored: ReadonlySet<Node>,
  { waits = true, clusters }: Manner = {},
): Schedule {
  const known = new Map<Node, readonly Node[]>();
  const inputs = (node: Node) => {
    let found = known.get(node);
    if (!found) {
      found = stored.has(node) ? [] : inputsOf(node, lanes);
      known.set(node, found);
    }
    return found;
  };
  const home = (node: Node): Node => (isVector(node) ? node : (lanes.get(node)?.vector ?? node));
  const demands: Demand[] = actions.flatMap(({ guard, needs }) =>
    guard ? [guard, ...needs].map((node) => ({ node, guard })) : needs.map((node) => ({ node })),
  );
  const roots = new Set(demands.map(({ node }) => home(node)));
  for (const { guard } of actions) if (guard) roots.add(home(guard));
  const nodes = inOrder(roots, inputs);
  const gating = clusters && gatingOf(actions, roots, lanes, home, clusters);
  const regions: NodeLookup<Region> = waits
    ? regionsOf(nodes, demands, inputs, home, gating)
    : { get: () => everyCycle };
  const defined = definitions(nodes, roots, regions, stored, inputs, home);
  const deciders = new Set(
    [...new Set(nodes.map((node) => regions.get(node)!))].flatMap(({ words }) => words.map(home)),
  );
  const { arms, armOf } = waits
    ? armsOf(nodes, new Set([...roots, ...deciders]), regions, inputs, weightOf)
    : { arms: new Map(), armOf: new Map() };
  const stepped = new Set<Node>();
  for (const node of nodes) {
    if (!defined.has(node)) continue;
    const arm = armOf.get(node);
    if (arm) arm.definitions.push(node);
    else stepped.add(node);
  }
  const weights = new Map<Gate, number>();
  for (const node of nodes) {
    const { gate } = regions.get(node)!;
    weights.set(gate, (weights.get(gate) ?? 0) + weightOf(node));
  }
  if (!gating) return { ...arrange(nodes, actions, regions, stepped, inputs, home, () => everyEdge), arms, weights };
  const gateOfAction = new Map(actions.map((action) => [action, actionGate(action, home, gating)]));
  const gateOf = (action: Action) => gateOfAction.get(action)!;
  const arranged = arrange(nodes, inOrderOfGates(actions, gateOf), regions, stepped, inputs, home, gateOf);
  const functions = arranged.functions.map((steps) => withGates(steps, gating.clusters));
  return { ...arranged, functions, arms, weights };
}

/** The clusters that all values depend on, those that lie ready too. */
function gatingOf(
  actions: readonly Action[],
  roots: Iterable<Node>,
  lanes: LaneMap,
  home: (node: Node) => Node,
  clusters: Clusters,
): Gating {
  const inputs = (node: Node) => inputsOf(node, lanes);
  const others = actions.flatMap(({ dependsOn }) => dependsOn?.nodes.map(home) ?? []);
  return { clusters, supports: supportsOf(inOrder([...roots, ...others], inputs), inputs, clusters) };
}

function actionGate(
  { guard, needs, dependsOn, isCounted = false }: Action,
  home: (node: Node) => Node,
  { clusters, supports }: Gating,
): Gate {
  if (isCounted) return everyEdge;
  let gate = dependsOn?.changes ?? 0n;
  for (const node of [...needs, ...(guard ? [guard] : []), ...(dependsOn?.nodes ?? [])])
    gate |= supports.get(home(node))!;
  return simplified(clusters, gate) || onceOnly;
}

/** Those of one memory stay in order, where their gates differ at the place of the first of them. */
function inOrderOfGates(actions: readonly Action[], gateOf: (action: Action) => Gate): readonly Action[] {
  const groups = new Map<object, Action[]>();
  for (const action of actions) {
    const group = groups.get(action.memory ?? action);
    if (group) group.push(action);
    else groups.set(action.memory ?? action, [action]);
  }
  const keyOf = ([first, ...others]: readonly Action[]): Gate => {
    const gate = gateOf(first!);
    return others.every((other) => gateOf(other) === gate) ? gate : everyEdge;
  };
  const keyed = [...groups.values()].map((group) => ({ group, key: keyOf(group) }));
  keyed.sort((one, other) => (one.key > other.key ? -1 : one.key < other.key ? 1 : 0));
  return keyed.flatMap(({ group }) => group);
}

/** Nodes that cost no more to push again than to fetch from a local. */
function isLeaf(node: Node): boolean {
  const { operator } = node;
  return operator === 'constant' || operator === 'state' || operator === 'load';
}

function weightOf(node: Node): number {
  return isLeaf(node) ? 0 : 1;
}

/** All nodes that the roots depend on, inputs before users. */
function inOrder(roots: Iterable<Node>, inputs: Inputs): Node[] {
  const nodes: Node[] = [];
  const reached = new Set<Node>();
  const open: { node: Node; inputs: readonly Node[]; next: number }[] = [];
  const reach = (node: Node) => {
    if (reached.has(node)) return;
    reached.add(node);
    open.push({ node, inputs: inputs(node), next: 0 });
  };
  for (const root of roots) {
    reach(root);
    for (let entry = open.at(-1); entry; entry = open.at(-1)) {
      const input = entry.inputs[entry.next++];
      if (input) reach(input);
      else {
        nodes.push(entry.node);
        open.pop();
      }
    }
  }
  return nodes;
}

/** Nodes that get a step of their own; the others are worked out within their only user. */
function definitions(
  nodes: readonly Node[],
  roots: ReadonlySet<Node>,
  regions: NodeLookup<Region>,
  stored: ReadonlySet<Node>,
  inputs: Inputs,
  home: (node: Node) => Node,
): ReadonlySet<Node> {
  const used = new Set<Node>();
  const defined = new Set<Node>();
  const define = (node: Node) => {
    if (node.operator !== 'constant' && !stored.has(node)) defined.add(node);
  };
  for (const root of roots) define(root);
  for (const node of nodes) {
    const region = regions.get(node)!;
    for (const word of region.words) if (!isLeaf(home(word))) define(home(word));
    for (const input of inputs(node)) {
      if (isLeaf(input)) continue;
      if (used.has(input) || regions.get(input) !== region) define(input);
      used.add(input);
    }
  }
  const nesting = new Map<Node, number>();
  for (const node of nodes) {
    let inner = 0;
    for (const input of inputs(node)) if (!defined.has(input)) inner = Math.max(inner, nesting.get(input) ?? 0);
    nesting.set(node, inner + 1);
    if (inner >= deepestNesting && !isLeaf(node)) define(node);
  }
  return defined;
}

/** The region with the most to do behind the gate that was open last, else behind the one that asks for least. */
function nextRegion(ready: ReadonlyMap<Region, PriorityQueue<Node>>, gate: Gate): Region | undefined {
  let next: Region | undefined;
  for (const [region, { size }] of ready) {
    if (size === 0) continue;
    let isSooner = !next;
    if (next) {
      if (region.gate === next.gate) isSooner = size > ready.get(next)!.size;
      else isSooner = next.gate !== gate && (region.gate === gate || region.gate < next.gate);
    }
    if (isSooner) next = region;
  }
  return next;
}

function arrange(
  nodes: readonly Node[],
  actions: readonly Action[],
  regions: NodeLookup<Region>,
  defined: ReadonlySet<Node>,
  inputs: Inputs,
  home: (node: Node) => Node,
  gateOfAction: (action: Action) => Gate,
): Pick<Schedule, 'functions' | 'crossing'> {
  const functions: Step[][] = [[]];
  const crossing = new Set<Node>();
  const definedIn = new Map<Node, number>();
  let operations = 0;
  const steps = () => functions.at(-1)!;
  /** Behind another gate, a value is there from an edge before. */
  const fetch = (node: Node, gate: Gate) => {
    const place = definedIn.get(node);
    if (place === undefined) return;
    const own = regions.get(node)!.gate;
    if (place !== functions.length - 1 || (own !== everyEdge && own !== gate)) crossing.add(node);
  };
  /** Starts a new function where this one is long; only between regions. */
  const breathe = (weight: number) => {
    if (operations > 0 && operations + weight > operationsPerFunction) {
      functions.push([]);
      operations = 0;
    }
    operations += weight;
  };

  const needs = new Map<Node, readonly Node[]>();
  const waiting = new Map<Node, number>();
  const waiters = new Map<Node, Node[]>();
  const places = new Map<Node, number>();
  const folded = new Map<Node, readonly Node[]>();
  const ready = new Map<Region, PriorityQueue<Node>>();
  const makeReady = (node: Node) => {
    const region = regions.get(node)!;
    let queue = ready.get(region);
    if (!queue) {
      queue = new PriorityQueue();
      ready.set(region, queue);
    }
    queue.add(node, places.get(node)!);
  };
  for (const [place, node] of nodes.entries()) {
    const before = new Set<Node>();
    for (const input of inputs(node)) {
      if (defined.has(input)) before.add(input);
      else for (const inner of folded.get(input) ?? []) before.add(inner);
    }
    if (!defined.has(node)) {
      folded.set(node, [...before]);
      continue;
    }
    for (const word of regions.get(node)!.words) if (defined.has(home(word))) before.add(home(word));
    places.set(node, place);
    needs.set(node, [...before]);
    waiting.set(node, before.size);
    for (const one of before) {
      const known = waiters.get(one);
      if (known) known.push(node);
      else waiters.set(one, [node]);
    }
    if (before.size === 0) makeReady(node);
  }

  const begin = (region: Region) => {
    for (const word of region.words) fetch(home(word), region.gate);
    steps().push({ kind: 'begin', region });
  };
  const run = (region: Region) => {
    const queue = ready.get(region)!;
    if (region !== everyCycle) {
      breathe(1);
      begin(region);
    }
    for (let node = queue.take(); node; node = queue.take()) {
      if (region === everyCycle) breathe(1);
      else if (region.gate !== everyEdge && operations > operationsPerFunction) {
        // What a gate is for may be most of a design.
        steps().push({ kind: 'end', region });
        breathe(1);
        begin(region);
      } else operations++;
      for (const one of needs.get(node)!) fetch(one, region.gate);
      steps().push({ kind: 'define', node });
      definedIn.set(node, functions.length - 1);
      for (const waiter of waiters.get(node) ?? []) {
        const left = waiting.get(waiter)! - 1;
        waiting.set(waiter, left);
        if (left === 0) makeReady(waiter);
      }
    }
    if (region !== everyCycle) steps().push({ kind: 'end', region });
  };
  let gate: Gate = everyEdge;
  for (;;) {
    if (ready.get(everyCycle)?.size) run(everyCycle);
    const next = nextRegion(ready, gate);
    if (!next) break;
    run(next);
    gate = next.gate;
  }

  let open: Region | undefined;
  const close = () => {
    if (open) steps().push({ kind: 'end', region: open });
    open = undefined;
  };
  for (const action of actions) {
    const gate = gateOfAction(action);
    if (open?.gate !== gate || operations + action.weight > operationsPerFunction) close();
    breathe(action.weight);
    if (!open && gate !== everyEdge) {
      open = { condition: always, words: [], gate };
      steps().push({ kind: 'begin', region: open });
    }
    if (action.guard) fetch(home(action.guard), gate);
    for (const node of action.needs) fetch(home(node), gate);
    steps().push({ kind: 'act', action });
  }
  close();
  return { functions, crossing };
}
