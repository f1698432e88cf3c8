import { clockPorts } from '../circuit/clocking.ts';
import type { ExternalModule, InputPort, LogicModule, Port } from '../circuit/types.ts';
import { type ClockDomain, domainName } from './clock-domain.ts';
import { requireOwnDomain } from './domains.ts';
import { languageError } from './errors.ts';
import { wholeNumber } from './expressions.ts';
import { namePorts } from './finish-module.ts';
import { addInstance, connectInstance } from './instances.ts';
import {
  type Domains,
  elaborateModule,
  type InputsOf,
  type InstanceOf,
  lowerFirst,
  type ModuleFunction,
  type PortRecord,
  stableText,
} from './module.ts';
import {
  currentContext,
  currentElaboration,
  type Draft,
  ModuleContext,
  withContext,
  withElaboration,
} from './module-context.ts';
import { claimModuleName } from './module-names.ts';
import { requireOptions } from './options.ts';
import { captureOrigin, type Origin } from './source-location.ts';

/** What an external module's body returns. */
export interface ExternalInterface<Ports extends PortRecord> {
  /** Made by `input()` and `output()`, as in a module. */
  readonly ports: Ports;
  /** Names of its clock inputs, each in step with the domain of the instance, or with the one given at the instance. */
  readonly clocks?: readonly string[];
  /** Names of its reset inputs, active high. */
  readonly resets?: readonly string[];
  /** The Verilog parameters of the instance. */
  readonly parameters?: { readonly [name: string]: number | bigint | string };
}

/** What is known of an external module beside its ports. */
export interface ExternalOptions<Parameters, Ports extends PortRecord> {
  /** The module's name in Verilog, where it is not the one given. */
  readonly moduleName?: string;
  /** Hand-written SystemVerilog that defines the module, to be printed beside the generated files. */
  readonly source?: { readonly fileName: string; readonly text: string };
  /** A module of the same ports that behaves alike: what our simulators run in its place. */
  readonly model?: ModuleFunction<Parameters, Ports>;
  readonly documentation?: string;
}

/** An external module as a function of its parameters; called in a module's body, it makes an instance. */
export type ExternalFunction<Parameters, Ports extends PortRecord> = (
  parameters: Parameters,
  inputs?: InputsOf<Ports>,
  /** The domains of its clocks and resets, by their names; the domain at hand where one is not given. */
  domains?: Domains,
) => InstanceOf<Ports>;

/**
 * A module that is not generated: a vendor's primitive, a macro, or SystemVerilog written by hand. Without a `model`,
 * designs that contain it are printed but not simulated in process.
 */
export function External<Parameters, Ports extends PortRecord>(
  name: string,
  build: (parameters: Parameters) => ExternalInterface<Ports>,
  options: ExternalOptions<Parameters, Ports> = {},
): ExternalFunction<Parameters, Ports> {
  requireOptions('External()', options, ['moduleName', 'source', 'model', 'documentation']);
  const origin = captureOrigin();
  const definition = { name, build, options, origin };
  return (parameters, inputs, domains = {}) => {
    const { location, name: instanceName = lowerFirst(name) } = captureOrigin();
    const { module, ports } = elaborateExternal(definition, parameters);
    return connectInstance(ports, addInstance(module, instanceName, location, domainsByPort(module, domains)), inputs);
  };
}

/** What one call of `External` defines; two calls are two modules, whatever they share. */
interface ExternalDefinition<Parameters, Ports extends PortRecord> {
  readonly name: string;
  readonly build: (parameters: Parameters) => ExternalInterface<Ports>;
  readonly options: ExternalOptions<Parameters, Ports>;
  readonly origin: Origin;
}

