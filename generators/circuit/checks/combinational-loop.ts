import type { Diagnostic } from '../../diagnostics.ts';
import { type BitGraph, type BitOwner, type BitVertex, bitGraph, inputBitQuery } from '../dependence/bit-graph.ts';
import { graphFrom } from '../dependence/graph.ts';
import { loopsOf, stronglyConnected } from '../dependence/strongly-connected.ts';
import type { CircuitFacts } from './facts.ts';
import { loopDiagnostic } from './loop-text.ts';
import { bySourceLocation } from './places.ts';

/**
 * B006: values that depend on themselves without a register in between. Whole signals are looked at first, in time
 * linear in the circuit; bits only where whole signals form a loop, so that words whose bits feed each other in one
 * direction are no findings. What instances pass through combinationally is worked out once per module.
 */
export function checkCombinationalLoop({ modules, graphOf, componentsOf }: CircuitFacts): readonly Diagnostic[] {
  const inputBitsOf = inputBitQuery(graphOf);
  return modules.flatMap((module) => {
    const graph = graphOf(module);
    return loopsOf(graph, componentsOf(module)).flatMap((members) => {
      const owners = new Set<BitOwner>(members.map((number) => graph.vertices[number]!));
      const loop = loopOfBits(bitGraph(graph, inputBitsOf), owners);
      return loop ? [loopDiagnostic(loop, module)] : [];
    });
  });
}

/** A shortest loop among the bits of the given owners: each bit needs the next, the last needs the first. */
function loopOfBits(graph: BitGraph, owners: ReadonlySet<BitOwner>): readonly BitVertex[] | undefined {
  const successors = (vertex: BitVertex): readonly BitVertex[] =>
    graph.successors(vertex).filter(({ owner }) => isInside(owner, owners));
  const bits = graphFrom<BitVertex>(namedBits(graph, owners), (vertex, add) => {
    for (const next of successors(vertex)) add(next);
  });
  const [members] = loopsOf(bits, stronglyConnected(bits));
  if (!members) return undefined;
  const component = members.map((number) => bits.vertices[number]!);
  const start = component.filter(({ owner }) => isNamed(owner)).sort(byPlace)[0]!;
  return shortestLoop(start, successors, new Set(component));
}

/** Only what has a name can lead out of a loop of whole signals. */
function isInside(owner: BitOwner, owners: ReadonlySet<BitOwner>): boolean {
  return !isNamed(owner) || owners.has(owner);
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
