import { describe, expect, it } from 'vitest';
import type { Buffer, MemoryDemand, Overlap } from '../../generators/networks/tensor-mapping/memory/lifetimes.ts';
import { placeBuffers } from '../../generators/networks/tensor-mapping/memory/place-buffers.ts';
import { randomNumbers } from '../support/random-numbers.ts';

function demandOf(buffers: readonly Buffer[], overlaps: readonly Overlap[] = []): MemoryDemand {
  return { buffers, overlaps, lowerBound: 0 };
}

describe('placing buffers in the feature memory', () => {
  it('keeps what lives at the same time apart, and overlaps in place as far as allowed', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = randomNumbers(seed);
      const buffers = Array.from({ length: random.integer(1, 12) }, (_, value): Buffer => {
        const first = random.integer(-1, 8);
        return { value, words: random.integer(1, 40), first, last: first + random.integer(0, 3) };
      });
      const overlaps = buffers.flatMap((output, place): Overlap[] => {
        const input = buffers.findIndex((other, number) => number !== place && other.last === output.first);
        const chosen = input >= 0 && random.chance(0.5) && buffers[input]!.first < output.first;
        return chosen ? [{ input, output: place, distance: random.integer(-5, output.words) }] : [];
      });
      const { addresses, words } = placeBuffers(demandOf(buffers, overlaps));
      buffers.forEach((a, i) => {
        expect(addresses[i]).toBeGreaterThanOrEqual(0);
        expect(addresses[i]! + a.words).toBeLessThanOrEqual(words);
        buffers.forEach((b, j) => {
          if (i >= j || a.first > b.last || b.first > a.last) return;
          const apart = addresses[i]! + a.words <= addresses[j]! || addresses[j]! + b.words <= addresses[i]!;
          const allowed = overlaps.some(
            ({ input, output, distance }) =>
              ((input === i && output === j) || (input === j && output === i)) &&
              addresses[output]! + distance <= addresses[input]!,
          );
          expect(apart || allowed, `seed ${seed}: ${i} and ${j}`).toBe(true);
        });
      });
    }
  });

  it('finds the least memory of a chain in which each buffer gives way to the next', () => {
    const chain = [8, 4, 6, 2, 9].map((words, value): Buffer => ({ value, words, first: value - 1, last: value }));
    expect(placeBuffers(demandOf(chain)).words).toBe(12);
  });

  it('needs one plane more than the input where each plane is written behind its reading', () => {
    const buffers: Buffer[] = [
      { value: 0, words: 64, first: -1, last: 0 },
      { value: 1, words: 64, first: 0, last: 1 },
    ];
    expect(placeBuffers(demandOf(buffers, [{ input: 0, output: 1, distance: 8 }])).words).toBe(72);
    expect(placeBuffers(demandOf(buffers)).words).toBe(128);
  });

  it('gives the same demand the same place each time', () => {
    const buffers = Array.from(
      { length: 20 },
      (_, value): Buffer => ({ value, words: (value * 7) % 11, first: value, last: value + 3 }),
    );
    expect(placeBuffers(demandOf(buffers))).toEqual(placeBuffers(demandOf(buffers)));
  });
});
