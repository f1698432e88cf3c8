import type { TensorTrailParameters } from '../../../accelerators/tensortrail/parameters.ts';
import { fail } from '../../../diagnostics.ts';
import { describeGraph } from '../../graph/describe-graph.ts';
import { type Patches, patchGraph } from '../../graph/patches/patch-graph.ts';
import { patchRegions } from '../../graph/patches/regions.ts';
import type { NetworkGraph } from '../../graph/types.ts';
import { type CompiledProgram, type CompileOptions, compileGraph } from '../compile.ts';
import { behindFunctions, earlyFunctions } from '../lower/early-functions.ts';
import { estimateMemory } from './estimate-memory.ts';

/** `auto`: where `featureDepth` is given and does not do; a number: in so many rows, whether needed or not. */
export type PatchChoice = 'auto' | 'off' | number;

/** What patches cost and save, against the same network computed whole. */
export interface PatchReport extends Patches {
  readonly multiplications: BeforeAndAfter;
  readonly cycles: BeforeAndAfter;
  readonly peakBytes: BeforeAndAfter;
}

export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
}

/** A program and the graph that it was compiled from. */
export interface PatchedProgram {
  readonly graph: NetworkGraph;
  readonly program: CompiledProgram;
  /** Absent where nothing is computed in patches. */
  readonly patches?: PatchReport;
}

interface Candidate {
  readonly patches: Patches;
  readonly graph: NetworkGraph;
  readonly multiplications: number;
  /** Bytes, a guess. */
  readonly memory: number;
}

interface Compiled extends Pick<Candidate, 'graph'> {
  readonly program: CompiledProgram;
  readonly patches?: Patches;
}

const rowChoices = [2, 3, 4, 5, 6, 7, 8];

/** Compilations take about a second each: where guesses do not help, the search ends. */
const mostCompilations = 10;

/** Where nothing has to fit. */
const mostGuessed = 4;

/** Programs need at least this part of what is guessed. */
const surePart = 0.9;

/** Guesses of cycles are by multiplications: a few programs that fit are compared. */
const enoughFitting = 3;

/**
 * Compiles a network as `compileGraph` does; where its feature memory is short, with its first operators computed patch
 * by patch, in the way that takes fewest cycles and fits.
 * @throws BurinError B764 where a number of rows is given and no first operators can be split into them, and what
 *   `compileGraph` throws
 */
export function compilePatched(
  graph: NetworkGraph,
  given: Partial<TensorTrailParameters> = {},
  choice: PatchChoice = 'auto',
  options: CompileOptions = {},
): PatchedProgram {
  const { featureDepth } = given;
  if (choice === 'off' || choice === 1 || (choice === 'auto' && featureDepth === undefined)) {
    return { graph, program: compileGraph(graph, given, options) };
  }
  const compiled = (tried: NetworkGraph): CompiledProgram => compileGraph(tried, ...unbounded(given, options));
  const whole: Compiled = { graph, program: compiled(graph) };
  if (choice === 'auto' && featureDepth !== undefined && whole.program.parameters.featureDepth <= featureDepth) {
    return { graph, program: compileGraph(graph, given, options) };
  }
  const candidates = candidatesOf(graph, choice === 'auto' ? rowChoices : [choice], whole.program.parameters.array);
  if (choice !== 'auto' && candidates.length === 0) refuseRows(graph, choice);
  const tried = tryCandidates(candidates, compiled, given, whole.program.parameters.array);
  const best = bestOf(choice === 'auto' ? [whole, ...tried] : tried, given);
  // Whatever is still short is told as it is for other networks.
  const program = compileGraph(best.graph, given, options);
  if (!best.patches) return { graph, program };
  return { graph: best.graph, program, patches: reportOf(best.patches, whole, { graph: best.graph, program }) };
}

/** The parameters and options with which a program of any size is compiled, if as small as `featureDepth` asks. */
function unbounded(
  given: Partial<TensorTrailParameters>,
  options: CompileOptions,
): [Partial<TensorTrailParameters>, CompileOptions] {
  const { array, weightStream, weightStreamBits, weightDepth, featureDepth } = given;
  const kept = {
    ...(array === undefined ? {} : { array }),
    ...(weightStream === undefined ? {} : { weightStream }),
    ...(weightStreamBits === undefined ? {} : { weightStreamBits }),
    ...(weightStream && weightDepth !== undefined ? { weightDepth } : {}),
  };
  return [kept, featureDepth === undefined ? options : { ...options, wantedFeatureDepth: featureDepth }];
}

