import type { MemoryModule } from '../circuit/types.ts';
import type { Item } from './tree.ts';

/** Fewer equal words than these stand one by one. */
const shortestRun = 4;

/** The contents at the start, equal neighbours as one run; nothing where there are none. */
export function printInitialWords({ initial, wordType }: MemoryModule, words: string): readonly Item[] {
  if (initial === undefined || initial.length === 0) return [];
  const { width, signed } = wordType;
  const runs: { readonly first: number; readonly last: number; readonly value: bigint }[] = [];
  for (let first = 0; first < initial.length; ) {
    const value = initial[first]!;
    let last = first;
    while (initial[last + 1] === value) last++;
    if (last - first + 1 < shortestRun) last = first;
    runs.push({ first, last, value });
    first = last + 1;
  }
  return [
    {
      kind: 'initialWords',
      name: words,
      runs: runs.map(({ first, last, value }) => ({
        first,
        last,
        value: { kind: 'number', width, signed, value: BigInt.asUintN(width, value) },
      })),
    },
  ];
}
