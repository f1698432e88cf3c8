import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { fail } from '../../generators/diagnostics.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { type LabelledInput, labelledInputs } from '../../sim/faults/labelled-inputs.ts';
import { type NetworkResult, networkWorkload } from '../../sim/faults/network-workload.ts';
import { rateCampaign } from '../../sim/faults/rate-campaign.ts';
import { ratePicture } from '../../sim/faults/rate-picture.ts';
import { rateTable, summariseRates, textTable, upsetTable } from '../../sim/faults/report.ts';
import { checkPictureFile, writePicture } from '../../sim/faults/svg.ts';
import { memoryTargets, registerTargets } from '../../sim/faults/targets.ts';
import { performFaults, upsetCampaign } from '../../sim/faults/upset-campaign.ts';
import { upsetPicture } from '../../sim/faults/upset-picture.ts';
import type { FaultyRun, Workload } from '../../sim/faults/workload.ts';
import type { FaultsOptions } from '../commands/faults.ts';
import { printJson, printNotes } from '../output.ts';
import { progressLine } from '../progress.ts';
import { parseSettings } from '../set-option.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';

const usualRates = '1e-5,1e-4,1e-3,1e-2';
const mostTrials = 10_000_000;

/** What all kinds of report are made of. */
interface Setting {
  readonly options: FaultsOptions;
  readonly workload: Workload<NetworkResult>;
  readonly inputs: readonly LabelledInput[];
  readonly seed: number;
  readonly onProgress: (done: number, all: number) => void;
}

/** Numbers for `--json`, the text, and the picture where there is one. */
interface Report {
  readonly json: object;
  readonly text: string;
  readonly picture?: string;
}

export async function faults(options: FaultsOptions): Promise<void> {
  const { network, svg, json } = options;
  const make = reportOf(options);
  if (svg !== undefined) checkPictureFile(svg);
  const seed = wholeNumber('seed', options.seed, [0, 2 ** 32 - 1]);
  const deployment = deploy(loadNetwork(network), parseSettings(options.set ?? [], ultraTrailParameters()));
  const inputs = labelledInputs(network, deployment, options.inputs ?? []);
  printNotes(deployment.notes);
  const progress = progressLine('preparing');
  const started = performance.now();
  const onProgress = (done: number, all: number) => progress.update(`${done} of ${all} trials`);
  const performing = async (): Promise<Report> => {
    const features = inputs.map((input) => input.features);
    const workload = await networkWorkload(deployment, features);
    return make({ options, workload, inputs, seed, onProgress });
  };
  const report = await performing().finally(() => progress.clear());
  const seconds = (performance.now() - started) / 1000;
  if (svg !== undefined && report.picture !== undefined) writePicture(svg, report.picture);
  if (json) printJson({ network, ...report.json, seconds });
  else process.stdout.write(`${report.text}${seconds.toFixed(1)} s\n`);
}

/** The report that the options ask for; checks that they go together, and all numbers. */
function reportOf(options: FaultsOptions): (setting: Setting) => Promise<Report> {
  const { memory, rates, registers, fault, trials } = options;
  if ([memory ?? rates, registers, fault].filter((one) => one !== undefined).length > 1) {
    throw new UsageError('Give one of --memory with --rates, --registers, and --fault.');
  }
  if (fault) {
    if (options.svg !== undefined || trials !== undefined || options.kind !== 'upset') {
      throw new UsageError('--svg, --trials and --kind are for faults at random, not for --fault.');
    }
    return (setting) => namedFaults(setting, fault);
  }
  const count = (usual: string) => wholeNumber('trials', trials ?? usual, [1, mostTrials]);
  if (registers !== undefined) {
    const runs = count('1000');
    return (setting) => registerUpsets(setting, registers, runs);
  }
  const parsed = (rates ?? usualRates).split(',').map(rateOf);
  const draws = count('20');
  return (setting) => memoryRates(setting, memory ?? 'wmem', parsed, draws);
}

function rateOf(text: string): number {
  const rate = text.trim() === '' ? Number.NaN : Number(text);
  if (rate >= 0 && rate <= 1) return rate;
  return fail(
    'B583',
    `the rate ${text || 'that is empty'} is no probability`,
    `write for example --rates ${usualRates}`,
  );
}

async function memoryRates(
  setting: Setting,
  memory: string,
  rates: readonly number[],
  trials: number,
): Promise<Report> {
  const { workload, inputs, seed, onProgress, options } = setting;
  const { network, kind } = options;
  const targets = memoryTargets(workload.simulator, memory);
  const isWrong = (run: number, performed: FaultyRun<NetworkResult>) => !isRight(setting, run, performed);
  const campaign = await rateCampaign(workload, { targets, rates, trials, seed, kind, isWrong, onProgress });
  const head = `${network}: ${whatIsHit[kind]} in ${memory} (${campaign.bits.toLocaleString('en')} bits), each with the given probability`;
  const scale = `${inputs.length} inputs, ${trials} trials for each rate, seed ${seed}`;
  return {
    json: { memory, trials, ...campaign, summary: summariseRates(campaign) },
    text: `${head}\n${scale}; outcomes in % of the runs\n${rateTable(campaign)}`,
    picture: ratePicture(campaign, `${network}: word error with ${whatIsHit[kind]} in ${memory}`),
  };
}

async function registerUpsets(setting: Setting, registers: string, trials: number): Promise<Report> {
  const { workload, inputs, seed, onProgress, options } = setting;
  const { network, kind } = options;
  const targets = registerTargets(workload.simulator, registers);
  const campaign = await upsetCampaign(workload, { targets, trials, seed, kind, onProgress });
  const head = `${network}: one ${whatHits[kind]} in each run, at any bit of the registers ${registers} and in any cycle`;
  return {
    json: { registers, inputs: inputs.map(({ name }) => name), ...campaign },
    text: `${head}\n${inputs.length} inputs, ${trials} runs, seed ${seed}\n${upsetTable(campaign)}`,
    picture: upsetPicture(campaign, `${network}: one ${whatHits[kind]} in each run, in the registers ${registers}`),
  };
}

const whatHits = { upset: 'upset', 'stuck-at-0': 'bit stuck at 0', 'stuck-at-1': 'bit stuck at 1' } as const;
const whatIsHit = { upset: 'upsets', 'stuck-at-0': 'bits stuck at 0', 'stuck-at-1': 'bits stuck at 1' } as const;

async function namedFaults({ workload, inputs, onProgress }: Setting, texts: readonly string[]): Promise<Report> {
  const runs = [];
  for (const [run, { name, label }] of inputs.entries()) {
    const { outcome, result } = await performFaults(workload, run, texts);
    const expected = workload.expected[run]!;
    const words = { expected: expected.word, ...(result ? { word: result.word, scores: result.scores } : {}) };
    runs.push({ input: name, ...(label === undefined ? {} : { label }), outcome, ...words });
    onProgress(run + 1, inputs.length);
  }
  const rows = runs.map(({ input, outcome, expected, word }) => [input, expected, word ?? '', outcome]);
  return {
    json: { faults: texts, runs },
    text: textTable([['input', 'without faults', 'with them', 'outcome'], ...rows]),
  };
}

/** Whether the word is right: the input's label, or what is recognised without faults where it has none. */
function isRight({ inputs, workload }: Setting, run: number, { result, outcome }: FaultyRun<NetworkResult>): boolean {
  return outcome !== 'detected' && result?.word === (inputs[run]!.label ?? workload.expected[run]!.word);
}
