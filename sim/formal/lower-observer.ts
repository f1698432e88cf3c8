import type { InputPort, LogicModule } from '../../generators/circuit/types.ts';
import { clockingPort } from './observer.ts';
import type { RtlilBit, RtlilModule, RtlilSignal } from './rtlil.ts';

/** An observer's module, which is lowered elsewhere. */
export interface LoweredObserver {
  readonly moduleName: string;
  readonly instanceName: string;
  /** The module, for its ports. */
  readonly top: LogicModule;
}

/** The wire behind an observer's input; what it observes is connected to it when the design is flat. */
export function observedWire(instanceName: string, port: string): string {
  return `${instanceName}:${port}`;
}

/**
 * An observer within the top module of a design: its clocks and resets are the design's; where the design has no reset it
 * is reset in the first step.
 */
export function lowerObserver(
  { moduleName, instanceName, top }: LoweredObserver,
  design: LogicModule,
  { rtlil, bitOf, first }: { rtlil: RtlilModule; bitOf: (port: InputPort) => RtlilBit; first: RtlilBit },
): void {
  const connections = new Map<string, RtlilSignal>();
  for (const port of top.ports) {
    if (port.kind === 'output') continue;
    const own = port.role && clockingPort(design, port);
    if (own) connections.set(port.name, [bitOf(own)]);
    else if (port.role === 'reset') connections.set(port.name, [first]);
    else if (port.role === 'clock') connections.set(port.name, rtlil.hidden(1));
    else connections.set(port.name, rtlil.wire(observedWire(instanceName, port.name), port.type.width));
  }
  rtlil.instance(instanceName, moduleName, connections);
}
