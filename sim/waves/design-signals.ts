import type {
  BitType,
  Circuit,
  LogicModule,
  Module,
  Node,
  Port,
  Register,
  SourceLocation,
  Wire,
} from '../../generators/circuit/types.ts';
import type { TraceKind } from './trace.ts';

/** A signal of the flat design by the name that simulators know it by. */
export interface DesignSignal {
  readonly name: string;
  readonly kind: TraceKind;
  readonly type: BitType;
  /** Of a fixed-point number: how many of its bits lie below the point. */
  readonly fractionBits?: number;
  readonly location: SourceLocation;
}

/** Every signal of a design that can be observed, in hierarchical order: what `simulator.signals` names, without resets' copies. */
export function designSignals({ top }: Circuit): readonly DesignSignal[] {
  const signals: DesignSignal[] = [];
  const listPorts = (module: Module, path: string) => {
    for (const port of module.ports) {
      const role = port.kind === 'input' ? port.role : undefined;
      if (role === 'clock' || (role === 'reset' && path !== '')) continue;
      signals.push(designSignal(port, path));
    }
  };
  const visit = (module: LogicModule, path: string) => {
    listPorts(module, path);
    for (const signal of module.signals) signals.push(designSignal(signal, path));
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

function designSignal(
  { kind, name, type, location, fractionBits }: Port | Wire | Node | Register,
  path: string,
): DesignSignal {
  return { name: path + name, kind, type, location, ...(fractionBits === undefined ? {} : { fractionBits }) };
}
