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
export type CircuitEngineName = 'wasm' | 'interpreter' | 'verilator';

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
  const design =
    name === 'verilator' ? await verilatedDesign(circuit) : openDesign(createSimulator(circuit, { engine: name }));
  return simulatedMachine(name, design, program);
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
