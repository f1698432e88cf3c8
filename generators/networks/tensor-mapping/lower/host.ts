import { fail } from '../../../diagnostics.ts';
import type { NetworkGraph } from '../../graph/types.ts';
import { earlyFunctions } from './early-functions.ts';
import { hardwareProblem } from './supported.ts';

/** Which operators, by index, run where. */
export interface Placement {
  readonly before: readonly number[];
  readonly hardware: readonly number[];
  readonly after: readonly number[];
  /** Tensors that the host writes before a run, and reads after it. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * Host operators at the ends of the network stay with the host: those that depend on no hardware operator run before,
 * the others, and all that depend on them, behind.
 * @param array N
 * @throws BurinError B760 where an operator in the middle cannot run on the hardware, or none can
 */
export function placeOperators(graph: NetworkGraph, array: number, hardwareArgmax: boolean): Placement {
  // There is one register for the result.
  const argmax = hardwareArgmax && graph.operators.filter(({ kind }) => kind === 'argmax').length === 1;
  const functions = earlyFunctions(graph, array);
  const origin = new Map<number, 'before' | 'hardware' | 'after'>();
  const places: Record<'before' | 'hardware' | 'after', number[]> = { before: [], hardware: [], after: [] };
  let problem: { readonly place: string; readonly text: string } | undefined;
  graph.operators.forEach((operator, index) => {
    const sources = operator.inputs.flatMap((tensor) => origin.get(tensor) ?? []);
    const text = hardwareProblem(graph, operator, argmax);
    const first = sources.every((source) => source === 'before');
    // The host renames what it writes: the same numbers in the same order. Functions it computes on the way.
    const early = operator.kind === 'reshape' || functions.has(index);
    const host = text !== undefined || (first && early);
    const side = sources.includes('after') ? 'after' : !host ? 'hardware' : first ? 'before' : 'after';
    // Softmax and what turns numbers into other types belong to the host; anything else there is a surprise.
    if (text !== undefined && operator.kind !== 'softmax' && !conversion(operator.kind)) {
      problem ??= { place: operator.place, text };
    }
    places[side].push(index);
    for (const tensor of operator.outputs) origin.set(tensor, side);
  });
  const heavy = places.after.find((index) => isWeighted(graph.operators[index]!.kind));
  if (places.hardware.length === 0 || heavy !== undefined) {
    const { place, text } = problem ?? { place: graph.name, text: 'it has no operator that runs on the hardware' };
    fail('B760', `${graph.name}: ${place}: ${text}`, 'run the largest part of the network without it: --partition');
  }
  return { ...places, ...boundary(graph, places.hardware) };
}

function conversion(kind: string): boolean {
  return kind === 'quantise' || kind === 'dequantise' || kind === 'argmax';
}

function isWeighted(kind: string): boolean {
  return kind === 'convolution' || kind === 'depthwise-convolution' || kind === 'fully-connected';
}

function boundary(graph: NetworkGraph, hardware: readonly number[]): Pick<Placement, 'inputs' | 'outputs'> {
  const inside = new Set(hardware);
  const written = new Set(hardware.flatMap((index) => graph.operators[index]!.outputs));
  const read = hardware.flatMap((index) => graph.operators[index]!.inputs);
  const inputs = read.filter((tensor) => tensor >= 0 && !graph.tensors[tensor]!.data && !written.has(tensor));
  const wanted = graph.operators.flatMap((operator, index) => (inside.has(index) ? [] : operator.inputs));
  const outputs = [...wanted, ...graph.outputs].filter((tensor) => written.has(tensor));
  return { inputs: [...new Set(inputs)], outputs: [...new Set(outputs)] };
}
