import { pathToFileURL } from 'node:url';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import { BurinError, formatDiagnostic } from '../../generators/diagnostics.ts';
import { elaborate, type ModuleFunction, type PortRecord } from '../../generators/language/index.ts';

/** Elaborates and checks the last module that each file named on the command line exports; prints the errors and warnings as JSON. */
async function errorOf(file: string): Promise<string> {
  try {
    const exported: Record<string, unknown> = await import(pathToFileURL(file).href);
    const module = Object.values(exported).at(-1) as ModuleFunction<object, PortRecord>;
    const warnings: string[] = [];
    requireSound(elaborate(module, {}), { report: (warning) => warnings.push(formatDiagnostic(warning)) });
    return warnings.join('\n');
  } catch (error) {
    if (error instanceof BurinError) return error.message;
    throw error;
  }
}

const errors: string[] = [];
for (const file of process.argv.slice(2)) errors.push(await errorOf(file));
console.log(JSON.stringify(errors));
