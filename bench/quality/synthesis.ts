import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DialectName } from '../../generators/verilog/index.ts';
import type { Liberty } from '../peers/liberty.ts';
import type { Contestant } from './design.ts';

/** A way to synthesise, as commands of yosys. */
export interface Flow {
  readonly name: string;
  commands(top: string): string;
  /** Ours is printed for it. */
  readonly dialect: (typeof flowDialects)[number];
  /** Of a cell library: its file. Areas instead of counts. */
  readonly liberty?: string;
}

export const flowDialects = ['yosys', 'asic'] as const satisfies readonly DialectName[];

// Not in the dialect yosys-ice40: it refuses the queue's memory, which all contestants make of flip-flops there.
const fpgaFlow = (name: string, command: string): Flow => ({
  name,
  commands: (top) => `${command} -top ${top}`,
  dialect: 'yosys',
});

export const fpgaFlows: readonly Flow[] = [
  fpgaFlow('iCE40', 'synth_ice40'),
  fpgaFlow('iCE40 -dsp', 'synth_ice40 -dsp'),
  fpgaFlow('ECP5', 'synth_ecp5'),
  fpgaFlow('7 series', 'synth_xilinx -family xc7 -flatten'),
];

export function cellFlow({ name, file }: Liberty): Flow {
  return {
    name,
    commands: (top) => `synth -flatten -top ${top}; dfflibmap -liberty ${file}; abc -liberty ${file}; opt_clean`,
    dialect: 'asic',
    liberty: file,
  };
}

/** What a design costs; `area` in µm² where cells of a library are counted, else 0, and then the others are 0. */
export interface Cost {
  /** Look-up tables, of whatever size the device has; a carry cell of ECP5 is two. */
  readonly tables: number;
  readonly carries: number;
  readonly flipFlops: number;
  readonly multipliers: number;
  readonly memories: number;
  readonly area: number;
}

/** Which cells count as what, and how often. */
const kinds: readonly (readonly [RegExp, keyof Cost, number])[] = [
  [/^(SB_LUT4|LUT[1-6])$/, 'tables', 1],
  [/^CCU2C$/, 'tables', 2],
  [/^(SB_CARRY|CARRY4)$/, 'carries', 1],
  [/^(SB_DFF\w*|TRELLIS_FF|FD[RSCP]E(_1)?)$/, 'flipFlops', 1],
  [/^(SB_MAC16|MULT18X18D|DSP48E1)$/, 'multipliers', 1],
  [/^(SB_RAM40_4K\w*|TRELLIS_DPR16X4|DP16KD|RAM\w+|RAMB\w+|SRL\w+)$/, 'memories', 1],
];

const free: Cost = { tables: 0, carries: 0, flipFlops: 0, multipliers: 0, memories: 0, area: 0 };

function costOfCells(cells: Readonly<Record<string, number>>): Cost {
  const cost: Record<keyof Cost, number> = { ...free };
  for (const [cell, count] of Object.entries(cells)) {
    for (const [pattern, kind, weight] of kinds) if (pattern.test(cell)) cost[kind] += weight * count;
  }
  return cost;
}

interface Statistics {
  readonly design: { readonly num_cells_by_type: Readonly<Record<string, number>> };
}

const call = promisify(execFile);

/**
 * Synthesises one contestant in a folder of its own.
 * @throws Error with what yosys says where it fails.
 */
export async function synthesise({ texts, dialects, top }: Contestant, flow: Flow, folder: string): Promise<Cost> {
  mkdirSync(folder, { recursive: true });
  const files = (dialects?.get(flow.dialect) ?? texts).map((text, place) => {
    writeFileSync(join(folder, `${place}.sv`), text);
    return `${place}.sv`;
  });
  const statistics = flow.liberty ? `stat -liberty ${flow.liberty}` : 'stat -json';
  const script = `read_verilog -sv ${files.join(' ')}; ${flow.commands(top)}; tee -q -o statistics ${statistics}`;
  await call('yosys', ['-q', '-p', script], { cwd: folder, maxBuffer: 2 ** 26 });
  const text = readFileSync(join(folder, 'statistics'), 'utf8');
  if (!flow.liberty) return costOfCells((JSON.parse(text) as Statistics).design.num_cells_by_type);
  const area = /Chip area for (?:top )?module .*: ([\d.]+)/.exec(text)?.[1];
  if (area === undefined) throw new Error(`yosys gives no area:\n${text}`);
  return { ...free, area: Number(area) };
}
