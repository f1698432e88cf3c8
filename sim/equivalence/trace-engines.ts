import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasPython } from '../cocotb/environment.ts';
import { traceIcarus } from '../icarus/trace.ts';
import { cocotbEngine } from './cocotb-engine.ts';
import { simulatorEngine, verilatorEngine } from './process-engines.ts';
import type { TraceEngine } from './trace.ts';

/** What a design can be run on, the first that serves as reference first. */
export const traceEngineNames = ['interpreter', 'wasm', 'verilator', 'icarus', 'cocotb'] as const;
export type TraceEngineName = (typeof traceEngineNames)[number];

interface EngineEntry {
  readonly engine: TraceEngine;
  /** The commands that it needs, all of them. */
  readonly commands: readonly string[];
  readonly install: string;
}

const icarus: TraceEngine = async ({ circuit, files, cycles, timeoutSeconds }) => ({
  rows: await traceIcarus({ circuit, files: files(), cycles, timeoutSeconds }),
});

const none = { commands: [], install: '' };

const engines: Readonly<Record<TraceEngineName, EngineEntry>> = {
  interpreter: { engine: simulatorEngine('interpreter'), ...none },
  wasm: { engine: simulatorEngine('wasm'), ...none },
  verilator: {
    engine: verilatorEngine,
    commands: ['verilator', 'make', 'g++'],
    install: 'apt-get install verilator make g++',
  },
  icarus: { engine: icarus, commands: ['iverilog', 'vvp'], install: 'apt-get install iverilog' },
  cocotb: {
    engine: cocotbEngine({ simulator: 'icarus' }).trace,
    commands: ['python3', 'iverilog', 'vvp'],
    install: 'apt-get install python3 python3-venv iverilog',
  },
};

/** An engine that cannot run here: what is missing, and the command that installs it. */
export interface MissingEngine {
  readonly engine: TraceEngineName;
  readonly missing: readonly string[];
  readonly install: string;
}

export function traceEngine(name: TraceEngineName): TraceEngine {
  return engines[name].engine;
}

/** What keeps an engine from running here, undefined where nothing does. */
export function missingEngine(engine: TraceEngineName): MissingEngine | undefined {
  const { commands, install } = engines[engine];
  const missing = commands.filter((command) => !isInstalled(command) || (command === 'python3' && !hasPython()));
  return missing.length > 0 ? { engine, missing, install } : undefined;
}

/** Whether a command is found; it is not run, as that may take its time. */
function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false; // that is what was asked
    }
  });
}
