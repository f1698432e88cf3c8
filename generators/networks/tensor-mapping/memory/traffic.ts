import type { HardwareOperation } from '../lower/operations.ts';
import type { OperationPlan } from '../map/map-operation.ts';
import type { StepPlan } from '../map/plan.ts';

/** When operations read and write the words of two owners, in positions from their first instruction on. */
interface Traffic {
  /** By word of the owner that is read: its last reading, or -1. */
  readonly lastReads: Int32Array;
  /** By word of the owner that is written: its first writing, or a number behind all others. */
  readonly writes: Int32Array;
}

const never = 2 ** 31 - 1;

/**
 * By how many words the output must at least begin before the input, so that no word is overwritten before its last
 * reading; any larger distance will do too. As many as the output has where they cannot overlap at all.
 * @param plans The operations from the first that writes the output to the last that reads the input
 */
export function leastDistance(
  plans: readonly OperationPlan[],
  input: { readonly root: number; readonly words: number },
  output: { readonly root: number; readonly words: number },
): number {
  const { lastReads, writes } = trafficOf(plans, input, output);
  // From which word of the output on all are written at that time or later.
  const earliestBehind = new Int32Array(output.words + 1).fill(never);
  for (let word = output.words - 1; word >= 0; word--) {
    earliestBehind[word] = Math.min(earliestBehind[word + 1]!, writes[word]!);
  }
  let distance = -input.words;
  for (let word = 0; word < input.words; word++) {
    const read = lastReads[word]!;
    if (read < 0) continue;
    distance = Math.max(distance, firstAtLeast(earliestBehind, read) - word);
  }
  return Math.min(distance, output.words);
}

/** The first place of an ascending list whose number is at least `value`. */
function firstAtLeast(list: Int32Array, value: number): number {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function trafficOf(
  plans: readonly OperationPlan[],
  input: { readonly root: number; readonly words: number },
  output: { readonly root: number; readonly words: number },
): Traffic {
  const lastReads = new Int32Array(input.words).fill(-1);
  const writes = new Int32Array(output.words).fill(never);
  let time = 0;
  for (const { steps } of plans) {
    for (const step of steps) {
      if (step.output.root === output.root || step.taps.some(({ root }) => root === input.root)) {
        stepTraffic(step, input.root, output.root, lastReads, writes, time);
      }
      time += step.instruction.outputBlocks * step.instruction.positions;
    }
  }
  return { lastReads, writes };
}

function stepTraffic(
  { instruction, taps, output }: StepPlan,
  inputRoot: number,
  outputRoot: number,
  lastReads: Int32Array,
  writes: Int32Array,
  start: number,
): void {
  const { positionSteps, positionAddresses } = walk(instruction);
  for (let block = 0; block < instruction.outputBlocks; block++) {
    for (let position = 0; position < instruction.positions; position++) {
      const time = start + block * instruction.positions + position;
      if (output.root === outputRoot) {
        const word = output.offset + positionAddresses[position]! + block * instruction.outputBlockStride;
        writes[word] = Math.min(writes[word]!, time);
      }
      const row = Math.floor(position / instruction.width);
      const column = position % instruction.width;
      for (const tap of taps) {
        if (tap.root !== inputRoot) continue;
        if (row < tap.firstRow || row > tap.lastRow || column < tap.firstColumn || column > tap.lastColumn) continue;
        const first = tap.offset + (tap.fixed ? 0 : positionSteps[position]!) + block * instruction.blockInputStride;
        for (let repeat = 0; repeat <= tap.repeats; repeat++) {
          for (let inputBlock = 0; inputBlock < instruction.inputBlocks; inputBlock++) {
            lastReads[first + repeat * tap.step + inputBlock * instruction.inputBlockStride] = time;
          }
        }
      }
    }
  }
}

/** What positions add to the input address, and their output addresses from the first on. */
function walk(instruction: StepPlan['instruction']) {
  const positionSteps = new Int32Array(instruction.positions);
  const positionAddresses = new Int32Array(instruction.positions);
  let [step, rowAddress, address] = [0, 0, 0];
  let phaseX = instruction.outputFirstPhaseX;
  let phaseY = instruction.outputFirstPhaseY;
  for (let position = 0, column = 0; position < instruction.positions; position++) {
    positionSteps[position] = step;
    positionAddresses[position] = address;
    step += instruction.columnStep;
    if (++column < instruction.width) {
      const inside = phaseX < instruction.outputPhasesX;
      address += inside ? instruction.outputPhaseStepX : instruction.outputColumnStep;
      phaseX = inside ? phaseX + 1 : 0;
      continue;
    }
    column = 0;
    step += instruction.wrapStep;
    const inside = phaseY < instruction.outputPhasesY;
    rowAddress += inside ? instruction.outputPhaseStepY : instruction.outputRowStep;
    phaseY = inside ? phaseY + 1 : 0;
    phaseX = instruction.outputFirstPhaseX;
    address = rowAddress;
  }
  return { positionSteps, positionAddresses };
}

/** Whether an operation writes its output at all. */
export function writesOutput({ kind }: HardwareOperation): boolean {
  return kind !== 'argmax';
}
