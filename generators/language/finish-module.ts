import { forEachReference, forEachRoot, propertyRoots } from '../circuit/expressions.ts';
import type {
  ArrayPosition,
  Expression,
  InstanceInput,
  LogicModule,
  Node,
  Port,
  Property,
  Register,
  Signal,
  SourceLocation,
  Statement,
  Wire,
} from '../circuit/types.ts';
import { fail } from '../diagnostics.ts';
import { joinChains } from './join-chains.ts';
import { mergeOutputs } from './merge-outputs.ts';
import type { PortRecord, PortTree } from './module.ts';
import type { Draft, ModuleContext } from './module-context.ts';

import { nameShownRegisters } from './shown-registers.ts';
import type { Origin } from './source-location.ts';
import { Value } from './values.ts';

interface FinishOptions {
  readonly name: string;
  readonly ports: PortRecord;
  readonly parameters: LogicModule['parameters'];
  readonly origin: Origin;
}

/** Closes a module whose body has run: ports and signals get their names, nodes that nothing uses vanish. */
export function finishModule(context: ModuleContext, options: FinishOptions): LogicModule {
  const { name, parameters, origin } = options;
  clockDeclaredInputs(context);
  const ports = namePorts(context, options);
  const statements = context.openStatements[0]!;
  joinChains(
    context.signals.filter((signal) => signal.kind === 'node'),
    statements,
    context.properties.flatMap(propertyRoots),
  );
  const outputs = ports.filter((port) => port.kind === 'output');
  nameShownRegisters(context, outputs, statements);
  const own = mergeOutputs(outputs, context.signals, statements);
  const used = usedNodes(context, statements);
  const signals = own.filter((signal) => signal.kind !== 'node' || used.has(signal as Node));
  const taken = [...context.implicitPorts, ...ports].map((port) => port.name);
  nameAll(context, signals, new Set(taken));
  refuseReadInputs(signals, context, statements);
  nameDomains(context);
  const properties = finishProperties(context, new Set([...taken, ...signals.map((signal) => signal.name)]));
  const { attributes } = context;
  return {
    kind: 'logic',
    name,
    ...(origin.documentation ? { documentation: origin.documentation } : {}),
    parameters,
    ports: [...context.implicitPorts, ...ports],
    signals: signals as LogicModule['signals'],
    instances: context.instances,
    statements,
    ...(properties.length > 0 ? { properties } : {}),
    ...(attributes.length > 0 ? { attributes } : {}),
    location: origin.location,
  };
}

/** An input of a declared domain needs that domain's clock where there is another one, to say what it is in step with. */
function clockDeclaredInputs({ inputDomains, implicitPorts, domains }: ModuleContext): void {
  if (implicitPorts.length === 0) return;
  for (const [port, domain] of inputDomains) {
    if (port.kind === 'input' && !port.asynchronous && domain !== domains[0]) void domain.clock;
  }
}

/** Where there are several clocks, each input says with which one it is in step. */
function nameDomains({ inputDomains, implicitPorts }: ModuleContext): void {
  const clocks = implicitPorts.filter(({ role }) => role === 'clock');
  if (clocks.length < 2) return;
  for (const [port, domain] of inputDomains) {
    const clock = domain.ports.find(({ role }) => role === 'clock');
    if (clock && port.kind === 'input' && !port.asynchronous) port.domain = clock;
  }
}

/** Properties are off while the reset of their domain is active, if it has one, and are numbered where names repeat. */
function finishProperties({ properties, domains }: ModuleContext, names: Set<string>): readonly Property[] {
  for (const property of properties) {
    const reset = domains.find(({ ports }) => ports.includes(property.clock))?.usedReset;
    if (reset) property.reset = reset;
    const base = property.name;
    for (let number = 1; names.has(property.name); number += 1) property.name = `${base}_${number}`;
    names.add(property.name);
  }
  return properties;
}

/** The ports of a record with the names they get: keys, joined with underscores. */
function flattenPorts(
  ports: PortRecord | readonly PortTree[],
  prefix = '',
): readonly { readonly path: string; readonly value: Value }[] {
  return Object.entries(ports).flatMap(([key, port]) => {
    const path = prefix ? `${prefix}_${key}` : key;
    if (port === undefined) return [];
    return port instanceof Value ? [{ path, value: port }] : flattenPorts(port, path);
  });
}

