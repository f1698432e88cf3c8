import type { TensorTrailParameters } from '../../../accelerators/tensortrail/parameters.ts';
import { fail } from '../../../diagnostics.ts';
import { describeGraph } from '../../graph/describe-graph.ts';
import { type Patches, patchGraph } from '../../graph/patches/patch-graph.ts';
import { patchRegions } from '../../graph/patches/regions.ts';
import type { NetworkGraph } from '../../graph/types.ts';
import { type CompiledProgram, type CompileOptions, compileGraph } from '../compile.ts';
import { behindFunctions } from '../lower/early-functions.ts';
import { estimateMemory } from './estimate-memory.ts';

/**
 * `auto`: where `featureDepth` is given and does not do; `smallest`: with the least feature memory that is found; a number:
 * in so many rows, whether needed or not.
 */
export type PatchChoice = 'auto' | 'off' | 'smallest' | number;

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

const rowChoices = [2, 3, 4, 5, 6, 7, 8, 10, 12, 16];

/** Where guesses do not help, the search ends: a compilation takes some milliseconds for each operator. */
const mostCompilations = 12;
const mostOperators = 2000;

/** First operators that are looked at where nothing has to fit. */
const mostRegions = 6;

/** Before anything is compiled: programs need at least this part of what is guessed. */
const surePart = 0.9;

/** Guesses of cycles are by multiplications: a few programs that fit are compared. */
const enoughFitting = 3;
const mostLeftOut = 2;

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
  const { featureDepth } = choice === 'smallest' ? {} : given;
  if (choice === 'off' || choice === 1 || (choice === 'auto' && featureDepth === undefined)) {
    return { graph, program: compileGraph(graph, given, options) };
  }
  // No depth is small enough for the smallest.
  const wanted = choice === 'smallest' ? { ...options, wantedFeatureDepth: 1 } : options;
  const compiled = (tried: NetworkGraph): CompiledProgram => compileGraph(tried, ...unbounded(given, wanted));
  const whole: Compiled = { graph, program: compiled(graph) };
  if (choice === 'auto' && featureDepth !== undefined && whole.program.parameters.featureDepth <= featureDepth) {
    return { graph, program: compileGraph(graph, given, options) };
  }
  const { array } = whole.program.parameters;
  const rows = typeof choice === 'number' ? choice : undefined;
  const early = new Set(whole.program.hostBefore);
  const candidates = candidatesOf(graph, rows === undefined ? rowChoices : [rows], array, early);
  if (rows !== undefined && candidates.length === 0) refuseRows(graph, rows);
  const limits = choice === 'smallest' ? {} : given;
  const compile = limitedCompiler(compiled);
  const tried =
    limits.featureDepth === undefined
      ? tryToShrink(candidates, compile)
      : tryToFit(candidates, compile, limits, limits.featureDepth * array ** 2);
  const best = bestOf(rows === undefined ? [whole, ...tried] : tried, limits);
  // Whatever is still short is told as it is for other networks.
  const program = compileGraph(best.graph, given, wanted);
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
  return [kept, featureDepth === undefined ? options : { wantedFeatureDepth: featureDepth, ...options }];
}

/** @param early What the host computes before, by index: it does so for the whole input */
function candidatesOf(
  graph: NetworkGraph,
  rowCounts: readonly number[],
  array: number,
  early: ReadonlySet<number>,
): readonly Candidate[] {
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

/**
 * Programs that fit, from the fewest multiplications on, until there are a few. How much more memory they need than is
 * guessed is learned on the way: it is about the same for the same first operators. With more rows it may be less:
 * some that were left out, those that come nearest, are tried where they would save multiplications.
 */
function tryToFit(
  candidates: readonly Candidate[],
  compile: (candidate: Candidate) => Compiled | undefined,
  given: Partial<TensorTrailParameters>,
  limit: number,
): readonly Compiled[] {
  const parts = new Map<number, number>();
  const expected = ({ memory, patches }: Candidate): number => memory * (parts.get(patches.operators) ?? surePart);
  const [tried, fitting]: [Compiled[], Candidate[]] = [[], []];
  const attempt = (candidate: Candidate): boolean => {
    const compiled = compile(candidate);
    if (!compiled) return false;
    tried.push(compiled);
    parts.set(candidate.patches.operators, compiled.program.featureMemory.peakBytes / candidate.memory);
    if (fits(compiled.program, given)) fitting.push(candidate);
    return true;
  };
  const leftOut: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => a.multiplications - b.multiplications)) {
    if (expected(candidate) > limit) leftOut.push(candidate);
    else if (!attempt(candidate) || fitting.length === enoughFitting) break;
  }
  const fewest = fitting[0]?.multiplications ?? 0;
  leftOut
    .filter((candidate) => candidate.memory * surePart <= limit && candidate.multiplications < fewest)
    .sort((a, b) => expected(a) - expected(b) || a.multiplications - b.multiplications)
    .slice(0, mostLeftOut)
    .forEach(attempt);
  return tried;
}

/**
 * Small programs: for the first operators that promise least, and from the best of them on with more or fewer rows as long
 * as that helps. Many patches are many small values, which are placed less closely: recomputation counts twice.
 */
function tryToShrink(
  candidates: readonly Candidate[],
  compile: (candidate: Candidate) => Compiled | undefined,
): readonly Compiled[] {
  const fewest = Math.min(...candidates.map(({ multiplications }) => multiplications));
  const score = ({ memory, multiplications }: Candidate): number => memory * (multiplications / fewest) ** 2;
  const regions = new Map<number, Candidate>();
  for (const candidate of [...candidates].sort((a, b) => score(a) - score(b))) {
    if (regions.size < mostRegions && !regions.has(candidate.patches.operators)) {
      regions.set(candidate.patches.operators, candidate);
    }
  }
  const tried = new Map<Candidate, Compiled>();
  const attempt = (candidate: Candidate | undefined): void => {
    const compiled = candidate && !tried.has(candidate) ? compile(candidate) : undefined;
    if (candidate && compiled) tried.set(candidate, compiled);
  };
  for (const candidate of regions.values()) attempt(candidate);
  const peak = ([, { program }]: readonly [Candidate, Compiled]): number => program.featureMemory.peakBytes;
  for (let before = Infinity; ; ) {
    const best = [...tried].reduce<readonly [Candidate, Compiled] | undefined>(
      (least, one) => (least && peak(least) <= peak(one) ? least : one),
      undefined,
    );
    if (!best || peak(best) >= before) break;
    before = peak(best);
    const region = candidates.filter(({ patches }) => patches.operators === best[0].patches.operators);
    const place = region.indexOf(best[0]);
    attempt(region[place - 1]);
    attempt(region[place + 1]);
  }
  return [...tried.values()];
}

/** Compiles until that has been done often enough; then it gives nothing. */
function limitedCompiler(
  compiled: (graph: NetworkGraph) => CompiledProgram,
): (candidate: Candidate) => Compiled | undefined {
  let [compilations, operators] = [0, 0];
  return (candidate) => {
    compilations++;
    operators += candidate.graph.operators.length;
    if (compilations > 1 && (compilations > mostCompilations || operators > mostOperators)) return undefined;
    return { ...candidate, program: compiled(candidate.graph) };
  };
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
