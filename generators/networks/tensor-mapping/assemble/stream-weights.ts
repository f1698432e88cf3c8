import type { Instruction } from '../../../accelerators/tensortrail/instruction-word.ts';
import type { Tap } from '../../../accelerators/tensortrail/tap-word.ts';
import type { AssembledProgram, MappedStep } from './assemble.ts';

const tableBytes = 256;

/**
 * The program with its weights in the order of their use, each instruction's own, as the stream port takes them: words
 * that instructions share are there once for each. `weightDepth` is then the ring, and need hold two output blocks.
 */
export function streamWeights(
  program: AssembledProgram,
  array: number,
): { readonly program: AssembledProgram; readonly ringWords: number } {
  const wordBytes = array * array;
  const pieces: Int8Array[] = [];
  let [words, most] = [0, 0];
  const steps = program.steps.map((step): MappedStep => {
    const { instruction } = step;
    const taps = program.taps.slice(instruction.tapBase, instruction.tapBase + instruction.tapCount);
    const used = wordsOfBlock(step, taps, array);
    if (used === 0) return step;
    const blocks = instruction.weightStride > 0 ? instruction.outputBlocks : 1;
    const weightBase = words;
    for (let block = 0; block < blocks; block++) {
      const first = (instruction.weightBase + block * instruction.weightStride) * wordBytes;
      pieces.push(program.weights.subarray(first, first + used * wordBytes));
    }
    words += blocks * used;
    most = Math.max(most, used);
    const streamed: Instruction = {
      ...instruction,
      weightBase,
      weightStride: blocks > 1 ? used : 0,
      weightWords: used,
    };
    return { ...step, instruction: streamed };
  });
  const weights = new Int8Array(words * wordBytes);
  let place = 0;
  for (const piece of pieces) {
    weights.set(piece, place);
    place += piece.length;
  }
  return { program: { ...program, steps, weights }, ringWords: Math.max(2, 2 ** Math.ceil(Math.log2(2 * most || 1))) };
}

/** Words of weights that an output block uses. */
function wordsOfBlock({ mapping, instruction }: MappedStep, taps: readonly Tap[], array: number): number {
  const lanes = (tap: Tap): number => (mapping === 'spatial' ? tap.laneRepeats + 1 : 1);
  const issues = taps.reduce((sum, tap) => sum + (tap.repeats + 1) * lanes(tap), 0) * instruction.inputBlocks;
  switch (mapping) {
    case 'dot':
      return issues;
    case 'spatial':
    case 'depthwise':
    case 'depthwise-single':
      return Math.ceil(issues / array);
    case 'table':
      return Math.ceil(tableBytes / array ** 2);
    default:
      return 0;
  }
}
