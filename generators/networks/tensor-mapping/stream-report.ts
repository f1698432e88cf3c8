import type { CompiledProgram } from './compile.ts';
import type { TensorTrailProgram } from './program.ts';
import { firstWait, streamedCycles, timedInstructions } from './streamed-cycles.ts';

/** What streaming its weights costs a network. */
export interface StreamReport {
  /** Bits of the port. */
  readonly portBits: number;
  /** Of the weight memory. */
  readonly ringBytes: number;
  /** Taken by the port in each run. */
  readonly streamedBytes: number;
  /** Cycles of a run that are lost to waiting for weights. */
  readonly stallCycles: number;
  /** Those among them in which the first weights arrive. */
  readonly firstWait: number;
  /** The narrowest port at which this program waits for its first weights alone; absent where the ring is too small. */
  readonly portBitsWithoutStalls?: number;
}

/** `undefined` where weights are not streamed. A source is taken for granted that delivers in every cycle. */
export function streamReport(program: CompiledProgram): StreamReport | undefined {
  const { parameters, weights, steps } = program;
  const { array, weightStream, weightStreamBits, weightDepth } = parameters;
  if (!weightStream) return undefined;
  const timed = timedInstructions(program);
  const waits = (bits: number): { readonly all: number; readonly first: number } => {
    const stream = { array, weightDepth, weightStreamBits: bits };
    const all = streamedCycles(timed, stream).steps.reduce((sum, { stalls }) => sum + stalls, 0);
    return { all, first: firstWait(timed, stream) };
  };
  const widths = Array.from({ length: Math.log2(array ** 2) + 1 }, (_, power) => 8 * 2 ** power);
  const enough = widths.find((bits) => {
    const { all, first } = waits(bits);
    return all === first;
  });
  return {
    portBits: weightStreamBits,
    ringBytes: weightDepth * array ** 2,
    streamedBytes: weights.length,
    stallCycles: steps.reduce((sum, { stalls = 0 }) => sum + stalls, 0),
    firstWait: waits(weightStreamBits).first,
    ...(enough === undefined ? {} : { portBitsWithoutStalls: enough }),
  };
}

/** Bytes that an instruction takes from the stream. */
export function streamedBytesOf(
  { instruction }: CompiledProgram['steps'][number],
  { array }: TensorTrailProgram['parameters'],
): number {
  const { weightWords, weightStride, outputBlocks } = instruction;
  return weightWords * (weightStride > 0 ? outputBlocks : 1) * array ** 2;
}
