import { requireSound } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import type { ModuleFunction, PortRecord } from '../../generators/language/index.ts';
import { elaborateModule } from '../../generators/language/module.ts';
import { withElaboration } from '../../generators/language/module-context.ts';
import { type Design, Dut } from './dut.ts';
import { openEngine } from './engines/engine.ts';
import { portsOfCircuit, portsOfRecord } from './ports/design-ports.ts';
import type { PortsOf, UntypedPorts } from './ports/port-types.ts';
import { signalType } from './ports/signal-type.ts';
import { completeSettings, type SimulateOptions } from './settings.ts';

/**
 * Elaborates a module, checks it and starts a simulation of it, with its reset done. The ports have the types that the
 * module's body gives them.
 * @throws BurinError for errors of the design, B602 for an unknown engine, B608 for options that cannot be, and with
 * Verilator what `buildVerilator` throws
 */
export async function simulate<Parameters, Ports extends PortRecord>(
  module: ModuleFunction<Parameters, Ports>,
  parameters: Parameters,
  options: SimulateOptions = {},
): Promise<Dut<PortsOf<Ports>>> {
  const { circuit, ports } = withElaboration((elaboration) => {
    const made = elaborateModule(elaboration, module, parameters);
    return { circuit: { top: made.module, modules: elaboration.order }, ports: made.ports };
  });
  requireSound(circuit);
  return start(circuit, options, (owner) => portsOfRecord(owner, ports));
}

/** As `simulate`, for a circuit: its ports by their names, read as their bits tell. It is not checked again. */
export async function simulateCircuit(circuit: Circuit, options: SimulateOptions = {}): Promise<Dut<UntypedPorts>> {
  return start(circuit, options, (owner) => portsOfCircuit(owner, circuit));
}

async function start<Ports>(
  circuit: Circuit,
  options: SimulateOptions,
  makePorts: Design['makePorts'],
): Promise<Dut<Ports>> {
  const settings = completeSettings(circuit, options);
  const { print, properties } = options;
  const engine = await openEngine(circuit, settings.engine, {
    ...(print ? { print } : {}),
    ...(properties ? { properties } : {}),
  });
  const dut = new Dut<Ports>(engine, settings, { makePorts, typeOf: (name) => signalType(circuit, name) });
  const { resets } = dut.simulator;
  if (settings.reset > 0 && resets.length > 0) await dut.reset(settings.reset);
  return dut;
}
