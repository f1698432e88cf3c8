import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import { startRecordedEngine } from '../../sim/equivalence/recorded-engine.ts';
import { readInput } from '../../sim/front-end/network-input.ts';
import { argMax } from '../../sim/golden/golden-result.ts';
import type { RunOptions } from '../commands/run.ts';
import { isModel } from '../is-model.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { parseSettings } from '../set-option.ts';

/** The clock of the published chip, in Hz. */
const publishedClock = 250_000;

export async function run(options: RunOptions): Promise<void> {
  if (isModel(options.network)) return (await import('./run-model.ts')).runModel(options);
  const { network, inputs, engine: engineName, set, wave, signals, json } = options;
  const deployment = deploy(loadNetwork(network), parseSettings(set ?? [], ultraTrailParameters()));
  const { classes } = deployment.loaded;
  // All inputs are read before anything is computed: a wrong one is told at once.
  const features = inputs.map((input) => readInput(input, deployment.loaded));
  printNotes(deployment.notes);
  const progress = progressLine(`${engineName}: preparing`);
  const starting = wave
    ? Promise.resolve().then(() => startRecordedEngine(engineName, deployment, wave, signals))
    : startEngine(engineName, deployment, progress.update);
  const engine = await starting.finally(() => progress.clear());
  const results = [];
  try {
    for (const [index, input] of inputs.entries()) {
      progress.update(`${engineName}: ${index + 1} of ${inputs.length}`);
      const start = performance.now();
      const { scores, cycles } = await engine.infer(features[index]!);
      const seconds = (performance.now() - start) / 1000;
      progress.clear();
      const word = classes[argMax(scores)]!;
      results.push({ input, word, scores: [...scores], cycles, engine: engineName, seconds });
      if (!json) process.stdout.write(describe(input, word, cycles, scores, classes));
    }
  } finally {
    progress.clear();
    await engine.close();
  }
  if (json) printJson(results);
}

function describe(input: string, word: string, cycles: number, scores: Int32Array, classes: readonly string[]): string {
  const milliseconds = ((cycles / publishedClock) * 1000).toFixed(1);
  const ranked = [...scores]
    .map((score, index) => ({ score, name: classes[index]! }))
    .sort((a, b) => b.score - a.score);
  const best = ranked.slice(0, 3).map(({ name, score }) => `${name} ${score}`);
  return `${input}: ${word}  (${cycles} cycles, ${milliseconds} ms at 250 kHz; ${best.join(', ')})\n`;
}
