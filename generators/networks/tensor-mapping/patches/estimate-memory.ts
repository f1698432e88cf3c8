import type { NetworkGraph, Operator } from '../../graph/types.ts';
import { blocksOf } from '../layouts.ts';
import { mapShape } from '../lower/operations.ts';

/** Memory of an image with views of parts of it, while it lives. */
interface Owner {
  readonly bytes: number;
  /** Operators, by index. */
  first: number;
  last: number;
  /** Rows, 0 to 1: what is read from which operator on, and written up to which one. */
  readonly reads: { readonly time: number; readonly from: number }[];
  readonly writes: { readonly time: number; readonly to: number }[];
}

/** A part of an owner's rows, as shares of its height. */
interface Part {
  readonly owner: number;
  readonly from: number;
  readonly to: number;
}

/**
 * About how many bytes of feature memory a graph needs, without mapping it: the most that lives at one time, where rows
 * of a value count from their writing to their reading, slices and concatenations are views, operators on single
 * channels work in place, and what the host writes is packed. Real programs need as much or more.
 */
export function estimateMemory(graph: NetworkGraph, array: number): number {
  const { operators, inputs, outputs } = graph;
  const parts = partsOf(graph);
  const owners = new Map<number, Owner>();
  const touch = (tensor: number, time: number, kind: 'reads' | 'writes'): void => {
    const { owner, from, to } = parts.get(tensor) ?? { owner: tensor, from: 0, to: 1 };
    const known = owners.get(owner) ?? {
      bytes: bytesOf(graph, owner, array),
      first: time,
      last: time,
      reads: [],
      writes: [],
    };
    known.last = time;
    if (kind === 'reads') known.reads.push({ time, from });
    else known.writes.push({ time, to });
    owners.set(owner, known);
  };
  for (const tensor of inputs) touch(tensor, -1, 'writes');
  operators.forEach((operator, time) => {
    if (isView(operator)) return;
    for (const tensor of imagesOf(graph, operator)) touch(tensor, time, 'reads');
    for (const tensor of operator.outputs) touch(tensor, time, 'writes');
  });
  for (const tensor of outputs) touch(tensor, operators.length, 'reads');
  const all = [...owners.values()];
  const live = (time: number): number =>
    all.filter(({ first, last }) => first <= time && time <= last).reduce((sum, one) => sum + liveBytes(one, time), 0);
  const most = operators.map((operator, time) => {
    if (isView(operator)) return 0;
    const output = owners.get(parts.get(operator.outputs[0]!)?.owner ?? operator.outputs[0]!)!;
    const dying = imagesOf(graph, operator).filter(
      (tensor) => owners.get(parts.get(tensor)?.owner ?? tensor)!.last === time,
    );
    const inPlace = worksInPlace(operator) && dying.length > 0 && output.first === time;
    return live(time) - (inPlace ? Math.min(output.bytes, ...dying.map((tensor) => bytesOf(graph, tensor, array))) : 0);
  });
  return Math.max(0, ...most);
}

/** Rows that are still to be read, of those that are written. */
function liveBytes({ bytes, reads, writes }: Owner, time: number): number {
  const from = Math.min(1, ...reads.filter((read) => read.time >= time).map((read) => read.from));
  const to = Math.max(0, ...writes.filter((write) => write.time <= time).map((write) => write.to));
  return bytes * Math.max(0, to - from);
}

function imagesOf({ tensors }: NetworkGraph, { inputs }: Operator): readonly number[] {
  return inputs.filter((tensor) => tensor >= 0 && !tensors[tensor]!.data);
}

function isView({ kind }: Operator): boolean {
  return kind === 'strided-slice' || kind === 'concatenation' || kind === 'reshape';
}

function worksInPlace({ kind }: Operator): boolean {
  return kind !== 'convolution' && kind !== 'fully-connected';
}

/** Where tensors lie inside of others: slices in what they are taken from, parts in their concatenation. */
function partsOf({ tensors, operators }: NetworkGraph): ReadonlyMap<number, Part> {
  const parts = new Map<number, Part>();
  const inside = (tensor: number, outer: number, first: number): void => {
    const { owner, from, to } = parts.get(outer) ?? { owner: outer, from: 0, to: 1 };
    const share = (to - from) / mapShape(tensors[outer]!.shape).height;
    const begin = from + first * share;
    parts.set(tensor, { owner, from: begin, to: begin + mapShape(tensors[tensor]!.shape).height * share });
  };
  for (const operator of operators.toReversed()) {
    if (operator.kind !== 'concatenation' || operator.axis === 3) continue;
    let first = 0;
    for (const tensor of operator.inputs) {
      inside(tensor, operator.outputs[0]!, first);
      if (operator.axis === 1) first += tensors[tensor]!.shape[1]!;
    }
  }
  for (const operator of operators) {
    if (operator.kind === 'strided-slice')
      inside(operator.outputs[0]!, operator.inputs[0]!, operator.begin.at(-3) ?? 0);
    if (operator.kind === 'reshape')
      parts.set(operator.outputs[0]!, parts.get(operator.inputs[0]!) ?? { owner: operator.inputs[0]!, from: 0, to: 1 });
  }
  return parts;
}

function bytesOf({ tensors, inputs }: NetworkGraph, tensor: number, array: number): number {
  const { height, width, channels } = mapShape(tensors[tensor]!.shape);
  const shared = inputs.includes(tensor) ? Math.max(1, Math.floor(array / channels)) : 1;
  return (height * width * blocksOf(channels, array) * array) / shared;
}
