import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NetworkGraph, TensorData } from '../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../generators/networks/import/tflite/import.ts';
import { prepareGraph } from '../sim/golden/graph/index.ts';
import { allocate } from '../sim/golden/graph/tensor-data.ts';
import { howToInstallRuntimes, runtimesAreInstalled, runWithRuntimes } from './golden-peers/tensor-runtimes.ts';
import { formatRatio, formatTable, formatTime } from './table.ts';

const models = fileURLToPath(new URL('../../shared/data/tflite/', import.meta.url));

const names = [
  'mlperf_kws_dscnn',
  'mlperf_vww_mbv1',
  'mlperf_ic_resnet8',
  'mlperf_ad_ae',
  'mlperf_sww_1dconv',
  'tflm_person_detect',
  'cfu_mobilenetv2_160_035',
  'tinyengine_vww',
  'mltk_kws_on_off_v3',
];

/** Rounds of all contestants in turn, and how long each of them runs in one. */
const rounds = 3;
const roundMilliseconds = 150;

const runtimes = ['tflm', 'litert-ref', 'xnnpack'] as const;

/** Milliseconds of the fastest of many runs. */
function bestRun(graph: NetworkGraph): () => number {
  const inputs = graph.inputs.map((tensor): TensorData => allocate(graph.tensors[tensor]!));
  const prepared = prepareGraph(graph);
  return () => {
    let best = Infinity;
    const end = performance.now() + roundMilliseconds;
    do {
      const start = performance.now();
      prepared.run(inputs);
      best = Math.min(best, performance.now() - start);
    } while (performance.now() < end);
    return best;
  };
}

function peerRound(file: string): number[] {
  const lines = runtimes.map((runtime) => `${runtime} ${file} ${roundMilliseconds}\n`);
  return runWithRuntimes('measure.py', [], lines.join('')).trim().split('\n').map(Number);
}

/**
 * One inference on the golden model of graphs, in tflite-micro, and in LiteRT with its reference kernels and with
 * XNNPACK: all on one core, the peers through Python, in turn, the best of all rounds each.
 */
export function measureGoldenGraph(): string {
  if (!existsSync(models)) return 'Golden model of graphs: not measured, the shared model files are not here.\n';
  const peers = runtimesAreInstalled();
  const rows = names.map((name) => {
    const file = `${models}${name}.tflite`;
    const run = bestRun(importTensorFlowLite(readFileSync(file), name));
    let own = Infinity;
    let times: number[] = runtimes.map(() => Infinity);
    for (let round = 0; round < rounds; round++) {
      own = Math.min(own, run());
      if (peers) times = peerRound(file).map((time, place) => Math.min(time, times[place]!));
    }
    const cells = times.flatMap((time) => {
      if (!peers) return ['not installed', ''];
      // A runtime that refuses the file has no time.
      return Number.isNaN(time) ? ['refused', ''] : [formatTime(time), formatRatio(time / own)];
    });
    return [name, formatTime(own), ...cells];
  });
  const table = formatTable(
    'Golden model of graphs: one inference, and how many times as long the others take',
    ['network', 'golden', 'tflite-micro', '', 'LiteRT reference', '', 'LiteRT XNNPACK', ''],
    rows,
  );
  return peers ? table : `${table}  the other runtimes: ${howToInstallRuntimes}\n`;
}
