import type { CommandModule } from 'yargs';
import type { EngineName } from '../../sim/equivalence/inference.ts';
import { engineOption, jsonOption, networkPositional, setOption, signalsOption, textOption } from '../options.ts';

export interface RunOptions {
  readonly network: string;
  readonly inputs: string[];
  readonly engine: EngineName;
  readonly set: string[] | undefined;
  readonly wave: string | undefined;
  readonly signals: string[] | undefined;
  readonly json: boolean;
}

export const runCommand: CommandModule<object, RunOptions> = {
  command: 'run <network> <inputs..>',
  describe: 'Run recordings or feature files through a network on its accelerator',
  builder: (yargs) =>
    yargs
      .positional('network', networkPositional)
      .positional('inputs', { type: 'string', array: true, demandOption: true, describe: 'WAV or feature files' })
      .option('engine', { ...engineOption, describe: 'What computes' })
      .option('set', setOption)
      .option('wave', { ...textOption, describe: 'Write what signals did: a file that ends with .vcd, .fst or .html' })
      .option('signals', signalsOption)
      .option('json', jsonOption)
      .example('$0 run kws examples/yes.wav', 'the word, from simulated hardware')
      .example('$0 run kws examples/*.wav --engine verilator', 'the same through Verilator'),
  handler: async (options) => (await import('../actions/run.ts')).run(options),
};
