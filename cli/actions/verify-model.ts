import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { fail } from '../../generators/diagnostics.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { engineNames } from '../../sim/equivalence/inference.ts';
import { recordableEngine } from '../../sim/equivalence/replay.ts';
import type { ModelDeployment } from '../../sim/models/model-deployment.ts';
import type { ModelEngine } from '../../sim/models/model-engine.ts';
import { loadReferenceVectors, randomModelVectors } from '../../sim/models/model-vectors.ts';
import { describeModelMismatch, type ModelVerification, verifyModel } from '../../sim/models/verify-model.ts';
import { type ReplayableModelEngine, startReplayableModel } from '../../sim/models/wave-engines.ts';
import type { VerifyOptions } from '../commands/verify.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { collectWarnings, warningsFound } from '../warnings.ts';
import { failWithWave } from '../wave-of-failure.ts';
import { wholeNumber } from '../whole-number.ts';
import { deploymentNotes, deployWithOptions, startModelEngine } from './start-model-engine.ts';

/** What a model is verified on. */
const modelEngines = [...engineNames, 'icarus'] as const;
type ModelEngineName = (typeof modelEngines)[number];

const mostVectors = 100_000;

/** Compares a model on its accelerator with the golden model, tensor by tensor, and with another runtime's outputs. */
export async function verifyModelFile(options: VerifyOptions): Promise<void> {
  const { network, engine: engineName, reference, json } = options;
  const name = modelEngines.find((known) => known === engineName);
  if (!name) fail('B784', `model files are not verified on ${engineName}`, `choose one of ${modelEngines.join(', ')}`);
  if (options.wave !== undefined) recordableEngine(name, options.wave);
  const warnings = collectWarnings(options.warn);
  const random = wholeNumber('vectors', options.vectors, [0, mostVectors]);
  const seed = wholeNumber('seed', options.seed, [0, 2 ** 32 - 1]);
  const deployment = deployWithOptions(loadModel(network), options);
  const { graph } = deployment;
  const known = reference === undefined ? [] : loadReferenceVectors(reference, graph);
  const vectors = [...known, ...randomModelVectors(graph, random, seed)];
  if (vectors.length === 0) fail('B524', 'there is nothing to verify with', 'give --vectors 4 or --reference a folder');
  printNotes(deploymentNotes(deployment));
  const progress = progressLine(`${name}: preparing`);
  const starting = start(options, name, deployment, progress.update, warnings);
  const engine = await starting.finally(() => progress.clear());
  const replayable = 'writeWave' in engine ? engine : undefined;
  try {
    const verifying = verifyModel(deployment, engine, vectors, (done, mismatches) => {
      progress.update(`${name}: ${done} of ${vectors.length} vectors`);
      if (mismatches > 0) replayable?.keepLast();
    });
    const result = await verifying.catch((error) => failWithWave(error, replayable, options.wave));
    progress.clear();
    if (result.firstMismatch) {
      process.exitCode = 1;
      process.stderr.write(`mismatch: ${describeModelMismatch(result.firstMismatch)}\n`);
    }
    if (json) printJson({ ...result, ...warningsFound(warnings) });
    else process.stdout.write(describe(result));
    if (replayable) {
      progress.update(`${name}: recording`);
      await replayable.writeWave();
      const shown = result.firstMismatch?.vector ?? vectors.length - 1;
      progress.clear();
      printNotes([`note: ${options.wave} shows vector ${shown} of ${vectors.length}, counted from 0`]);
    }
  } finally {
    progress.clear();
    await engine.close();
  }
}

async function start(
  { wave, signals }: VerifyOptions,
  name: ModelEngineName,
  deployment: ModelDeployment,
  onProgress: (text: string) => void,
  warnings: SoundnessOptions,
): Promise<ModelEngine | ReplayableModelEngine> {
  if (wave === undefined) return startModelEngine(deployment.graph, deployment, name, onProgress, warnings);
  return startReplayableModel(name, deployment, { file: wave, signals }, warnings);
}

function describe(result: ModelVerification): string {
  const { engine, vectors, references, tensors, comparedValues, mismatches, cycles, cyclesExpected, seconds } = result;
  const count = (value: number): string => value.toLocaleString('en');
  const random = vectors - references;
  const kinds = [references > 0 ? `${references} with a reference` : '', random > 0 ? `${random} random` : ''];
  const timing = cycles === undefined ? '' : `${count(cycles)} cycles (${count(cyclesExpected)} expected); `;
  return (
    `${engine}: ${vectors} vectors (${kinds.filter((kind) => kind !== '').join(', ')}), ${tensors} tensors, ` +
    `${count(comparedValues)} values compared, ${mismatches} mismatches; ${timing}${seconds.toFixed(1)} s\n`
  );
}
