import { clockingOf, clockPorts } from '../clocking.ts';
import type {
  InputPort,
  Instance,
  InstanceInput,
  InstanceOutput,
  MemoryModule,
  Module,
  Register,
  Signal,
} from '../types.ts';
import type { CircuitGraphs } from './circuit-graphs.ts';
import { logicBefore } from './direct-crossing.ts';
import type { ModuleGraph, Vertex } from './module-graph.ts';
import { emptySets, has, put, type Sets, spread } from './spread.ts';

/**
 * With what a value is in step: a clock of its module, no clock at all, or whatever drives an input of the module, in a
 * module that instances with different clocks may share.
 */
export type Domain = InputPort | 'asynchronous' | { readonly open: InputPort };

/** What an instance's input needs: to be in step with `clock`, since `by` takes it there; through no logic if `crossing`. */
export interface Need {
  readonly clock: InputPort;
  readonly crossing: boolean;
  /** A register in the instance's module or below; nothing for memories, properties and declared domains. */
  readonly by: Register | undefined;
}

/** What a module shows of its clocks, in terms of its own ports. */
export interface DomainSummary {
  /** With what each output is in step, apart from what comes through from the inputs. */
  readonly outputs: ReadonlyMap<string, readonly (InputPort | 'asynchronous')[]>;
  readonly needs: ReadonlyMap<string, readonly Need[]>;
  /** The outputs that are more than a register, an input or bits of such. */
  readonly behindLogic: ReadonlySet<string>;
}

/** The domains of all values of one module. */
export interface ModuleDomains {
  readonly graph: ModuleGraph;
  /** Those of a vertex and of all that it depends on. */
  domainsOf(vertex: Vertex): readonly Domain[];
  /** What a signal is in step with by itself: as a register, an input, or an output of an instance. */
  originsOf(signal: Vertex): readonly Domain[];
  /** In terms of this module's clocks. */
  needsOf(input: InstanceInput): readonly Need[];
  isBehindLogic(output: InstanceOutput): boolean;
}

/** The domains of the modules of a circuit, each worked out once and when it is asked for. */
export interface CircuitDomains {
  domainsIn(module: ModuleGraph['module']): ModuleDomains;
}

export function circuitDomains({ graphOf, componentsOf }: CircuitGraphs): CircuitDomains {
  const domains = new Map<Module, ModuleDomains>();
  const summaries = new Map<Module, DomainSummary>();
  const domainsIn = (module: ModuleGraph['module']): ModuleDomains => {
    const known = domains.get(module) ?? moduleDomains(graphOf(module), componentsOf(module), summaryOf);
    domains.set(module, known);
    return known;
  };
  const summaryOf = (module: Module): DomainSummary => {
    const known = summaries.get(module) ?? summarise(module, domainsIn, summaryOf);
    summaries.set(module, known);
    return known;
  };
  return { domainsIn };
}

function summarise(
  module: Module,
  domainsIn: (module: ModuleGraph['module']) => ModuleDomains,
  summaryOf: (module: Module) => DomainSummary,
): DomainSummary {
  if (module.kind === 'logic') return logicSummary(domainsIn(module));
  if (module.kind === 'external' && module.model) return toPortsOf(module, summaryOf(module.model));
  const [first, ...others] = clockPorts(module).filter(({ role }) => role === 'clock');
  const inputs = module.ports.filter((port) => port.kind === 'input' && !port.role);
  const outputs = module.ports.filter((port) => port.kind === 'output');
  const clockOf = (name: string): InputPort | undefined => {
    const declared = inputs.find((port) => port.name === name);
    if (declared?.kind === 'input' && declared.domain) return declared.domain;
    if (others.length === 0) return first;
    // Of an external module with several clocks and no model nothing more is known.
    return module.kind === 'memory' ? clockOfMemoryPort(module, name) : undefined;
  };
  const isSampled = (name: string): boolean =>
    !(module.kind === 'memory' && module.organisation === 'asynchronous-read' && name === 'readAddress');
  return {
    outputs: new Map(outputs.map(({ name }) => [name, listOf(clockOf(name))])),
    needs: new Map(
      inputs
        .filter((port) => port.kind === 'input' && !port.asynchronous && isSampled(port.name))
        .map(({ name }) => [name, listOf(clockOf(name)).map((clock) => ({ clock, crossing: false, by: undefined }))]),
    ),
    behindLogic: new Set(),
  };
}

const listOf = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

function clockOfMemoryPort({ ports }: MemoryModule, name: string): InputPort | undefined {
  const clock = name.startsWith('write') ? 'writeClock' : 'readClock';
  return ports.find((port): port is InputPort => port.kind === 'input' && port.name === clock);
}

