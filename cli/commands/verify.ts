import type { CommandModule } from 'yargs';
import { ultraTrail } from '../../generators/accelerators/index.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { startEngine } from '../../sim/equivalence/engines.ts';
import { type EngineName, engineNames } from '../../sim/equivalence/inference.ts';
import { verificationInputs } from '../../sim/equivalence/network-vectors.ts';
import { describeMismatch, verify } from '../../sim/equivalence/verify.ts';
import { progressLine } from '../progress.ts';
import { parseSettings } from '../set-option.ts';

interface Options {
  readonly network: string;
  readonly engine: EngineName;
  readonly vectors: number;
  readonly seed: number;
  readonly set: string[];
  readonly json: boolean;
}

export const verifyCommand: CommandModule<object, Options> = {
  command: 'verify <network>',
  describe: 'Compare the accelerator with its model: every value after every layer, and every cycle count',
  builder: (yargs) =>
    yargs
      .positional('network', { type: 'string', demandOption: true, describe: 'A network file, or a shipped one: kws' })
      .option('engine', {
        choices: engineNames,
        default: 'wasm' as const,
        describe: 'What is compared with the model; golden: its fast path with its specification',
      })
      .option('vectors', { type: 'number', default: 4, describe: "Random inputs beside the network's own vectors" })
      .option('seed', { type: 'number', default: 1, describe: 'Seed of the random inputs' })
      .option('set', { type: 'string', array: true, nargs: 1, default: [], describe: 'A parameter, as name=value' })
      .option('json', { type: 'boolean', default: false, describe: 'Print JSON and nothing else' })
      .example('$0 verify kws --vectors 20', 'the shipped network in the in-process simulator')
      .example('$0 verify kws --engine verilator --set array=4', 'a smaller array under Verilator'),
  handler: async ({ network, engine: engineName, vectors, seed, set, json }) => {
    const deployment = deploy(loadNetwork(network), parseSettings(set, ultraTrail.parameters()));
    const inputs = verificationInputs(network, deployment, { random: vectors, seed });
    for (const note of deployment.notes) process.stderr.write(`${note}\n`);
    const progress = progressLine(`${engineName}: preparing`);
    const engine = await startEngine(engineName, deployment, progress.update, 'specification');
    try {
      const result = await verify(deployment, engine, inputs, (done) => {
        progress.update(`${engineName}: ${done} of ${inputs.length} vectors`);
      });
      progress.clear();
      if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      else process.stdout.write(describe(result));
      if (result.firstMismatch) {
        process.stderr.write(`mismatch: ${describeMismatch(result.firstMismatch)}\n`);
        process.exitCode = 1;
      }
    } finally {
      progress.clear();
      await engine.close();
    }
  },
};

function describe(result: Awaited<ReturnType<typeof verify>>): string {
  const { engine, vectors, comparedValues, mismatches, cycles, cyclesExpected, seconds } = result;
  const count = comparedValues.toLocaleString('en');
  return (
    `${engine}: ${vectors} vectors, ${count} values compared, ${mismatches} mismatches; ` +
    `${cycles} cycles (${cyclesExpected} expected); ${seconds.toFixed(1)} s\n`
  );
}
