import type { DriversOfSignals } from '../dependence/drivers.ts';
import type { Assignable, InstanceInput, LogicModule, OutputPort, Wire } from '../types.ts';

/** What the module's statements must give a value on every path: outputs, wires and inputs of instances. */
type CombinationalTarget = OutputPort | Wire | InstanceInput;

/** Whether one assignment of the whole signal, outside of any choice, is all that drives it: nothing can be missing. */
export function isPlainlyDriven(signal: Assignable, drivers: DriversOfSignals): boolean {
  const list = drivers.get(signal);
  if (list?.length !== 1) return false;
  const { guard, connect } = list[0]!;
  return !guard && !connect.target.element && !connect.target.range;
}

/** The combinational targets of a module that are not plainly driven; nearly all inputs of instances are. */
export function targetsInDoubt(
  { ports, signals, instances }: LogicModule,
  drivers: DriversOfSignals,
): readonly CombinationalTarget[] {
  const targets: CombinationalTarget[] = [];
  for (const port of ports) if (port.kind === 'output' && !isPlainlyDriven(port, drivers)) targets.push(port);
  for (const signal of signals) if (signal.kind === 'wire' && !isPlainlyDriven(signal, drivers)) targets.push(signal);
  for (const { inputs } of instances) {
    for (const input of inputs.values()) if (!isPlainlyDriven(input, drivers)) targets.push(input);
  }
  return targets;
}
