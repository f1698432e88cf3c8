import type { NetworkGraph, Operator } from '../types.ts';

/** One thing that a pass did. */
export interface PassReport {
  readonly pass: string;
  /** The operator's place in the model file. */
  readonly place: string;
  /** What was done to it: `its padding is done by operator 4 (CONV_2D)`. */
  readonly what: string;
}

export interface PassResult {
  readonly graph: NetworkGraph;
  /** Empty where the pass found nothing to do; the graph is then the one that was given. */
  readonly reports: readonly PassReport[];
}

/** Leaves what the graph computes at its outputs bit for bit as it was, in the graph's arithmetic. */
export type Pass = (graph: NetworkGraph) => PassResult;

/** The operators that read each tensor, by its index. */
export function readersByTensor({ tensors, operators }: NetworkGraph): readonly (readonly Operator[])[] {
  const readers: Operator[][] = tensors.map(() => []);
  for (const operator of operators) {
    for (const tensor of new Set(operator.inputs)) if (tensor >= 0) readers[tensor]!.push(operator);
  }
  return readers;
}

/** The operator that writes each tensor, by its index. */
export function writersByTensor({ operators }: NetworkGraph): ReadonlyMap<number, Operator> {
  return new Map(operators.flatMap((operator) => operator.outputs.map((tensor) => [tensor, operator] as const)));
}
