import {
  cleanGraph,
  foldActivation,
  foldConstants,
  foldPadding,
  removeDeadOperators,
  removeDeadTensors,
} from '../generators/networks/graph/passes/index.ts';
import { elementCount } from '../generators/networks/graph/shapes.ts';
import type { NetworkGraph, Operator } from '../generators/networks/graph/types.ts';
import { deployModel } from '../sim/models/model-deployment.ts';
import { digits, formatTable } from './table.ts';
import { readModelFile } from './tensor-model-files.ts';

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
  'emza_ssd_slim_120x160',
  'cfu_hps_74ops',
];

/** Operators that TinyEngine makes disappear, or that only rename their input. */
const nothing: readonly Operator['kind'][] = ['reshape', 'softmax', 'quantise', 'dequantise'];

/**
 * Bytes of activations by TinyEngine's formula: the most, over all operators, of the int8 tensors that are alive, with a
 * depthwise layer computed in its input's place by way of one channel of its output: (1 + C)·H·W instead of 2·C·H·W.
 * Padding and activations are part of the layers. What lives on beside a layer for a residual sum counts too.
 */
export function tinyEnginePeak(model: NetworkGraph): number {
  const passes = [foldConstants, removeDeadOperators, foldPadding, foldActivation, removeDeadTensors];
  const { operators, tensors, inputs, outputs } = cleanGraph(model, passes).graph;
  const bytes = (tensor: number): number => {
    const { data, type, shape } = tensors[tensor]!;
    return data || type !== 'int8' ? 0 : elementCount(shape);
  };
  // A tensor that was only renamed is its source.
  const source = new Map<number, number>();
  const rootOf = (tensor: number): number => source.get(tensor) ?? tensor;
  for (const { kind, inputs: read, outputs: written } of operators) {
    if (nothing.includes(kind)) source.set(written[0]!, rootOf(read[0]!));
  }
  const layers = operators
    .filter(({ kind }) => !nothing.includes(kind))
    .map((operator) => ({
      operator,
      read: operator.inputs.filter((tensor) => tensor >= 0).map(rootOf),
      written: operator.outputs.map(rootOf),
    }));
  const lastRead = new Map<number, number>();
  for (const [place, { read }] of layers.entries()) for (const tensor of read) lastRead.set(tensor, place);
  for (const output of outputs) lastRead.set(rootOf(output), layers.length);
  const alive = new Set(inputs.map(rootOf));
  let peak = 0;
  for (const [place, { operator, read, written }] of layers.entries()) {
    const inPlace =
      operator.kind === 'depthwise-convolution' && operator.multiplier === 1 && lastRead.get(read[0]!) === place;
    const result = written.reduce((sum, tensor) => {
      const channels = tensors[tensor]!.shape.at(-1)!;
      return sum + bytes(tensor) / (inPlace ? channels : 1);
    }, 0);
    const others = [...new Set([...alive, ...read])].reduce((sum, tensor) => sum + bytes(tensor), 0);
    peak = Math.max(peak, others + result);
    for (const tensor of written) alive.add(tensor);
    for (const tensor of alive) if ((lastRead.get(tensor) ?? -1) <= place) alive.delete(tensor);
  }
  return peak;
}

/** Bytes of feature memory at N = 8, channels rounded up to words of 8, beside TinyEngine's formula without rounding. */
export function memoryTable(): string {
  const rows = names.map((name) => {
    const model = readModelFile(name);
    const [whole, clean] = [false, true].map((fold) => deployModel(model, { fold }).program.featureMemory);
    const formula = tinyEnginePeak(model);
    return [
      name,
      `${formula}`,
      `${whole!.peakBytes}`,
      `${digits(whole!.peakBytes / formula)}`,
      `${whole!.lowerBoundBytes}`,
      `${clean!.peakBytes}`,
    ];
  });
  return formatTable(
    'Bytes of feature memory, N = 8',
    ['network', 'TinyEngine’s formula', 'peak', 'of the formula', 'lower bound', 'peak, cleaned up'],
    rows,
  );
}
