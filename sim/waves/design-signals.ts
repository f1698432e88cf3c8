import type { BitType, Circuit, LogicModule, Module, SourceLocation } from '../../generators/circuit/types.ts';
import type { TraceKind } from './trace.ts';

/** A signal of the flat design by the name that simulators know it by. */
export interface DesignSignal {
  readonly name: string;
  readonly kind: TraceKind;
  readonly type: BitType;
  readonly location: SourceLocation;
}

/** Every signal of a design that can be observed, in hierarchical order: what `simulator.signals` names, without resets' copies. */
export function designSignals({ top }: Circuit): readonly DesignSignal[] {
  const signals: DesignSignal[] = [];
  const listPorts = (module: Module, path: string) => {
    for (const { kind, name, type, location, ...port } of module.ports) {
      const role = 'role' in port ? port.role : undefined;
      if (role === 'clock' || (role === 'reset' && path !== '')) continue;
      signals.push({ name: path + name, kind, type, location });
    }
  };
  const visit = (module: LogicModule, path: string) => {
    listPorts(module, path);
    for (const { kind, name, type, location } of module.signals) {
      signals.push({ name: path + name, kind, type, location });
    }
    for (const instance of module.instances) {
      const running = instance.module.kind === 'external' ? instance.module.model : instance.module;
      if (!running) continue;
      const inner = `${path}${instance.name}.`;
      if (running.kind === 'logic') visit(running, inner);
      else listPorts(running, inner);
    }
  };
  visit(top, '');
  return signals;
}
