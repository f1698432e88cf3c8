import type { CommandModule } from 'yargs';
import type { ArithmeticName } from '../../generators/networks/graph/types.ts';
import { arithmeticOption, foldOption, jsonOption, partitionOption, patchesOption, setOption } from '../options.ts';

export interface ReportOptions {
  readonly model: string;
  readonly set: string[] | undefined;
  readonly arithmetic: ArithmeticName | undefined;
  readonly fold: boolean;
  readonly partition: boolean;
  readonly patches: string | undefined;
  readonly json: boolean;
}

export const reportCommand: CommandModule<object, ReportOptions> = {
  command: 'report <model>',
  describe: 'What a model computes, and what it costs on an accelerator made for it: cycles, utilisation, memory',
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: 'A model file (.tflite, .onnx)' })
      .option('set', setOption)
      .option('arithmetic', arithmeticOption)
      .option('fold', foldOption)
      .option('partition', partitionOption)
      .option('patches', patchesOption)
      .option('json', jsonOption)
      .example('$0 report resnet.tflite', 'cycles layer by layer on an 8×8 array')
      .example('$0 report resnet.tflite --set array=16', 'the same with 256 multipliers'),
  handler: async (options) => (await import('../actions/report.ts')).report(options),
};
