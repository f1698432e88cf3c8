import type { Tensor, TensorData } from '../../generators/networks/graph/types.ts';

/** A number of an output: its place, the stored number, and the real one where the tensor has a scale. */
export interface Score {
  readonly index: number;
  readonly stored: number;
  readonly real?: number;
}

/** The largest numbers of an output, largest first; of equal ones the first. */
export function largestScores(tensor: Tensor, data: TensorData, count: number): readonly Score[] {
  return [...(data as Iterable<number | bigint>)]
    .map((value, index) => ({ index, stored: Number(value) }))
    .sort((a, b) => b.stored - a.stored)
    .slice(0, count)
    .map(({ index, stored }) => {
      const real = realValue(tensor, stored);
      return real === undefined ? { index, stored } : { index, stored, real };
    });
}

/** Real numbers with three digits, and stored ones in brackets where they are others. */
export function formatScore({ index, stored, real }: Score): string {
  const isReal = real !== undefined && !(real === stored && Number.isInteger(stored));
  if (!isReal) return `[${index}] ${stored}`;
  return `[${index}] ${real.toPrecision(3)}${real === stored ? '' : ` (${stored})`}`;
}

function realValue({ type, quantisation }: Tensor, stored: number): number | undefined {
  if (type === 'float32') return stored;
  const scale = quantisation?.scales[0];
  return scale === undefined ? undefined : scale * (stored - (quantisation!.zeroPoints[0] ?? 0));
}
