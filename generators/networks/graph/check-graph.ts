import { shapeProblem } from './output-shapes.ts';
import { elementCount } from './shapes.ts';
import type { NetworkGraph, Operator, Tensor } from './types.ts';

/** Numbers in all tensors of a graph together; microcontroller networks have some ten thousand to a few million. */
export const mostElements = 1 << 27;

/** Numbers in all tensors that Burin reads. */
export function elementsOf(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, { shape, type }) => sum + (type === 'opaque' ? 0 : elementCount(shape)), 0);
}

/** How many inputs each kind has, at least and at most. */
const inputCounts: Partial<Record<Operator['kind'], readonly [number, number]>> = {
  convolution: [2, 3],
  'depthwise-convolution': [2, 3],
  'fully-connected': [2, 3],
  add: [2, 2],
  subtract: [2, 2],
  multiply: [2, 2],
  minimum: [2, 2],
  maximum: [2, 2],
  concatenation: [1, 1 << 16],
};

/** What is wrong with a graph, and where. */
export interface GraphProblem {
  readonly place: string;
  /** A clause: `its bias has the shape [3] for 4 channels`. */
  readonly what: string;
}

/**
 * The first thing that makes a graph contradict itself: indexes out of range, results read before they are computed
 * (and so every cycle), tensors written twice, shapes that do not follow from inputs and attributes. `undefined` for a sound graph. Unsupported operators are only held to their indexes.
 */
export function graphProblem({ tensors, inputs, outputs, operators }: NetworkGraph): GraphProblem | undefined {
  const place = 'model';
  const outside = [...inputs, ...outputs].find((tensor) => !tensors[tensor]);
  if (outside !== undefined) return { place, what: `its tensor ${outside} is not one of ${tensors.length}` };
  if (outputs.length === 0) return { place, what: 'it has no outputs' };
  const known = new Set(tensors.flatMap(({ data }, tensor) => (data ? [tensor] : [])));
  for (const input of inputs) {
    if (known.has(input)) return { place, what: `its input ${tensors[input]!.name} is constant, or named twice` };
    known.add(input);
  }
  for (const operator of operators) {
    const what = operatorProblem(operator, tensors.length) ?? orderProblem(operator, known, tensors);
    if (what) return { place: operator.place, what };
    for (const output of operator.outputs) known.add(output);
    const shape = shapeProblem(operator, tensors);
    if (shape) return { place: operator.place, what: shape };
  }
  const missing = outputs.find((tensor) => !known.has(tensor));
  return missing === undefined ? undefined : { place, what: `nothing computes its output ${tensors[missing]!.name}` };
}

/** What is wrong with the number of an operator's inputs and outputs, or their indexes; to be asked before all else. */
export function operatorProblem({ kind, inputs, outputs }: Operator, tensors: number): string | undefined {
  const outside = [...inputs.filter((tensor) => tensor !== -1), ...outputs].find(
    (tensor) => !(tensor >= 0 && tensor < tensors),
  );
  if (outside !== undefined) return `its tensor ${outside} is not one of ${tensors}`;
  if (kind === 'unsupported') return undefined;
  const [least, most] = inputCounts[kind] ?? [1, 1];
  if (inputs.length < least || inputs.length > most || inputs.slice(0, least).includes(-1)) {
    return `it has ${inputs.filter((tensor) => tensor >= 0).length} inputs, where ${least === most ? least : `${least} to ${most}`} ${most === 1 ? 'is' : 'are'} expected`;
  }
  if (kind === 'concatenation' && inputs.includes(-1)) return 'one of its inputs is left out';
  return outputs.length === 1 ? undefined : `it has ${outputs.length} outputs, where 1 is expected`;
}

function orderProblem(
  { kind, inputs, outputs }: Operator,
  known: ReadonlySet<number>,
  tensors: NetworkGraph['tensors'],
): string | undefined {
  const unknown = inputs.find((tensor) => tensor >= 0 && !known.has(tensor));
  // State that an unsupported operator keeps is written by nothing else.
  if (unknown !== undefined && kind !== 'unsupported') {
    return `it reads ${tensors[unknown]!.name}, which has no data and which nothing before it computes`;
  }
  const again = outputs.find((tensor) => known.has(tensor));
  return again === undefined ? undefined : `it writes ${tensors[again]!.name}, which has a value already`;
}
