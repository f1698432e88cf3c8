import type { CommandModule } from 'yargs';
import type { ArithmeticName } from '../../generators/networks/graph/types.ts';
import { type DialectName, dialectNames } from '../../generators/verilog/dialects.ts';
import {
  arithmeticOption,
  foldOption,
  jsonOption,
  partitionOption,
  patchesOption,
  setOption,
  textOption,
  warnOption,
} from '../options.ts';

export interface GenerateOptions {
  readonly accelerator: string;
  readonly network: string | undefined;
  /** Of model files. */
  readonly arithmetic: ArithmeticName | undefined;
  readonly fold: boolean;
  readonly partition: boolean;
  readonly patches: string | undefined;
  readonly set: string[] | undefined;
  readonly warn: string[] | undefined;
  readonly dialect: DialectName;
  readonly out: string | undefined;
  readonly json: boolean;
}

export const generateCommand: CommandModule<object, GenerateOptions> = {
  command: 'generate <accelerator>',
  describe: 'Write the SystemVerilog of an accelerator, and the images that run a network on it',
  builder: (yargs) =>
    yargs
      .positional('accelerator', { type: 'string', demandOption: true, describe: 'One that `burin list` names' })
      .option('network', {
        ...textOption,
        describe: 'For ultratrail a network file, or a shipped one: kws, kws-w8; for tensortrail a model file',
      })
      .option('arithmetic', arithmeticOption)
      .option('fold', foldOption)
      .option('partition', partitionOption)
      .option('patches', patchesOption)
      .option('set', setOption)
      .option('warn', warnOption)
      .option('dialect', {
        choices: dialectNames,
        default: 'portable' as const,
        requiresArg: true,
        describe: 'The tool that the SystemVerilog is written for; portable: all of them',
      })
      .option('out', { ...textOption, describe: 'The folder to write; rtl-out/<accelerator> unless given' })
      .option('json', { ...jsonOption, describe: 'Print the report as JSON and nothing else' })
      .example('$0 generate ultratrail --network kws', 'the published accelerator with the shipped keyword network')
      .example(
        '$0 generate tensortrail --network resnet.tflite',
        'an accelerator made for a model file, and a C driver',
      )
      .example('$0 generate ultratrail --dialect vivado', 'the same hardware in the words that Vivado reads best')
      .example('$0 generate ultratrail --set array=4 --out rtl-out/small', 'a 4×4 array without a network'),
  handler: async (options) => (await import('../actions/generate.ts')).generate(options),
};
