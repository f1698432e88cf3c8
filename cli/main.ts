import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { generateCommand } from './commands/generate.ts';
import { listCommand } from './commands/list.ts';
import { runCommand } from './commands/run.ts';
import { verifyCommand } from './commands/verify.ts';
import { reportFailure } from './failure.ts';

const parser = yargs(hideBin(process.argv))
  .scriptName('burin')
  .usage('$0 <command>\n\nGenerates accelerators for small trained networks, and proves them against their model.')
  .command(listCommand)
  .command(generateCommand)
  .command(runCommand)
  .command(verifyCommand)
  .demandCommand(1, 'Name a command.')
  .recommendCommands()
  .strict()
  .wrap(Math.min(110, process.stdout.columns ?? 110))
  .version(false)
  .help()
  .alias('help', 'h')
  .fail((message, error, usage) => {
    if (error) throw error;
    throw new UsageError(`${message}\n\n${usage.help()}`);
  });

/** The command line itself is wrong. */
class UsageError extends Error {}

try {
  await parser.parseAsync();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    reportFailure(error);
  }
}
