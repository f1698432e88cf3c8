import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { howToInstall, peers } from './peers/index.ts';
import { type ArrayRequest, type Peer, type Round, shapes } from './peers/peer.ts';
import { type Measured, runRounds } from './peers/run-rounds.ts';
import { formatRatio, formatTable, formatTime, sayProgress } from './table.ts';

const sizes = [8, 16, 32, 64];
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface OurRound extends Round {
  readonly elaborate: number;
  readonly check: number;
  readonly print: number;
}

const ourCommand = (...parameters: readonly string[]): readonly string[] => [
  process.execPath,
  '--import',
  path('../bin/strip-types.mjs'),
  path('elaborate-once.ts'),
  ...parameters,
];

/** The colder of several starts says more of the machine than of the program: the best of each counts. */
function best<Kind extends Round>(one: Measured<Kind>, other: Measured<Kind>): Measured<Kind> {
  const less = (a: Kind, b: Kind) => (a.milliseconds <= b.milliseconds ? a : b);
  return {
    cold: Math.min(one.cold, other.cold),
    first: less(one.first, other.first),
    warm: less(one.warm, other.warm),
  };
}

/** Starts twice what took less than five seconds. */
async function measure<Kind extends Round>(command: readonly string[]): Promise<Measured<Kind>> {
  const once = await runRounds<Kind>(command);
  return once.cold > 5_000 ? once : best(once, await runRounds<Kind>(command));
}

/**
 * The array of `examples/mac-array` in Burin and in every peer that is installed, from the start of the process and in
 * a warm one, and our RV32 core. Generated is what the user gets: elaborated, checked, printed, and written to a file.
 */
export async function measureElaboration(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'burin-elaboration-'));
  try {
    const rows: string[][] = [];
    const details: string[][] = [];
    for (const size of sizes) {
      const ours = await measure<OurRound>(ourCommand('array', `${size}`, join(folder, 'ours.sv'), '4'));
      rows.push(rowOf(`${size}×${size} Burin`, ours, ours));
      details.push(...detailsOf(`${size}×${size}`, ours));
      for (const [name, command] of contestants({ size, file: join(folder, 'theirs.sv'), seconds: 4 })) {
        sayProgress(`${size}×${size} ${name}`);
        rows.push(rowOf(`${size}×${size} ${name}`, await measure(command), ours));
      }
    }
    details.push(
      ...detailsOf('RV32IMC core', await measure<OurRound>(ourCommand('rv32', '0', join(folder, 'a'), '4'))),
    );
    return [
      formatTable(
        'Generation of the N×N MAC array: the process up to its first Verilog, the first time in it, and warm',
        ['array', 'process', 'of ours', 'first', 'of ours', 'warm', 'of ours', 'lines'],
        rows,
      ),
      ...peers.filter((peer) => !peer.isInstalled()).map(missing),
      formatTable('Generation by Burin', ['design', 'elaborate', 'check', 'print', 'together', 'lines'], details),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const missing = ({ name, key }: Peer): string => `  ${name} is not installed: ${howToInstall(key)}\n`;

function contestants(request: Omit<ArrayRequest, 'shape'>): readonly (readonly [string, readonly string[]])[] {
  return peers
    .filter((peer) => peer.isInstalled())
    .flatMap((peer) => shapes.map((shape) => [`${peer.name} ${shape}`, peer.command({ ...request, shape })] as const));
}

function rowOf(name: string, { cold, first, warm }: Measured, ours: Measured): string[] {
  const times = [
    [cold, ours.cold],
    [first.milliseconds, ours.first.milliseconds],
    [warm.milliseconds, ours.warm.milliseconds],
  ] as const;
  return [name, ...times.flatMap(([time, our]) => [formatTime(time), formatRatio(time / our)]), `${warm.lines}`];
}

function detailsOf(name: string, { first, warm }: Measured<OurRound>): string[][] {
  return Object.entries({ first, warm }).map(([state, { elaborate, check, print, milliseconds, lines }]) => [
    `${name} ${state}`,
    ...[elaborate, check, print, milliseconds].map(formatTime),
    `${lines}`,
  ]);
}
