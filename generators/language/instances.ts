import type {
  Module as CircuitModule,
  InputPort,
  Instance,
  InstanceInput,
  InstanceOutput,
  SourceLocation,
} from '../circuit/types.ts';
import { Place } from './assignment.ts';
import type { ClockDomain } from './clock-domain.ts';
import { languageError } from './errors.ts';
import { sealFields } from './misspelt.ts';
import type { InputsOf, InstanceOf, PortRecord, PortTree } from './module.ts';
import { assignedOnly, currentContext, type Draft, reference } from './module-context.ts';
import { likeValue } from './mux.ts';
import { drivenLike, drivePermanently } from './signals.ts';
import { Value } from './values.ts';

/** Adds an instance of an elaborated module, memory or external module to the module at hand. */
export function addInstance(
  module: CircuitModule,
  name: string,
  location: SourceLocation,
  domainOf: (port: InputPort) => ClockDomain = () => currentContext('an instance').domain,
): Draft<Instance> {
  const context = currentContext('an instance');
  let clocking: Map<string, InputPort> | undefined;
  const inputs = new Map<string, InstanceInput>();
  const outputs = new Map<string, InstanceOutput>();
  const instance: Draft<Instance> = { name, module, inputs, outputs, location };
  for (const port of module.ports) {
    const { name: portName, type } = port;
    if (port.kind === 'output') {
      outputs.set(portName, { kind: 'instanceOutput', name: portName, type, location, instance });
    } else if (port.role) {
      const domain = domainOf(port);
      // A module needs the clocks that its instances need.
      const connected = domain[port.role];
      if (domain === context.domains[0]) continue;
      clocking ??= new Map();
      clocking.set(portName, connected);
    } else {
      inputs.set(portName, { kind: 'instanceInput', name: portName, type, location, instance });
    }
  }
  if (clocking) instance.clocking = clocking;
  context.instances.push(instance);
  return instance;
}

/** The ports of an instance as its parent sees them, with the given inputs driven. */
export function connectInstance<Ports extends PortRecord>(
  ports: Ports,
  instance: Instance,
  inputs: InputsOf<Ports> | undefined,
): InstanceOf<Ports> {
  const view = viewPorts(layoutOf(ports, ''), instance);
  if (inputs) driveInputs(instance, view, inputs);
  return view as InstanceOf<Ports>;
}

/** The ports that a module's body returned, as their instances show them: worked out once for all instances. */
interface Layout {
  readonly isList: boolean;
  readonly fields: readonly { readonly key: string; readonly path: string; readonly port: Value | Layout }[];
}

const layouts = new WeakMap<object, Layout>();

function layoutOf(ports: PortRecord | readonly PortTree[], prefix: string): Layout {
  const known = prefix === '' ? layouts.get(ports) : undefined;
  if (known) return known;
  const fields = Object.entries<PortTree>(ports as PortRecord).flatMap(([key, port]) => {
    const path = prefix ? `${prefix}_${key}` : key;
    if (port === undefined) return [];
    return [{ key, path, port: port instanceof Value ? port : layoutOf(port, path) }];
  });
  const layout = { isList: Array.isArray(ports), fields };
  if (prefix === '') layouts.set(ports, layout);
  return layout;
}

interface InstanceView {
  readonly [name: string]: Value | InstanceView;
}

function viewPorts({ isList, fields }: Layout, instance: Instance): InstanceView {
  const view: Record<string, Value | InstanceView> = isList ? ([] as never) : {};
  for (const { key, path, port } of fields) {
    view[key] = port instanceof Value ? portOf(instance, path, port) : viewPorts(port, instance);
  }
  return isList ? view : sealFields(view);
}

function portOf(instance: Instance, path: string, model: Value): Value {
  const output = instance.outputs.get(path);
  if (output) return likeValue(model, reference(output));
  const input = instance.inputs.get(path)!;
  return drivenLike(model, assignedOnly(input), new Place(input));
}

/** Drives inputs at the place of the instance itself: asking the stack again for each one would cost the most. */
function driveInputs(instance: Instance, view: InstanceView, inputs: object): void {
  const { module, location } = instance;
  for (const key of Object.keys(inputs)) {
    const port = view[key];
    const value = (inputs as Record<string, Value>)[key];
    if (value === undefined) continue;
    if (port instanceof Value && port.place) drivePermanently(port, value, location);
    else if (port && !(port instanceof Value) && typeof value === 'object') driveInputs(instance, port, value);
    else {
      const known = Object.keys(view).filter((name) => !(view[name] instanceof Value) || view[name].place);
      languageError('B022', `${key} is no input of module ${module.name}`, `its inputs are ${known.join(', ')}`);
    }
  }
}
