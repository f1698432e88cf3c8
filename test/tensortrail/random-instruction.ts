import { type Instruction, operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import {
  featureAddressBits,
  type TensorTrailParameters,
} from '../../generators/accelerators/tensortrail/parameters.ts';
import type { Tap } from '../../generators/accelerators/tensortrail/tap-word.ts';
import type { RandomNumbers } from '../support/random-numbers.ts';

/** An instruction with its taps; `tapBase` and `last` are still 0. */
export interface RandomInstruction {
  readonly instruction: Instruction;
  readonly taps: readonly Tap[];
}

export type OperationName = keyof typeof operations;

const words = ({ array, featureDepth }: TensorTrailParameters): number => array * featureDepth;

/** Offsets from the base, in the order in which they are used. */
interface Offsets {
  /** For each output block and position: what is read, and what is written. */
  readonly reads: readonly (readonly number[])[];
  readonly writes: readonly number[];
}

/** A random instruction that keeps the bank rule, stays inside the memories and reads nothing that it wrote. */
export function randomInstruction(
  random: RandomNumbers,
  parameters: TensorTrailParameters,
  operation: OperationName,
): RandomInstruction {
  for (;;) {
    const shape = randomShape(random, parameters, operation);
    const offsets = offsetsOf(shape);
    const inputBase = baseFor(random, offsets.reads.flat(), words(parameters));
    const outputBase = baseFor(random, offsets.writes, words(parameters));
    if (inputBase === undefined || outputBase === undefined) continue;
    const instruction = { ...shape.instruction, inputBase, outputBase };
    if (operation !== 'argmax' && readsWhatItWrote(offsets, outputBase - inputBase)) continue;
    if (fits({ instruction, taps: shape.taps }, parameters)) return { instruction, taps: shape.taps };
  }
}

function randomShape(random: RandomNumbers, parameters: TensorTrailParameters, operation: OperationName) {
  const { array, coordinateBits } = parameters;
  const hasColumns = operation === 'spatial' || operation === 'depthwise';
  const single = hasColumns && random.chance(0.8) ? 0 : 1;
  const columns = single ? 1 : array;
  const isArgmax = operation === 'argmax';
  const width = isArgmax ? 1 : random.integer(1, random.pick([2, 5, 12]));
  const height = isArgmax ? 1 : random.integer(1, 5);
  const positions = width * (height - 1) + (random.chance(0.7) ? width : random.integer(1, width));
  const advanceX = columns % width;
  const advanceY = Math.floor(columns / width);
  const columnStep = single ? random.pick([1, 1, 2, -1, 0, 3]) : 1 + array * random.pick([0, 0, 0, 1]);
  const wrapStep = single ? random.integer(-3, 5) : array * random.integer(-1, 1);
  const blockInputStride = random.pick([0, 0, random.integer(0, 2 * array)]);
  const outputBlocks = isArgmax ? 1 : random.integer(1, 3);
  const outputPhasesX = random.pick([0, 0, 1, 2]);
  const outputPhasesY = random.pick([0, 0, 1, 2]);
  const low = random.pick([-128, -128, random.integer(-128, 0)]);
  const inputBlocks = operation === 'dot' ? random.integer(1, 3) : 1;
  const taps = randomTaps(random, parameters, operation, { width, height, single, coordinateBits });
  const instruction: Instruction = {
    operation: operations[operation],
    last: 0,
    single,
    average: parameters.average && operation !== 'add' && random.chance(0.2) ? 1 : 0,
    halfEven: parameters.halfEven ? random.integer(0, 1) : 0,
    float32: parameters.float32 ? random.integer(0, 1) : 0,
    subtract: random.integer(0, 1),
    tapBase: 0,
    tapCount: taps.length,
    inputBase: 0,
    inputBlocks,
    inputBlockStride: random.integer(0, 2 * array),
    blockInputStride,
    positions,
    width,
    advanceX,
    advanceY,
    columnStep,
    wrapStep,
    tileStep: columns * columnStep + advanceY * wrapStep,
    outputBlocks,
    weightBase: random.integer(0, 7),
    weightStride: random.integer(0, 5),
    weightWords: 0,
    parameterBase: random.integer(0, 5),
    parameterStride: random.integer(0, 1),
    padValue: random.integer(-128, 127),
    secondZeroPoint: random.integer(-128, 127),
    outputBase: 0,
    outputBlockStride: random.integer(0, 3 * array),
    outputPhasesX,
    outputPhasesY,
    outputFirstPhaseX: random.integer(0, outputPhasesX),
    outputFirstPhaseY: random.integer(0, outputPhasesY),
    outputPhaseStepX: random.integer(-2, 9),
    outputColumnStep: random.pick([1, 1, random.integer(-8, 3)]),
    outputPhaseStepY: random.integer(-2, 20),
    outputRowStep: random.integer(0, 20),
    zeroPoint: random.integer(-128, 127),
    low,
    high: random.pick([127, 127, random.integer(Math.max(low, 0), 127)]),
    channels: isArgmax ? random.integer(1, 3 * array) : random.integer(0, 3),
  };
  return { instruction, taps };
}

function randomTaps(
  random: RandomNumbers,
  { array }: TensorTrailParameters,
  operation: OperationName,
  region: { readonly width: number; readonly height: number; readonly single: number; readonly coordinateBits: number },
): Tap[] {
  const fewest = { add: 2, multiply: 2, table: 1, argmax: 0 } as const;
  const count =
    operation in fewest ? fewest[operation as keyof typeof fewest] : random.pick([1, 1, 2, 3, random.integer(4, 9)]);
  const most = 2 ** region.coordinateBits - 1;
  return Array.from({ length: count }, () => {
    const everywhere = random.chance(0.5);
    const firstRow = everywhere ? 0 : random.integer(0, region.height - 1);
    const firstColumn = everywhere ? 0 : random.integer(0, region.width - 1);
    const firstLane = random.integer(0, array - 1);
    return {
      offset: random.integer(-array, 3 * array),
      fixed: region.single && random.chance(0.2) ? 1 : 0,
      repeats: operation in fewest ? 0 : random.pick([0, 0, 1, 3]),
      step: random.integer(-3, 5),
      firstRow,
      lastRow: everywhere ? most : random.integer(0, region.height),
      firstColumn,
      lastColumn: everywhere ? most : random.integer(0, region.width),
      firstLane,
      laneRepeats: random.integer(0, array - 1 - firstLane),
    };
  });
}

/** Reads and writes of each output block and position, relative to the bases. */
function offsetsOf({ instruction, taps }: RandomInstruction): Offsets {
  const { positions, width, columnStep, wrapStep, outputBlocks, blockInputStride, outputBlockStride } = instruction;
  if (instruction.operation === operations.argmax) {
    return { reads: [Array.from({ length: 3 }, (_, block) => block * blockInputStride)], writes: [0] };
  }
  const reads: number[][] = [];
  const writes: number[] = [];
  for (let block = 0; block < outputBlocks; block++) {
    for (let position = 0; position < positions; position++) {
      const row = Math.floor(position / width);
      const column = position % width;
      const step = position * columnStep + row * wrapStep + block * blockInputStride;
      reads.push(
        taps
          .filter((tap) => row >= tap.firstRow && row <= tap.lastRow)
          .filter((tap) => column >= tap.firstColumn && column <= tap.lastColumn)
          .flatMap((tap) => runOf(instruction, tap, tap.fixed ? block * blockInputStride : step)),
      );
      writes.push(block * outputBlockStride + outputOffset(instruction, row, column));
    }
  }
  return { reads, writes };
}

function runOf({ inputBlocks, inputBlockStride }: Instruction, tap: Tap, start: number): number[] {
  return Array.from({ length: tap.repeats + 1 }, (_, repeat) =>
    Array.from(
      { length: inputBlocks },
      (_, block) => start + tap.offset + repeat * tap.step + block * inputBlockStride,
    ),
  ).flat();
}

/** Where a position of the region is written: steps of the phases before it. */
function outputOffset(instruction: Instruction, row: number, column: number): number {
  const along = (count: number, first: number, phases: number, within: number, behind: number): number =>
    Array.from({ length: count }, (_, place) => ((first + place) % (phases + 1) < phases ? within : behind)).reduce(
      (sum, step) => sum + step,
      0,
    );
  const { outputFirstPhaseX, outputPhasesX, outputPhaseStepX, outputColumnStep } = instruction;
  const { outputFirstPhaseY, outputPhasesY, outputPhaseStepY, outputRowStep } = instruction;
  return (
    along(column, outputFirstPhaseX, outputPhasesX, outputPhaseStepX, outputColumnStep) +
    along(row, outputFirstPhaseY, outputPhasesY, outputPhaseStepY, outputRowStep)
  );
}

function baseFor(random: RandomNumbers, offsets: readonly number[], size: number): number | undefined {
  const least = Math.min(0, ...offsets);
  const most = Math.max(0, ...offsets);
  return most - least < size ? random.integer(-least, size - 1 - most) : undefined;
}

/** Whether a later position reads a word of an earlier one. `distance`: output base − input base. */
function readsWhatItWrote({ reads, writes }: Offsets, distance: number): boolean {
  const written = new Set<number>();
  return reads.some((ofPosition, position) => {
    if (ofPosition.some((offset) => written.has(offset))) return true;
    written.add(writes[position]! + distance);
    return false;
  });
}

function fits({ instruction, taps }: RandomInstruction, parameters: TensorTrailParameters): boolean {
  const most = 2 ** featureAddressBits(parameters);
  const steps = [instruction.tileStep, instruction.wrapStep, ...taps.map(({ offset }) => offset)];
  const inSteps = steps.every((step) => step >= -most && step < most);
  const { coordinateBits } = parameters;
  return inSteps && instruction.width <= 2 ** coordinateBits && instruction.advanceY < 2 ** coordinateBits;
}
