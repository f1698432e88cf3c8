import { clockPorts } from '../circuit/clocking.ts';
import type { Circuit, InputPort, LogicModule } from '../circuit/types.ts';
import { type ClockDomain, domainName } from './clock-domain.ts';
import { requireOwnDomain } from './domains.ts';
import { languageError } from './errors.ts';
import { finishModule } from './finish-module.ts';
import { addInstance, connectInstance } from './instances.ts';
import {
  currentContext,
  currentElaboration,
  type Elaboration,
  type InstanceArray,
  ModuleContext,
  withContext,
  withElaboration,
} from './module-context.ts';
import { claimModuleName } from './module-names.ts';
import { requireOptions } from './options.ts';
import { type AnyShape, isShape, type Shape } from './shapes.ts';
import type { AnyOutput, Driven, Input, Output } from './signals.ts';
import { captureOrigin, type Origin } from './source-location.ts';
import type { Operand, Value } from './values.ts';

/** What a module's body returns: its ports under their names, in records where they belong together. */
export interface PortRecord {
  readonly [name: string]: PortTree;
}
/** A port, a record of ports, or several side by side, whose names end in their numbers. */
export type PortTree = Value | PortRecord | readonly PortTree[] | undefined;

/** The ports of an instance as its parent sees them: inputs to be driven, outputs to be read. */
export type InstanceOf<P> = { readonly [K in keyof P]: PortOf<P[K]> };
type PortOf<P> =
  P extends Input<infer V>
    ? Driven<V>
    : P extends Output<infer V>
      ? V
      : P extends Value | undefined
        ? P
        : InstanceOf<P>;

/** Values for some or all inputs of an instance. */
export type InputsOf<P> = {
  readonly [K in keyof P as P[K] extends AnyOutput | Readonly<Record<string, AnyOutput>> ? never : K]?: InputOf<P[K]>;
};
type InputOf<P> =
  P extends Input<infer V>
    ? Operand<V>
    : P extends Value
      ? never
      : P extends undefined
        ? undefined
        : P extends readonly (infer E)[]
          ? readonly InputOf<E>[]
          : InputsOf<P>;

/**
 * The parent's domain for each clock domain that a module declares, by the module's name of it. One that is not given is
 * the parent's domain of the same name, and a module's own domain is the one in which the instance is made.
 */
export interface Domains {
  readonly [name: string]: ClockDomain;
}

/**
 * A module as a function of its parameters. Called in another module's body it makes an instance; inputs may be given
 * right away or driven later. Equal parameters give one module.
 */
export interface ModuleFunction<Parameters, Ports extends PortRecord> {
  (parameters: Parameters, inputs?: InputsOf<Ports>, domains?: Domains): InstanceOf<Ports>;
  readonly moduleName: string;
  /** The body; what `elaborate` runs. */
  readonly build: (parameters: Parameters) => Ports;
  readonly origin: Origin;
  readonly nameOf: (parameters: Parameters) => string;
}

/**
 * Defines a module. `parameters` must be plain data; `name` may depend on them where one design holds several variants.
 */
export function Module<Parameters, Ports extends PortRecord>(
  name: string,
  build: (parameters: Parameters) => Ports,
  options: { readonly name?: (parameters: Parameters) => string } = {},
): ModuleFunction<Parameters, Ports> {
  requireOptions('Module()', options, ['name']);
  const origin = captureOrigin();
  const nameOf = options.name ?? (() => name);
  const ownInstanceName = lowerFirst(name);
  const define = (parameters: Parameters, inputs?: InputsOf<Ports>, domains?: Domains): InstanceOf<Ports> => {
    const { location, name: instanceName = ownInstanceName } = captureOrigin();
    const { module, ports } = elaborateModule(currentElaboration('an instance'), self, parameters);
    return connectInstance(ports, addInstance(module, instanceName, location, domainsByName(module, domains)), inputs);
  };
  const self: ModuleFunction<Parameters, Ports> = Object.assign(define, { moduleName: name, build, origin, nameOf });
  return self;
}

/**
 * An array of instances of one module: `instanceArray('mac', [8, 8], ([row, column]) => Mac(shape, …))` makes
 * `mac_0_0` … `mac_7_7`. It stays an array down to the printed Verilog and the simulator.
 */
