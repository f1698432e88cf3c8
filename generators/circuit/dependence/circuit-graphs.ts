import type { Circuit, LogicModule, Module } from '../types.ts';
import { type ModuleGraph, moduleGraph, type PortDependence } from './module-graph.ts';
import { emptySets, has, put, spread } from './spread.ts';
import { type Components, stronglyConnected } from './strongly-connected.ts';

/** The combinational dependence inside the modules of a circuit, each worked out once and when it is asked for. */
export interface CircuitGraphs {
  graphOf(module: LogicModule): ModuleGraph;
  componentsOf(module: LogicModule): Components;
  /** Of a logic module, a memory, or an external module: by its model, and none without one. */
  dependenceOf(module: Module): PortDependence;
}

export function circuitGraphs(): CircuitGraphs {
  const graphs = new Map<LogicModule, ModuleGraph>();
  const components = new Map<LogicModule, Components>();
  const dependences = new Map<Module, PortDependence>();

  const graphOf = (module: LogicModule): ModuleGraph =>
    remembered(graphs, module, () => moduleGraph(module, dependenceOf));
  const componentsOf = (module: LogicModule): Components =>
    remembered(components, module, () => stronglyConnected(graphOf(module)));
  const dependenceOf = (module: Module): PortDependence =>
    remembered(dependences, module, () => {
      if (module.kind === 'memory') return module.organisation === 'asynchronous-read' ? readPath : noDependence;
      if (module.kind === 'external') return module.model ? dependenceOf(module.model) : noDependence;
      return portDependence(graphOf(module), componentsOf(module));
    });
  return { graphOf, componentsOf, dependenceOf };
}

const noDependence: PortDependence = new Map();
const readPath: PortDependence = new Map([['readData', ['readAddress']]]);

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** What each output of the module depends on. */
function portDependence(graph: ModuleGraph, components: Components): PortDependence {
  const inputs = graph.module.ports.filter((port) => port.kind === 'input');
  const reached = emptySets(graph, inputs.length);
  inputs.forEach((input, position) => void put(reached, graph.numbers.get(input)!, position));
  spread(graph, components, reached);
  const dependence = new Map<string, readonly string[]>();
  for (const port of graph.module.ports) {
    if (port.kind !== 'output') continue;
    const number = graph.numbers.get(port)!;
    const names = inputs.filter((_, position) => has(reached, number, position)).map(({ name }) => name);
    if (names.length > 0) dependence.set(port.name, names);
  }
  return dependence;
}

/**
 * The circuit's modules and the models of its external ones with all that these instantiate, each behind those that it
 * needs.
 */
export function modulesWithModels({ modules }: Circuit): readonly Module[] {
  if (!modules.some((module) => module.kind === 'external' && module.model)) return modules;
  const all = new Set<Module>();
  const visit = (module: Module): void => {
    if (all.has(module)) return;
    if (module.kind === 'external' && module.model) visit(module.model);
    if (module.kind === 'logic') for (const instance of module.instances) visit(instance.module);
    all.add(module);
  };
  for (const module of modules) visit(module);
  return [...all];
}
