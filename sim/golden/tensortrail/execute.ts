import { type Instruction, operations } from '../../../generators/accelerators/tensortrail/instruction-word.ts';
import type { ChannelParameters } from '../../../generators/accelerators/tensortrail/parameter-word.ts';
import type { Tap } from '../../../generators/accelerators/tensortrail/tap-word.ts';
import type { TensorTrailProgram } from '../../../generators/networks/tensor-mapping/program.ts';
import { divideAverage, intoRange, multiplyByQuantised, multiplyFloat32, multiplyHalfEven } from './requantise.ts';

/** The feature memory, word by word, and what else a program leaves. */
export interface MachineState {
  /** N bytes a word. */
  readonly features: Int8Array;
  /** Result of the last argmax. */
  argmax: number;
}

/** A feature memory of zeros. */
export function emptyState({ parameters: { array, featureDepth } }: TensorTrailProgram): MachineState {
  return { features: new Int8Array(array * featureDepth * array), argmax: 0 };
}

/**
 * Executes a program as the hardware does, instruction by instruction, without its timing: the specification that the
 * mapper and the circuit are both held against.
 * @param onStep Called with the state after each step.
 */
export function executeProgram(
  program: TensorTrailProgram,
  state: MachineState,
  onStep?: (step: number, state: MachineState) => void,
): void {
  for (const [index, { instruction }] of program.steps.entries()) {
    executeInstruction(program, instruction, state);
    onStep?.(index, state);
  }
}

/** One output position of a region: its coordinates and what is added to the input address for it. */
interface Position {
  readonly row: number;
  readonly column: number;
  readonly step: number;
  readonly outputAddress: number;
}

function executeInstruction(program: TensorTrailProgram, instruction: Instruction, state: MachineState): void {
  const { array } = program.parameters;
  const taps = program.taps.slice(instruction.tapBase, instruction.tapBase + instruction.tapCount);
  const machine: Machine = { program, instruction, taps, array, state };
  if (instruction.operation === operations.argmax) {
    state.argmax = largestChannel(machine);
    return;
  }
  const positions = [...walk(instruction)];
  for (let block = 0; block < instruction.outputBlocks; block++) {
    // A word that is written here is read by no later position: the mapper sees to it.
    for (const position of positions) {
      const word = outputWord(machine, block, position);
      const address = position.outputAddress + block * instruction.outputBlockStride;
      state.features.set(word, address * array);
    }
  }
}

interface Machine {
  readonly program: TensorTrailProgram;
  readonly instruction: Instruction;
  readonly taps: readonly Tap[];
  readonly array: number;
  readonly state: MachineState;
}

/** The positions in order, with the input and output address counters stepped as the hardware steps them. */
function* walk(instruction: Instruction): Generator<Position> {
  const { outputPhasesX, outputPhasesY, outputPhaseStepX, outputColumnStep, outputPhaseStepY, outputRowStep } =
    instruction;
  let row = 0;
  let column = 0;
  let step = 0;
  let rowAddress = instruction.outputBase;
  let outputAddress = rowAddress;
  let phaseX = instruction.outputFirstPhaseX;
  let phaseY = instruction.outputFirstPhaseY;
  for (let count = 0; count < instruction.positions; count++) {
    yield { row, column, step, outputAddress };
    step += instruction.columnStep;
    column++;
    if (column < instruction.width) {
      outputAddress += phaseX < outputPhasesX ? outputPhaseStepX : outputColumnStep;
      phaseX = phaseX < outputPhasesX ? phaseX + 1 : 0;
      continue;
    }
    column = 0;
    row++;
    step += instruction.wrapStep;
    rowAddress += phaseY < outputPhasesY ? outputPhaseStepY : outputRowStep;
    phaseY = phaseY < outputPhasesY ? phaseY + 1 : 0;
    outputAddress = rowAddress;
    phaseX = instruction.outputFirstPhaseX;
  }
}

/** The N bytes of one position and output block. */
function outputWord(machine: Machine, block: number, position: Position): Int8Array {
  const { instruction, program, array } = machine;
  if (instruction.operation === operations.add) return addedWord(machine, block, position);
  if (instruction.operation === operations.table) return tableWord(machine, block, position);
  const sums =
    instruction.operation === operations.maximum
      ? maxima(machine, block, position)
      : instruction.operation === operations.multiply
        ? products(machine, block, position)
        : sumOfProducts(machine, block, position);
  const entry = (instruction.parameterBase + block * instruction.parameterStride) * array;
  return Int8Array.from(sums, (sum, lane) => {
    const channel = program.channelParameters[entry + lane]!;
    const value = instruction.average ? divideAverage(sum, channel) : scaled(instruction, sum, channel);
    return intoRange(value, instruction);
  });
}

function scaled({ halfEven, float32 }: Instruction, sum: number, channel: ChannelParameters): number {
  const biased = (sum + channel.bias) | 0;
  if (halfEven && float32) return multiplyFloat32(biased, channel);
  return halfEven ? multiplyHalfEven(biased, channel) : multiplyByQuantised(biased, channel);
}

