import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import type { Simulator } from '../engine/simulator.ts';
import { bytesOfWords, type TensorImage } from './tensortrail-images.ts';

/** What is needed of a simulator to reach memories behind the design's back. */
export type MemoryAccess = Pick<Simulator, 'readMemory' | 'writeMemory'>;

const memoryNames = { program: 'program', taps: 'taps', weights: 'weights', parameters: 'channels' } as const;

/** Stores an image without the host port: in no time of the design. */
export function storeImage(
  simulator: MemoryAccess,
  { array }: Pick<TensorTrailParameters, 'array'>,
  { memory, address, words }: TensorImage,
): void {
  for (const [index, word] of words.entries()) {
    const place = address + index;
    if (memory === 'features') simulator.writeMemory(`bank_${place % array}`, Math.floor(place / array), word);
    else simulator.writeMemory(memoryNames[memory], place, word);
  }
}

/** `count` words of the feature memory from `address` on, N bytes each. */
export function readFeatures(
  simulator: MemoryAccess,
  { array }: Pick<TensorTrailParameters, 'array'>,
  address: number,
  count: number,
): Int8Array {
  const words = Array.from({ length: count }, (_, index) => {
    const place = address + index;
    return simulator.readMemory(`bank_${place % array}`, Math.floor(place / array));
  });
  return bytesOfWords(words, array);
}
