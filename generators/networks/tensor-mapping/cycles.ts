import { type Instruction, operations } from '../../accelerators/tensortrail/instruction-word.ts';
import type { TensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import type { Tap } from '../../accelerators/tensortrail/tap-word.ts';

/** Cycles of a program besides its steps: from start to the first issue, and the last word's way out. */
export const startUpCycles = 14;

/** Cycles from the last issue of an instruction to the first one of the next, for one column. */
const pipelineCycles = 13;

/** A product tree takes a stage of its own. */
const treeCycles = 1;

/** An addition goes through the requantiser a second time. */
const secondPassCycles = 9;

/** Columns whose positions are set up while the pipeline drains. */
const hiddenColumns = 10;

/** When an instruction issues, and how long its last word takes behind the last issue. */
export interface StepTiming {
  /** Cycles before the first issue in which the first tile's positions are set up, where they are not hidden. */
  readonly setUp: number;
  /** Issues of a tile. */
  readonly tile: number;
  /** Columns of all tiles but the last of an output block, and of that. */
  readonly columns: number;
  readonly lastColumns: number;
  readonly tilesOfBlock: number;
  /** Cycles from the last issue to the set-up of the next instruction. */
  readonly drain: number;
}

/** @param taps The instruction's own entries of the tap memory */
export function stepTiming(
  instruction: Instruction,
  taps: readonly Tap[],
  { array }: Pick<TensorTrailParameters, 'array'>,
): StepTiming {
  const { operation, single, positions } = instruction;
  const columns = single ? 1 : array;
  const tilesOfBlock = Math.ceil(positions / columns);
  const lastColumns = positions - (tilesOfBlock - 1) * columns;
  const tree = operation === operations.dot ? treeCycles : 0;
  const secondPass = operation === operations.add ? secondPassCycles : 0;
  return {
    setUp: single ? 0 : Math.max(0, array - hiddenColumns),
    tile: tileCycles(instruction, taps, array),
    columns,
    lastColumns,
    tilesOfBlock,
    drain: pipelineCycles + tree + secondPass + lastColumns - 1,
  };
}

/**
 * Cycles of one instruction, exactly: `docs/tensortrail.md`, section Timing. A program takes `startUpCycles` more than
 * the sum of its instructions.
 * @param taps The instruction's own entries of the tap memory
 */
export function stepCycles(
  instruction: Instruction,
  taps: readonly Tap[],
  parameters: Pick<TensorTrailParameters, 'array'>,
): number {
  const { outputBlocks } = instruction;
  const { setUp, tile, columns, lastColumns, tilesOfBlock, drain } = stepTiming(instruction, taps, parameters);
  const fullTiles = (tilesOfBlock - 1) * outputBlocks;
  // A tile's last issue waits until the columns of the tile before have left for the requantiser.
  const issue = tile + fullTiles * Math.max(tile, columns) + (outputBlocks - 1) * Math.max(tile, lastColumns);
  return setUp + issue + drain;
}

/** Words of weights that a tile reads; all tiles of an output block read the same. */
export function weightWordsOfTile(
  instruction: Instruction,
  taps: readonly Tap[],
  { array }: Pick<TensorTrailParameters, 'array'>,
): number {
  switch (instruction.operation) {
    case operations.dot:
      return tileCycles(instruction, taps, array);
    case operations.spatial:
    case operations.depthwise:
      return Math.ceil(tileCycles(instruction, taps, array) / array);
    case operations.table:
      return Math.ceil(256 / array ** 2);
    default:
      return 0;
  }
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
