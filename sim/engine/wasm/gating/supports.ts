import { type NodeLookup, NodeMap } from '../node-map.ts';
import type { Node } from '../vector-node.ts';
import { isVector } from '../vector-node.ts';
import { type Clusters, type Gate, simplified } from './clusters.ts';

/** What depends on which clusters of state. */
export interface Gating {
  readonly clusters: Clusters;
  readonly supports: NodeLookup<Gate>;
}

/** The clusters that each node's value depends on. `nodes` has inputs before users. */
export function supportsOf(
  nodes: readonly Node[],
  inputsOf: (node: Node) => readonly Node[],
  clusters: Clusters,
): NodeLookup<Gate> {
  const supports = new NodeMap<Gate>(nodes);
  for (const node of nodes) {
    let gate = 0n;
    if (isVector(node)) for (const state of node.states) gate |= clusters.states[state]!;
    else if (node.state >= 0) gate = clusters.states[node.state]!;
    else if (node.memory >= 0) gate = clusters.memories[node.memory]!;
    for (const input of inputsOf(node)) gate |= supports.get(input)!;
    supports.set(node, simplified(clusters, gate));
  }
  return supports;
}