/** The words that the taps of a position show, in order, with the number of the tap's entry. */
function* tapWords(
  { instruction, taps, array, state }: Machine,
  block: number,
  position: Position,
): Generator<{ readonly tap: Tap; readonly words: readonly Int8Array[] }> {
  for (const tap of taps) {
    const inside =
      position.row >= tap.firstRow &&
      position.row <= tap.lastRow &&
      position.column >= tap.firstColumn &&
      position.column <= tap.lastColumn;
    const start =
      instruction.inputBase + tap.offset + (tap.fixed ? 0 : position.step) + block * instruction.blockInputStride;
    for (let repeat = 0; repeat <= tap.repeats; repeat++) {
      const words = Array.from({ length: instruction.inputBlocks }, (_, inputBlock) => {
        const address = start + repeat * tap.step + inputBlock * instruction.inputBlockStride;
        return inside
          ? state.features.subarray(address * array, (address + 1) * array)
          : new Int8Array(array).fill(instruction.padValue);
      });
      yield { tap, words };
    }
  }
}

/** N sums, wrapped to the accumulator's width. */
function sumOfProducts(machine: Machine, block: number, position: Position): number[] {
  const { instruction, program, array } = machine;
  const { accumulatorBits } = program.parameters;
  const sums = new Array<number>(array).fill(0);
  const base = (instruction.weightBase + block * instruction.weightStride) * array * array;
  const weight = (word: number, row: number, column: number): number =>
    program.weights[base + (word * array + row) * array + column]!;
  /** Words of weights used, of dot; weights used of each row, of the other operations. */
  let count = 0;
  for (const { tap, words } of tapWords(machine, block, position)) {
    for (const word of words) {
      if (instruction.operation === operations.dot) {
        for (let row = 0; row < array; row++)
          for (let column = 0; column < array; column++) sums[row]! += weight(count, row, column) * word[column]!;
        count++;
      } else if (instruction.operation === operations.depthwise) {
        for (let row = 0; row < array; row++)
          sums[row]! += weight(Math.floor(count / array), row, count % array) * word[row]!;
        count++;
      } else {
        for (let lane = tap.firstLane; lane <= tap.firstLane + tap.laneRepeats; lane++, count++)
          for (let row = 0; row < array; row++)
            sums[row]! += weight(Math.floor(count / array), row, count % array) * word[lane]!;
      }
    }
  }
  return sums.map((sum) => Number(BigInt.asIntN(accumulatorBits, BigInt(sum))));
}

/** Channel by channel, over the taps inside the image; −128 where there is none. */
function maxima(machine: Machine, block: number, position: Position): number[] {
  const largest = new Array<number>(machine.array).fill(-128);
  for (const { words } of tapWords(machine, block, position))
    for (const [lane, value] of words[0]!.entries()) largest[lane] = Math.max(largest[lane]!, value);
  return largest;
}

/** The first words of the first two taps. */
function operands(machine: Machine, block: number, position: Position): readonly [Int8Array, Int8Array] {
  const [first, second] = [...tapWords(machine, block, position)];
  return [first!.words[0]!, second!.words[0]!];
}

function products(machine: Machine, block: number, position: Position): number[] {
  const { padValue, secondZeroPoint } = machine.instruction;
  const [first, second] = operands(machine, block, position);
  return Array.from(first, (value, lane) => (value - padValue) * (second[lane]! - secondZeroPoint));
}

/** Parameter words base, base + 1 requantise the operands, base + 2 the result. */
function addedWord(machine: Machine, block: number, position: Position): Int8Array {
  const { instruction, program, array } = machine;
  const [first, second] = operands(machine, block, position);
  const channel = (word: number, lane: number): ChannelParameters =>
    program.channelParameters[(instruction.parameterBase + word) * array + lane]!;
  const requantised = (value: number, word: number, lane: number): number =>
    scaled(instruction, value, channel(word, lane));
  return Int8Array.from(first, (value, lane) => {
    const left = requantised(value, 0, lane);
    const right = requantised(second[lane]!, 1, lane);
    const sum = (instruction.subtract ? left - right : left + right) | 0;
    return intoRange(requantised(sum, 2, lane), instruction);
  });
}

function tableWord(machine: Machine, block: number, position: Position): Int8Array {
  const { instruction, program, array } = machine;
  const [operand] = [...tapWords(machine, block, position)];
  const table = instruction.weightBase * array * array + 128;
  return operand!.words[0]!.map((value) => program.weights[table + value]!);
}

/** The first channel of the largest value at the region's first position. */
function largestChannel({ instruction, array, state }: Machine): number {
  let largest = 0;
  const value = (channel: number): number => {
    const word = instruction.inputBase + Math.floor(channel / array) * instruction.blockInputStride;
    return state.features[word * array + (channel % array)]!;
  };
  for (let channel = 1; channel < instruction.channels; channel++)
    if (value(channel) > value(largest)) largest = channel;
  return largest;
}
