import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { whenProcessEnds } from '../verilator/process-end.ts';
import { runTool, type ToolResult } from '../verilator/run-tool.ts';

export interface YosysRun {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Commands, one a line. */
  readonly script: readonly string[];
  readonly timeoutSeconds: number;
}

/**
 * Runs yosys on files in a folder of its own, which is deleted afterwards.
 * @throws BurinError B540 where yosys is missing, B503 when the time is over
 */
export async function runYosys({ files, script, timeoutSeconds }: YosysRun): Promise<ToolResult> {
  const directory = await mkdtemp(join(tmpdir(), 'burin-proof-'));
  const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };
  const cleaning = whenProcessEnds(() => rmSync(directory, removal));
  try {
    for (const { name, text } of files) await writeFile(join(directory, name), text);
    await writeFile(join(directory, 'proof.ys'), `${script.join('\n')}\n`);
    const result = await runTool({ command: 'yosys', arguments: ['-s', 'proof.ys'], directory, timeoutSeconds });
    return result ?? fail('B540', 'yosys was not found', 'install the Debian package yosys (apt-get install yosys)');
  } finally {
    cleaning.forget();
    await rm(directory, removal);
  }
}
