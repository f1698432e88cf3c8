import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fail } from '../../generators/diagnostics.ts';
import { runTool, type ToolResult } from '../verilator/run-tool.ts';
import { inTemporaryFolder } from '../verilator/temporary-folder.ts';

export interface YosysRun {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Commands, one a line. */
  readonly script: readonly string[];
  readonly timeoutSeconds: number;
  /** The project in which the npm package is looked for where yosys is not installed; the working directory. */
  readonly project?: string;
}

/**
 * Runs yosys on files in a folder of its own, which is deleted afterwards: the one that is installed, else the npm package
 * @yowasp/yosys of the project.
 * @throws BurinError B540 where yosys is missing, B503 when the time is over
 */
export function runYosys({ files, script, timeoutSeconds, project = process.cwd() }: YosysRun): Promise<ToolResult> {
  return inTemporaryFolder('proof', async (directory) => {
    for (const { name, text } of files) await writeFile(join(directory, name), text);
    await writeFile(join(directory, 'proof.ys'), `${script.join('\n')}\n`);
    const parameters = ['-s', 'proof.ys'];
    const result = await runTool({ command: 'yosys', arguments: parameters, directory, timeoutSeconds });
    if (result) return result;
    const module = yosysPackage(project);
    if (module) {
      const runner = fileURLToPath(new URL('./yosys-package.mjs', import.meta.url));
      const command = process.execPath;
      const packaged = await runTool({
        command,
        arguments: [runner, module, ...parameters],
        directory,
        timeoutSeconds,
      });
      if (packaged) return packaged;
    }
    return fail(
      'B540',
      'yosys was not found',
      'install the Debian package yosys (apt-get install yosys), or npm install @yowasp/yosys',
    );
  });
}

/** The module of the npm package, where the project has it. */
function yosysPackage(project: string): string | undefined {
  try {
    return pathToFileURL(createRequire(join(project, 'package.json')).resolve('@yowasp/yosys')).href;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
