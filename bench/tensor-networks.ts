import type { ArithmeticName, NetworkGraph, TensorData } from '../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../generators/networks/import/tflite/import.ts';
import { acceleratedModelEngine } from '../sim/models/accelerated-model-engine.ts';
import { goldenModelEngine } from '../sim/models/golden-model-engine.ts';
import { deployModel, type ModelDeployment } from '../sim/models/model-deployment.ts';
import type { ModelEngine, ModelRun } from '../sim/models/model-engine.ts';
import { randomModelVectors } from '../sim/models/model-vectors.ts';
import { type CircuitEngineName, startMachine } from '../sim/models/simulated-machine.ts';
import { carryStates, ownOutputs } from '../sim/models/states.ts';
import {
  describeModelMismatch,
  type ModelVector,
  type ModelVerification,
  verifyModel,
} from '../sim/models/verify-model.ts';
import { bytesOf, readTensorVectors, type TensorVectors } from '../test/support/tensor-vectors.ts';

export interface NetworkCheckOptions {
  readonly engine?: CircuitEngineName;
  /** Side of the array; 8 unless given. */
  readonly array?: number;
  /** Clean the graph up before; tensors are then not compared with those of tflite-micro, which has other ones. */
  readonly fold?: boolean;
  /** The network has operators that no hardware runs: its largest part, with random inputs and no references. */
  readonly partition?: boolean;
  /** Of another one than tflite-micro's there are no references: the golden model alone decides. */
  readonly arithmetic?: ArithmeticName;
  /** Reference vectors to run, from the first on; 1 unless given. */
  readonly vectors?: number;
}

/** A network on a circuit that is fitted to it. */
export interface NetworkCheck {
  readonly name: string;
  readonly deployment: ModelDeployment;
  readonly verification: ModelVerification;
  /** int8 tensors that the circuit showed and that tflite-micro has: compared directly, first vector. */
  readonly referenceTensors: number;
  /** One sentence each. */
  readonly differences: readonly string[];
  readonly milliseconds: { readonly compile: number; readonly start: number; readonly run: number };
}

/**
 * Compiles a network of the shared data, runs it on the simulated accelerator and compares every tensor with the golden
 * model, those of the first vector with tflite-micro's, outputs with the reference vectors, and cycles with the model.
 * @throws BurinError where the network is not supported
 */
export async function checkNetwork(
  name: string,
  {
    engine = 'wasm',
    array = 8,
    fold = false,
    partition = false,
    arithmetic = 'tflm',
    vectors: count = 1,
  }: NetworkCheckOptions = {},
): Promise<NetworkCheck> {
  const reference = readTensorVectors(name);
  const graph = { ...importTensorFlowLite(reference.modelFile, name), arithmetic };
  const isReference = arithmetic === 'tflm';
  const [deployment, compile] = await timed(async () => deployModel(graph, { set: { array }, fold, partition }));
  const [machine, start] = await timed(() => startMachine(engine, deployment.program));
  const recording = recordFirst(acceleratedModelEngine(deployment, machine));
  const vectors = partition
    ? randomModelVectors(deployment.graph, count, 1)
    : await recordedVectors(deployment.graph, reference, { count, isReference });
  const [verification, run] = await timed(() => verifyModel(deployment, recording.engine, vectors));
  await machine.close();
  const { firstMismatch } = verification;
  const comparable = !fold && !partition && isReference;
  const { compared, different } = comparable
    ? compareWithReference(reference, recording.first()?.tensors ?? [])
    : { compared: 0, different: [] };
  return {
    name,
    deployment,
    verification,
    referenceTensors: compared,
    differences: [...(firstMismatch ? [describeModelMismatch(firstMismatch)] : []), ...different],
    milliseconds: { compile, start, run },
  };
}

/**
 * The recorded vectors, with outputs where they are references. Those of a network with states are one sequence of its own
 * inputs: the golden model hands the states on.
 */
async function recordedVectors(
  graph: NetworkGraph,
  recorded: TensorVectors,
  { count, isReference }: { readonly count: number; readonly isReference: boolean },
): Promise<readonly ModelVector[]> {
  const golden = goldenModelEngine(graph);
  const own = ownOutputs(graph);
  const vectors: ModelVector[] = [];
  let place = 0;
  const infer = carryStates(graph, async (inputs) => {
    const run = graph.states?.length ? await golden.infer(inputs) : { outputs: recorded.outputs[place]! };
    const reference = run.outputs.map((data, output) => recorded.outputs[place]![own.indexOf(output)] ?? data);
    vectors.push(isReference ? { inputs, reference } : { inputs });
    return run;
  });
  for (; place < Math.min(count, recorded.inputs.length); place++) await infer(recorded.inputs[place]!);
  return vectors;
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [Result, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}

/** The same engine, which keeps its first run. */
function recordFirst(engine: ModelEngine): {
  readonly engine: ModelEngine;
  readonly first: () => ModelRun | undefined;
} {
  let first: ModelRun | undefined;
  return {
    engine: {
      ...engine,
      async infer(inputs, options) {
        const run = await engine.infer(inputs, options);
        first ??= run;
        return run;
      },
    },
    first: () => first,
  };
}

function compareWithReference(
  { intermediates, intermediatesRuntime, intermediateBytes }: TensorVectors,
  tensors: readonly (TensorData | undefined)[],
): { readonly compared: number; readonly different: readonly string[] } {
  const ours = intermediates.filter(({ tensor, dtype }) => dtype === 'int8' && tensors[tensor] !== undefined);
  const different = ours.filter((one) => Buffer.compare(bytesOf(tensors[one.tensor]!), intermediateBytes(one)) !== 0);
  return {
    compared: ours.length,
    different: different.map(({ tensor, op }) => `tensor ${tensor} of ${op} is another in ${intermediatesRuntime}`),
  };
}