export function namePorts(
  context: ModuleContext,
  { name: moduleName, ports, origin }: Omit<FinishOptions, 'parameters'>,
): readonly Port[] {
  const ordered: Draft<Port>[] = [];
  const paths = new Set<string>();
  for (const { path, value } of flattenPorts(ports)) {
    if (paths.has(path)) {
      const message = `module ${moduleName} returns two ports whose names, joined by underscores, are ${path}`;
      fail('B007', message, 'rename one of them', origin.location);
    }
    paths.add(path);
    const signal = value.expression.kind === 'reference' ? value.expression.signal : undefined;
    const port = context.ports.find((candidate) => candidate === signal);
    if (!port) {
      fail(
        'B010',
        `module ${moduleName} returns ${path}, which is not a port made in its body`,
        'return what input() and output() gave, or wrap the value: output(value)',
        origin.location,
      );
    }
    if (ordered.includes(port)) {
      fail(
        'B007',
        `module ${moduleName} returns one port as ${port.name} and ${path}`,
        'return it once',
        port.location,
      );
    }
    port.name = path;
    ordered.push(port);
  }
  const lost = context.ports.find((port) => !ordered.includes(port));
  if (lost) {
    fail(
      'B007',
      `module ${moduleName} declares ${lost.name ? `${lost.kind} ${lost.name}` : `an ${lost.kind}`} and does not return it`,
      'add it to the record that the body returns: the key there is its name',
      lost.location,
    );
  }
  return ordered as readonly Port[];
}

/** Nodes that statements or properties reach, over other nodes, and those that are to be kept. */
function usedNodes(context: ModuleContext, statements: readonly Statement[]): ReadonlySet<Node> {
  const used = new Set<Node>();
  const seen = new Set<Expression>();
  const visit = (expression: Expression): void => {
    forEachReference(expression, seen, (signal) => {
      if (signal.kind !== 'node' || used.has(signal)) return;
      used.add(signal);
      visit(signal.value);
    });
  };
  forEachRoot(statements, visit);
  for (const property of context.properties) for (const root of propertyRoots(property)) visit(root);
  for (const signal of context.signals) {
    if (signal.kind !== 'node' || !(signal.keep || signal.attributes)) continue;
    used.add(signal);
    visit(signal.value);
  }
  return used;
}

/** An instance's input is assigned by its parent and read by its own module alone. */
function refuseReadInputs(
  signals: readonly Draft<Wire | Node | Register>[],
  { properties }: ModuleContext,
  statements: readonly Statement[],
): void {
  const seen = new Set<Expression>();
  const check = (expression: Expression, location: SourceLocation): void => {
    forEachReference(expression, seen, (signal: Signal | InstanceInput) => {
      if (signal.kind !== 'instanceInput') return;
      const message = `input ${signal.name} of instance ${signal.instance.name} is read, but it can only be assigned`;
      fail('B022', message, 'read the value that is assigned to it, or lead it out of the instance', location);
    });
  };
  for (const signal of signals) if (signal.kind === 'node') check(signal.value, signal.location);
  forEachRoot(statements, check);
  for (const property of properties) for (const root of propertyRoots(property)) check(root, property.location);
}

function nameAll(context: ModuleContext, signals: readonly Draft<Wire | Node | Register>[], ports: Names): void {
  const inArrays = new Set(context.arrays.flatMap(({ members }) => members.map(({ instance }) => instance)));
  const single = context.instances.filter((instance) => !inArrays.has(instance));
  makeNamesUnique([...signals, ...single, ...context.arrays], ports);
  for (const { name, size, members } of context.arrays) {
    for (const { instance, index } of members) {
      instance.name = `${name}_${index.join('_')}`;
      const position: ArrayPosition = { name, index, size };
      instance.array = position;
    }
  }
}

type Names = ReadonlySet<string>;

/**
 * A name that stands several times in a module, as a declaration in a loop does, is numbered from 0 in order of
 * declaration. One that a port has already, as in `sum: output(sum)`, tells what it is: `sum_register`.
 */
function makeNamesUnique(signals: readonly NamedDraft[], portNames: ReadonlySet<string>): void {
  for (const signal of signals) {
    if (portNames.has(signal.name)) signal.name = `${signal.name}_${suffixes[signal.kind ?? 'instance']}`;
  }
  const count = new Map<string, number>();
  for (const { name } of signals) count.set(name, (count.get(name) ?? 0) + 1);
  const taken = new Set([...portNames, ...[...count].filter(([, times]) => times === 1).map(([name]) => name)]);
  const next = new Map<string, number>();
  for (const signal of signals) {
    const base = signal.name;
    if (count.get(base) === 1 && !portNames.has(base)) continue;
    let number = next.get(base) ?? 0;
    while (taken.has(`${base}_${number}`)) number += 1;
    signal.name = `${base}_${number}`;
    taken.add(signal.name);
    next.set(base, number + 1);
  }
}

interface NamedDraft {
  name: string;
  readonly kind?: 'wire' | 'node' | 'register';
}
const suffixes = { wire: 'wire', node: 'value', register: 'register', instance: 'instance' } as const;
