import type { TensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import { tensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import { fail } from '../../diagnostics.ts';
import type { NetworkGraph } from '../graph/types.ts';
import { type AssembledProgram, assemble } from './assemble/assemble.ts';
import { streamWeights } from './assemble/stream-weights.ts';
import { chooseLayouts } from './choose-layouts.ts';
import { fitParameters, leastParameters } from './fit-parameters.ts';
import { lowerGraph } from './lower/lower-graph.ts';
import type { LoweredGraph } from './lower/operations.ts';
import { memoryDemand } from './memory/lifetimes.ts';
import { placeBuffers } from './memory/place-buffers.ts';
import type { TensorTrailProgram } from './program.ts';
import { streamedCycles } from './streamed-cycles.ts';

export interface CompileOptions {
  /** A final ARG_MAX runs on the hardware: its register `argmax`. */
  readonly argmax?: boolean;
  /**
   * Cycles that a word of weights or parameters must save to be stored: 4 unless given. Padding is skipped by
   * instructions for the image's borders, whose parameters (and sometimes weights) are words of their own.
   */
  readonly wordCost?: number;
  /**
   * Cycles that a word of feature memory is worth where the host packs its inputs: 0 unless given. Where `featureDepth`
   * is given and does not do, it is raised.
   */
  readonly featureWordCost?: number;
  /** The network's own arithmetic may differ from tflite-micro's, which the hardware has. */
  readonly anyArithmetic?: boolean;
}

/** A program, and what the host and a report need to know besides. */
export interface CompiledProgram extends TensorTrailProgram, Omit<AssembledProgram, 'sums'> {
  readonly steps: AssembledProgram['steps'];
  /** Operators of the graph, by index, that the host computes before and behind the hardware. */
  readonly hostBefore: readonly number[];
  readonly hostAfter: readonly number[];
  readonly featureMemory: {
    /** Bytes of feature memory that the program uses, from address 0 on. */
    readonly peakBytes: number;
    /** Bytes that live at the same time, at the worst: no placement needs less. */
    readonly lowerBoundBytes: number;
  };
}

/**
 * Compiles a network for a TensorTrail: the one that `given` describes, in all else the smallest that runs it.
 * @throws BurinError B760, B761 where an operator cannot run on it; B762 where a given parameter is too small; B763
 *   where the network means another arithmetic; B200 and B740 to B742 for parameters and operators that are not whole
 */
export function compileGraph(
  graph: NetworkGraph,
  given: Partial<TensorTrailParameters> = {},
  options: CompileOptions = {},
): CompiledProgram {
  if (graph.arithmetic !== 'tflm' && !options.anyArithmetic) {
    fail(
      'B763',
      `${graph.name} means the arithmetic ${graph.arithmetic}, which TensorTrail does not compute`,
      'compile with anyArithmetic to have it computed as tflite-micro would',
    );
  }
  const { array } = tensorTrailParameters(given);
  const lowered = lowerGraph(graph, array, options.argmax ?? false);
  const { mapped, demand, placement } = placeValues(lowered, array, given.featureDepth, options);
  const bases = new Map(demand.buffers.map(({ value }, place) => [value, placement.addresses[place]!]));
  const resident = assemble(graph.name, mapped, (root) => bases.get(root) ?? 0);
  const streamed = given.weightStream ? streamWeights(resident, array) : undefined;
  const { sums, ...program } = streamed?.program ?? resident;
  const fitted = leastParameters({ ...program, sums }, array, placement.words);
  const least = streamed ? { ...fitted, weightDepth: streamed.ringWords } : fitted;
  const parameters = fitParameters(graph.name, least, { ...given, array });
  return {
    ...program,
    ...(streamed ? streamedTiming(program, parameters) : {}),
    parameters,
    hostBefore: lowered.hostBefore,
    hostAfter: lowered.hostAfter,
    featureMemory: { peakBytes: placement.words * array, lowerBoundBytes: demand.lowerBound * array },
  };
}

/** Steps and cycles where weights arrive as the stream port lets them. */
function streamedTiming(
  { steps, taps }: Pick<AssembledProgram, 'steps' | 'taps'>,
  parameters: TensorTrailParameters,
): Pick<AssembledProgram, 'steps' | 'cycles'> {
  const timed = steps.map(({ instruction }) => ({
    instruction,
    taps: taps.slice(instruction.tapBase, instruction.tapBase + instruction.tapCount),
  }));
  const { cycles, steps: timings } = streamedCycles(timed, parameters);
  return { cycles, steps: steps.map((step, place) => ({ ...step, cycles: timings[place]!.cycles })) };
}

const raisedWordCosts = [1, 16];

/** Layouts and their places, the fastest that fit into the given depth; if none does, the smallest. */
function placeValues(lowered: LoweredGraph, array: number, depth: number | undefined, options: CompileOptions) {
  const placed = (featureWordCost: number) => {
    const mapped = chooseLayouts(lowered, array, options.wordCost ?? 4, featureWordCost);
    const demand = memoryDemand(mapped);
    return { mapped, demand, placement: placeBuffers(demand) };
  };
  let best = placed(options.featureWordCost ?? 0);
  for (const cost of raisedWordCosts) {
    if (depth === undefined || best.placement.words <= depth * array) break;
    const tried = placed(cost);
    if (tried.placement.words < best.placement.words) best = tried;
  }
  return best;
}
