import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { clockPorts } from '../clocking.ts';
import { type BitVertex, bitGraph, type InputBitsOf, inputBitQuery } from '../dependence/bit-graph.ts';
import { circuitDomains, type Domain, type ModuleDomains, type Need } from '../dependence/clock-domains.ts';
import { logicBefore } from '../dependence/direct-crossing.ts';
import type { Vertex } from '../dependence/module-graph.ts';
import type { LogicModule, SourceLocation } from '../types.ts';
import { signalPhrase } from './describe.ts';
import type { CircuitFacts } from './facts.ts';
import { chainText, linkOf } from './loop-text.ts';

/** Something that takes a value at the edges of a clock. */
interface Sampler {
  readonly vertex: Vertex;
  readonly need: Need;
  readonly name: string;
  readonly phrase: string;
  readonly width: number;
  readonly location: SourceLocation;
}

/**
 * B013: a register, property or port in step with one clock that takes what is in step with another or with none, and
 * a register that is made for it, yet takes the result of logic. Modules are looked at once; what their inputs need and
 * their outputs are in step with is told to those that instantiate them. Whole signals are followed first, and bits where
 * these meet another clock.
 */
export function checkClockCrossing(facts: CircuitFacts): readonly Diagnostic[] {
  if (!facts.modules.some(hasSeveralDomains)) return [];
  const inputBitsOf = inputBitQuery(facts.graphOf);
  const { domainsIn } = circuitDomains(facts);
  return facts.modules.flatMap((module) => {
    const domains = domainsIn(module);
    return samplersOf(domains).flatMap((sampler) => checkSampler(sampler, domains, inputBitsOf));
  });
}

/** Whether more than one clock, or something in step with none, meets in a module. */
export function hasSeveralDomains(module: LogicModule): boolean {
  const clocks = clockPorts(module).filter(({ role }) => role === 'clock');
  return clocks.length > 1 || module.ports.some((port) => port.kind === 'input' && port.asynchronous);
}

function samplersOf({ graph, needsOf }: ModuleDomains): readonly Sampler[] {
  const { nextValues, propertyValues, module } = graph;
  const registers = [...nextValues].map(([register, vertex]): Sampler => {
    const { name, type, clock, crossing = false, location } = register;
    const need = { clock, crossing, by: undefined };
    return { vertex, need, name, phrase: `register ${name}`, width: type.width, location };
  });
  const properties = propertyValues.map((vertex): Sampler => {
    const { kind, name, clock, location } = vertex.property;
    const need = { clock, crossing: false, by: undefined };
    return { vertex, need, name, phrase: `${kind} ${name}`, width: 1, location };
  });
  const ports = module.instances.flatMap(({ name, inputs, location }) =>
    [...inputs.values()].flatMap((vertex) =>
      needsOf(vertex).map((need): Sampler => {
        const text = `${name}.${vertex.name}`;
        return { vertex, need, name: text, phrase: signalPhrase(vertex), width: vertex.type.width, location };
      }),
    ),
  );
  return [...registers, ...properties, ...ports];
}

function checkSampler(sampler: Sampler, domains: ModuleDomains, inputBitsOf: InputBitsOf): readonly Diagnostic[] {
  const { vertex, need } = sampler;
  const isForeign = (domain: Domain): boolean =>
    domain === 'asynchronous' || (!('open' in domain) && domain !== need.clock);
  const foreign = domains.domainsOf(vertex).filter(isForeign);
  if (foreign.length === 0) return [];
  const path = pathToOrigin(sampler, domains, isForeign, inputBitsOf);
  if (!path) return [];
  const origin = domains.originsOf(path.at(-1)!.owner as Vertex).find(isForeign)!;
  if (!need.crossing) return [crossingDiagnostic(sampler, origin, path, domains)];
  const logic = logicBefore(vertex, need.clock, domains);
  if (!logic) return [];
  const { name } = domains.graph.module;
  return [
    {
      code: 'B013',
      message: `${sampler.phrase} in module ${name} crosses from ${domainText(origin)} to ${domainText(need.clock)} behind logic, which may glitch: ${logic.text}`,
      location: logic.location ?? sampler.location,
      remedy:
        origin === 'asynchronous'
          ? 'let the value cross as it comes, and put the logic behind the synchroniser'
          : `put a register of ${domainText(origin)} behind the logic, and let that one cross`,
    },
  ];
}

