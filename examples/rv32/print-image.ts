/** Prints the system with a program in its memory: `node --import ./bin/strip-types.mjs examples/rv32/print-image.ts program.elf folder`. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import { BurinError, fail } from '../../generators/diagnostics.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { buildBootingMachine } from './machine.ts';
import { defaultCoreParameters } from './parameters.ts';
import { defaultSocParameters } from './soc.ts';

const sourceRoot = fileURLToPath(new URL('../..', import.meta.url));
const usage = 'usage: print-image.ts [--memory BYTES] program.elf folder';

/** The smallest multiplier: iCE40 have none of their own. */
const core = { ...defaultCoreParameters, multiplier: 'serial' as const };

function main(): number {
  const given = parseCommandLine();
  const [program, folder] = given?.positionals ?? [];
  if (!given || !program || !folder || given.positionals.length > 2) {
    console.error(usage);
    return 2;
  }
  if (existsSync(folder)) fail('RV005', `${folder} exists`, 'name a folder that is yet to be made');
  if (!existsSync(program)) fail('RV002', `there is no file ${program}`, 'name a program that was linked');
  const parameters = { ...defaultSocParameters, core, memoryBytes: Number(given.values.memory) };
  const circuit = buildBootingMachine(parameters, readFileSync(program));
  requireSound(circuit);
  const parent = dirname(resolve(folder));
  mkdirSync(parent, { recursive: true });
  const unfinished = mkdtempSync(join(parent, '.image-'));
  try {
    for (const { name, text } of emitVerilog(circuit, { sourceRoot })) writeFileSync(join(unfinished, name), text);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return 0;
}

/** Nothing where the command line has options that are not there. */
function parseCommandLine() {
  try {
    return parseArgs({ allowPositionals: true, options: { memory: { type: 'string', default: '8192' } } });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof BurinError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
