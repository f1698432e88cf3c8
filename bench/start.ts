import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNetwork } from '../generators/networks/format/load-network.ts';
import { acceleratorVerilog } from '../generators/output/verilog-files.ts';
import { elaborateAccelerator } from '../sim/equivalence/circuit.ts';
import { deploy } from '../sim/equivalence/deployment.ts';
import { buildVerilator } from '../sim/verilator/build.ts';
import { modelInterface } from '../sim/verilator/model-interface.ts';
import { startVerilated } from '../sim/verilator/verilated-simulator.ts';
import type { Moment, StartTimes } from './first-cycle.ts';
import { formatRatio, formatTable, formatTime } from './table.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const keptModules = path('../node_modules/.cache/burin/modules');
const rounds = 7;
const partNames = ['Node and modules', 'network to parameters', 'elaboration and checks', 'circuit to first cycle'];

/** One process: what each part of it took, as `partNames` has them, and all before the first cycle. */
interface Start {
  readonly parts: readonly Moment[];
  readonly design: Moment;
  readonly whole: Moment;
}

/**
 * From the sources of UltraTrail to its first simulated cycle, each time in a process of its own, and Verilator's build of
 * the same circuit. The processor's time counts all threads; other work on the machine changes it less than the clock.
 */
export async function measureStart(withVerilator: boolean): Promise<string> {
  const cache = mkdtempSync(join(tmpdir(), 'burin-bench-'));
  try {
    const kept = startsOf({}, () => {});
    const changed = startsOf({ BURIN_CACHE: cache }, () =>
      rmSync(join(cache, 'code'), { recursive: true, force: true }),
    );
    const nothing = startsOf({ BURIN_CACHE: cache }, () => {
      for (const folder of [join(cache, 'code'), keptModules]) rmSync(folder, { recursive: true, force: true });
    });
    const tables = [
      tableOf('UltraTrail, from its sources to the first simulated cycle, as it was started before', kept),
      tableOf('the same, the circuit being a new one', changed),
      tableOf('the same, nothing being kept of earlier runs', nothing),
    ];
    return [...tables, ...(withVerilator ? [await verilatorTable(cache, kept)] : [])].join('\n');
  } finally {
    rmSync(cache, { recursive: true });
  }
}

function startsOf(environment: Readonly<Record<string, string>>, prepare: () => void): readonly Start[] {
  const child = ['--import', path('../bin/strip-types.mjs'), path('first-cycle.ts')];
  const run = (): Start => {
    prepare();
    const env = { ...process.env, ...environment };
    const text = execFileSync(process.execPath, child, { encoding: 'utf8', env });
    const { loaded, deployed, elaborated, simulated } = JSON.parse(text) as StartTimes;
    const parts = [loaded, between(loaded, deployed), between(deployed, elaborated), between(elaborated, simulated)];
    return { parts, design: between(deployed, simulated), whole: simulated };
  };
  run();
  return Array.from({ length: rounds }, run);
}

const between = (from: Moment, to: Moment): Moment => ({
  processor: to.processor - from.processor,
  clock: to.clock - from.clock,
});

function tableOf(title: string, starts: readonly Start[]): string {
  const row = (name: string, part: (one: Start) => Moment): readonly string[] => {
    const sorted = (kind: keyof Moment) => starts.map((one) => part(one)[kind]).toSorted((one, other) => one - other);
    return [
      name,
      ...[sorted('processor'), sorted('clock')].flatMap((one) => [one[0]!, one[rounds >> 1]!].map(formatTime)),
    ];
  };
  return formatTable(
    title,
    ['part', `processor, best of ${rounds}`, 'median', `clock, best of ${rounds}`, 'median'],
    [
      ...partNames.map((name, index) => row(name, ({ parts }) => parts[index]!)),
      row('elaboration to first cycle', ({ design }) => design),
      row('all', ({ whole }) => whole),
    ],
  );
}

/** By the clock, as most of the build is the work of other processes. */
async function verilatorTable(cache: string, ours: readonly Start[]): Promise<string> {
  const { parameters } = deploy(loadNetwork('kws'));
  const circuit = elaborateAccelerator(parameters);
  const outer = { ...process.env };
  Object.assign(process.env, { BURIN_CACHE: cache, CCACHE_DISABLE: '1' });
  const start = performance.now();
  const simulator = await startVerilated(
    await buildVerilator({ files: acceleratorVerilog(circuit), model: modelInterface(circuit) }),
  );
  simulator.step(1);
  await simulator.get('done');
  const time = performance.now() - start;
  await simulator.close();
  process.env = outer;
  const best = (part: (one: Start) => Moment): number => Math.min(...ours.map((one) => part(one).clock));
  const row = (name: string, own: number): readonly string[] => [name, formatTime(own), formatRatio(time / own)];
  return formatTable(
    "Verilator's build and first cycle beside ours, by the clock",
    ['', 'time', 'Verilator takes'],
    [
      ['Verilator, circuit to first cycle', formatTime(time), ''],
      row(
        'elaboration to first cycle',
        best(({ design }) => design),
      ),
      row(
        'start of the process to first cycle',
        best(({ whole }) => whole),
      ),
    ],
  );
}
