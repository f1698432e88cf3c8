import type { InstanceInput, LogicModule, OutputPort, Wire } from '../types.ts';

/** What the module's statements must give a value on every path: outputs, wires and inputs of instances. */
export function combinationalTargets(module: LogicModule): readonly (OutputPort | Wire | InstanceInput)[] {
  return [
    ...module.ports.filter((port) => port.kind === 'output'),
    ...module.signals.filter((signal) => signal.kind === 'wire'),
    ...module.instances.flatMap((instance) => [...instance.inputs.values()]),
  ];
}
