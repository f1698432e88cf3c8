import { type Instruction, operations } from '../../accelerators/tensortrail/instruction-word.ts';
import type { TensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import type { Tap } from '../../accelerators/tensortrail/tap-word.ts';

/** Cycles from start to the first load of an instruction. */
export const startUpCycles = 2;

/** Cycles of a step in which nothing is issued: load before, and the pipeline behind the last issue. */
const loadCycles = 2;
const pipelineCycles = 10;

/**
 * Cycles of one instruction, exactly: `docs/tensortrail.md`, section Timing.
 * @param taps The instruction's own entries of the tap memory
 */
export function stepCycles(
  instruction: Instruction,
  taps: readonly Tap[],
  { array }: Pick<TensorTrailParameters, 'array'>,
): number {
  const columns = instruction.single ? 1 : array;
  const setUp = instruction.single ? 0 : array;
  const tile = tileCycles(instruction, taps, array);
  const tilesOfBlock = Math.ceil(instruction.positions / columns);
  const lastColumns = instruction.positions - (tilesOfBlock - 1) * columns;
  const fullTiles = (tilesOfBlock - 1) * instruction.outputBlocks;
  // A tile's last issue waits until the columns of the tile before have left for the requantiser.
  const issue =
    tile + fullTiles * Math.max(tile, columns) + (instruction.outputBlocks - 1) * Math.max(tile, lastColumns);
  return loadCycles + setUp + issue + pipelineCycles + lastColumns - 1;
}

/** Issues of one tile. */
function tileCycles({ operation, inputBlocks, channels }: Instruction, taps: readonly Tap[], array: number): number {
  if (operation === operations.table) return array;
  if (operation === operations.argmax) return channels;
  const issues = (tap: Tap): number =>
    (tap.repeats + 1) * inputBlocks * (operation === operations.spatial ? tap.laneRepeats + 1 : 1);
  const sum = taps.reduce((total, tap) => total + issues(tap), 0);
  // The third issue of an addition requantises the sum.
  return operation === operations.add ? sum + 1 : sum;
}
