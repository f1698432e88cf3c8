import type { Diagnostic } from '../../diagnostics.ts';
import { graphFrom, reachable } from '../dependence/graph.ts';
import type { ModuleGraph, Vertex } from '../dependence/module-graph.ts';
import { stronglyConnected } from '../dependence/strongly-connected.ts';
import type { InputPort, Instance, LogicModule, Module, Register, SourceLocation, Wire } from '../types.ts';
import { moduleDescription } from './describe.ts';
import { declarationKey, isMeantSo } from './exempt.ts';
import type { CircuitFacts } from './facts.ts';
import { bySourceLocation } from './places.ts';

/** What may be unused: named values are not, since what only they use is. */
type Part = InputPort | Wire | Register | Instance;

/**
 * B014: inputs, wires, registers and instances on which no output depends, no property and no external module. Of a
 * chain of such parts the last is told. A part that is used in another variant of its module is no finding.
 */
export function checkUnused({ circuit, modules, graphOf }: CircuitFacts): readonly Diagnostic[] {
  const actsOutside = actingModules(circuit.modules);
  const liveParts: Part[] = [];
  const findings: { readonly part: Part; readonly diagnostic: Diagnostic }[] = [];
  for (const module of modules) {
    const graph = graphOf(module);
    const used = usedVertices(graph, actsOutside);
    const dead: Part[] = [];
    for (const part of partsOf(module)) {
      if (isUsed(part, graph, used)) liveParts.push(part);
      else if (!isExempt(part)) dead.push(part);
    }
    for (const part of lastOf(dead, graph)) findings.push({ part, diagnostic: diagnosticOf(part, graph) });
  }
  if (findings.length === 0) return [];
  const known = new Set(liveParts.map(keyOf));
  return findings.flatMap(({ part, diagnostic }) => {
    const key = keyOf(part);
    if (known.has(key)) return [];
    known.add(key);
    return [diagnostic];
  });
}

/** The same in all variants of a module, and for all instances of an array. */
function keyOf(part: Part): string {
  return declarationKey(part, 'array' in part && part.array ? part.array.name : part.name);
}

function isExempt(part: Part): boolean {
  if (isMeantSo(part)) return true;
  return 'kind' in part && part.kind === 'input' && part.role !== undefined;
}

function partsOf({ ports, signals, instances }: LogicModule): readonly Part[] {
  return [
    ...ports.filter((port) => port.kind === 'input'),
    ...signals.filter((signal) => signal.kind !== 'node'),
    ...instances,
  ];
}

/** Modules whose work shows elsewhere than at their outputs: external ones, and those that hold them or properties. */
function actingModules(modules: readonly Module[]): ReadonlySet<Module> {
  const acting = new Set<Module>();
  for (const module of modules) {
    const acts =
      module.kind === 'external' ||
      (module.kind === 'logic' &&
        ((module.properties?.length ?? 0) > 0 || module.instances.some((instance) => acting.has(instance.module))));
    if (acts) acting.add(module);
  }
  return acting;
}

/** 1 for each vertex on which something depends that counts, over clock edges and through instances. */
function usedVertices(graph: ModuleGraph, actsOutside: ReadonlySet<Module>): Uint8Array {
  const { module, numbers, vertices, nextValues, propertyValues } = graph;
  const roots = [
    ...module.ports.filter((port) => port.kind === 'output'),
    ...propertyValues,
    ...module.signals.filter(({ keep, attributes }) => keep || attributes?.length),
    ...module.instances
      .filter((instance) => actsOutside.has(instance.module) || instance.attributes?.length)
      .flatMap(({ inputs }) => [...inputs.values()]),
  ];
  const entered = new Set<Instance>();
  return reachable(
    graph,
    roots.map((root) => numbers.get(root)!),
    (number, add) => {
      const vertex = vertices[number]!;
      // A register needs its next value, an output of an instance all that the instance is given.
      if (vertex.kind === 'register') add(numbers.get(nextValues.get(vertex)!)!);
      if (vertex.kind !== 'instanceOutput' || entered.has(vertex.instance)) return;
      entered.add(vertex.instance);
      for (const input of vertex.instance.inputs.values()) add(numbers.get(input)!);
    },
  );
}

