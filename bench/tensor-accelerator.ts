import {
  type TensorTrailParameters,
  tensorTrailParameters,
} from '../generators/accelerators/tensortrail/parameters.ts';
import type { ArithmeticName } from '../generators/networks/graph/types.ts';
import { acceleratorVerilog } from '../generators/output/verilog-files.ts';
import { createSimulator } from '../sim/engine/index.ts';
import { type OpenDesign, openDesign, simulatedMachine } from '../sim/host/tensortrail-machine.ts';
import { acceleratedModelEngine } from '../sim/models/accelerated-model-engine.ts';
import type { ModelDeployment } from '../sim/models/model-deployment.ts';
import { elaborateTensorTrail } from '../sim/models/simulated-machine.ts';
import { type ModelVector, type ModelVerification, verifyModel } from '../sim/models/verify-model.ts';
import { buildVerilator } from '../sim/verilator/build.ts';
import { modelInterface } from '../sim/verilator/model-interface.ts';
import { startVerilated } from '../sim/verilator/verilated-simulator.ts';

/** An accelerator with every operation, and memories for networks of one or two small operators. */
export function commonParameters(array: number, arithmetic: ArithmeticName = 'tflm'): TensorTrailParameters {
  return tensorTrailParameters({
    array,
    halfEven: arithmetic !== 'tflm',
    float32: arithmetic === 'xnnpack' || arithmetic === 'qdq',
    maximumLeftShift: 31,
    weightDepth: 2 ** 18 / array,
    parameterDepth: 2 ** 16 / array,
    featureDepth: 2 ** 18 / array ** 2,
    tapDepth: 8192,
    maximumInstructions: 1024,
    coordinateBits: 10,
    maximumChannels: 4096,
  });
}

/** Elaborates an accelerator and makes it ready to take programs, one after the other. */
export async function openTensorTrail(
  parameters: TensorTrailParameters,
  engine: 'wasm' | 'verilator' = 'wasm',
): Promise<OpenDesign> {
  const circuit = elaborateTensorTrail(parameters);
  if (engine === 'wasm') return openDesign(createSimulator(circuit, { engine }));
  return startVerilated(
    await buildVerilator({
      files: acceleratorVerilog(circuit),
      model: modelInterface(circuit),
      optimisation: 'fast-run',
    }),
  );
}

/**
 * Loads a deployment into a design of its parameters and verifies the vectors. Memories keep what the program before left:
 * what a program reads it must have written.
 */
export function verifyOn(
  design: OpenDesign,
  deployment: ModelDeployment,
  vectors: readonly ModelVector[],
): Promise<ModelVerification> {
  const machine = simulatedMachine('circuit', design, deployment.program);
  return verifyModel(deployment, acceleratedModelEngine(deployment, machine), vectors);
}