/** A model's summary in terms of the ports of the module for which it stands. */
function toPortsOf(module: Module, { outputs, needs, behindLogic }: DomainSummary): DomainSummary {
  const own = (port: InputPort): InputPort => clockPorts(module).find(({ name }) => name === port.name) ?? port;
  const ownDomain = (domain: InputPort | 'asynchronous') => (domain === 'asynchronous' ? domain : own(domain));
  return {
    outputs: new Map([...outputs].map(([name, list]) => [name, list.map(ownDomain)])),
    needs: new Map([...needs].map(([name, list]) => [name, list.map((need) => ({ ...need, clock: own(need.clock) }))])),
    behindLogic,
  };
}

function logicSummary(domains: ModuleDomains): DomainSummary {
  const { graph, domainsOf, needsOf } = domains;
  const { module, vertices, propertyValues, nextValues } = graph;
  const outputs = module.ports
    .filter((port) => port.kind === 'output')
    .map((port) => [port.name, domainsOf(port).filter(isClosed)] as const);
  const needs = new Map<string, Need[]>();
  const note = (vertex: Vertex, need: Need): void => {
    for (const domain of domainsOf(vertex)) {
      if (isClosed(domain)) continue;
      const list = needs.get(domain.open.name) ?? [];
      if (!list.some(({ clock, crossing }) => clock === need.clock && crossing === need.crossing)) list.push(need);
      needs.set(domain.open.name, list);
    }
  };
  for (const port of module.ports) {
    if (port.kind !== 'input' || !port.domain) continue;
    needs.set(port.name, [{ clock: port.domain, crossing: false, by: undefined }]);
  }
  const crosses = (next: Vertex, { crossing, clock }: Register): boolean =>
    crossing === true && !logicBefore(next, clock, domains);
  for (const [register, next] of nextValues) {
    note(next, { clock: register.clock, crossing: crosses(next, register), by: register });
  }
  for (const value of propertyValues) note(value, { clock: value.property.clock, crossing: false, by: undefined });
  for (const vertex of vertices) {
    if (vertex.kind === 'instanceInput') {
      for (const need of needsOf(vertex)) {
        const crossing = need.crossing && !logicBefore(vertex, need.clock, domains);
        note(vertex, { ...need, crossing });
      }
    }
  }
  const behindLogic = module.ports.filter((port) => port.kind === 'output' && logicBefore(port, undefined, domains));
  return { outputs: new Map(outputs), needs, behindLogic: new Set(behindLogic.map(({ name }) => name)) };
}

function isClosed(domain: Domain): domain is InputPort | 'asynchronous' {
  return domain === 'asynchronous' || !('open' in domain);
}

function moduleDomains(
  graph: ModuleGraph,
  components: Parameters<typeof spread>[1],
  summaryOf: (module: Module) => DomainSummary,
): ModuleDomains {
  const { module, numbers, vertices } = graph;
  const all: Domain[] = [
    'asynchronous',
    ...clockPorts(module),
    ...module.ports.filter(isOpen).map((open) => ({ open })),
  ];
  const positions = new Map(all.map((domain, position) => [keyOf(domain), position]));
  const clocking = new Map<Instance, ReadonlyMap<string, InputPort>>();
  const clockIn = (instance: Instance, port: InputPort): InputPort | undefined => {
    const known = clocking.get(instance) ?? clockingOf(instance, module);
    clocking.set(instance, known);
    return known.get(port.name);
  };
  const originsOf = (vertex: Vertex): readonly Domain[] => {
    if (vertex.kind === 'register') return [vertex.clock];
    if (vertex.kind === 'input') return originOfInput(vertex);
    if (vertex.kind !== 'instanceOutput') return [];
    const { instance, name } = vertex;
    return (summaryOf(instance.module).outputs.get(name) ?? []).flatMap((domain) =>
      listOf(domain === 'asynchronous' ? domain : clockIn(instance, domain)),
    );
  };
  const sets: Sets = emptySets(graph, all.length);
  vertices.forEach((vertex, number) => {
    for (const domain of originsOf(vertex)) {
      const position = positions.get(keyOf(domain));
      if (position !== undefined) put(sets, number, position);
    }
  });
  spread(graph, components, sets);
  return {
    graph,
    originsOf,
    domainsOf: (vertex) => all.filter((_, position) => has(sets, numbers.get(vertex)!, position)),
    needsOf: ({ instance, name }) =>
      (summaryOf(instance.module).needs.get(name) ?? []).flatMap((need) =>
        listOf(clockIn(instance, need.clock)).map((clock) => ({ ...need, clock })),
      ),
    isBehindLogic: ({ instance, name }) => summaryOf(instance.module).behindLogic.has(name),
  };
}

const keyOf = (domain: Domain): InputPort | 'asynchronous' => (isClosed(domain) ? domain : domain.open);

function isOpen(port: Signal): port is InputPort {
  return port.kind === 'input' && !port.role && !port.domain && !port.asynchronous;
}

function originOfInput(port: InputPort): readonly Domain[] {
  if (port.role) return [];
  if (port.asynchronous) return ['asynchronous'];
  return port.domain ? [port.domain] : [{ open: port }];
}
