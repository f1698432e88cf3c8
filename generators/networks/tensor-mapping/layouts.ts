import type { MapShape, Value } from './lower/operations.ts';
import type { TensorLayout } from './program.ts';

/** How a value's words are arranged, before it has a place. */
export interface Arrangement {
  readonly phasesY: number;
  readonly phasesX: number;
  /** Words from a row to the next, at least the columns of a phase. */
  readonly rowPitch: number;
  /** Whether the phases share words, in lanes of their own, instead of having words of their own. */
  readonly lanesY?: boolean;
  readonly lanesX?: boolean;
}

export const blocksOf = (channels: number, array: number): number => Math.ceil(channels / array);

export function plainArrangement({ width }: MapShape): Arrangement {
  return { phasesY: 1, phasesX: 1, rowPitch: width };
}

/** The layout of a value with memory of its own, from word 0 on. */
export function arrangedLayout({ height, width, channels }: MapShape, arrangement: Arrangement): TensorLayout {
  const { phasesY, phasesX, rowPitch, lanesY = false, lanesX = false } = arrangement;
  const rows = Math.ceil(height / phasesY);
  const columns = Math.ceil(width / phasesX);
  const plane = (rows - 1) * rowPitch + columns;
  const planesX = lanesX ? 1 : phasesX;
  const planesY = lanesY ? 1 : phasesY;
  return {
    base: 0,
    height,
    width,
    channels,
    rowPitch,
    phasesY,
    phasesX,
    phaseStrideX: planesX > 1 ? plane : 0,
    phaseStrideY: planesY > 1 ? planesX * plane : 0,
    blockStride: planesY * planesX * plane,
    ...(lanesX ? { laneStrideX: channels } : {}),
    ...(lanesY ? { laneStrideY: (lanesX ? phasesX : 1) * channels } : {}),
  };
}

/** Words from a layout's first one to its last. */
export function arrangedWords(layout: TensorLayout, array: number): number {
  const { height, width, phasesY, phasesX } = layout;
  let last = 0;
  for (let row = Math.max(0, height - phasesY); row < height; row++) {
    for (let column = Math.max(0, width - phasesX); column < width; column++) {
      last = Math.max(last, wordAt(layout, row, column, blocksOf(layout.channels, array) - 1));
    }
  }
  return last - layout.base + 1;
}

/** The lane of channel 0 of a position; 0 unless phases share words. */
export function firstLane(
  { phasesY, phasesX, firstPhaseY = 0, firstPhaseX = 0, laneStrideY = 0, laneStrideX = 0 }: TensorLayout,
  row: number,
  column: number,
): number {
  return modulo(row + firstPhaseY, phasesY) * laneStrideY + modulo(column + firstPhaseX, phasesX) * laneStrideX;
}

/** Whether positions share words. */
export function sharesWords({ laneStrideY = 0, laneStrideX = 0 }: TensorLayout): boolean {
  return laneStrideY + laneStrideX > 0;
}

/** The layout of a view inside of the layout of what it views; `undefined` where it cannot follow phases or pitched rows. */
export function viewLayout({ shape, view }: Value, outer: TensorLayout, array: number): TensorLayout | undefined {
  if (!view) return outer;
  if (view.kind === 'linear') return linearLayout(shape, outer);
  const { firstPhaseY = 0, firstPhaseX = 0, phasesY, phasesX } = outer;
  const [row, column] = [view.row + firstPhaseY, view.column + firstPhaseX];
  const [phaseY, phaseX] = [row % phasesY, column % phasesX];
  return {
    ...outer,
    ...shape,
    // Of a position of phase 0, at or before the first one.
    base: wordAt(outer, view.row - phaseY, view.column - phaseX, view.channel / array),
    firstPhaseY: phaseY,
    firstPhaseX: phaseX,
  };
}

function linearLayout(shape: MapShape, outer: TensorLayout): TensorLayout | undefined {
  if (shape.height === outer.height && shape.width === outer.width) return { ...outer, ...shape };
  if (outer.phasesX !== 1 || outer.phasesY !== 1) return undefined;
  // A single row or column of positions is at equal distances whatever the pitch.
  const distance = outer.height === 1 || outer.rowPitch === outer.width ? 1 : outer.width === 1 ? outer.rowPitch : 0;
  if (distance === 0 || (distance !== 1 && shape.width !== 1)) return undefined;
  return { ...outer, ...shape, rowPitch: distance === 1 ? shape.width : distance };
}

const floorDivide = (value: number, by: number): number => Math.floor(value / by);
const modulo = (value: number, by: number): number => value - by * Math.floor(value / by);

/** The address of a position and block as the layout would have it, outside of the tensor too. */
export function wordAt(layout: TensorLayout, row: number, column: number, block: number): number {
  const { base, blockStride, rowPitch, phasesY, phasesX, phaseStrideY, phaseStrideX } = layout;
  const [v, u] = [row + (layout.firstPhaseY ?? 0), column + (layout.firstPhaseX ?? 0)];
  return (
    base +
    block * blockStride +
    modulo(v, phasesY) * phaseStrideY +
    modulo(u, phasesX) * phaseStrideX +
    floorDivide(v, phasesY) * rowPitch +
    floorDivide(u, phasesX)
  );
}

/** Numbers of a tensor, row-major, from the words of a feature memory. */
export function readTensor(layout: TensorLayout, features: Int8Array, array: number): Int8Array {
  const { height, width, channels } = layout;
  const numbers = new Int8Array(height * width * channels);
  let place = 0;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      for (let channel = 0; channel < channels; channel++)
        numbers[place++] = features[byteAddress(layout, array, row, column, channel)]!;
  return numbers;
}

/** Writes a tensor, row-major, into the words of a feature memory; bytes behind the last channel stay. */
export function writeTensor(
  layout: TensorLayout,
  numbers: ArrayLike<number>,
  features: Int8Array,
  array: number,
): void {
  const { height, width, channels } = layout;
  let place = 0;
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      for (let channel = 0; channel < channels; channel++)
        features[byteAddress(layout, array, row, column, channel)] = numbers[place++]!;
}

/** The byte of a number in the feature memory: its word times N, and its place in the word. */
export function byteAddress(layout: TensorLayout, array: number, row: number, column: number, channel: number): number {
  const word = wordAt(layout, row, column, Math.floor(channel / array));
  return word * array + firstLane(layout, row, column) + (channel % array);
}
