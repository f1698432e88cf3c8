import type { CommandModule } from 'yargs';
import { type FaultKind, faultKinds } from '../../sim/faults/kinds.ts';
import { jsonOption, networkPositional, numberOption, setOption, textOption } from '../options.ts';

export interface FaultsOptions {
  readonly network: string;
  readonly inputs: string[] | undefined;
  readonly memory: string | undefined;
  readonly rates: string | undefined;
  readonly registers: string | undefined;
  readonly fault: string[] | undefined;
  readonly kind: FaultKind;
  readonly trials: string | undefined;
  readonly seed: string;
  readonly svg: string | undefined;
  readonly set: string[] | undefined;
  readonly json: boolean;
}

export const faultsCommand: CommandModule<object, FaultsOptions> = {
  command: 'faults <network> [inputs..]',
  describe: 'Inject faults into the accelerator and report what they do to the words it recognises',
  builder: (yargs) =>
    yargs
      .positional('network', networkPositional)
      .positional('inputs', {
        type: 'string',
        array: true,
        describe: 'WAV or feature files; all that come with the network, unless given',
      })
      .option('memory', {
        ...textOption,
        describe: 'A memory whose bits are hit at the given rates: wmem, unless given; fmem* for several',
      })
      .option('rates', {
        ...textOption,
        describe: 'Probabilities that a bit of the memory is hit; 1e-5,1e-4,1e-3,1e-2 unless given',
      })
      .option('registers', {
        ...textOption,
        describe: 'Hit one bit of these registers in each trial, in any cycle: ** for all, control.*',
      })
      .option('fault', {
        type: 'string',
        array: true,
        nargs: 1,
        describe:
          'Faults by name, all in one run: wmem[3][17], control.state[1]@500, wmem[3][17]=0; may be given again',
      })
      .option('kind', {
        choices: faultKinds,
        default: 'upset' as const,
        requiresArg: true,
        describe: 'What becomes of a bit that is hit at random',
      })
      .option('trials', {
        ...numberOption,
        describe: 'Draws of faulty bits for each rate (20 unless given), or runs with one fault each (1000)',
      })
      .option('seed', { ...numberOption, default: '1', describe: 'Seed of all that is random, a whole number' })
      .option('svg', { ...textOption, describe: 'Write a picture of the result: a file that ends with .svg' })
      .option('set', setOption)
      .option('json', jsonOption)
      .example('$0 faults kws --memory wmem --rates 1e-4,1e-3 --trials 10', 'flips in the weights against word error')
      .example("$0 faults kws --registers '**' --trials 2000 --svg upsets.svg", 'single upsets of registers')
      .example("$0 faults kws examples/yes.wav --fault 'control.state[1]@500'", 'one upset, by name'),
  handler: async (options) => (await import('../actions/faults.ts')).faults(options),
};
