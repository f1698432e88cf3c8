import type { CommandModule } from 'yargs';
import { jsonOption, numberOption, textOption } from '../options.ts';

export interface QuantiseOptions {
  readonly network: string;
  readonly inputs: string[];
  readonly 'weight-bits': string;
  readonly 'activation-bits': string;
  readonly 'layer-shift': boolean;
  readonly out: string | undefined;
  readonly json: boolean;
}

export const quantiseCommand: CommandModule<object, QuantiseOptions> = {
  command: 'quantise <network> <inputs..>',
  describe: 'Turn a network of real numbers into one of whole numbers that the hardware computes',
  builder: (yargs) =>
    yargs
      .positional('network', { type: 'string', demandOption: true, describe: 'A network file in the float form' })
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Typical inputs to choose the number formats by: WAV or JSON; some ten are enough',
      })
      .option('weight-bits', { ...numberOption, default: '6', describe: 'Bits of a weight, 2..8' })
      .option('activation-bits', { ...numberOption, default: '8', describe: 'Bits of an activation, 4..8' })
      .option('layer-shift', {
        type: 'boolean',
        default: true,
        describe: 'A number format for each layer; --no-layer-shift: for hardware without the parameter layerShift',
      })
      .option('out', {
        ...textOption,
        describe: 'The network file to write; <network>-w<weight bits>.json unless given',
      })
      .option('json', { ...jsonOption, describe: 'Print the report as JSON and nothing else' })
      .example('$0 quantise float.json rec/*.wav --out my.json', 'then: burin verify my.json, burin run my.json x.wav')
      .example('$0 quantise float.json rec/*.wav --weight-bits 8', 'the least error'),
  handler: async (options) => (await import('../actions/quantise.ts')).quantise(options),
};
