import { type Instruction, operations } from '../../accelerators/tensortrail/instruction-word.ts';
import { type TensorTrailParameters, weightReleaseCycles } from '../../accelerators/tensortrail/parameters.ts';
import type { Tap } from '../../accelerators/tensortrail/tap-word.ts';
import { startUpCycles, stepCycles, stepTiming } from './cycles.ts';
import type { TensorTrailProgram } from './program.ts';

/** An instruction with its own taps. */
export interface TimedInstruction {
  readonly instruction: Instruction;
  readonly taps: readonly Tap[];
}

/** The instructions of a program with their own taps. */
export function timedInstructions({
  steps,
  taps,
}: Pick<TensorTrailProgram, 'steps' | 'taps'>): readonly TimedInstruction[] {
  return steps.map(({ instruction }) => ({
    instruction,
    taps: taps.slice(instruction.tapBase, instruction.tapBase + instruction.tapCount),
  }));
}

export interface StreamedCycles {
  /** From start to done. */
  readonly cycles: number;
  /** Of each instruction: its cycles, and those among them in which it waits for weights. */
  readonly steps: readonly { readonly cycles: number; readonly stalls: number }[];
}

/** The cycle behind the one of the start: the ring takes words, and the pipeline is as if an instruction had ended. */
const firstReadyCycle = 1;
/** The first issue of a program that neither sets columns up nor waits for weights, behind the start. */
const firstIssueCycle = startUpCycles - 1;

type Stream = Pick<TensorTrailParameters, 'array' | 'weightStreamBits'> & { readonly weightDepth?: number };

/**
 * The exact cycles of a program whose weights come from a source that offers a word of the port in every cycle.
 * An output block begins when its words have been received; they are freed behind its last issue.
 * @param stream Without `weightDepth`: a ring that is never full
 */
export function streamedCycles(program: readonly TimedInstruction[], stream: Stream): StreamedCycles {
  const ring = weightArrivals(stream);
  let clear = firstIssueCycle;
  const steps = program.map(({ instruction, taps }) => {
    const { setUp, tile, columns, lastColumns, tilesOfBlock, drain } = stepTiming(instruction, taps, stream);
    const { outputBlocks, weightStride, weightWords } = instruction;
    const releaseCycles =
      instruction.operation === operations.table ? weightReleaseCycles.table : weightReleaseCycles.issues;
    let next = clear + setUp;
    let lastIssue = next - lastColumns;
    for (let block = 0; block < outputBlocks; block++) {
      const ownWords = weightWords > 0 && (weightStride > 0 || block === 0);
      if (ownWords) next = Math.max(next, ring.receive(weightWords));
      // A tile's last issue waits until the columns of the tile before have left; a stall may hide that.
      const firstTileEnds = Math.max(next + tile - 1, lastIssue + lastColumns);
      lastIssue = firstTileEnds + (tilesOfBlock - 1) * Math.max(tile, columns);
      next = lastIssue + 1;
      const usedUp = weightWords > 0 && (weightStride > 0 || block === outputBlocks - 1);
      if (usedUp) ring.free(weightWords, lastIssue + releaseCycles + 1);
    }
    const ends = lastIssue + 1 + drain;
    const cycles = ends - clear;
    clear = ends;
    return { cycles, stalls: cycles - stepCycles(instruction, taps, stream) };
  });
  return { cycles: startUpCycles + clear - firstIssueCycle, steps };
}

/** Cycles until the first weights of a program are there that nothing can hide: the port takes them from the start on. */
export function firstWait(program: readonly TimedInstruction[], stream: Stream): number {
  const first = program.findIndex(({ instruction }) => instruction.weightWords > 0);
  return first < 0 ? 0 : streamedCycles(program.slice(0, first + 1).map(firstBlockAlone), stream).steps[first]!.stalls;
}

function firstBlockAlone({ instruction, taps }: TimedInstruction): TimedInstruction {
  return instruction.weightWords > 0
    ? { instruction: { ...instruction, outputBlocks: 1 }, taps }
    : { instruction, taps };
}

/** When words are there, received one after the other as long as there is room. */
function weightArrivals({ array, weightStreamBits, weightDepth = Infinity }: Stream) {
  const cyclesOfWord = (8 * array ** 2) / weightStreamBits;
  /** The cycles from which freed words can be replaced, in order. */
  const room: number[] = [];
  let received = 0;
  let replaced = 0;
  let port = firstReadyCycle;
  return {
    /** The first cycle in which the next `words` can be used. */
    receive(words: number): number {
      for (let word = 0; word < words; word++, received++) {
        if (received >= weightDepth) port = Math.max(port, room[replaced++]!);
        port += cyclesOfWord;
      }
      return port;
    },
    free(words: number, cycle: number): void {
      for (let word = 0; word < words; word++) room.push(cycle);
    },
  };
}
