import type { CommandModule } from 'yargs';
import { jsonOption, numberOption, textOption } from '../options.ts';

export interface ProveCommandOptions {
  readonly file: string;
  readonly module: string | undefined;
  readonly set: string[] | undefined;
  readonly kind: 'induction' | 'bmc';
  readonly depth: string;
  readonly timeout: string;
  readonly resets: 'once' | 'any';
  readonly json: boolean;
}

export const proveCommand: CommandModule<object, ProveCommandOptions> = {
  command: 'prove <file>',
  describe: 'Prove the assertions of a design for all inputs, and find runs that meet its covers',
  builder: (yargs) =>
    yargs
      .positional('file', {
        type: 'string',
        demandOption: true,
        describe: 'A source file (.ts) that exports a module or a circuit',
      })
      .option('module', { ...textOption, describe: 'Which one, by its name, where the file exports several' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'A parameter of the module, as name=value; may be given again',
      })
      .option('kind', {
        choices: ['induction', 'bmc'] as const,
        default: 'induction' as const,
        requiresArg: true,
        describe: 'Whether assertions are to hold in every cycle, or in the first ones (--depth)',
      })
      .option('depth', {
        ...numberOption,
        default: '10',
        describe: 'Cycles that are searched, and that induction looks back',
      })
      .option('timeout', { ...numberOption, default: '60', describe: 'Seconds for each proof' })
      .option('resets', {
        choices: ['once', 'any'] as const,
        default: 'once' as const,
        requiresArg: true,
        describe: 'Whether resets may be active again behind the first cycle',
      })
      .option('json', jsonOption)
      .example('$0 prove credits.ts --set most=4', 'each assertion proven, or with the shortest run that breaks it')
      .example('$0 prove credits.ts --set most=4 --kind bmc --depth 30', 'in the first 30 cycles'),
  handler: async (options) => (await import('../actions/prove.ts')).proveFile(options),
};
