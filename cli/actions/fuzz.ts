import { relative, resolve } from 'node:path';
import { printCircuit } from '../../generators/circuit/print.ts';
import { fail } from '../../generators/diagnostics.ts';
import { type CampaignResult, type Finding, runCampaign } from '../../sim/fuzz/campaign.ts';
import { writeCorpusEntry } from '../../sim/fuzz/corpus.ts';
import type { FuzzEngine } from '../../sim/fuzz/engine.ts';
import { inProcessEngine } from '../../sim/fuzz/in-process-engine.ts';
import { minimise } from '../../sim/fuzz/minimise.ts';
import { icarusEngine, verilatorEngine } from '../../sim/fuzz/verilog-engines.ts';
import type { FuzzOptions } from '../commands/fuzz.ts';
import { printJson } from '../output.ts';
import { progressLine } from '../progress.ts';
import { wholeNumber } from '../whole-number.ts';

const makers: Readonly<Record<string, () => FuzzEngine>> = {
  interpreter: () => inProcessEngine('interpreter'),
  wasm: () => inProcessEngine('wasm'),
  verilator: () => verilatorEngine(),
  icarus: () => icarusEngine(),
};

export async function fuzz(options: FuzzOptions): Promise<void> {
  const seed = wholeNumber('seed', options.seed, [0, 2 ** 31 - 1]);
  const count = wholeNumber('count', options.count, [1, 1_000_000]);
  const cycles = wholeNumber('cycles', options.cycles, [1, 10_000]);
  const names = options.engines.split(',');
  const engines = namedEngines(names);
  const defined = names.some((name) => name === 'verilator' || name === 'icarus');
  const started = performance.now();
  const progress = progressLine(`fuzz: 0 of ${count} circuits`);
  try {
    const result = await runCampaign({
      ...{ seed, count, cycles, engines, circuits: { defined, exotic: !defined } },
      onProgress: (done) => progress.update(`fuzz: ${done} of ${count} circuits`),
    });
    const seconds = (performance.now() - started) / 1000;
    const smallest = await smallestFinding(result, engines, progress.update);
    progress.clear();
    const kept = smallest && (await keep(smallest, options, defined));
    if (options.json) printJson(document(names, result, seconds, smallest, kept));
    else process.stdout.write(`${summary(names, result, seconds)}\n`);
    if (!smallest) return;
    process.exitCode = 1;
    process.stderr.write(`${describe(smallest, kept!)}\n`);
  } finally {
    progress.clear();
  }
}

function namedEngines(names: readonly string[]): readonly FuzzEngine[] {
  const remedy = `name at least two of ${Object.keys(makers).join(', ')}, each once, with commas between`;
  const unknown = names.find((name) => !Object.hasOwn(makers, name));
  if (unknown !== undefined) fail('B531', `there is no engine ${unknown || '(empty)'}`, remedy);
  if (names.length < 2 || new Set(names).size < names.length) {
    fail('B531', `--engines is ${names.join(',')}, which compares nothing`, remedy);
  }
  return names.map((name) => makers[name]!());
}

async function smallestFinding(
  { findings }: CampaignResult,
  engines: readonly FuzzEngine[],
  update: (text: string) => void,
): Promise<Finding | undefined> {
  const [first] = findings;
  if (!first) return undefined;
  return minimise(first, engines, {
    onProgress: (trials) => update(`fuzz: shrinking the circuit of seed ${first.seed}, ${trials} tried`),
  });
}

const place = ({ engines: [one, other], what }: Finding['difference']): string => `${one} and ${other}, ${what}`;

async function keep({ seed, fuzzCase, difference }: Finding, { keep: folder }: FuzzOptions, defined: boolean) {
  const note = `seed ${seed}${defined ? ', all defined' : ''}: ${place(difference)}`;
  return writeCorpusEntry(resolve(folder), `seed-${seed}`, { ...fuzzCase, note });
}

function summary(
  names: readonly string[],
  { circuits, comparedValues, findings }: CampaignResult,
  seconds: number,
): string {
  const values = comparedValues.toLocaleString('en');
  return `${names.join(', ')}: ${circuits} circuits, ${values} values compared, ${findings.length} differences; ${seconds.toFixed(1)} s`;
}

function describe({ seed, fuzzCase: { circuit, stimulus }, difference }: Finding, kept: string): string {
  const rows = stimulus.map((row, cycle) => {
    const values = Object.entries(row).map(([name, value]) => `${name} = ${value}`);
    return `  cycle ${cycle}: ${values.join(', ')}`;
  });
  const lines = [
    `difference: seed ${seed}, ${place(difference)}`,
    printCircuit(circuit),
    'stimulus:',
    ...rows,
    `kept in ${relative(process.cwd(), kept)}`,
  ];
  return lines.join('\n');
}

function document(
  engines: readonly string[],
  { circuits, comparedValues, findings }: CampaignResult,
  seconds: number,
  smallest: Finding | undefined,
  kept: string | undefined,
) {
  const difference = smallest && {
    seed: smallest.seed,
    ...smallest.difference,
    circuit: printCircuit(smallest.fuzzCase.circuit),
    stimulus: smallest.fuzzCase.stimulus.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])),
    ),
    kept,
  };
  return {
    engines,
    circuits,
    comparedValues,
    differences: findings.length,
    seconds,
    ...(difference ? { difference } : {}),
  };
}