function domainText(domain: Domain): string {
  if (domain === 'asynchronous') return 'no clock';
  return 'open' in domain ? domain.open.name : domain.name;
}

/** A shortest way from the sampler to a bit in step with something else, breadth first; nothing where none leads there. */
function pathToOrigin(
  { vertex, width }: Sampler,
  { graph, originsOf }: ModuleDomains,
  isForeign: (domain: Domain) => boolean,
  inputBitsOf: InputBitsOf,
): readonly BitVertex[] | undefined {
  const bits = bitGraph(graph, inputBitsOf);
  const starts = Array.from({ length: width }, (_, bit) => bits.vertex(vertex as BitVertex['owner'], bit));
  const cameFrom = new Map<BitVertex, BitVertex | undefined>(starts.map((start) => [start, undefined]));
  for (const found of cameFrom.keys()) {
    const { owner } = found;
    if ('kind' in owner && originsOf(owner).some(isForeign)) {
      const path: BitVertex[] = [];
      for (let step: BitVertex | undefined = found; step; step = cameFrom.get(step)) path.unshift(step);
      return path;
    }
    // The map is walked in the order in which it grows.
    for (const next of bits.successors(found)) if (!cameFrom.has(next)) cameFrom.set(next, found);
  }
  return undefined;
}

function crossingDiagnostic(
  { phrase, name, need, location, vertex, width }: Sampler,
  origin: Domain,
  path: readonly BitVertex[],
  { graph }: ModuleDomains,
): Diagnostic {
  const source = path.at(-1)!;
  // An input of an instance stands in the path itself, where it is told how it gets its value.
  const between = path.slice(vertex.kind === 'instanceInput' ? 0 : 1, -1);
  const links = between.flatMap((step, position) => linkOf(step, [...between.slice(position + 1), source]));
  const last = sourceLink(source, origin);
  const first =
    vertex.kind === 'instanceInput'
      ? []
      : [
          {
            name: bitName(name, path[0]!.bit, width),
            how: `in step with ${need.clock.name}, at ${formatLocation(location)}`,
          },
        ];
  const by = need.by ? `, where register ${need.by.name} (${formatLocation(need.by.location)}) takes it` : '';
  return {
    code: 'B013',
    message: [
      `${phrase} in module ${graph.module.name} is in step with ${need.clock.name}${by} and takes what is in step with ${domainText(origin)}`,
      ...chainText([...first, ...links, last]),
    ].join('\n'),
    location,
    remedy:
      'lead it through a synchroniser: synchronise() for one bit, asyncQueue() or handshakeCrossing() for words, or mark a register that may take it with crossing',
  };
}

function sourceLink({ owner, bit }: BitVertex, origin: Domain): { readonly name: string; readonly how: string } {
  if (!('name' in owner)) throw new Error('a path ends where nothing has a name');
  const { name, type, location } = owner;
  const whole = owner.kind === 'instanceOutput' ? `${owner.instance.name}.${name}` : name;
  const place = formatLocation(owner.kind === 'instanceOutput' ? owner.instance.location : location);
  const how = `in step with ${domainText(origin)}, ${owner.kind === 'instanceOutput' ? 'instance ' : ''}at ${place}`;
  return { name: bitName(whole, bit, type.width), how };
}

function bitName(name: string, bit: number, width: number): string {
  return width === 1 ? name : `${name}[${bit}]`;
}