export function instanceArray<P>(
  size: readonly number[],
  make: (index: readonly number[]) => P,
  name = captureOrigin().name ?? 'instances',
): readonly P[] {
  const context = currentContext('instanceArray()');
  if (!size.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    languageError('B020', `an array of [${size.join(', ')}] instances`, 'choose whole numbers of at least 0');
  }
  const members: InstanceArray['members'][number][] = [];
  const count = size.reduce((product, extent) => product * extent, 1);
  const results = Array.from({ length: count }, (_, position) => {
    const index = unflatten(position, size);
    const first = context.instances.length;
    const made = make(index);
    const instance = context.instances[first];
    if (context.instances.length !== first + 1 || !instance) {
      languageError('B020', `each element of the array ${name} must make one instance`, 'call the module once in it');
    }
    members.push({ instance, index });
    return made;
  });
  context.arrays.push({ name, size, members });
  return results;
}

function unflatten(position: number, size: readonly number[]): readonly number[] {
  const index: number[] = [];
  let rest = position;
  for (const extent of [...size].reverse()) {
    index.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  return index;
}

/**
 * Runs a module's body and those of all modules below it.
 * @throws BurinError for a lost width, mixed signs and the other errors of the language, at the user's line.
 */
export function elaborate<Parameters, Ports extends PortRecord>(
  module: ModuleFunction<Parameters, Ports>,
  parameters: Parameters,
): Circuit {
  return withElaboration((elaboration) => {
    const { module: top } = elaborateModule(elaboration, module, parameters);
    return { top, modules: elaboration.order };
  });
}

export function elaborateModule<Parameters, Ports extends PortRecord>(
  elaboration: Elaboration,
  definition: ModuleFunction<Parameters, Ports>,
  parameters: Parameters,
): { readonly module: LogicModule; readonly ports: Ports } {
  const { location } = definition.origin;
  const key = stableText(parameters);
  const variants = elaboration.modules.get(definition) ?? new Map();
  elaboration.modules.set(definition, variants);
  const known = variants.get(key);
  if (known) return known as { module: LogicModule; ports: Ports };
  if (variants.has(key)) {
    const message = `module ${definition.moduleName} contains an instance of itself with the same parameters`;
    languageError('B024', message, 'let the recursion end, with parameters that grow smaller');
  }
  variants.set(key, undefined);
  const context = new ModuleContext(location);
  const ports = withContext(context, () => definition.build(parameters));
  const name = claimModuleName(elaboration, definition.nameOf(parameters));
  const module = finishModule(context, {
    name,
    ports,
    parameters: Object.entries(parameters ?? {}).map(([parameter, value]) => ({
      name: parameter,
      value: typeof value === 'string' ? value : stableText(value),
    })),
    origin: definition.origin,
  });
  const made = { module, ports };
  variants.set(key, made);
  elaboration.order.push(module);
  return made;
}

/** Which domain of the parent each clock domain of a logic module gets. */
function domainsByName(module: LogicModule, domains: Domains = noDomains): (port: InputPort) => ClockDomain {
  const context = currentContext('an instance');
  if (domains !== noDomains) requireDomains(module, domains);
  return (port) => {
    const name = domainName(port);
    const domain = domains[name] ?? (name ? context.domains.find((own) => own.name === name) : context.domain);
    if (domain) return domain;
    languageError(
      'B012',
      `module ${module.name} has a clock domain ${name}, and this module has none of that name`,
      `say which one it is: ${module.name}(parameters, inputs, { ${name}: currentDomain() })`,
    );
  };
}

const noDomains: Domains = {};

function requireDomains(module: LogicModule, domains: Domains): void {
  const names = new Set(clockPorts(module).map(domainName));
  for (const [name, domain] of Object.entries(domains)) {
    requireOwnDomain(domain);
    if (names.has(name)) continue;
    const known = [...names].filter(Boolean).join(', ');
    const remedy = known
      ? `its domains are ${known}`
      : 'make the instance in the domain that it shall have: withDomain()';
    languageError('B022', `${name} is no clock domain that module ${module.name} declares`, remedy);
  }
}

export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A text that is equal exactly for equal plain data and shapes, whatever the order of keys. */
export function stableText(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stableText).join(', ')}]`;
  if (typeof value === 'function' || typeof value === 'symbol') return notPlain(typeof value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isShape(value as AnyShape)) return (value as Shape).text;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return notPlain(prototype.constructor?.name ?? 'object');
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${key}: ${stableText(inner)}`).join(', ')}}`;
}

function notPlain(kind: string): never {
  languageError(
    'B020',
    `a parameter of a module that is a ${kind}`,
    'give numbers, strings, shapes, and arrays or records of them: equal parameters must give equal modules',
  );
}
