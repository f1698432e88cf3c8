import type { CommandModule } from 'yargs';
import { jsonOption } from '../options.ts';

export interface ListOptions {
  readonly json: boolean;
}

export const listCommand: CommandModule<object, ListOptions> = {
  command: 'list',
  describe: 'List the accelerators and their parameters',
  builder: (yargs) =>
    yargs
      .option('json', jsonOption)
      .example('$0 list', 'what can be generated, and what can be set')
      .example('$0 list --json', 'the same for a program'),
  handler: async (options) => (await import('../actions/list.ts')).list(options),
};
