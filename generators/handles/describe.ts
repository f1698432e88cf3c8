import type { Circuit, LogicModule, Module, Port } from '../circuit/types.ts';
import { type Coding, codingOf, describeType, type EnumerationName, enumerationsOf } from './coding.ts';
import { createIdentifiers } from './identifiers.ts';
import { commentText, keyText, literalText, stringText } from './literals.ts';

/** Names that the template declares itself. */
const ownNames =
  `top clocks ClockName parameters ports Ports memories Memory MemoryName SignalName SignalValue Simulation Readable Drivable
  DrivableLanes ReadableLanes Coding Decoded connect signal memory decode encode codingOf readable drivable lanes places`.split(
    /\s+/,
  );

/** Most signals whose names are spelled out as types; with more, the type checker of an editor grows slow. */
const mostNames = 20_000;

/** What the template is filled with: text that is ready to stand in the file. */
export interface HandleDescription {
  readonly top: string;
  readonly fileName: string;
  readonly comment: string;
  readonly enumerations: readonly {
    readonly name: string;
    readonly comment: string;
    readonly members: readonly string[];
  }[];
  readonly parameters: readonly string[];
  /** Names of the clocks, as text. */
  readonly clocks: string;
  readonly ports: readonly PortDescription[];
  readonly modules: readonly { readonly name: string; readonly comment: string; readonly signals: readonly string[] }[];
  /** Instances by the path in front of their signals' names. */
  readonly places: readonly { readonly prefix: string; readonly module: string }[];
  readonly memories: readonly { readonly key: string; readonly constant: string }[];
  readonly namesAreExact: boolean;
  readonly hasMemories: boolean;
  /** Whether anything encodes values: a single input or a memory. */
  readonly writesValues: boolean;
  readonly hasInputs: boolean;
  readonly hasOutputs: boolean;
  readonly hasLanes: boolean;
  readonly hasInputLanes: boolean;
  readonly hasOutputLanes: boolean;
}

interface PortDescription {
  readonly key: string;
  readonly comment: string;
  /** The type of the member of the handle. */
  readonly type: string;
  /** The call that makes it. */
  readonly made: string;
  readonly constant: string;
}

/** Instances below a module, each with the path in front of its names: `''` for the top, `control.` below it. */
interface Place {
  readonly prefix: string;
  readonly module: Module;
}

/**
 * Describes a circuit for the template.
 * @param fileName Name of the file to come.
 * @param parameters Values of the top's parameters; the texts of the circuit, numbers as numbers, where absent.
 */
export function describeHandle(circuit: Circuit, fileName: string, parameters: object | undefined): HandleDescription {
  const { top } = circuit;
  const identifiers = createIdentifiers(ownNames);
  const places = placesBelow(top, '');
  const modules = [...new Set(places.map(({ module }) => module))];
  const enumerations = enumerationsOf(modules, identifiers);
  const tables = new Map(modules.map((module) => [module, identifiers.take(`${module.name}Signals`)]));
  const memories = places.filter(({ module }) => module.kind === 'memory');
  const ports = top.ports.filter(({ name }) => !isClock(top, name)).map((port) => describePort(port, enumerations));
  const laned = top.ports.filter(hasLanes);
  const names = places.reduce((sum, { module }) => sum + signalsOf(module, module === top).length, 0);
  const hasInputs = top.ports.some((port) => port.kind === 'input' && !isClock(top, port.name) && !hasLanes(port));
  return {
    top: top.name,
    fileName,
    comment: commentText(`The ports of ${top.name}.${top.documentation ? ` ${top.documentation}` : ''}`, ''),
    enumerations: enumerations.map((one) => describeEnumeration(one)),
    parameters: describeParameters(top, parameters),
    clocks: literalText(top.ports.filter(({ name }) => isClock(top, name)).map(({ name }) => name)),
    ports,
    modules: [...tables].map(([module, name]) => ({
      name,
      comment: commentText(`The signals of ${module.name}.`, ''),
      signals: signalsOf(module, module === top).map(
        ({ name: signal, type }) => `${keyText(signal)}: ${codingOf(type, enumerations).text}`,
      ),
    })),
    places: places.map(({ prefix, module }) => ({ prefix: keyText(prefix), module: tables.get(module)! })),
    memories: memories.map(({ prefix, module }) => describeMemory(prefix.slice(0, -1), module, enumerations)),
    namesAreExact: names <= mostNames,
    hasMemories: memories.length > 0,
    writesValues: hasInputs || memories.length > 0,
    hasInputs,
    hasOutputs: top.ports.some((port) => port.kind === 'output' && !hasLanes(port)),
    hasLanes: laned.length > 0,
    hasInputLanes: laned.some(({ kind }) => kind === 'input'),
    hasOutputLanes: laned.some(({ kind }) => kind === 'output'),
  };
}

