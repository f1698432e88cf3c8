import type { NetworkGraph } from '../types.ts';
import { removeChannels } from './channels/remove-channels.ts';
import { foldActivation } from './fold-activation.ts';
import { foldConstants } from './fold-constants.ts';
import { foldPadding } from './fold-padding.ts';
import { foldTranspose } from './fold-transpose.ts';
import type { Pass, PassReport, PassResult } from './pass.ts';
import { removeDeadOperators, removeDeadTensors } from './remove-dead.ts';
import { removeEmptyPadding } from './remove-empty-padding.ts';
import { sliceBeforePad } from './slice-before-pad.ts';

export type { Pass, PassReport, PassResult } from './pass.ts';
export {
  foldActivation,
  foldConstants,
  foldPadding,
  foldTranspose,
  removeChannels,
  removeDeadOperators,
  removeDeadTensors,
  removeEmptyPadding,
  sliceBeforePad,
};

/** In the order in which they help each other. */
export const cleanUps: readonly Pass[] = [
  foldConstants,
  removeDeadOperators,
  removeEmptyPadding,
  sliceBeforePad,
  foldPadding,
  foldTranspose,
  foldActivation,
  removeChannels,
  removeDeadTensors,
];

/** Runs passes one after the other; what the graph computes at its outputs stays as it is, bit for bit. */
export function cleanGraph(graph: NetworkGraph, passes: readonly Pass[] = cleanUps): PassResult {
  const reports: PassReport[] = [];
  let current = graph;
  for (const pass of passes) {
    const result = pass(current);
    current = result.graph;
    reports.push(...result.reports);
  }
  return { graph: current, reports };
}
