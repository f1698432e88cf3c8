import type { CommandModule } from 'yargs';
import { ultraTrail } from '../../generators/accelerators/index.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import { type EngineName, engineNames } from '../../sim/equivalence/inference.ts';
import { readInput } from '../../sim/front-end/network-input.ts';
import { argMax } from '../../sim/golden/golden-result.ts';
import { progressLine } from '../progress.ts';
import { parseSettings } from '../set-option.ts';

interface Options {
  readonly network: string;
  readonly inputs: string[];
  readonly engine: EngineName;
  readonly set: string[];
  readonly json: boolean;
}

/** The clock of the published chip, in Hz. */
const publishedClock = 250_000;

export const runCommand: CommandModule<object, Options> = {
  command: 'run <network> <inputs..>',
  describe: 'Run recordings or feature files through a network on its accelerator',
  builder: (yargs) =>
    yargs
      .positional('network', { type: 'string', demandOption: true, describe: 'A network file, or a shipped one: kws' })
      .positional('inputs', { type: 'string', array: true, demandOption: true, describe: 'WAV or feature files' })
      .option('engine', { choices: engineNames, default: 'wasm' as const, describe: 'What computes' })
      .option('set', { type: 'string', array: true, nargs: 1, default: [], describe: 'A parameter, as name=value' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON and nothing else' })
      .example('$0 run kws examples/yes.wav', 'the word, from simulated hardware')
      .example('$0 run kws examples/*.wav --engine verilator', 'the same through Verilator'),
  handler: async ({ network, inputs, engine: engineName, set, json }) => {
    const deployment = deploy(loadNetwork(network), parseSettings(set, ultraTrail.parameters()));
    const features = inputs.map((input) => readInput(input, deployment.loaded));
    for (const note of deployment.notes) process.stderr.write(`${note}\n`);
    const progress = progressLine(`${engineName}: preparing`);
    const engine = await startEngine(engineName, deployment, progress.update).finally(() => progress.clear());
    const results = [];
    try {
      for (const [index, input] of inputs.entries()) {
        progress.update(`${engineName}: ${index + 1} of ${inputs.length}`);
        const start = performance.now();
        const { scores, cycles } = await engine.infer(features[index]!);
        const seconds = (performance.now() - start) / 1000;
        progress.clear();
        const word = deployment.loaded.classes[argMax(scores)]!;
        results.push({ input, word, scores: [...scores], cycles, engine: engineName, seconds });
        if (!json) process.stdout.write(describe(input, word, cycles, scores, deployment.loaded.classes));
      }
    } finally {
      progress.clear();
      await engine.close();
    }
    if (json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  },
};

function describe(input: string, word: string, cycles: number, scores: Int32Array, classes: readonly string[]): string {
  const milliseconds = ((cycles / publishedClock) * 1000).toFixed(1);
  const ranked = [...scores]
    .map((score, index) => ({ score, name: classes[index]! }))
    .sort((a, b) => b.score - a.score);
  const best = ranked.slice(0, 3).map(({ name, score }) => `${name} ${score}`);
  return `${input}: ${word}  (${cycles} cycles, ${milliseconds} ms at 250 kHz; ${best.join(', ')})\n`;
}