function elaborateExternal<Parameters, Ports extends PortRecord>(
  definition: ExternalDefinition<Parameters, Ports>,
  parameters: Parameters,
): { readonly module: ExternalModule; readonly ports: Ports } {
  const { name, build, options, origin } = definition;
  const elaboration = currentElaboration('an external module');
  const variants = elaboration.modules.get(definition) ?? new Map();
  elaboration.modules.set(definition, variants);
  const key = stableText(parameters);
  const known = variants.get(key);
  if (known) return known as never;
  const context = new ModuleContext(origin.location);
  const { ports, clocks = [], resets = [], parameters: values = {} } = withContext(context, () => build(parameters));
  const { documentation = origin.documentation, source, model, moduleName = name } = options;
  const roles = [
    ...clocks.map((clock) => rolePort(clock, 'clock', origin)),
    ...resets.map((reset) => rolePort(reset, 'reset', origin)),
  ];
  const unique = claimModuleName(elaboration, name);
  const ordered = [...roles, ...namePorts(context, { name, ports, origin })];
  const names = ordered.map((port) => port.name);
  const twice = names.find((one, position) => names.indexOf(one) !== position);
  if (twice !== undefined) {
    const remedy = 'clocks and resets are named in their own lists, and are no inputs besides';
    languageError('B007', `external module ${name} has two ports named ${twice}`, remedy);
  }
  const module: ExternalModule = {
    kind: 'external',
    name: unique,
    moduleName,
    ...(documentation ? { documentation } : {}),
    parameters: Object.entries(values).map(([parameter, value]) => ({
      name: parameter,
      value: typeof value === 'number' ? wholeNumber(value) : value,
    })),
    ports: ordered,
    ...(source ? { source } : {}),
    ...(model ? { model: elaborateModel(model, parameters, ordered) } : {}),
    location: origin.location,
  };
  const made = { module, ports };
  variants.set(key, made as never);
  elaboration.order.push(module);
  return made;
}

function rolePort(name: string, role: 'clock' | 'reset', { location }: Origin): InputPort {
  return { kind: 'input', role, name, type: { width: 1, signed: false }, location };
}

/** The model as a design of its own, its clocks and resets under the external module's names for them. */
function elaborateModel<Parameters, Ports extends PortRecord>(
  model: ModuleFunction<Parameters, Ports>,
  parameters: Parameters,
  ports: readonly Port[],
): LogicModule {
  const { module } = withElaboration((elaboration) => elaborateModule(elaboration, model, parameters));
  for (const role of ['clock', 'reset'] as const) {
    const names = ports.filter((port) => port.kind === 'input' && port.role === role).map((port) => port.name);
    renamePorts(module, role, names);
  }
  requireSamePorts(module, ports);
  return module;
}

/** By the names of domains or ports where the external module has these, else in order where there are as many. */
function renamePorts(model: LogicModule, role: 'clock' | 'reset', names: readonly string[]): void {
  const own = clockPorts(model).filter((port) => port.role === role) as Draft<InputPort>[];
  const byName = own.map((port) => names.find((name) => name === domainName(port) || name === port.name));
  const renamed = byName.includes(undefined) ? names : byName;
  if (renamed === names && own.length > 0 && own.length !== names.length) {
    languageError(
      'B012',
      `model ${model.name} needs ${own.length} ${role} inputs, and the external module has ${names.length}`,
      `name as many in the external module, ${role}s: ['…'], or give the model's domains the names that stand there`,
    );
  }
  own.forEach((port, position) => {
    port.name = renamed[position]!;
  });
}

function requireSamePorts(model: LogicModule, ports: readonly Port[]): void {
  const text = (port: Port): string => `${port.kind} ${port.type.signed ? 's' : 'u'}${port.type.width} ${port.name}`;
  const [own, wanted] = [model.ports, ports].map((list) =>
    list.filter((port) => port.kind === 'output' || !port.role).map(text),
  ) as [string[], string[]];
  const differing = [...wanted.filter((port) => !own.includes(port)), ...own.filter((port) => !wanted.includes(port))];
  if (differing.length === 0) return;
  languageError(
    'B020',
    `model ${model.name} and the external module differ in ${[...new Set(differing)].join(', ')}`,
    'give both the same ports, by name, direction and type',
  );
}

function domainsByPort(module: ExternalModule, domains: Domains): (port: InputPort) => ClockDomain {
  const known = clockPorts(module).map((port) => port.name);
  for (const [name, domain] of Object.entries(domains)) {
    requireOwnDomain(domain);
    if (!known.includes(name)) {
      const remedy = known.length > 0 ? `they are ${known.join(', ')}` : 'it has none';
      languageError('B022', `${name} is no clock or reset of external module ${module.name}`, remedy);
    }
  }
  return (port) => domains[port.name] ?? currentContext('an instance').domain;
}
