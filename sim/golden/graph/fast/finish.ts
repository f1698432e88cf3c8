import { type Requantisation, requantiser } from '../../../../generators/networks/arithmetic/index.ts';
import type { NumberData } from '../tensor-data.ts';
import type { VectorMemory } from './vector-memory.ts';
import { channelEntry } from './vector-module.ts';

/** Rows of 32-bit sums in memory, `stride` bytes from one to the next, as stored numbers of the output. */
export type Finish = (sums: number, stride: number, rows: number, output: NumberData, first: number) => void;

/** Writes multipliers and shifts as `requantise` reads them; returns their address. */
export function allocateEntries(memory: VectorMemory, multipliers: Int32Array, shifts: Int32Array): number {
  const address = memory.allocate(multipliers.length * channelEntry);
  const entries = memory.words32(address, (multipliers.length * channelEntry) / 4);
  multipliers.forEach((multiplier, channel) => {
    const shift = shifts[channel]!;
    const right = Math.max(-shift, 0);
    const half = right > 0 ? 2 ** (right - 1) : 0;
    entries.set([multiplier, Math.max(shift, 0), right, half, right > 0 ? 1 : 0], (channel * channelEntry) / 4);
  });
  return address;
}

/** `channels` sums a row; at most `rows` rows at once. */
export function prepareFinish(
  memory: VectorMemory,
  requantisation: Requantisation,
  channels: number,
  rows: number,
): Finish {
  const { scaling, outputZeroPoint, lowest, highest } = requantisation;
  if (scaling.kind === 'fixed-point' && lowest >= -128 && highest <= 127) {
    const entries = allocateEntries(memory, scaling.multipliers, scaling.shifts);
    const target = memory.allocate(rows * channels);
    return (sums, stride, count, output, first) => {
      memory.code.requantise(
        sums,
        stride,
        count,
        channels,
        entries,
        channelEntry,
        target,
        outputZeroPoint,
        lowest,
        highest,
      );
      output.set(memory.bytes(target, count * channels), first);
    };
  }
  const requantise = requantiser(requantisation);
  return (sums, stride, count, output, first) => {
    const numbers = memory.words32(sums, (count * stride) / 4);
    for (let row = 0; row < count; row++) {
      for (let channel = 0; channel < channels; channel++) {
        output[first + row * channels + channel] = requantise(numbers[(row * stride) / 4 + channel]!, channel);
      }
    }
  };
}
