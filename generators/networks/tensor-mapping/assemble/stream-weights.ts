import type { Instruction } from '../../../accelerators/tensortrail/instruction-word.ts';
import { weightWordsOfTile } from '../cycles.ts';
import type { AssembledProgram, MappedStep } from './assemble.ts';

/**
 * The program with its weights in the order of their use, each instruction's own, as the stream port takes them: words
 * that instructions share are there once for each. `blockWords` are the most that an output block uses: the ring holds
 * them, and better twice as many, so that the next ones arrive meanwhile.
 */
export function streamWeights<Program extends Omit<AssembledProgram, 'sums'>>(
  program: Program,
  array: number,
): { readonly program: Program; readonly blockWords: number } {
  const wordBytes = array * array;
  const pieces: Int8Array[] = [];
  let [words, most] = [0, 0];
  const steps = program.steps.map((step): MappedStep => {
    const { instruction } = step;
    const taps = program.taps.slice(instruction.tapBase, instruction.tapBase + instruction.tapCount);
    const used = weightWordsOfTile(instruction, taps, { array });
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
  return { program: { ...program, steps, weights }, blockWords: most };
}
