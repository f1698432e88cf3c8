import { cyclesTable, lossesTables, peersTable } from './models-cycles.ts';
import { memoryTable } from './models-memory.ts';
import { compileTable, simulatorsTable } from './models-speed.ts';
import { sayProgress } from './table.ts';
import { modelFilesExist } from './tensor-model-files.ts';

/**
 * TensorTrail on real networks: cycles by array and beside others, lost cycles by layer, feature memory, and the speed of
 * compiler, simulators and models. The tables of docs/tensortrail-results.md.
 */
export async function measureModels(withVerilator: boolean): Promise<string> {
  if (!modelFilesExist) return 'TensorTrail on real networks: not measured, the shared model files are not here.\n';
  const tables: [string, () => string | Promise<string>][] = [
    ['cycles', cyclesTable],
    ['cycles beside others', peersTable],
    ['lost cycles', lossesTables],
    ['feature memory', memoryTable],
    ['the compiler', compileTable],
    ['simulators', () => simulatorsTable(withVerilator)],
  ];
  const texts: string[] = [];
  for (const [what, measure] of tables) {
    sayProgress(what);
    texts.push(await measure());
  }
  return texts.join('\n');
}
