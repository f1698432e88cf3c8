import type { CommandModule } from 'yargs';
import type { ArithmeticName } from '../../generators/networks/graph/types.ts';
import type { EngineName } from '../../sim/equivalence/inference.ts';
import {
  arithmeticOption,
  engineOption,
  foldOption,
  jsonOption,
  networkPositional,
  partitionOption,
  patchesOption,
  setOption,
  signalsOption,
  textOption,
} from '../options.ts';

export interface RunOptions {
  readonly network: string;
  readonly inputs: string[];
  readonly engine: EngineName;
  /** Of model files. */
  readonly arithmetic: ArithmeticName | undefined;
  readonly fold: boolean;
  readonly partition: boolean;
  readonly patches: string | undefined;
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
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'WAV or feature files; of model files see docs/models.md',
      })
      .option('engine', { ...engineOption, describe: 'What computes' })
      .option('arithmetic', arithmeticOption)
      .option('fold', foldOption)
      .option('partition', partitionOption)
      .option('patches', patchesOption)
      .option('set', setOption)
      .option('wave', { ...textOption, describe: 'Write what signals did: a file that ends with .vcd, .fst or .html' })
      .option('signals', signalsOption)
      .option('json', jsonOption)
      .example('$0 run kws examples/yes.wav', 'the word, from simulated hardware')
      .example('$0 run resnet.tflite car.u8', 'a model file, on an accelerator made for it')
      .example('$0 run kws examples/*.wav --engine verilator', 'the same through Verilator'),
  handler: async (options) => (await import('../actions/run.ts')).run(options),
};
