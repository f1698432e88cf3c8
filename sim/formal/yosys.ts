import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { runTool, type ToolResult } from '../verilator/run-tool.ts';
import { inTemporaryFolder } from '../verilator/temporary-folder.ts';

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
export function runYosys({ files, script, timeoutSeconds }: YosysRun): Promise<ToolResult> {
  return inTemporaryFolder('proof', async (directory) => {
    for (const { name, text } of files) await writeFile(join(directory, name), text);
    await writeFile(join(directory, 'proof.ys'), `${script.join('\n')}\n`);
    const result = await runTool({ command: 'yosys', arguments: ['-s', 'proof.ys'], directory, timeoutSeconds });
    return result ?? fail('B540', 'yosys was not found', 'install the Debian package yosys (apt-get install yosys)');
  });
}
