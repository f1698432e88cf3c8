import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BurinError } from '../../generators/diagnostics.ts';
import { describeGraph } from '../../generators/networks/graph/describe-graph.ts';
import type { ArithmeticName, NetworkGraph, TensorData } from '../../generators/networks/graph/types.ts';
import { importModel } from '../../generators/networks/import/load-model.ts';
import { modelReport } from '../../generators/networks/tensor-mapping/model-report.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { acceleratedModelEngine } from '../../sim/models/accelerated-model-engine.ts';
import { deployModel, type ModelDeployment } from '../../sim/models/model-deployment.ts';
import { randomModelVectors } from '../../sim/models/model-vectors.ts';
import { startMachine } from '../../sim/models/simulated-machine.ts';
import { firstInputs, ownInputs, ownOutputs } from '../../sim/models/states.ts';
import { describeModelMismatch, verifyModel } from '../../sim/models/verify-model.ts';
import { bytesOf } from '../../test/support/tensor-vectors.ts';
import { runWithRuntimes } from '../golden-peers/tensor-runtimes.ts';
import { type FileResult, nothingKnown } from './file-result.ts';

export interface FileOptions {
  /** Circuits of at most so many cycles are simulated. */
  readonly mostCycles: number;
  /** Networks of more multiplications are neither computed nor compiled. */
  readonly mostMultiplications: number;
  readonly seed: number;
}

/** Imports, computes, compares, compiles and simulates one model file. Only faults of Burin's own are not caught. */
export async function checkFile(file: string, options: FileOptions): Promise<FileResult> {
  const start = performance.now();
  let result = nothingKnown(file);
  try {
    const graph = importModel(readFileSync(file), 'network');
    const { multiplications } = describeGraph(graph);
    const refused = graph.operators.flatMap((operator) =>
      operator.kind === 'unsupported' ? [`${operator.name}: ${operator.reason}`] : [],
    );
    result = { ...result, operators: graph.operators.length, multiplications, refused };
    if (multiplications > options.mostMultiplications) {
      result = { ...result, left: ['too many multiplications for this measurement'] };
    } else {
      if (refused.length === 0) result = { ...result, ...compareGolden(graph, file, options.seed) };
      result = { ...result, ...(await checkHardware(graph, options)) };
    }
  } catch (error) {
    if (!(error instanceof BurinError)) throw error;
    result = { ...result, refused: error.diagnostics.map(({ code, message }) => `${code} ${message}`) };
  }
  return { ...result, seconds: (performance.now() - start) / 1000 };
}

/** Against tflite-micro, or where that refuses the file against LiteRT's reference kernels, in their arithmetic. */
function compareGolden(graph: NetworkGraph, file: string, seed: number): Partial<FileResult> {
  if (graph.arithmetic !== 'tflm') return {};
  const folder = mkdtempSync(join(tmpdir(), 'burin-corpus-'));
  try {
    const random = randomModelVectors(graph, 1, seed)[0]!.inputs;
    const own = ownInputs(graph).map((place) => random[place]!);
    const inputs = firstInputs(graph, own);
    writeFileSync(join(folder, 'in'), Buffer.concat(own.map(bytesOf)));
    for (const runtime of ['tflm', 'litert-ref'] as const) {
      const expected = runReference(runtime, file, folder, own.length);
      if (!expected) continue;
      const fault = firstDifference(graph, inputs, runtime, expected);
      return { runtime, golden: fault ? 'different' : 'equal', ...(fault ? { fault } : {}) };
    }
    return { golden: 'refused by the runtime' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runReference(runtime: ArithmeticName, file: string, folder: string, count: number): Buffer | undefined {
  const [inputs, outputs] = [join(folder, 'in'), join(folder, 'out')];
  const model = join(folder, 'model.tflite');
  // Names of files may have spaces.
  writeFileSync(model, readFileSync(file));
  runWithRuntimes('reference.py', [], `${runtime} ${model} ${count} ${inputs} ${outputs}\n`);
  return existsSync(outputs) ? readFileSync(outputs) : undefined;
}

function firstDifference(
  graph: NetworkGraph,
  inputs: readonly TensorData[],
  arithmetic: ArithmeticName,
  expected: Buffer,
): string | undefined {
  const { outputs } = runGraph(graph, inputs, { arithmetic });
  const found = Buffer.concat(ownOutputs(graph).map((place) => bytesOf(outputs[place]!)));
  if (found.length !== expected.length) return `${found.length} bytes of outputs, ${expected.length} are expected`;
  const different = found.reduce((count, byte, place) => count + (byte === expected[place] ? 0 : 1), 0);
  if (different === 0) return undefined;
  const place = found.findIndex((byte, at) => byte !== expected[at]);
  return `${different} of ${found.length} bytes differ, byte ${place}: ${found[place]}, expected ${expected[place]}`;
}

/** On an accelerator made for it, whole or else its largest part; random inputs through the circuit. */
async function checkHardware(graph: NetworkGraph, { mostCycles, seed }: FileOptions): Promise<Partial<FileResult>> {
  const attempt = (partition: boolean): ModelDeployment | readonly string[] => {
    try {
      return deployModel(graph, { partition });
    } catch (error) {
      if (!(error instanceof BurinError)) throw error;
      return error.diagnostics.map(({ code, message }) => `${code} ${message}`);
    }
  };
  const whole = attempt(false);
  const deployment = 'program' in whole ? whole : attempt(true);
  const left = 'program' in whole ? [] : whole;
  if (!('program' in deployment)) return { left: [...left, ...deployment] };
  const { cycles, utilisation, featureBytes } = modelReport(deployment.graph, deployment.program);
  const deployed = {
    left,
    deployed: 'program' in whole ? ('whole' as const) : ('part' as const),
    cycles,
    use: utilisation,
    peakBytes: featureBytes,
  };
  if (cycles > mostCycles) return deployed;
  const machine = await startMachine('wasm', deployment.program);
  const engine = acceleratedModelEngine(deployment, machine);
  const { firstMismatch } = await verifyModel(deployment, engine, randomModelVectors(deployment.graph, 1, seed));
  await machine.close();
  return firstMismatch
    ? { ...deployed, circuit: 'different', fault: describeModelMismatch(firstMismatch) }
    : { ...deployed, circuit: 'equal' };
}
