import type { PassReport } from '../../generators/networks/graph/passes/index.ts';
import { alignedRows } from '../../generators/networks/graph/text-table.ts';
import { loadModel } from '../../generators/networks/import/load-model.ts';
import {
  type LayerReport,
  type ModelReport,
  modelReport,
} from '../../generators/networks/tensor-mapping/model-report.ts';
import type { ReportOptions } from '../commands/report.ts';
import { printJson } from '../output.ts';
import { deploymentNotes, deployWithOptions } from './start-model-engine.ts';

export function report(options: ReportOptions): void {
  const { model, json } = options;
  const deployment = deployWithOptions(loadModel(model), options);
  const result = modelReport(deployment.image, deployment.program);
  const cleanUps = describeCleanUps(deployment.cleanUps);
  if (json)
    printJson({
      ...result,
      ...(deployment.images > 1 ? { images: deployment.images } : {}),
      ...(deployment.patches ? { patches: deployment.patches } : {}),
      cleanUps: deployment.cleanUps,
      parameters: deployment.program.parameters,
    });
  else process.stdout.write(describe(result, cleanUps, deploymentNotes(deployment)));
}

function describe(report: ModelReport, cleanUps: readonly string[], host: readonly string[]): string {
  const { stream } = report;
  const header = [
    'operator',
    'output',
    'mapping',
    'MACs',
    'cycles',
    'of peak',
    ...(stream ? ['stalls', 'bits/cycle'] : []),
  ];
  const rows = report.layers
    .filter(notSaidBefore)
    .map((layer) => [
      layer.place,
      layer.outputs.join(', '),
      layer.where === 'host' ? 'host' : layer.mapping,
      count(layer.multiplications),
      count(layer.cycles),
      layer.multiplications > 0 ? percent(layer.utilisation) : '',
      ...(stream ? [count(layer.stallCycles ?? 0), bitsPerCycle(layer)] : []),
    ]);
  const total = [
    'total',
    '',
    '',
    count(report.multiplications),
    count(report.cycles),
    percent(report.utilisation),
    ...(stream ? [count(stream.stallCycles), ''] : []),
  ];
  const table = alignedRows([header, ...rows, total], 3);
  const facts = [
    `${report.network}: ${count(report.cycles)} cycles with ${report.multipliers} multipliers, ${report.instructions} instructions`,
    `feature memory ${count(report.featureBytes)} bytes (at least ${count(report.featureBytesLowerBound)}), weights ${count(report.weightBytes)} bytes`,
    ...(stream ? streamFacts(stream) : []),
  ];
  const notes = [...cleanUps, ...host];
  return `${[...table, '', ...facts, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')}\n`;
}

/** False for further equal outputs of an operator that costs nothing, as a SPLIT. */
function notSaidBefore(
  { place, outputs, instructions }: LayerReport,
  at: number,
  layers: readonly LayerReport[],
): boolean {
  const before = layers[at - 1];
  return instructions > 0 || before?.place !== place || `${before.outputs}` !== `${outputs}`;
}

/** What the port must deliver for the layer not to wait, on average. */
function bitsPerCycle({ streamedBytes = 0, stallCycles = 0, cycles }: LayerReport): string {
  return streamedBytes === 0 ? '' : ((8 * streamedBytes) / (cycles - stallCycles)).toFixed(1);
}

function streamFacts(stream: NonNullable<ModelReport['stream']>): readonly string[] {
  const { portBits, ringBytes, streamedBytes, stallCycles, firstWait, portBitsWithoutStalls } = stream;
  const enough =
    portBitsWithoutStalls === undefined
      ? 'no port is wide enough for this ring to have no others'
      : `a port of ${portBitsWithoutStalls} bits has no others`;
  return [
    `${count(streamedBytes)} bytes of weights are streamed through ${portBits} bits and a ring of ${count(ringBytes)} bytes`,
    `${count(stallCycles)} cycles wait for weights, ${count(firstWait)} of them for the first ones; ${enough}`,
  ];
}

/** Passes that did more than this are told in one line. */
const mostLines = 6;

function describeCleanUps(cleanUps: readonly PassReport[]): readonly string[] {
  // That unused constants are gone changes nothing that a user sees.
  const visible = cleanUps.filter(({ pass }) => pass !== 'remove-dead-tensors');
  return [...new Set(visible.map(({ pass }) => pass))].flatMap((name) => {
    const own = visible.filter(({ pass }) => pass === name);
    const lines = own.map(({ pass, place, what }) => `${pass}: ${place}: ${what}`);
    if (lines.length <= mostLines) return lines;
    return [...lines.slice(0, mostLines - 1), `${name}: and at ${lines.length - mostLines + 1} more places (--json)`];
  });
}

const count = (value: number): string => value.toLocaleString('en');
const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
