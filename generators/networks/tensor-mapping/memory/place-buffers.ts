import type { Buffer, MemoryDemand, Overlap } from './lifetimes.ts';

export interface Placement {
  /** First word of each buffer. */
  readonly addresses: readonly number[];
  /** Words from 0 to the last one that is used. */
  readonly words: number;
}

/** What two buffers demand of each other: apart, or `second` at least `distance` words before `first`, or apart. */
type Relation =
  | { readonly kind: 'apart' }
  | { readonly kind: 'before'; readonly distance: number; readonly output: number };

const mostWork = 40_000_000;

/**
 * Gives each buffer its place. Buffers are placed one after the other where they fit and memory grows least; of several orders
 * (by size, by time, and shuffles of them) the one with the smallest memory is taken.
 */
export function placeBuffers({ buffers, overlaps, lowerBound }: MemoryDemand): Placement {
  const relations = relationsOf(buffers, overlaps);
  const numbers = buffers.map((_, number) => number);
  const orders = [
    [...numbers].sort((a, b) => buffers[b]!.words - buffers[a]!.words || a - b),
    [...numbers].sort((a, b) => buffers[a]!.first - buffers[b]!.first || a - b),
    [...numbers].sort((a, b) => area(buffers[b]!) - area(buffers[a]!) || a - b),
    [...numbers].sort(
      (a, b) => span(buffers[b]!) - span(buffers[a]!) || buffers[b]!.words - buffers[a]!.words || a - b,
    ),
  ];
  const start = orders.map((order) => placeInOrder(buffers, relations, order));
  let best = start.reduce((least, placement) => (placement.words < least.words ? placement : least));
  let bestOrder = orders[start.indexOf(best)]!;
  const tries = Math.min(400, Math.floor(mostWork / (buffers.length ** 3 + 1)));
  const random = randomNumbers();
  for (let attempt = 0; attempt < tries && best.words > lowerBound; attempt++) {
    const order = [...bestOrder];
    const swaps = 1 + (attempt % 3);
    for (let swap = 0; swap < swaps; swap++) {
      const [from, to] = [random(order.length), random(order.length)];
      order.splice(to, 0, ...order.splice(from, 1));
    }
    const placement = placeInOrder(buffers, relations, order);
    if (placement.words <= best.words) [best, bestOrder] = [placement, order];
  }
  return best;
}

const area = ({ words, first, last }: Buffer): number => words * (last - first + 1);

const span = ({ first, last }: Buffer): number => last - first;

function relationsOf(buffers: readonly Buffer[], overlaps: readonly Overlap[]): ReadonlyMap<number, Relation>[] {
  const relations = buffers.map(() => new Map<number, Relation>());
  buffers.forEach((a, i) => {
    buffers.forEach((b, j) => {
      if (i !== j && a.first <= b.last && b.first <= a.last) relations[i]!.set(j, { kind: 'apart' });
    });
  });
  for (const { input, output, distance } of overlaps) {
    const relation: Relation = { kind: 'before', distance, output };
    relations[input]!.set(output, relation);
    relations[output]!.set(input, relation);
  }
  return relations;
}

function placeInOrder(
  buffers: readonly Buffer[],
  relations: readonly ReadonlyMap<number, Relation>[],
  order: readonly number[],
): Placement {
  const addresses: (number | undefined)[] = buffers.map(() => undefined);
  // Addresses may be below 0 until all are placed: an output that must begin before its input may come later.
  let [lowest, highest] = [0, 0];
  for (const number of order) {
    const size = buffers[number]!.words;
    const placed = [...relations[number]!].filter(([other]) => addresses[other] !== undefined);
    const candidates = [0];
    for (const [other, relation] of placed) {
      const address = addresses[other]!;
      candidates.push(address + buffers[other]!.words, address - size);
      if (relation.kind === 'before') {
        candidates.push(relation.output === number ? address - relation.distance : address + relation.distance);
      }
    }
    const fits = (address: number): boolean =>
      placed.every(([other, relation]) => {
        const there = addresses[other]!;
        if (address >= there + buffers[other]!.words || address + size <= there) return true;
        if (relation.kind === 'apart') return false;
        return relation.output === number ? address <= there - relation.distance : there <= address - relation.distance;
      });
    const span = (address: number): number => Math.max(highest, address + size) - Math.min(lowest, address);
    const address = candidates
      .filter(fits)
      .reduce((best, tried) =>
        span(tried) < span(best) || (span(tried) === span(best) && tried < best) ? tried : best,
      );
    addresses[number] = address;
    lowest = Math.min(lowest, address);
    highest = Math.max(highest, address + size);
  }
  return { addresses: addresses.map((address) => address! - lowest), words: highest - lowest };
}

/** A small generator with a fixed seed: the same network gets the same memory each time. */
function randomNumbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
