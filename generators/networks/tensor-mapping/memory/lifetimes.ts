import type { MappedGraph } from '../choose-layouts.ts';
import { arrangedWords } from '../layouts.ts';
import { operandsOf } from '../lower/operations.ts';
import { leastDistance, writesOutput } from './traffic.ts';

/** Memory that is needed from one operation to another. */
export interface Buffer {
  /** The value that owns it. */
  readonly value: number;
  readonly words: number;
  /** Operations, by index: -1 is before the first, and behind the last where the host reads it. */
  readonly first: number;
  readonly last: number;
}

/** The buffer `output` may overlap `input`, whose words are read for the last time before it is whole. */
export interface Overlap {
  /** Numbers of buffers. */
  readonly input: number;
  readonly output: number;
  /** Words by which the output must at least begin before the input. */
  readonly distance: number;
}

export interface MemoryDemand {
  readonly buffers: readonly Buffer[];
  readonly overlaps: readonly Overlap[];
  /** Least words that any placement needs: the most that lives at one time. */
  readonly lowerBound: number;
}

export function memoryDemand({ lowered, array, layouts, plans }: MappedGraph): MemoryDemand {
  const { values, operations, inputs, outputs } = lowered;
  const rootOf = (value: number): number => layouts[value]!.root;
  const spans = new Map<number, { first: number; last: number; writers: number[] }>();
  const touch = (value: number, time: number, writes: boolean): void => {
    const root = rootOf(value);
    const span = spans.get(root) ?? { first: time, last: time, writers: [] };
    span.first = Math.min(span.first, time);
    span.last = Math.max(span.last, time);
    if (writes) span.writers.push(time);
    spans.set(root, span);
  };
  for (const value of inputs) touch(value, -1, true);
  operations.forEach((operation, time) => {
    for (const value of operandsOf(operation)) touch(value, time, false);
    if (writesOutput(operation)) touch(operation.output, time, true);
  });
  for (const value of outputs) touch(value, operations.length, false);
  values.forEach(({ data }, value) => {
    // Constants are written once, before the first run.
    if (!data || !spans.has(rootOf(value))) return;
    touch(value, -1, true);
    touch(value, operations.length, false);
  });
  const owners = [...spans.keys()];
  const buffers = owners.map((value): Buffer => {
    const { first, last } = spans.get(value)!;
    return { value, words: arrangedWords(layouts[value]!.layout, array), first, last };
  });
  const overlaps = buffers.flatMap((written, output): Overlap[] =>
    buffers.flatMap((read, input): Overlap[] => {
      const lastWrite = Math.max(...spans.get(read.value)!.writers);
      const meet = read.first < written.first && written.first <= read.last;
      // What the host reads is never free, and what is written twice is free only once it is whole.
      if (!meet || lastWrite >= written.first || read.last >= operations.length) return [];
      const distance = leastDistance(
        plans.slice(written.first, read.last + 1),
        { root: read.value, words: read.words },
        { root: written.value, words: written.words },
      );
      return distance < written.words ? [{ input, output, distance }] : [];
    }),
  );
  return { buffers, overlaps, lowerBound: lowerBound(buffers, overlaps, operations.length) };
}

/**
 * What lives at one time less what pairs can share. A value that is written by several operations is whole with the
 * first of them as far as its memory goes.
 */
function lowerBound(buffers: readonly Buffer[], overlaps: readonly Overlap[], operations: number): number {
  let most = 0;
  for (let time = -1; time <= operations; time++) {
    const live = buffers.filter(({ first, last }) => first <= time && time <= last);
    const words = live.reduce((sum, { words }) => sum + words, 0);
    const savings = overlaps
      .filter(({ input, output }) => buffers[output]!.first <= time && time <= buffers[input]!.last)
      .filter(({ output }) => time <= buffers[output]!.last)
      .map(({ input, output, distance }) => {
        const [read, written] = [buffers[input]!.words, buffers[output]!.words];
        return read + written - Math.max(read + Math.max(distance, 0), written);
      });
    most = Math.max(most, words - savings.reduce((sum, saved) => sum + Math.max(saved, 0), 0));
  }
  return most;
}
