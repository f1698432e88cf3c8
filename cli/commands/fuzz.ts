import type { CommandModule } from 'yargs';
import { jsonOption, numberOption, textOption } from '../options.ts';

export interface FuzzOptions {
  readonly seed: string;
  readonly count: string;
  readonly cycles: string;
  readonly engines: string;
  readonly keep: string;
  readonly json: boolean;
}

export const fuzzCommand: CommandModule<object, FuzzOptions> = {
  command: 'fuzz',
  describe: 'Compare simulators on random circuits; shrink and keep a circuit on which they differ',
  builder: (yargs) =>
    yargs
      .option('seed', { ...numberOption, default: '1', describe: 'Seed of the first circuit; the others follow it' })
      .option('count', { ...numberOption, default: '1000', describe: 'Number of circuits' })
      .option('cycles', { ...numberOption, default: '16', describe: 'Clock cycles of each circuit' })
      .option('engines', {
        ...textOption,
        default: 'interpreter,wasm',
        describe: 'Two or more of interpreter, wasm, verilator, icarus; the first is the reference',
      })
      .option('keep', {
        ...textOption,
        default: 'test/fuzz/corpus',
        describe: 'Folder for the smallest circuit that shows a difference',
      })
      .option('json', jsonOption)
      .example('$0 fuzz --count 5000', 'both simulators of Burin')
      .example('$0 fuzz --engines interpreter,verilator,icarus --count 500', 'the printed SystemVerilog as well'),
  handler: async (options) => (await import('../actions/fuzz.ts')).fuzz(options),
};
