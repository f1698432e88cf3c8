import { sameScales } from '../../graph/quantisations.ts';
import type { NetworkGraph, Operator } from '../../graph/types.ts';
import type { Lowering } from './builder.ts';
import type { Placement } from './host.ts';
import { mapShape } from './operations.ts';

/**
 * Tensors that need not exist: what a PAD makes for convolutions alone (they pad themselves), and what a RESHAPE
 * flattens for fully connected layers alone (their kernel goes over what was flattened).
 */
export function skippedTensors(graph: NetworkGraph, { hardware, outputs }: Placement): ReadonlySet<number> {
  const onHardware = new Set(hardware.map((index) => graph.operators[index]!));
  const skipped = new Set<number>();
  // From the last to the first: a PAD behind a PAD is skipped before the one before it is looked at.
  for (const operator of [...graph.operators].reverse()) {
    const tensor = operator.outputs[0]!;
    if (!onHardware.has(operator) || outputs.includes(tensor)) continue;
    const readers = graph.operators.filter(({ inputs }) => inputs.includes(tensor));
    if (readers.length === 0 || !readers.every((reader) => onHardware.has(reader))) continue;
    const all = readers.every((reader) => looksThrough(graph, operator, reader, skipped));
    if (all) skipped.add(tensor);
  }
  return skipped;
}

function looksThrough(
  graph: NetworkGraph,
  operator: Operator,
  reader: Operator,
  skipped: ReadonlySet<number>,
): boolean {
  if (reader.inputs.slice(1).includes(operator.outputs[0]!)) return false;
  const input = graph.tensors[operator.inputs[0]!]!;
  const chained = reader.kind === operator.kind && skipped.has(reader.outputs[0]!);
  if (operator.kind === 'pad') {
    const { before, after } = operator;
    const spatial = [before, after].every(
      (amounts) =>
        amounts.length >= 3 &&
        amounts.every((amount, dimension) => amount === 0 || isSpatial(dimension, amounts.length)),
    );
    const output = graph.tensors[operator.outputs[0]!]!;
    const zero = input.quantisation?.zeroPoints[0] ?? 0;
    const same = sameScales(input.quantisation, output.quantisation) && (operator.value ?? zero) === zero;
    const convolves = reader.kind === 'convolution' || reader.kind === 'depthwise-convolution';
    return spatial && same && (convolves || chained);
  }
  if (operator.kind !== 'reshape') return false;
  const { height, width, channels } = mapShape(input.shape);
  const flattened = mapShape(graph.tensors[operator.outputs[0]!]!.shape);
  const vector = flattened.channels === height * width * channels && flattened.channels !== channels;
  return vector && (reader.kind === 'fully-connected' || chained);
}

function isSpatial(dimension: number, rank: number): boolean {
  return dimension === rank - 3 || dimension === rank - 2;
}

/** Parts of concatenations that are computed where the whole will lie. */
export function concatenationDestinations(
  graph: NetworkGraph,
  { hardware, inputs }: Placement,
  skipped: ReadonlySet<number>,
  array: number,
): Lowering['destinations'] {
  const destinations = new Map<
    number,
    { tensor: number; view: { kind: 'window'; row: number; column: number; channel: number } }
  >();
  // Tensors whose rows do not follow one another in the tensor that they are a part of.
  const apart = new Set<number>();
  for (const index of [...hardware].reverse()) {
    const operator = graph.operators[index]!;
    if (operator.kind !== 'concatenation') continue;
    const whole = operator.outputs[0]!;
    const axis = operator.axis - graph.tensors[whole]!.shape.length + 3;
    const sizes = operator.inputs.map((tensor) => graph.tensors[tensor]!.shape[operator.axis]!);
    if (axis < 0 || (axis === 2 && sizes.slice(0, -1).some((size) => size % array !== 0))) continue;
    const { height } = mapShape(graph.tensors[whole]!.shape);
    const isApart = apart.has(whole) || (axis === 1 && height !== 1);
    let start = 0;
    operator.inputs.forEach((tensor, place) => {
      const at = (dimension: number): number => (dimension === axis ? start : 0);
      const view = { kind: 'window' as const, row: at(0), column: at(1), channel: at(2) };
      const computed = !graph.tensors[tensor]!.data && !inputs.includes(tensor) && !skipped.has(tensor);
      const fits = computed && !(isApart && (changesChannels(graph, tensor) || isReshaped(graph, tensor)));
      if (fits && !destinations.has(tensor)) {
        destinations.set(tensor, { tensor: whole, view });
        if (isApart) apart.add(tensor);
      }
      start += sizes[place]!;
    });
  }
  return destinations;
}

/** Computed by splitting or joining channels, position by position: all positions are at equal distances. */
function changesChannels(graph: NetworkGraph, tensor: number): boolean {
  const operator = graph.operators.find(({ outputs }) => outputs.includes(tensor));
  if (operator?.kind !== 'reshape' && operator?.kind !== 'transpose') return false;
  const channels = (index: number): number => mapShape(graph.tensors[index]!.shape).channels;
  return channels(operator.inputs[0]!) !== channels(tensor);
}

/** Read under another shape, for which its rows must follow one another. */
export function isReshaped(graph: NetworkGraph, tensor: number): boolean {
  const from = mapShape(graph.tensors[tensor]!.shape);
  return graph.operators.some(({ kind, inputs, outputs }) => {
    if ((kind !== 'reshape' && kind !== 'transpose') || inputs[0] !== tensor) return false;
    const to = mapShape(graph.tensors[outputs[0]!]!.shape);
    return to.height !== from.height || to.width !== from.width;
  });
}
