import type { CommandModule } from 'yargs';
import type { ArithmeticName } from '../../generators/networks/graph/types.ts';
import { type VerificationEngineName, verificationEngines } from '../../sim/equivalence/inference.ts';
import {
  arithmeticOption,
  foldOption,
  jsonOption,
  networkPositional,
  numberOption,
  partitionOption,
  patchesOption,
  setOption,
  signalsOption,
  textOption,
  warnOption,
} from '../options.ts';

export interface VerifyOptions {
  readonly network: string;
  readonly engine: VerificationEngineName;
  readonly simulator: 'verilator' | 'icarus' | undefined;
  readonly keep: string | undefined;
  readonly vectors: string;
  readonly seed: string;
  /** Of model files. */
  readonly reference: string | undefined;
  readonly arithmetic: ArithmeticName | undefined;
  readonly fold: boolean;
  readonly partition: boolean;
  readonly patches: string | undefined;
  readonly set: string[] | undefined;
  readonly warn: string[] | undefined;
  readonly wave: string | undefined;
  readonly signals: string[] | undefined;
  readonly json: boolean;
}

export const verifyCommand: CommandModule<object, VerifyOptions> = {
  command: 'verify <network>',
  describe: 'Compare the accelerator with its model: every value after every layer, and every cycle count',
  builder: (yargs) =>
    yargs
      .positional('network', networkPositional)
      .option('engine', {
        choices: verificationEngines,
        default: 'wasm' as const,
        requiresArg: true,
        describe: 'What is compared with the model; golden: its fast path with its specification',
      })
      .option('simulator', {
        choices: ['verilator', 'icarus'] as const,
        requiresArg: true,
        describe: 'What runs the design under cocotb; icarus, unless given',
      })
      .option('keep', { ...textOption, describe: 'Folder in which the cocotb test is written and stays' })
      .option('vectors', {
        ...numberOption,
        default: '4',
        describe: "Number of random inputs beside the network's own vectors",
      })
      .option('seed', { ...numberOption, default: '1', describe: 'Seed of the random inputs, a whole number' })
      .option('reference', {
        ...textOption,
        describe: "Of model files: a folder with another runtime's inputs and outputs (docs/models.md)",
      })
      .option('arithmetic', arithmeticOption)
      .option('fold', foldOption)
      .option('partition', partitionOption)
      .option('patches', patchesOption)
      .option('set', setOption)
      .option('warn', warnOption)
      .option('wave', {
        ...textOption,
        describe: 'Write the first vector that differs, or else the last, as a wave: .vcd, .fst or .html',
      })
      .option('signals', signalsOption)
      .option('json', jsonOption)
      .example('$0 verify kws --vectors 20', 'the shipped network in the in-process simulator')
      .example('$0 verify kws --engine verilator --set array=4', 'a smaller array under Verilator')
      .example('$0 verify resnet.tflite --vectors 1', 'a model file, tensor by tensor')
      .example('$0 verify kws --wave wave.html', 'and a page that shows what the signals did')
      .example('$0 verify kws --engine cocotb --keep test', 'as a Python test, which stays in the folder test'),
  handler: async (options) => (await import('../actions/verify.ts')).verifyNetwork(options),
};
