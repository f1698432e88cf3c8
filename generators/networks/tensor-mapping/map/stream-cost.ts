import { weightWordsOfTile } from '../cycles.ts';
import { streamedCycles, type TimedInstruction } from '../streamed-cycles.ts';
import type { StepPlan, WeightStream } from './plan.ts';

/** More than any mapping takes: one whose output blocks the ring cannot hold is the last choice. */
const unfit = 2 ** 40;

/** Cycles of an operation's instructions whose weights arrive through the port, from an empty ring on. */
export function streamedCost(steps: readonly StepPlan[], array: number, stream: WeightStream): number {
  const timed = steps.map(({ instruction, taps }): TimedInstruction => {
    const weightWords = weightWordsOfTile(instruction, taps, { array });
    const weightStride = instruction.weightStride > 0 ? weightWords : 0;
    return { instruction: { ...instruction, weightWords, weightStride }, taps };
  });
  const most = Math.max(...timed.map(({ instruction }) => instruction.weightWords));
  if (stream.weightDepth !== undefined && most > stream.weightDepth) return unfit + most;
  return streamedCycles(timed, { array, ...stream }).cycles;
}
