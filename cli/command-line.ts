import yargs from 'yargs';
import { faultsCommand } from './commands/faults.ts';
import { fuzzCommand } from './commands/fuzz.ts';
import { generateCommand } from './commands/generate.ts';
import { listCommand } from './commands/list.ts';
import { proveCommand } from './commands/prove.ts';
import { quantiseCommand } from './commands/quantise.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { verifyCommand } from './commands/verify.ts';
import { reportFailure } from './failure.ts';
import { checkOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Runs one command; what it has to say goes to both streams, and its success into the exit code of this process. */
export async function runCommandLine(given: readonly string[]): Promise<void> {
  const parser = yargs(given)
    .scriptName('burin')
    .usage('$0 <command>\n\nGenerates accelerators for small trained networks, and proves them against their model.')
    .command(listCommand)
    .command(generateCommand)
    .command(runCommand)
    .command(verifyCommand)
    .command(proveCommand)
    .command(reportCommand)
    .command(quantiseCommand)
    .command(faultsCommand)
    .command(fuzzCommand)
    .example('$0 run kws examples/yes.wav', 'recognise a word with simulated hardware')
    .demandCommand(1, 'Name a command.')
    .check(checkOptions)
    .recommendCommands()
    .strict()
    // Its messages are tested whole: they must not depend on the user's language.
    .locale('en')
    .wrap(Math.min(110, process.stdout.columns || 110))
    .version(false)
    .help()
    .alias('help', 'h')
    .fail((message, error, usage) => {
      // The library's own complaints about the command line come as a message, as an error of its own, or as both.
      if (error && !(error instanceof UsageError) && error.name !== 'YError') throw error;
      throw new UsageError(`${error?.message ?? message}\n\n${usage.help()}`);
    });

  try {
    await parser.parseAsync();
  } catch (error) {
    if (error instanceof UsageError) {
      process.exitCode = 2;
      process.stderr.write(`${error.message}\n`);
    } else {
      reportFailure(error);
    }
  }
}
