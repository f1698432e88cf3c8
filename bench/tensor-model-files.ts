import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NetworkGraph } from '../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../generators/networks/import/tflite/import.ts';

/** Real models; they lie beside the repository and may be missing. */
const folder = fileURLToPath(new URL('../../shared/data/tflite/', import.meta.url));

export const modelFilesExist = existsSync(folder);

export function modelFilePath(name: string): string {
  return `${folder}${name}.tflite`;
}

export function readModelFile(name: string): NetworkGraph {
  return importTensorFlowLite(readFileSync(modelFilePath(name)), name);
}

/** Cycles of others with 64 multipliers; NE16 from GAP9's latency times its clock. */
export interface TinyNetwork {
  readonly file: string;
  readonly title: string;
  readonly ethos: number;
  readonly ne16?: number;
}

/** The networks of MLPerf Tiny. Ethos-U55-64 as its compiler estimates it. */
export const tinyNetworks: readonly TinyNetwork[] = [
  { file: 'mlperf_kws_dscnn', title: 'keyword spotting, DS-CNN', ethos: 140_093, ne16: 175_700 },
  { file: 'mlperf_vww_mbv1', title: 'visual wake words, MobileNetV1', ethos: 359_674, ne16: 415_900 },
  { file: 'mlperf_ic_resnet8', title: 'image classification, ResNet8', ethos: 358_129, ne16: 227_800 },
  { file: 'mlperf_ad_ae', title: 'anomaly detection, autoencoder', ethos: 41_565, ne16: 65_000 },
  { file: 'mlperf_sww_1dconv', title: 'streaming wake word', ethos: 61_945 },
];
