import { fail } from '../../diagnostics.ts';
import { describeGraph } from './describe-graph.ts';
import { elementName } from './shapes.ts';
import { isSupported } from './support.ts';
import type { NetworkGraph, Operator } from './types.ts';

/** A run of operators for the hardware, and what is left of the network. */
export interface Partition {
  /** Of `operators`: the first and the last of the part. */
  readonly first: number;
  readonly last: number;
  /** The part as a graph: tensors keep their indexes. */
  readonly graph: NetworkGraph;
  /** Operators that the host computes before and behind it, in order. */
  readonly before: readonly Operator[];
  readonly after: readonly Operator[];
  /** What the host must do, one sentence each. */
  readonly host: readonly string[];
}

/**
 * The run of operators, one behind the other in the order of execution, that `supports` accepts and that has most
 * multiplications (of equal ones the longest, then the first).
 * @throws BurinError B706 where no operator is accepted.
 */
export function partition(graph: NetworkGraph, supports: (operator: Operator) => boolean = isSupported): Partition {
  const { operators, tensors } = graph;
  const weights = describeGraph(graph).operators;
  const runs: { first: number; last: number; multiplications: number }[] = [];
  operators.forEach((operator, place) => {
    if (!supports(operator)) return;
    const run = runs.at(-1);
    const { multiplications } = weights[place]!;
    if (run?.last === place - 1) {
      run.last = place;
      run.multiplications += multiplications;
    } else runs.push({ first: place, last: place, multiplications });
  });
  const best = runs.reduce<(typeof runs)[number] | undefined>((most, run) => {
    if (!most || run.multiplications > most.multiplications) return run;
    return run.multiplications === most.multiplications && run.last - run.first > most.last - most.first ? run : most;
  }, undefined);
  if (!best) {
    return fail(
      'B706',
      `${graph.name}: none of its ${operators.length} operators can run on the hardware`,
      'docs/models.md lists the operators that can',
    );
  }
  const { first, last } = best;
  const part = operators.slice(first, last + 1);
  const before = operators.slice(0, first);
  const after = operators.slice(last + 1);
  const written = new Set(part.flatMap(({ outputs }) => outputs));
  const computed = (tensor: number): boolean => tensor >= 0 && !tensors[tensor]!.data;
  const inputs = unique(part.flatMap((operator) => operator.inputs)).filter(
    (tensor) => computed(tensor) && !written.has(tensor),
  );
  const wanted = new Set([...after.flatMap((operator) => operator.inputs), ...graph.outputs]);
  const outputs = unique(part.flatMap((operator) => operator.outputs)).filter((tensor) => wanted.has(tensor));
  const named = (indexes: readonly number[]): string =>
    indexes
      .map((tensor) => `${tensors[tensor]!.name} (${elementName(tensors[tensor]!.type, tensors[tensor]!.shape)})`)
      .join(', ');
  return {
    first,
    last,
    graph: { ...graph, inputs, outputs, operators: part, states: [] },
    before,
    after,
    host: [
      ...before.map(({ place }) => `compute ${place} before`),
      `write ${named(inputs)} to the accelerator`,
      `read ${named(outputs)} from it`,
      ...after.map(({ place }) => `compute ${place} afterwards`),
    ],
  };
}

function unique(values: readonly number[]): readonly number[] {
  return [...new Set(values)];
}
