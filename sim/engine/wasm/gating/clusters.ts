import type { Netlist } from '../../flatten/netlist.ts';

/** Clusters of state, one bit each. What depends on some of them has nothing new to do where none of them has changed. */
export type Gate = bigint;

/** What is worked out before every edge: something it depends on changes nearly always. */
export const everyEdge: Gate = 1n << 63n;
/** The gate of what depends on no state: it is worked out once, when everything is. */
export const onceOnly: Gate = 1n << 62n;
/** All clusters there may be. */
const mostClusters = 62;
/** Above this share of the edges, what changes is taken to change at every edge. */
const busiest = 0.85;
/** Patterns that are told apart between never and always. */
const mostPatterns = 16;

export interface Clusters {
  /** By the numbers of the state variables. */
  readonly states: readonly Gate[];
  /** What stands for a change of a stored word, by the numbers of the memories. */
  readonly memories: readonly Gate[];
  /** The share of the edges before which a cluster of the gate had changed. */
  activityOf(gate: Gate): number;
  /** Nodes that a gate must save at an edge, on average, to be asked. */
  readonly fewestSaved: number;
}

/** Edges before which a state variable had changed, one bit for each that was looked at. */
export type Pattern = bigint;

/**
 * Clusters of what lies together in the hierarchy and changed at the same edges, as far as there are bits for it. Only
 * how much is saved depends on `patterns`, which stand by the numbers of the state variables.
 */
export function clustersOf(
  netlist: Netlist,
  patterns: readonly Pattern[],
  samples: number,
  fewestSaved: number,
): Clusters {
  const kinds = kindsOf(patterns, samples);
  const members: Member[] = netlist.states.flatMap(({ name, kind }, state) => {
    const pattern = kinds[state]!;
    return pattern === undefined
      ? []
      : [{ path: pathOf(name), kind: `${kind === 'input' ? kind : ''}${pattern}`, state }];
  });
  for (const { name, number } of netlist.memories) members.push({ path: `${name}.`, kind: 'memory', memory: number });

  const states: Gate[] = netlist.states.map(() => everyEdge);
  const memories: Gate[] = netlist.memories.map(() => everyEdge);
  const patternOfBit: Pattern[] = [];
  for (const cluster of split(members)) {
    const gate = 1n << BigInt(patternOfBit.length);
    let pattern = 0n;
    for (const { state, memory } of cluster) {
      if (state !== undefined) {
        states[state] = gate;
        pattern |= patterns[state]!;
      }
      if (memory !== undefined) memories[memory] = gate;
    }
    patternOfBit.push(pattern);
  }

  const shares = new Map<Gate, number>();
  const activityOf = (gate: Gate): number => {
    let share = shares.get(gate);
    if (share === undefined) {
      const changed = patternOfBit.reduce((all, one, bit) => ((gate >> BigInt(bit)) & 1n ? all | one : all), 0n);
      share = gate & everyEdge ? 1 : ones(changed) / samples;
      shares.set(gate, share);
    }
    return share;
  };
  return { states, memories, activityOf, fewestSaved };
}

/** The gate itself, or `everyEdge` where it is open nearly always. */
export function simplified({ activityOf }: Clusters, gate: Gate): Gate {
  return gate === 0n || activityOf(gate) <= busiest ? gate : everyEdge;
}

interface Member {
  /** Names of the instances around it, each with a dot behind it. */
  readonly path: string;
  readonly kind: string;
  readonly state?: number;
  readonly memory?: number;
}

/** What tells states apart by when they change; nothing for those that change nearly always. */
function kindsOf(patterns: readonly Pattern[], samples: number): readonly (string | undefined)[] {
  const between = patterns.filter((pattern) => pattern !== 0n && ones(pattern) <= busiest * samples);
  const areFew = new Set(between).size <= mostPatterns;
  return patterns.map((pattern) => {
    if (pattern === 0n) return 'never';
    if (ones(pattern) > busiest * samples) return undefined;
    return areFew ? `${pattern}` : 'sometimes';
  });
}

/** Divides by instances, the largest groups first, as long as there are bits for all. */
function split(members: readonly Member[]): readonly (readonly Member[])[] {
  const clusters = (groups: readonly Group[]) =>
    groups.flatMap((group) => [...byKey(group.members, ({ kind }) => kind)]);
  let groups: readonly Group[] = [{ depth: 0, members, isWhole: false }];
  for (;;) {
    const open = groups.filter(({ isWhole }) => !isWhole);
    if (open.length === 0) break;
    const largest = open.reduce((most, one) => (one.members.length > most.members.length ? one : most));
    const { depth } = largest;
    const parts = [...byKey(largest.members, ({ path }) => firstNames(path, depth + 1))].map((part): Group => {
      return {
        depth: depth + 1,
        members: part,
        isWhole: part.every(({ path }) => firstNames(path, depth + 1) === path),
      };
    });
    const finer = groups.flatMap((group) => (group === largest ? parts : [group]));
    if (clusters(finer).length <= mostClusters) groups = finer;
    else groups = groups.map((group) => (group === largest ? { ...group, isWhole: true } : group));
  }
  return clusters(groups);
}

interface Group {
  readonly depth: number;
  readonly members: readonly Member[];
  /** Not to be divided further. */
  readonly isWhole: boolean;
}

function byKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): Iterable<readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = found.get(key);
    if (known) known.push(item);
    else found.set(key, [item]);
  }
  return found.values();
}

function pathOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.') + 1);
}

function firstNames(path: string, count: number): string {
  return path
    .split('.')
    .slice(0, -1)
    .slice(0, count)
    .map((name) => `${name}.`)
    .join('');
}

function ones(bits: bigint): number {
  return bits.toString(2).replaceAll('0', '').length;
}
