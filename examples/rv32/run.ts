/** Runs programs for the core: `node --import ./bin/strip-types.mjs examples/rv32/run.ts program.elf`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Circuit } from '../../generators/circuit/types.ts';
import { BurinError, fail } from '../../generators/diagnostics.ts';
import { buildMachine, type ProgramRun, runProgram, runVerilated } from './machine.ts';
import { defaultCoreParameters } from './parameters.ts';
import { defaultSocParameters, type SocParameters } from './soc.ts';
import { runSuite, type SuiteResult } from './suite.ts';

const usage = `usage: run.ts [options] program.elf, or run.ts [options] --suite folder
  --suite FOLDER            run every ELF file in it on wasm; one line tells of each whether it ends with exit code 0
  --engine wasm|verilator   default wasm
  --multiplier KIND         single-cycle (default), two-cycle or serial
  --memory BYTES            a power of two, default ${defaultSocParameters.memoryBytes}
  --cycles COUNT            give up after so many, default 50000000`;

async function main(): Promise<number> {
  const given = parseCommandLine();
  if (!given) {
    console.error(usage);
    return 2;
  }
  const { values, positionals } = given;
  const [path] = positionals;
  const { engine, multiplier, suite } = values;
  const isMultiplier = multiplier === 'single-cycle' || multiplier === 'two-cycle' || multiplier === 'serial';
  const isEngine = engine === 'wasm' || engine === 'verilator';
  const maximumCycles = Number(values.cycles);
  const isCount = Number.isSafeInteger(maximumCycles) && maximumCycles > 0;
  const isOne = suite === undefined ? positionals.length === 1 : positionals.length === 0 && engine === 'wasm';
  if (!isOne || !isMultiplier || !isEngine || !isCount) {
    console.error(usage);
    return 2;
  }
  const parameters: SocParameters = {
    core: { ...defaultCoreParameters, multiplier },
    memoryBase: defaultSocParameters.memoryBase,
    memoryBytes: Number(values.memory),
  };
  const circuit = buildMachine(parameters);
  if (suite !== undefined) return runFolder(circuit, suite, parameters, maximumCycles);
  const file = readProgram(path!);
  const start = performance.now();
  const run =
    engine === 'wasm'
      ? runProgram(circuit, file, parameters, { maximumCycles, print: (text) => process.stdout.write(text) })
      : await runVerilated(circuit, file, parameters, { maximumCycles });
  if (engine === 'verilator') process.stdout.write(run.output);
  console.error(summary(run, performance.now() - start));
  return run.exitCode & 0xff;
}

/** The exit code is 1 where a program fails. */
function runFolder(circuit: Circuit, folder: string, parameters: SocParameters, maximumCycles: number): number {
  const report = ({ name, reason }: SuiteResult): void =>
    console.log(reason ? `fail ${name}: ${reason}` : `pass ${name}`);
  const results = runSuite(circuit, folder, parameters, { maximumCycles, report });
  const failed = results.filter(({ reason }) => reason !== undefined).length;
  console.error(`${results.length - failed} of ${results.length} programs pass`);
  return failed > 0 ? 1 : 0;
}

/** Nothing where the command line has options that are not there. */
function parseCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        engine: { type: 'string', default: 'wasm' },
        multiplier: { type: 'string', default: defaultCoreParameters.multiplier },
        memory: { type: 'string', default: String(defaultSocParameters.memoryBytes) },
        suite: { type: 'string' },
        cycles: { type: 'string', default: '50000000' },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function readProgram(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    return fail('RV002', `${path} cannot be read: ${(error as Error).message}`, 'name a program that was linked');
  }
}

function summary({ exitCode, cycles, instructions }: ProgramRun, milliseconds: number): string {
  const perInstruction = instructions
    ? `, ${instructions} instructions, ${(cycles / instructions).toFixed(3)} cycles each`
    : '';
  return `exit code ${exitCode}, ${cycles} cycles${perInstruction}, ${(cycles / milliseconds).toFixed(0)} kHz simulated`;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BurinError) && (error as Error).name !== 'SimulationError') throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
