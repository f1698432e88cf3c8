import { emitVerilog } from '../../generators/verilog/index.ts';
import { createSimulator } from '../engine/index.ts';
import { buildVerilator } from '../verilator/build.ts';
import { modelInterface } from '../verilator/model-interface.ts';
import { startVerilated } from '../verilator/verilated-simulator.ts';
import { acceleratorEngine, inProcessModel } from './accelerator-engine.ts';
import { elaborateAccelerator } from './circuit.ts';
import type { Deployment } from './deployment.ts';
import { goldenEngine } from './golden-engine.ts';
import type { EngineName, InferenceEngine } from './inference.ts';

/** Makes ready what runs a network: elaborates, compiles or builds the accelerator, and loads the network into it. */
export async function startEngine(
  name: EngineName,
  deployment: Deployment,
  onProgress: (text: string) => void = () => {},
  golden: 'fast' | 'specification' = 'fast',
): Promise<InferenceEngine> {
  if (name === 'golden') return goldenEngine(deployment, golden);
  const circuit = elaborateAccelerator(deployment.parameters);
  if (name !== 'verilator') {
    return acceleratorEngine(name, deployment, inProcessModel(createSimulator(circuit, { engine: name })));
  }
  onProgress('verilator: building');
  const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
  return acceleratorEngine(name, deployment, startVerilated(built));
}
