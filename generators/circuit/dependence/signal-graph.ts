import { children } from '../expressions.ts';
import type { Expression, Instance, InstanceInput, LogicModule, Module, Signal } from '../types.ts';
import { type DriversOfSignals, driversOf, type Guard } from './drivers.ts';
import { stronglyConnected } from './strongly-connected.ts';

/** A vertex of the graph of whole signals: what depends combinationally on what, without regard to bits. */
export type Vertex = Signal | InstanceInput | Expression | Guard;

/** For each output of a module the inputs on which it depends combinationally; an output that depends on none is absent. */
export type PortDependence = ReadonlyMap<string, ReadonlySet<string>>;

/** The combinational dependence inside one module. */
export interface SignalGraph {
  readonly module: LogicModule;
  readonly drivers: DriversOfSignals;
  /** Components of the graph, each behind those that it depends on. */
  readonly components: readonly (readonly Vertex[])[];
  readonly successors: (vertex: Vertex) => readonly Vertex[];
}

/** Builds the graph of a module from the dependences of those that it instantiates. */
export function signalGraph(module: LogicModule, dependences: ReadonlyMap<Module, PortDependence>): SignalGraph {
  const drivers = driversOf(module.statements);
  const successors = (vertex: Vertex): readonly Vertex[] => successorsOf(vertex, drivers, dependences);
  const roots: Vertex[] = [
    ...module.ports.filter((port) => port.kind === 'output'),
    ...module.signals.filter((signal) => signal.kind !== 'register'),
    ...module.instances.flatMap((instance) => [...instance.inputs.values()]),
  ];
  return { module, drivers, components: stronglyConnected(roots, successors), successors };
}

function successorsOf(
  vertex: Vertex,
  drivers: DriversOfSignals,
  dependences: ReadonlyMap<Module, PortDependence>,
): readonly Vertex[] {
  switch (vertex.kind) {
    case 'input':
    case 'register':
      return [];
    case 'node':
      return read([vertex.value]);
    case 'guard':
      return vertex.outer ? [...read([vertex.choice]), vertex.outer] : read([vertex.choice]);
    case 'output':
    case 'wire':
    case 'instanceInput':
      return (drivers.get(vertex) ?? []).flatMap(({ connect: { value, target }, guard }) => [
        ...read(target.element ? [value, target.element.index] : [value]),
        ...(guard ? [guard] : []),
      ]);
    case 'instanceOutput': {
      const inputs = dependences.get(vertex.instance.module)?.get(vertex.name) ?? [];
      return instanceInputs(vertex.instance, inputs);
    }
    default:
      return read(children(vertex));
  }
}

/** What stands for expressions in the graph: a signal for its reference, nothing for a constant or a register. */
function read(expressions: readonly Expression[]): readonly Vertex[] {
  const vertices: Vertex[] = [];
  for (const expression of expressions) {
    if (expression.kind === 'literal') continue;
    const vertex = expression.kind === 'reference' ? expression.signal : expression;
    if (vertex.kind !== 'register') vertices.push(vertex);
  }
  return vertices;
}

function instanceInputs(instance: Instance, names: Iterable<string>): readonly InstanceInput[] {
  return [...names].map((name) => instance.inputs.get(name)).filter((input) => input !== undefined);
}

/** What each output of the module depends on. Inputs are numbered so that sets of them are masks. */
export function portDependence({ module, components, successors }: SignalGraph): PortDependence {
  const inputs = module.ports.filter((port) => port.kind === 'input');
  const positions = new Map<Vertex, number>(inputs.map((port, position) => [port, position]));
  const reached = new Map<Vertex, bigint>();
  for (const component of components) {
    let mask = 0n;
    for (const vertex of component) {
      const position = positions.get(vertex);
      if (position !== undefined) mask |= 1n << BigInt(position);
      for (const successor of successors(vertex)) mask |= reached.get(successor) ?? 0n;
    }
    if (mask !== 0n) for (const vertex of component) reached.set(vertex, mask);
  }
  const dependence = new Map<string, ReadonlySet<string>>();
  for (const port of module.ports) {
    const mask = reached.get(port);
    if (port.kind !== 'output' || mask === undefined) continue;
    const names = inputs.filter((_, position) => ((mask >> BigInt(position)) & 1n) === 1n).map(({ name }) => name);
    dependence.set(port.name, new Set(names));
  }
  return dependence;
}
