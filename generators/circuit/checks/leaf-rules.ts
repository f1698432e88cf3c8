import { typeText } from '../expression-text.ts';
import type { ExternalModule, InputPort, MemoryModule, Module, Port } from '../types.ts';
import { bitType, brokenType, isInRange, sameType } from './expression-rules.ts';

/** What a module's ports have to say about each other. */
export function portFaults({ ports }: Module): readonly string[] {
  const inputs = ports.filter((port) => port.kind === 'input');
  return inputs.flatMap(({ name, role, type, domain, asynchronous }) =>
    [
      role && !sameType(type, bitType) ? `${role} ${name} is ${typeText(type)}` : undefined,
      domain && !isClockAmong(domain, inputs)
        ? `input ${name} is in step with ${domain.name}, which is no clock of it`
        : undefined,
      domain && asynchronous ? `input ${name} is in step with ${domain.name} and with no clock` : undefined,
      role === 'clock' && (domain || asynchronous) ? `clock ${name} is in step with a clock` : undefined,
    ].filter((fault) => fault !== undefined),
  );
}

const isClockAmong = (port: InputPort, ports: readonly Port[]): boolean =>
  port.role === 'clock' && ports.includes(port);

/** The ports of a memory, in order, by its organisation: name and what type it has. */
type PortRule = readonly [name: string, type: 'clock' | 'bit' | 'address' | 'word', kind?: 'output'];

const single: readonly PortRule[] = [
  ['clock', 'clock'],
  ['enable', 'bit'],
  ['write', 'bit'],
  ['address', 'address'],
  ['writeData', 'word'],
];
const writing: readonly PortRule[] = [
  ['writeEnable', 'bit'],
  ['writeAddress', 'address'],
  ['writeData', 'word'],
];
const reading: readonly PortRule[] = [
  ['readEnable', 'bit'],
  ['readAddress', 'address'],
];
const result: PortRule = ['readData', 'word', 'output'];
const oneClock: PortRule = ['clock', 'clock'];

/** The lists of ports that a memory may have. */
const portLists: Readonly<Record<MemoryModule['organisation'], readonly (readonly PortRule[])[]>> = {
  'single-port': [[...single, result]],
  'two-port': [
    [oneClock, ...writing, ...reading, result],
    [['writeClock', 'clock'], ['readClock', 'clock'], ...writing, ...reading, result],
  ],
  'asynchronous-read': [[oneClock, ...writing, ['readAddress', 'address'], result]],
  'read-only': [[oneClock, ['enable', 'bit'], ['address', 'address'], result]],
};

/** What is wrong with a memory's ports, size and words. */
export function memoryFaults(memory: MemoryModule): readonly string[] {
  const { depth, wordType, organisation, initial } = memory;
  const faults = [...listFaults(memory)];
  if (!Number.isInteger(depth) || depth < 1) faults.push(`a memory of ${depth} words`);
  const wordFault = brokenType(wordType);
  if (wordFault) faults.push(`a word of ${wordFault}`);
  if (!initial) return organisation === 'read-only' ? [...faults, 'a read-only memory without words'] : faults;
  if (initial.length > depth) faults.push(`${initial.length} words at the start of a memory of ${depth}`);
  if (organisation === 'read-only' && initial.length < depth) {
    faults.push(`${initial.length} words for the ${depth} addresses of a read-only memory`);
  }
  const wrong = initial.findIndex((word) => !isInRange(word, wordType));
  if (wrong >= 0) faults.push(`word ${wrong} at the start is ${initial[wrong]}, outside of ${typeText(wordType)}`);
  return faults;
}

function listFaults({ ports, organisation, wordType }: MemoryModule): readonly string[] {
  const text = (list: readonly { readonly kind: string; readonly name: string }[]): string =>
    list.map(({ kind, name }) => `${kind} ${name}`).join(', ');
  const list = portLists[organisation].find(
    (rules) => text(rules.map(([name, , kind]) => ({ kind: kind ?? 'input', name }))) === text(ports),
  );
  if (!list) return [`a ${organisation} memory with the ports ${text(ports)}`];
  return list.flatMap(([name, type], position) => {
    const port = ports[position]!;
    if (type === 'word' && !sameType(port.type, wordType)) {
      return [`${name} is ${typeText(port.type)}, a word ${typeText(wordType)}`];
    }
    if (type === 'bit' && !sameType(port.type, bitType)) return [`${name} is ${typeText(port.type)}`];
    if (type === 'address' && port.type.signed) return [`${name} is ${typeText(port.type)}`];
    const role = port.kind === 'input' ? port.role : undefined;
    return role === (type === 'clock' ? 'clock' : undefined) ? [] : [`${name} has the role ${role ?? 'of no clock'}`];
  });
}

/** What is wrong with an external module: names that collide, and a model with other ports. */
export function externalFaults({ ports, parameters, model, moduleName }: ExternalModule): readonly string[] {
  const faults: string[] = [];
  if (moduleName === '') faults.push('a module whose text has no name');
  for (const list of [ports, parameters]) {
    const names = list.map(({ name }) => name);
    const twice = names.find((name, position) => names.indexOf(name) !== position);
    if (twice !== undefined) faults.push(`two ${list === ports ? 'ports' : 'parameters'} named ${twice}`);
  }
  return model ? [...faults, ...modelFaults(ports, model.ports)] : faults;
}

function modelFaults(ports: readonly Port[], ofModel: readonly Port[]): readonly string[] {
  const text = (port: Port): string => {
    const role = port.kind === 'input' ? port.role : undefined;
    return `${role ?? port.kind} ${port.name} of ${typeText({ width: port.type.width, signed: port.type.signed })}`;
  };
  const [own, other] = [ports.map(text), ofModel.map(text)];
  // A model may do without a clock or reset.
  const needed = ports.filter((port) => port.kind === 'output' || !port.role).map(text);
  const missing = needed.filter((port) => !other.includes(port));
  const extra = other.filter((port) => !own.includes(port));
  return [
    ...missing.map((port) => `its model has no ${port}`),
    ...extra.map((port) => `its model has the ${port} beside`),
  ];
}
