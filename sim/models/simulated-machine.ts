import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { TensorTrail } from '../../generators/accelerators/tensortrail/tensortrail.ts';
import { requireSound, type SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate } from '../../generators/language/index.ts';
import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { createSimulator } from '../engine/index.ts';
import { type OpenDesign, openDesign, simulatedMachine } from '../host/tensortrail-machine.ts';
import type { Machine } from './machine.ts';

/** Engines that simulate the circuit. */
export type CircuitEngineName = 'wasm' | 'interpreter' | 'verilator' | 'icarus';

/** Elaborates an accelerator and runs every check on it; `soundness` says what becomes of warnings. */
export function elaborateTensorTrail(parameters: TensorTrailParameters, soundness?: SoundnessOptions): Circuit {
  const circuit = elaborate(TensorTrail, parameters);
  requireSound(circuit, soundness);
  return circuit;
}

/** Elaborates, compiles or builds the accelerator, and loads the program into it. */
export async function startMachine(
  name: CircuitEngineName,
  program: TensorTrailProgram,
  onProgress: (text: string) => void = () => {},
  soundness?: SoundnessOptions,
): Promise<Machine> {
  onProgress(`${name}: elaborating`);
  const circuit = elaborateTensorTrail(program.parameters, soundness);
  onProgress(name === 'verilator' ? 'verilator: building' : `${name}: compiling`);
  return simulatedMachine(name, await openCircuit(name, circuit), program);
}

async function openCircuit(name: CircuitEngineName, circuit: Circuit): Promise<OpenDesign> {
  if (name === 'verilator') return verilatedDesign(circuit);
  if (name === 'icarus') return icarusDesign(circuit);
  return openDesign(createSimulator(circuit, { engine: name }));
}

async function icarusDesign(circuit: Circuit): Promise<OpenDesign> {
  const [{ acceleratorVerilog }, { startIcarus }] = await Promise.all([
    import('../../generators/output/verilog-files.ts'),
    import('../icarus/stepped.ts'),
  ]);
  return startIcarus(circuit, acceleratorVerilog(circuit));
}

/** Loaded only where it is asked for, as most runs are not. */
async function verilatedDesign(circuit: Circuit): Promise<OpenDesign> {
  const [{ acceleratorVerilog }, { buildVerilator }, { modelInterface }, { startVerilated }] = await Promise.all([
    import('../../generators/output/verilog-files.ts'),
    import('../verilator/build.ts'),
    import('../verilator/model-interface.ts'),
    import('../verilator/verilated-simulator.ts'),
  ]);
  return startVerilated(await buildVerilator({ files: acceleratorVerilog(circuit), model: modelInterface(circuit) }));
}
