import type { Diagnostic } from '../../diagnostics.ts';
import { type BitGraph, type BitOwner, type BitVertex, bitGraph, inputBitQuery } from '../dependence/bit-graph.ts';
import { type PortDependence, portDependence, type SignalGraph, signalGraph } from '../dependence/signal-graph.ts';
import { stronglyConnected } from '../dependence/strongly-connected.ts';
import type { Circuit, Module } from '../types.ts';
import { loopDiagnostic } from './loop-text.ts';
import { bySourceLocation } from './places.ts';

/**
 * B006: values that depend on themselves without a register in between. Whole signals are looked at first, in time
 * linear in the circuit; bits only where whole signals form a loop, so that words whose bits feed each other in one
 * direction are no findings. What instances pass through combinationally is worked out once per module.
 */
export function checkCombinationalLoop(circuit: Circuit): readonly Diagnostic[] {
  const dependences = new Map<Module, PortDependence>();
  const graphs = new Map<Module, SignalGraph>();
  const inputBitsOf = inputBitQuery(graphs);
  const diagnostics: Diagnostic[] = [];
  for (const module of circuit.modules) {
    if (module.kind !== 'logic') continue;
    const graph = signalGraph(module, dependences);
    graphs.set(module, graph);
    if (module !== circuit.top) dependences.set(module, portDependence(graph));
    for (const component of graph.components) {
      if (component.length === 1) continue; // no vertex points to itself
      const loop = loopOfBits(bitGraph(graph, inputBitsOf), new Set<BitOwner>(component));
      if (loop) diagnostics.push(loopDiagnostic(loop, module));
    }
  }
  return diagnostics;
}

/** A shortest loop among the bits of the given owners: each bit needs the next, the last needs the first. */
function loopOfBits(graph: BitGraph, owners: ReadonlySet<BitOwner>): readonly BitVertex[] | undefined {
  const successors = (vertex: BitVertex): readonly BitVertex[] =>
    graph.successors(vertex).filter(({ owner }) => isInside(owner, owners));
  const component = stronglyConnected(namedBits(graph, owners), successors).find((members) => members.length > 1);
  if (!component) return undefined;
  const start = component.filter(({ owner }) => isNamed(owner)).sort(byPlace)[0]!;
  return shortestLoop(start, successors, new Set(component));
}

/** Assignments and references are not in the graph of whole signals; they lead to what is, or ends. */
function isInside(owner: BitOwner, owners: ReadonlySet<BitOwner>): boolean {
  return !('kind' in owner) || owner.kind === 'reference' || owners.has(owner);
}

function isNamed(owner: BitOwner): owner is Extract<BitOwner, { name: string }> {
  return 'name' in owner;
}

function namedBits(graph: BitGraph, owners: ReadonlySet<BitOwner>): readonly BitVertex[] {
  return [...owners]
    .filter(isNamed)
    .flatMap((owner) => Array.from({ length: owner.type.width }, (_, bit) => graph.vertex(owner, bit)));
}

function byPlace(a: BitVertex, b: BitVertex): number {
  if (!isNamed(a.owner) || !isNamed(b.owner)) return 0;
  const name = a.owner.name < b.owner.name ? -1 : Number(a.owner.name > b.owner.name);
  return bySourceLocation(a.owner.location, b.owner.location) || name || a.bit - b.bit;
}

/** Breadth first from `start` back to it, inside its component. */
function shortestLoop(
  start: BitVertex,
  successors: (vertex: BitVertex) => readonly BitVertex[],
  component: ReadonlySet<BitVertex>,
): readonly BitVertex[] {
  const cameFrom = new Map<BitVertex, BitVertex>();
  let open: readonly BitVertex[] = [start];
  while (!cameFrom.has(start)) {
    open = open.flatMap((vertex) =>
      successors(vertex).filter((next) => {
        if (!component.has(next) || cameFrom.has(next)) return false;
        cameFrom.set(next, vertex);
        return true;
      }),
    );
  }
  const loop: BitVertex[] = [];
  for (let vertex = cameFrom.get(start)!; vertex !== start; vertex = cameFrom.get(vertex)!) loop.unshift(vertex);
  return [start, ...loop];
}
