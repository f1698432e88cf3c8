import type { TensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import { tensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import type { NetworkGraph } from '../graph/types.ts';
import { type AssembledProgram, assemble } from './assemble/assemble.ts';
import { streamWeights } from './assemble/stream-weights.ts';
import { chooseLayouts, type MappedGraph } from './choose-layouts.ts';
import { type Demand, fitParameters, leastParameters, ringDepth, shortParameters } from './fit-parameters.ts';
import type { InputTable } from './lower/early-functions.ts';
import { lowerGraph } from './lower/lower-graph.ts';
import type { LoweredGraph } from './lower/operations.ts';
import type { WeightStream } from './map/plan.ts';
import { memoryDemand } from './memory/lifetimes.ts';
import { placeBuffers } from './memory/place-buffers.ts';
import type { TensorTrailProgram } from './program.ts';
import { streamedCycles, timedInstructions } from './streamed-cycles.ts';

export interface CompileOptions {
  /** The network's ARG_MAX, if it has one alone, runs on the hardware: its register `argmax`. */
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
  /** As `featureDepth` does, but without an error where it still does not do. */
  readonly wantedFeatureDepth?: number;
}

/** A program, and what the host and a report need to know besides. */
export interface CompiledProgram extends TensorTrailProgram, Omit<AssembledProgram, 'sums'> {
  readonly steps: AssembledProgram['steps'];
  /** What the host does to each number of an input on the way: some of what is in `hostBefore`. */
  readonly inputTables: readonly InputTable[];
  /** Operators of the graph, by index, that the host computes before and behind the hardware. */
  readonly hostBefore: readonly number[];
  readonly hostAfter: readonly number[];
  /** The graph's tensor, by index, whose only number a run leaves in the register of the argmax. */
  readonly argumentMaximum?: number;
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
 *   where no integers round as the network's arithmetic does; B200 and B740 to B742 for parameters and operators that are not whole
 */
export function compileGraph(
  graph: NetworkGraph,
  given: Partial<TensorTrailParameters> = {},
  options: CompileOptions = {},
): CompiledProgram {
  const parameters = tensorTrailParameters(given);
  const { array } = parameters;
  const lowered = lowerGraph(graph, array, options.argmax ?? false);
  const compiled = (stream?: WeightStream): Candidate =>
    candidateOf(
      graph.name,
      placeValues(lowered, array, given.featureDepth ?? options.wantedFeatureDepth, options, stream),
      { ...given, array },
    );
  const { program, least, roomy, placed } = parameters.weightStream
    ? fastestStreamed([compiled(streamOf(parameters, given)), compiled()], given)
    : compiled();
  return {
    ...program,
    parameters: fitParameters(graph.name, least, { ...given, array }, roomy),
    inputTables: lowered.inputTables,
    hostBefore: lowered.hostBefore,
    hostAfter: lowered.hostAfter,
    ...(lowered.argumentMaximum === undefined ? {} : { argumentMaximum: lowered.argumentMaximum }),
    featureMemory: {
      peakBytes: placed.placement.words * array,
      lowerBoundBytes: placed.demand.lowerBound * array,
    },
  };
}

/** A program, the least of each parameter with which it runs, and what is better where nothing is given. */
interface Candidate {
  readonly program: Omit<AssembledProgram, 'sums'>;
  readonly least: Demand;
  readonly roomy: Partial<Demand>;
  readonly placed: PlacedValues;
}

function candidateOf(
  network: string,
  placed: PlacedValues,
  given: Partial<TensorTrailParameters> & Pick<TensorTrailParameters, 'array'>,
): Candidate {
  const { array } = given;
  const { demand, placement, mapped } = placed;
  const bases = new Map(demand.buffers.map(({ value }, place) => [value, placement.addresses[place]!]));
  const assembled = assemble(network, mapped, (root) => bases.get(root) ?? 0);
  const { sums: _, ...resident } = assembled;
  const least = leastParameters(assembled, array, placement.words);
  if (!given.weightStream) return { program: resident, least, roomy: {}, placed };
  const { program, blockWords } = streamWeights(resident, array);
  const weightDepth = ringDepth(2 * blockWords);
  return {
    program: { ...program, ...streamedTiming(program, tensorTrailParameters({ weightDepth, ...given })) },
    least: { ...least, weightDepth: ringDepth(blockWords) },
    roomy: { weightDepth },
    placed,
  };
}

/** Mappings that suit the stream are not always better: what arrives while another operation runs costs nothing. */
function fastestStreamed(candidates: readonly Candidate[], given: Partial<TensorTrailParameters>): Candidate {
  const fitting = candidates.filter(({ least }) => shortParameters(least, given).length === 0);
  return [...fitting].sort((a, b) => a.program.cycles - b.program.cycles)[0] ?? candidates[0]!;
}

function streamOf({ weightStreamBits }: TensorTrailParameters, given: Partial<TensorTrailParameters>): WeightStream {
  const { weightDepth } = given;
  return weightDepth === undefined ? { weightStreamBits } : { weightStreamBits, weightDepth };
}

/** Steps and cycles where weights arrive as the stream port lets them. */
function streamedTiming(
  { steps, taps }: Pick<AssembledProgram, 'steps' | 'taps'>,
  parameters: TensorTrailParameters,
): Pick<AssembledProgram, 'steps' | 'cycles'> {
  const { cycles, steps: timings } = streamedCycles(timedInstructions({ steps, taps }), parameters);
  return { cycles, steps: steps.map((step, place) => ({ ...step, ...timings[place]! })) };
}

interface PlacedValues {
  readonly mapped: MappedGraph;
  readonly demand: ReturnType<typeof memoryDemand>;
  readonly placement: ReturnType<typeof placeBuffers>;
}

const raisedWordCosts = [1, 16];

/** Layouts and their places, the fastest that fit into the given depth; if none does, the smallest. */
function placeValues(
  lowered: LoweredGraph,
  array: number,
  depth: number | undefined,
  options: CompileOptions,
  stream?: WeightStream,
): PlacedValues {
  const placed = (featureWordCost: number): PlacedValues => {
    const mapped = chooseLayouts(lowered, array, options.wordCost ?? 4, featureWordCost, stream);
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
