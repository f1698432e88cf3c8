import type { NetworkGraph } from '../generators/networks/graph/types.ts';
import { type ModelReport, modelReport } from '../generators/networks/tensor-mapping/model-report.ts';
import { deployModel } from '../sim/models/model-deployment.ts';
import { lostCyclesTable } from './lost-cycles-table.ts';
import { formatTable } from './table.ts';
import { readModelFile, type TinyNetwork, tinyNetworks } from './tensor-model-files.ts';

const arrays = [4, 8, 16, 32];

function reportOf(model: NetworkGraph, array: number, fold: boolean): ModelReport {
  const { image, program } = deployModel(model, { set: { array }, fold });
  return modelReport(image, program);
}

function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

function formatPercent(part: number): string {
  return `${(100 * part).toFixed(0)} %`;
}

/** Cycles and the share of multipliers and cycles that multiply, for each array; as the file stands and cleaned up. */
export function cyclesTable(): string {
  const rows = tinyNetworks.flatMap(({ file, title }) =>
    [false, true].map((fold) => {
      const reports = arrays.map((array) => reportOf(readModelFile(file), array, fold));
      const cells = reports.map(({ cycles, utilisation }) => `${formatCount(cycles)} (${formatPercent(utilisation)})`);
      return [fold ? '  cleaned up' : title, formatCount(reports[0]!.multiplications), ...cells];
    }),
  );
  return formatTable(
    'Cycles from start to done, and multiplications for each multiplier and cycle',
    ['network', 'multiplications', ...arrays.map((array) => `N = ${array}`)],
    rows,
  );
}

/** Cycles with 64 multipliers beside what no schedule that computes padding too can beat, and beside others. */
export function peersTable(): string {
  const row = ({ file, title, ethos, ne16 }: TinyNetwork): readonly string[] => {
    const model = readModelFile(file);
    const [whole, clean] = [false, true].map((fold) => reportOf(model, 8, fold)) as [ModelReport, ModelReport];
    const floor = whole.multiplications / 64;
    return [
      title,
      formatCount(floor),
      formatCount(whole.cycles),
      (whole.cycles / floor).toFixed(3),
      formatCount(clean.cycles),
      formatCount(ethos),
      `${(ethos / whole.cycles).toFixed(1)}×`,
      ne16 === undefined ? '–' : formatCount(ne16),
      ne16 === undefined ? '–' : `${(ne16 / whole.cycles).toFixed(1)}×`,
    ];
  };
  return formatTable(
    'Cycles with 64 multipliers beside others',
    ['network', 'floor', 'cycles', 'of floor', 'cleaned up', 'Ethos-U55-64', '', 'NE16 in GAP9', ''],
    tinyNetworks.map(row),
  );
}

/** Where the cycles go that do not multiply: one table a network, N = 8, as the file stands. */
export function lossesTables(): string {
  return tinyNetworks
    .map(({ file, title }) => {
      const lines = lostCyclesTable(reportOf(readModelFile(file), 8, false)).split('\n');
      return `Lost cycles by layer, N = 8: ${title}\n${lines.map((line) => `  ${line.trimEnd()}\n`).join('')}`;
    })
    .join('\n');
}
