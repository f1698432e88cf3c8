import { fail } from '../../generators/diagnostics.ts';
import { elementName } from '../../generators/networks/graph/shapes.ts';
import type { NetworkGraph, TensorData } from '../../generators/networks/graph/types.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { recordableEngine } from '../../sim/equivalence/replay.ts';
import { formatScore, largestScores } from '../../sim/models/describe-output.ts';
import type { ModelRun } from '../../sim/models/model-engine.ts';
import { readModelInput } from '../../sim/models/model-input.ts';
import { carryStates, ownInputs, ownOutputs } from '../../sim/models/states.ts';
import { startRecordedModel } from '../../sim/models/wave-engines.ts';
import type { RunOptions } from '../commands/run.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { prepareModel, startModelEngine } from './start-model-engine.ts';

/** Runs the inputs of a model file, as many files for each run as the model has inputs; states go from run to run. */
export async function runModel(options: RunOptions): Promise<void> {
  const { network, inputs: files, engine: engineName, wave, json } = options;
  if (wave !== undefined) recordableEngine(engineName, wave);
  const model = loadModel(network);
  const progress = progressLine(`${engineName}: preparing`);
  const { deployment, graph, notes } = prepareModel(model, engineName, options);
  // All inputs are read before anything is built: a wrong one is told at once.
  const runs = readRuns(graph, files);
  const starting =
    wave !== undefined && deployment
      ? Promise.resolve().then(() =>
          startRecordedModel(engineName, deployment, { file: wave, signals: options.signals }),
        )
      : startModelEngine(graph, deployment, engineName, progress.update);
  const engine = await starting.finally(() => progress.clear());
  printNotes(notes);
  const results = [];
  const infer = carryStates(graph, (inputs) => engine.infer(inputs));
  try {
    for (const [index, { name, inputs }] of runs.entries()) {
      progress.update(`${engineName}: ${index + 1} of ${runs.length}`);
      const start = performance.now();
      const run = await infer(inputs);
      const seconds = (performance.now() - start) / 1000;
      progress.clear();
      results.push({ input: name, ...resultOf(graph, run), engine: engineName, seconds });
      if (!json) process.stdout.write(describe(name, graph, run));
    }
  } finally {
    progress.clear();
    await engine.close();
  }
  if (json) printJson(results);
}

interface RunInput {
  readonly name: string;
  readonly inputs: readonly TensorData[];
}

function readRuns(graph: NetworkGraph, files: readonly string[]): readonly RunInput[] {
  const given = ownInputs(graph).map((place) => graph.tensors[graph.inputs[place]!]!);
  const each = given.length;
  if (files.length % each !== 0) {
    const names = given.map(({ name }) => `"${name}"`).join(', ');
    fail(
      'B783',
      `${graph.name} takes ${each} inputs a run (${names}), but ${files.length} files were given`,
      `give ${each} files for each run, in this order`,
    );
  }
  return Array.from({ length: files.length / each }, (_, run) => {
    const own = files.slice(run * each, (run + 1) * each);
    const inputs = own.map((file, place) => readModelInput(file, given[place]!));
    return { name: own.join(' '), inputs };
  });
}

function resultOf(graph: NetworkGraph, { outputs, cycles }: ModelRun) {
  return {
    outputs: ownOutputs(graph).map((place) => {
      const { name, shape, type } = graph.tensors[graph.outputs[place]!]!;
      return { name, type, shape, values: Array.from(outputs[place] as Iterable<number | bigint>, Number) };
    }),
    ...(cycles === undefined ? {} : { cycles }),
  };
}

function describe(input: string, graph: NetworkGraph, { outputs, cycles }: ModelRun): string {
  const parts = ownOutputs(graph).map((place) => {
    const tensor = graph.tensors[graph.outputs[place]!]!;
    const data = outputs[place]!;
    const scores = largestScores(tensor, data, 3).map(formatScore);
    return `${tensor.name} ${elementName(tensor.type, tensor.shape)}: largest ${scores.join(', ')}`;
  });
  const counted = cycles === undefined ? '' : `  (${cycles} cycles)`;
  return parts.length === 1
    ? `${input}: ${parts[0]}${counted}\n`
    : `${input}:${counted}\n${parts.map((part) => `  ${part}\n`).join('')}`;
}