function candidatesOf(graph: NetworkGraph, rowCounts: readonly number[], array: number): readonly Candidate[] {
  const early = earlyFunctions(graph, array);
  return patchRegions(graph, early).flatMap(({ end, output }) =>
    rowCounts
      .filter((rows) => Number.isInteger(rows) && rows >= 1 && rows <= graph.tensors[output]!.shape[1]!)
      .map((rows): Candidate => {
        const patches = { operators: end, rows, columns: 1 };
        const patched = patchGraph(graph, patches, early);
        const { multiplications } = describeGraph(patched);
        return {
          patches,
          graph: patched,
          multiplications,
          memory: estimateMemory(behindFunctions(patched, early), array),
        };
      }),
  );
}

/** Compiles those that may fit, from the fewest multiplications on; without a limit, those that may be the smallest. */
function tryCandidates(
  candidates: readonly Candidate[],
  compiled: (graph: NetworkGraph) => CompiledProgram,
  given: Partial<TensorTrailParameters>,
  array: number,
): readonly Compiled[] {
  if (given.featureDepth === undefined) {
    const smallest = [...candidates].sort((a, b) => a.memory - b.memory).slice(0, mostGuessed);
    return smallest.map((candidate) => ({ ...candidate, program: compiled(candidate.graph) }));
  }
  const limit = given.featureDepth * array * array;
  const likely = candidates.filter(({ memory }) => memory * surePart <= limit);
  const tried: Compiled[] = [];
  const peaks = new Map<number, number>();
  let fitting = 0;
  for (const candidate of likely.sort((a, b) => a.multiplications - b.multiplications)) {
    if (tried.length >= mostCompilations || fitting >= enoughFitting) break;
    const { operators } = candidate.patches;
    const before = peaks.get(operators) ?? Infinity;
    if (before < 0) continue;
    const program = compiled(candidate.graph);
    tried.push({ ...candidate, program });
    const { peakBytes } = program.featureMemory;
    if (fits(program, given)) fitting++;
    // More patches of these operators help no more: they take the memory that the parts around each patch need.
    peaks.set(operators, peakBytes < before ? peakBytes : -1);
  }
  return tried;
}

/** Of those that fit the one with fewest cycles; else, and where nothing has to fit, the smallest. */
function bestOf(tried: readonly Compiled[], given: Partial<TensorTrailParameters>): Compiled {
  const fitting = given.featureDepth === undefined ? [] : tried.filter(({ program }) => fits(program, given));
  const cost = ({ program }: Compiled): number =>
    fitting.length > 0 ? program.cycles : program.featureMemory.peakBytes;
  return (fitting.length > 0 ? fitting : tried).reduce((best, one) => (cost(one) < cost(best) ? one : best));
}

function fits({ parameters }: CompiledProgram, given: Partial<TensorTrailParameters>): boolean {
  const names = ['featureDepth', 'tapDepth', 'maximumInstructions', 'parameterDepth', 'coordinateBits'] as const;
  return names.every((name) => parameters[name] <= (given[name] ?? Infinity));
}

function refuseRows(graph: NetworkGraph, rows: number): never {
  return fail(
    'B764',
    `${graph.name}: none of its first operators can be computed in ${rows} patches`,
    'the network must begin with convolutions, pools or sums of images; take fewer patches, or --patches off',
  );
}

function reportOf(patches: Patches, before: Compiled, after: Omit<Compiled, 'patches'>): PatchReport {
  const both = (of: (one: Compiled) => number): BeforeAndAfter => ({ before: of(before), after: of(after) });
  return {
    ...patches,
    multiplications: both(({ graph }) => describeGraph(graph).multiplications),
    cycles: both(({ program }) => program.cycles),
    peakBytes: both(({ program }) => program.featureMemory.peakBytes),
  };
}

/** The report as a sentence. */
export function describePatches({ operators, rows, multiplications, cycles, peakBytes }: PatchReport): string {
  const more = ({ before, after }: BeforeAndAfter): string =>
    `${(100 * (after / Math.max(1, before) - 1)).toFixed(1)} %`;
  return (
    `the first ${operators} operators are computed in ${rows} patches: feature memory ${peakBytes.after} bytes instead of ` +
    `${peakBytes.before}, ${more(multiplications)} more multiplications, ${more(cycles)} more cycles`
  );
}
