import { resolve } from 'node:path';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { SoundnessOptions } from '../../generators/circuit/checks/index.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { type Deployment, deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import type { InferenceEngine } from '../../sim/equivalence/inference.ts';
import { type VerificationInput, verificationInputs } from '../../sim/equivalence/network-vectors.ts';
import type { ReplayableEngine } from '../../sim/equivalence/replayable-engine.ts';
import { describeMismatch, type Verification, verify } from '../../sim/equivalence/verify.ts';
import type { VerifyOptions } from '../commands/verify.ts';
import { isModel } from '../is-model.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { parseSettings } from '../set-option.ts';
import { UsageError } from '../usage-error.ts';
import { collectWarnings, warningsFound } from '../warnings.ts';
import { failWithWave } from '../wave-of-failure.ts';
import { wholeNumber } from '../whole-number.ts';

/** More random inputs than these do not fit into memory; the next ones have another seed. */
const mostVectors = 100_000;

export async function verifyNetwork(options: VerifyOptions): Promise<void> {
  if (isModel(options.network)) return (await import('./verify-model.ts')).verifyModelFile(options);
  const { network, engine: engineName, set, warn, json } = options;
  if (engineName !== 'cocotb' && (options.simulator ?? options.keep) !== undefined) {
    throw new UsageError('--simulator and --keep are for --engine cocotb.');
  }
  const warnings = collectWarnings(warn);
  const random = wholeNumber('vectors', options.vectors, [0, mostVectors]);
  const seed = wholeNumber('seed', options.seed, [0, 2 ** 32 - 1]);
  const deployment = deploy(loadNetwork(network), parseSettings(set ?? [], ultraTrailParameters()));
  const inputs = verificationInputs(network, deployment, { random, seed });
  printNotes(deployment.notes);
  const progress = progressLine(`${engineName}: preparing`);
  const begin = performance.now();
  const starting = start(options, deployment, inputs, progress.update, warnings);
  const engine = await starting.finally(() => progress.clear());
  const readySeconds = (performance.now() - begin) / 1000;
  const replayable = 'writeWave' in engine ? engine : undefined;
  try {
    const verifying = verify(deployment, engine, inputs, (done, mismatches) => {
      progress.update(`${engineName}: ${done} of ${inputs.length} vectors`);
      if (mismatches > 0) replayable?.keepLast();
    });
    const result = await verifying.catch((error) => failWithWave(error, replayable, options.wave));
    progress.clear();
    if (result.firstMismatch) {
      process.exitCode = 1;
      process.stderr.write(`mismatch: ${describeMismatch(result.firstMismatch)}\n`);
    }
    const counts = { shippedVectors: inputs.length - random, randomVectors: random, readySeconds };
    if (json) printJson({ ...result, ...counts, ...warningsFound(warnings) });
    else process.stdout.write(describe({ ...result, ...counts }));
    if (replayable) {
      progress.update(`${engineName}: recording`);
      await replayable.writeWave();
      const shown = result.firstMismatch?.vector ?? inputs.length - 1;
      progress.clear();
      printNotes([`note: ${options.wave} shows vector ${shown} of ${inputs.length}, counted from 0`]);
    }
  } finally {
    progress.clear();
    await engine.close();
  }
}

/** Makes the engine ready; under cocotb all inputs have run by then, and what the test itself complains about is an error. */
async function start(
  { engine, simulator = 'icarus', keep, wave, signals }: VerifyOptions,
  deployment: Deployment,
  inputs: readonly VerificationInput[],
  onProgress: (text: string) => void,
  warnings: SoundnessOptions,
): Promise<InferenceEngine | ReplayableEngine> {
  if (wave !== undefined) {
    const { startReplayableEngine } = await import('../../sim/equivalence/replayable-engine.ts');
    return startReplayableEngine(engine, deployment, wave, signals, warnings);
  }
  if (engine !== 'cocotb') return startEngine(engine, deployment, onProgress, 'specification', warnings);
  onProgress(`cocotb: running ${inputs.length} vectors on ${simulator}`);
  const { runCocotbNetwork } = await import('../../sim/equivalence/cocotb-network.ts');
  const options = { simulator, ...(keep === undefined ? {} : { folder: resolve(keep) }) };
  const run = await runCocotbNetwork(deployment, inputs, options, warnings);
  printNotes(run.kept.map((name) => `note: ${name} was edited and stays; delete it to have it written anew`));
  if (run.failure !== undefined) {
    process.exitCode = 1;
    process.stderr.write(`the cocotb test failed: ${run.failure}\n`);
  }
  return run.engine;
}

interface Described extends Verification {
  readonly shippedVectors: number;
  readonly randomVectors: number;
  readonly readySeconds: number;
}

function describe(result: Described): string {
  const { engine, vectors, comparedValues, mismatches, cycles, cyclesExpected, seconds, readySeconds } = result;
  const parts = [
    ...(result.shippedVectors > 0 ? [`${result.shippedVectors} of the network's own`] : []),
    ...(result.randomVectors > 0 ? [`${result.randomVectors} random`] : []),
  ];
  // Under cocotb all vectors have run before they are compared.
  const ready = engine === 'cocotb' ? 'run' : 'ready';
  return (
    `${engine}: ${vectors} vectors (${parts.join(', ')}), ` +
    `${comparedValues.toLocaleString('en')} values compared, ${mismatches} mismatches; ` +
    `${cycles} cycles (${cyclesExpected} expected); ` +
    `${ready} in ${readySeconds.toFixed(1)} s, compared in ${seconds.toFixed(1)} s\n`
  );
}
