import { alignedRows } from '../generators/networks/graph/text-table.ts';
import type { LostCycles } from '../generators/networks/tensor-mapping/lost-cycles.ts';
import type { ModelReport } from '../generators/networks/tensor-mapping/model-report.ts';

/** Where the cycles go, operator by operator, as lines of text. */
export function lostCyclesTable(report: ModelReport): string {
  const { layers, cycles, multiplications, utilisation, lost, startUpCycles, instructions } = report;
  const header = [
    'operator',
    'mapping',
    'instructions',
    'cycles',
    'MACs',
    'used',
    'rounding',
    'waiting',
    'no MACs',
    'ends',
  ];
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const losses = ({ rounding, waiting, withoutMultiplications, startAndEnd }: LostCycles): string[] =>
    [rounding, waiting, withoutMultiplications, startAndEnd].map((one) => `${Math.round(one)}`);
  const rows = layers
    .filter((layer) => layer.instructions > 0)
    .map((one) => [
      one.place,
      one.mapping,
      `${one.instructions}`,
      `${one.cycles}`,
      `${one.multiplications}`,
      percent(one.utilisation),
      ...losses(one.lost),
    ]);
  const total = ['total', '', `${instructions}`, `${cycles}`, `${multiplications}`, percent(utilisation)];
  const lines = [header, ...rows, [...total, ...losses({ ...lost, startAndEnd: lost.startAndEnd + startUpCycles })]];
  return alignedRows(lines, 2).join('\n');
}
