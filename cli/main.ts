import { hideBin } from 'yargs/helpers';
import { runCommandLine } from './command-line.ts';
import { endWhenReaderIsGone } from './output.ts';

endWhenReaderIsGone();
await runCommandLine(hideBin(process.argv));
