import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { howToInstall, peers } from './peers/index.ts';
import { cellLibraries } from './peers/liberty.ts';
import { requireAgreement } from './quality/agreement.ts';
import { type Comparison, comparisons } from './quality/designs.ts';
import { type Cost, cellFlow, type Flow, fpgaFlows, synthesise } from './quality/synthesis.ts';
import { formatTable, sayProgress } from './table.ts';

const isInstalled = (command: string, option: string): boolean => spawnSync(command, [option]).status === 0;

/**
 * What yosys makes of our Verilog, of the same written by hand, and of the peers' that are installed: counts on three
 * devices, and areas with every cell library that is there. All are held against each other in Icarus before.
 */
export async function measureQuality(): Promise<string> {
  if (!isInstalled('yosys', '-V')) return 'Quality: yosys is not installed\n';
  const libraries = cellLibraries();
  const flows = [...fpgaFlows, ...libraries.map(cellFlow)];
  const notes = [
    ...peers.filter((peer) => !peer.isInstalled()).map(({ name, key }) => `${name}: ${howToInstall(key)}`),
    ...(libraries.length === 0 ? [`a cell library: ${howToInstall('liberty')}`] : []),
    ...(isInstalled('iverilog', '-V') ? [] : ['Icarus, so that nobody asked whether all do the same']),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'burin-quality-'));
  try {
    const tables: string[] = [];
    const installed = peers.filter((peer) => peer.isInstalled());
    for (const comparison of await comparisons(installed, folder)) {
      if (isInstalled('iverilog', '-V')) requireAgreement(comparison.design, comparison.contestants, folder);
      tables.push(await compare(comparison, flows, folder));
    }
    return [...tables, ...notes.map((note) => `  not installed: ${note}\n`)].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare({ design, contestants }: Comparison, flows: readonly Flow[], folder: string): Promise<string> {
  const jobs = flows.flatMap((flow) => contestants.map((contestant) => ({ flow, contestant })));
  const costs = await inParallel(jobs, ({ flow, contestant }, place) => {
    sayProgress(`${design.name}, ${flow.name}, ${contestant.name}`);
    return synthesise(contestant, flow, join(folder, `${design.ports.length}-${place}`));
  });
  const rows = jobs.map(({ flow, contestant }, place) => {
    const byHand = costs[place - (place % contestants.length)]!;
    return rowOf(`${flow.name}, ${contestant.name}`, costs[place]!, byHand);
  });
  const header = ['', 'tables', 'of hand', 'carries', 'flip-flops', 'multipliers', 'memories', 'µm²', 'of hand'];
  return formatTable(design.name, header, rows);
}

/** One job for each processor at a time; results in the order of the jobs. */
async function inParallel<Job, Result>(
  jobs: readonly Job[],
  run: (job: Job, place: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = jobs.entries();
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (const [place, job] of left) results[place] = await run(job, place);
    }),
  );
  return results;
}

function rowOf(name: string, cost: Cost, byHand: Cost): string[] {
  if (cost.area > 0) return [name, '', '', '', '', '', '', cost.area.toFixed(0), change(cost.area, byHand.area)];
  const { tables, carries, flipFlops, multipliers, memories } = cost;
  const counts = [carries, flipFlops, multipliers, memories].map(String);
  return [name, `${tables}`, change(tables, byHand.tables), ...counts, '', ''];
}

const change = (value: number, reference: number): string => {
  const percent = (value / reference - 1) * 100;
  return `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;
};
