import { typeText } from '../expression-text.ts';
import type { Instance, LogicModule } from '../types.ts';
import { sameType } from './expression-rules.ts';

/** What is wrong with an instance: its ports, which are the module's apart from clocks and resets, and its clocking. */
export function instanceFaults(instance: Instance, parent: LogicModule): readonly string[] {
  const fault = portFault(instance);
  if (!fault && !instance.clocking) return none;
  return [...(fault ? [fault] : []), ...clockingFaults(instance, parent)];
}

const none: readonly string[] = [];

function portFault({ name, module, inputs, outputs }: Instance): string | undefined {
  let count = 0;
  let fault: string | undefined;
  for (const port of module.ports) {
    if (port.kind === 'input' && port.role) continue;
    count += 1;
    const own = port.kind === 'output' ? outputs.get(port.name) : inputs.get(port.name);
    if (!own || own.name !== port.name) fault ??= `instance ${name} lacks port ${port.name} of ${module.name}`;
    else if (!sameType(own.type, port.type)) {
      fault ??= `port ${port.name} of instance ${name} is ${typeText(own.type)}`;
    }
  }
  return count === inputs.size + outputs.size ? fault : `instance ${name} has not the ports of ${module.name}`;
}

/** That no clock leads to the instance is the user's fault, and B012; one of the wrong kind is ours. */
function clockingFaults({ name, module, clocking }: Instance, parent: LogicModule): readonly string[] {
  const faults: string[] = [];
  for (const [portName, source] of clocking ?? []) {
    const port = module.ports.find((candidate) => candidate.name === portName);
    const role = port?.kind === 'input' ? port.role : undefined;
    if (!role) faults.push(`instance ${name} connects ${portName}, which is no clock or reset of ${module.name}`);
    else if (source.role !== role) faults.push(`instance ${name} connects ${role} ${portName} to ${source.name}`);
    else if (!parent.ports.includes(source)) {
      faults.push(
        `instance ${name} connects ${role} ${portName} to ${source.name}, which is no port of ${parent.name}`,
      );
    }
  }
  return faults;
}
