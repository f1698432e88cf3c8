import { ultraTrail } from '../../generators/accelerators/index.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import { verificationInputs } from '../../sim/equivalence/network-vectors.ts';
import { describeMismatch, type Verification, verify } from '../../sim/equivalence/verify.ts';
import type { VerifyOptions } from '../commands/verify.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { parseSettings } from '../set-option.ts';
import { collectWarnings, warningsFound } from '../warnings.ts';
import { wholeNumber } from '../whole-number.ts';

/** More random inputs than these do not fit into memory; the next ones have another seed. */
const mostVectors = 100_000;

export async function verifyNetwork(options: VerifyOptions): Promise<void> {
  const { network, engine: engineName, set, warn, json } = options;
  const warnings = collectWarnings(warn);
  const random = wholeNumber('vectors', options.vectors, [0, mostVectors]);
  const seed = wholeNumber('seed', options.seed, [0, 2 ** 32 - 1]);
  const deployment = deploy(loadNetwork(network), parseSettings(set ?? [], ultraTrail.parameters()));
  const inputs = verificationInputs(network, deployment, { random, seed });
  printNotes(deployment.notes);
  const progress = progressLine(`${engineName}: preparing`);
  const starting = startEngine(engineName, deployment, progress.update, 'specification', warnings);
  const engine = await starting.finally(() => progress.clear());
  try {
    const result = await verify(deployment, engine, inputs, (done) => {
      progress.update(`${engineName}: ${done} of ${inputs.length} vectors`);
    });
    progress.clear();
    if (result.firstMismatch) {
      process.exitCode = 1;
      process.stderr.write(`mismatch: ${describeMismatch(result.firstMismatch)}\n`);
    }
    if (json) printJson({ ...result, ...warningsFound(warnings) });
    else process.stdout.write(describe(result));
  } finally {
    progress.clear();
    await engine.close();
  }
}

function describe({
  engine,
  vectors,
  comparedValues,
  mismatches,
  cycles,
  cyclesExpected,
  seconds,
}: Verification): string {
  const count = comparedValues.toLocaleString('en');
  return (
    `${engine}: ${vectors} vectors, ${count} values compared, ${mismatches} mismatches; ` +
    `${cycles} cycles (${cyclesExpected} expected); ${seconds.toFixed(1)} s\n`
  );
}