/** The top and all below it. Where a module comes from elsewhere, simulators run its model. */
function placesBelow(placed: Module, prefix: string): readonly Place[] {
  const module = placed.kind === 'external' ? (placed.model ?? placed) : placed;
  const below = module.kind === 'logic' ? module.instances : [];
  return [{ prefix, module }, ...below.flatMap((one) => placesBelow(one.module, `${prefix}${one.name}.`))];
}

/** Whether a port is a clock, which no simulation sets: it steps. */
function isClock(module: Module, name: string): boolean {
  return module.ports.some((port) => port.name === name && port.kind === 'input' && port.role === 'clock');
}

/** The signals that a simulator knows in an instance of a module; of resets only those of the top. */
function signalsOf(module: Module, isTop: boolean): readonly Pick<Port, 'name' | 'type'>[] {
  const ports = module.ports.filter((port) => port.kind !== 'input' || !port.role);
  const resets = isTop ? module.ports.filter((port) => port.kind === 'input' && port.role === 'reset') : [];
  return [...resets, ...ports, ...(module.kind === 'logic' ? module.signals : [])];
}

const hasLanes = ({ type }: Port): boolean => (type.lanes ?? 1) > 1;

function describePort(port: Port, enumerations: readonly EnumerationName[]): PortDescription {
  const { name, kind, type, documentation } = port;
  const coding = codingOf(type, enumerations);
  const lane = hasLanes(port) ? { width: type.width / type.lanes!, signed: false } : undefined;
  const laneCoding = lane && codingOf(lane, enumerations);
  const constant = {
    direction: kind,
    width: type.width,
    signed: type.signed,
    ...(lane ? { lanes: type.lanes } : {}),
    ...(type.enumeration ? { members: type.enumeration.members.map((member) => member.name) } : {}),
  };
  const key = keyText(name);
  const what = kind === 'input' ? 'drivable' : 'readable';
  return {
    key,
    comment: commentText(`${describeType(type)}.${documentation ? ` ${documentation}` : ''}`, '  '),
    type: portType(kind, coding, laneCoding),
    made: lane
      ? `lanes(simulation, ${[stringText(name), coding.text, laneCoding!.text, type.lanes, lane.width].join(', ')})`
      : `${what}(simulation, ${stringText(name)}, ${coding.text})`,
    constant: `${key}: ${literalText(constant)}`,
  };
}

function portType(kind: Port['kind'], coding: Coding, lane: Coding | undefined): string {
  if (lane) return `${kind === 'input' ? 'DrivableLanes' : 'ReadableLanes'}<${coding.type}, ${lane.type}>`;
  if (kind === 'output') return `Readable<${coding.type}>`;
  return coding.accepted === coding.type ? `Drivable<${coding.type}>` : `Drivable<${coding.type}, ${coding.accepted}>`;
}

function describeEnumeration({ enumeration, name }: EnumerationName): HandleDescription['enumerations'][number] {
  return {
    name,
    comment: commentText(`The members of ${enumeration.name} and their values.`, ''),
    members: enumeration.members.map((member) => `${keyText(member.name)}: ${member.value}n`),
  };
}

function describeParameters(top: LogicModule, given: object | undefined): readonly string[] {
  const numberOrText = (text: string): unknown => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);
  const entries = given
    ? Object.entries(given).filter(([, value]) => value !== undefined)
    : top.parameters.map(({ name, value }) => [name, numberOrText(value)] as const);
  return entries.map(([name, value]) => `${keyText(name)}: ${literalText(value)}`);
}

function describeMemory(
  name: string,
  module: Module,
  enumerations: readonly EnumerationName[],
): HandleDescription['memories'][number] {
  if (module.kind !== 'memory') throw new TypeError(`${module.name} is no memory`);
  const { depth, wordType } = module;
  const word = codingOf(wordType, enumerations).text;
  const facts = `module: ${stringText(module.name)}, depth: ${depth}, width: ${wordType.width}, signed: ${wordType.signed}`;
  return { key: keyText(name), constant: `{ ${facts}, word: ${word} }` };
}
