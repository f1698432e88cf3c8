import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { createSimulator } from '../engine/index.ts';
import { acceleratorEngine, inProcessModel, type SteppedModel } from './accelerator-engine.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { Deployment } from './deployment.ts';
import { goldenEngine } from './golden-engine.ts';
import type { EngineName, InferenceEngine } from './inference.ts';

/** Makes ready what runs a network: elaborates, compiles or builds the accelerator, and loads the network into it. */
export async function startEngine(
  name: EngineName | 'icarus',
  deployment: Deployment,
  onProgress: (text: string) => void = () => {},
  golden: 'fast' | 'specification' = 'fast',
  soundness?: SoundnessOptions,
): Promise<InferenceEngine> {
  if (name === 'golden') return goldenEngine(deployment, golden);
  const circuit = elaborateAccelerator(deployment.parameters, soundness);
  if (name === 'icarus') {
    onProgress('icarus: compiling');
    return acceleratorEngine(name, deployment, await icarusModel(circuit));
  }
  if (name !== 'verilator') {
    return acceleratorEngine(name, deployment, inProcessModel(createSimulator(circuit, { engine: name })));
  }
  onProgress('verilator: building');
  return acceleratorEngine(name, deployment, await verilatedModel(circuit));
}

/** Builds and starts a circuit under Verilator; loaded only where it is asked for, as most runs are not. */
async function verilatedModel(circuit: Circuit): Promise<SteppedModel> {
  const [{ acceleratorVerilog }, { buildVerilator }, { modelInterface }, { startVerilated }] = await Promise.all([
    import('../../generators/output/verilog-files.ts'),
    import('../verilator/build.ts'),
    import('../verilator/model-interface.ts'),
    import('../verilator/verilated-simulator.ts'),
  ]);
  return startVerilated(await buildVerilator({ files: acceleratorVerilog(circuit), model: modelInterface(circuit) }));
}

async function icarusModel(circuit: Circuit): Promise<SteppedModel> {
  const [{ acceleratorVerilog }, { startIcarus }] = await Promise.all([
    import('../../generators/output/verilog-files.ts'),
    import('../icarus/stepped.ts'),
  ]);
  return startIcarus(circuit, acceleratorVerilog(circuit));
}
