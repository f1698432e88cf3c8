import { fail } from '../../generators/diagnostics.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import { engineNames } from '../../sim/equivalence/inference.ts';
import { loadReferenceVectors, randomModelVectors } from '../../sim/models/model-vectors.ts';
import { describeModelMismatch, type ModelVerification, verifyModel } from '../../sim/models/verify-model.ts';
import type { VerifyOptions } from '../commands/verify.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { collectWarnings, warningsFound } from '../warnings.ts';
import { wholeNumber } from '../whole-number.ts';
import { deployWithOptions, hostNotes, startModelEngine } from './start-model-engine.ts';

const mostVectors = 100_000;

/** Compares a model on its accelerator with the golden model, tensor by tensor, and with another runtime's outputs. */
export async function verifyModelFile(options: VerifyOptions): Promise<void> {
  const { network, engine: engineName, reference, json } = options;
  const name = engineNames.find((known) => known === engineName);
  if (!name) fail('B784', `model files are not verified on ${engineName}`, `choose one of ${engineNames.join(', ')}`);
  const warnings = collectWarnings(options.warn);
  const random = wholeNumber('vectors', options.vectors, [0, mostVectors]);
  const seed = wholeNumber('seed', options.seed, [0, 2 ** 32 - 1]);
  const deployment = deployWithOptions(loadModel(network), options);
  const { graph } = deployment;
  const known = reference === undefined ? [] : loadReferenceVectors(reference, graph);
  const vectors = [...known, ...randomModelVectors(graph, random, seed)];
  if (vectors.length === 0) fail('B524', 'there is nothing to verify with', 'give --vectors 4 or --reference a folder');
  printNotes(hostNotes(deployment));
  const progress = progressLine(`${name}: preparing`);
  const starting = startModelEngine(graph, deployment, name, progress.update, warnings);
  const engine = await starting.finally(() => progress.clear());
  try {
    const result = await verifyModel(deployment, engine, vectors, (done) => {
      progress.update(`${name}: ${done} of ${vectors.length} vectors`);
    });
    progress.clear();
    if (result.firstMismatch) {
      process.exitCode = 1;
      process.stderr.write(`mismatch: ${describeModelMismatch(result.firstMismatch)}\n`);
    }
    if (json) printJson({ ...result, ...warningsFound(warnings) });
    else process.stdout.write(describe(result));
  } finally {
    progress.clear();
    await engine.close();
  }
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