function isUsed(part: Part, { numbers }: ModuleGraph, used: Uint8Array): boolean {
  if ('kind' in part) return used[numbers.get(part)!] === 1;
  const { inputs, outputs } = part;
  const ports: ReadonlyMap<string, Vertex> = outputs.size > 0 ? outputs : inputs;
  for (const port of ports.values()) if (used[numbers.get(port)!] === 1) return true;
  return false;
}

/** The parts that no other dead one reads; of parts that read each other in a ring the first. */
function lastOf(dead: readonly Part[], graph: ModuleGraph): readonly Part[] {
  if (dead.length === 0) return dead;
  const among = new Set<Part>(dead);
  const reads = graphFrom<Part>(dead, (part, add) => {
    for (const read of readBy(part, graph, among)) add(read);
  });
  const { order, starts } = stronglyConnected(reads);
  const ringOf = new Int32Array(reads.size);
  for (let ring = 0; ring + 1 < starts.length; ring += 1) {
    for (let position = starts[ring]!; position < starts[ring + 1]!; position += 1) ringOf[order[position]!] = ring;
  }
  const isRead = new Set<number>();
  for (let part = 0; part < reads.size; part += 1) {
    for (let edge = reads.starts[part]!; edge < reads.starts[part + 1]!; edge += 1) {
      const ring = ringOf[reads.targets[edge]!]!;
      if (ring !== ringOf[part]) isRead.add(ring);
    }
  }
  return starts.slice(0, -1).flatMap((start, ring) => {
    if (isRead.has(ring)) return [];
    const members = [...order.subarray(start, starts[ring + 1])].map((number) => reads.vertices[number]!);
    return [members.sort((a, b) => bySourceLocation(a.location, b.location))[0]!];
  });
}

/** The dead parts that a part reads, through named values and expressions. */
function readBy(part: Part, graph: ModuleGraph, among: ReadonlySet<Part>): ReadonlySet<Part> {
  const { vertices, numbers, starts, targets, nextValues } = graph;
  const first: readonly Vertex[] =
    'kind' in part ? [part.kind === 'register' ? nextValues.get(part)! : part] : [...part.inputs.values()];
  const open = first.map((vertex) => numbers.get(vertex)!);
  const seen = new Set(open);
  const read = new Set<Part>();
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    for (let edge = starts[number]!; edge < starts[number + 1]!; edge += 1) {
      const target = targets[edge]!;
      if (seen.has(target)) continue;
      seen.add(target);
      const found = partAt(vertices[target]!);
      if (found && among.has(found)) read.add(found);
      else open.push(target);
    }
  }
  return read;
}

function partAt(vertex: Vertex): Part | undefined {
  if (vertex.kind === 'instanceOutput') return vertex.instance;
  return vertex.kind === 'input' || vertex.kind === 'wire' || vertex.kind === 'register' ? vertex : undefined;
}

function diagnosticOf(part: Part, { module, numbers, targets }: ModuleGraph): Diagnostic {
  const outputs: readonly Vertex[] = 'kind' in part ? [part] : [...part.outputs.values()];
  const own = new Set(outputs.map((vertex) => numbers.get(vertex)!));
  const isRead = targets.some((target) => own.has(target));
  const where = `${'kind' in part && part.kind === 'input' ? 'of' : 'in'} module ${module.name}`;
  return {
    code: 'B014',
    severity: 'warning',
    message: `${phraseOf(part)} ${where} is never ${isRead ? 'used: no output depends on what reads it' : 'read'}`,
    location: part.location as SourceLocation,
    remedy: 'remove it or use it; give it a name that starts with unused where it has to be there',
  };
}

function phraseOf(part: Part): string {
  if ('kind' in part) return `${part.kind} ${part.name}`;
  const { name, array, module } = part;
  const size = array?.size.reduce((product, extent) => product * extent, 1) ?? 1;
  return array
    ? `array ${array.name} of ${size} instances of ${moduleDescription(module)}`
    : `instance ${name} of ${moduleDescription(module)}`;
}
