import type { CompiledProgram } from './compile.ts';

/** Where the cycles go in which multipliers could have done the graph's multiplications; in cycles. */
export interface LostCycles {
  /**
   * Channels that do not fill a word of inputs or outputs, and positions that do not fill a tile; less the taps outside
   * of the image that are skipped, so that it may be below 0.
   */
  readonly rounding: number;
  /** Tiles that wait for the requantiser, which takes a column a cycle, or for streamed weights. */
  readonly waiting: number;
  /** Operators that do not multiply: sums of tensors, maxima, tables, pools, copies. */
  readonly withoutMultiplications: number;
  /** Filling and draining the pipeline for each instruction. */
  readonly startAndEnd: number;
}

/** What is lost in one step; its `multiplications` are those that the graph asks for. */
export function lostCycles(step: CompiledProgram['steps'][number], program: CompiledProgram): LostCycles {
  const { instruction, cycles, multiplications, stalls = 0 } = step;
  const { array } = program.parameters;
  const multipliers = array ** 2;
  const none = { rounding: 0, waiting: 0, withoutMultiplications: 0, startAndEnd: 0 };
  if (multiplications === 0) return { ...none, withoutMultiplications: cycles };
  const tile = instruction.single ? 1 : array;
  const issues = sum(
    program.taps
      .slice(instruction.tapBase, instruction.tapBase + instruction.tapCount)
      .map(({ repeats, laneRepeats }) => (repeats + 1) * (step.mapping === 'spatial' ? laneRepeats + 1 : 1)),
  );
  const tileIssues = issues * instruction.inputBlocks;
  const tiles = Math.ceil(instruction.positions / tile) * instruction.outputBlocks;
  const lastColumns = instruction.positions - (tiles / instruction.outputBlocks - 1) * tile;
  const waiting =
    stalls +
    (tiles - instruction.outputBlocks) * Math.max(0, tile - tileIssues) +
    (instruction.outputBlocks - 1) * Math.max(0, lastColumns - tileIssues);
  const issued = tiles * tileIssues;
  return {
    ...none,
    rounding: issued - multiplications / multipliers,
    waiting,
    startAndEnd: cycles - issued - waiting,
  };
}

/** The losses of several steps or operators together. */
export function addLosses(losses: readonly LostCycles[]): LostCycles {
  return {
    rounding: sum(losses.map(({ rounding }) => rounding)),
    waiting: sum(losses.map(({ waiting }) => waiting)),
    withoutMultiplications: sum(losses.map(({ withoutMultiplications }) => withoutMultiplications)),
    startAndEnd: sum(losses.map(({ startAndEnd }) => startAndEnd)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
