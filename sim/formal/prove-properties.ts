import type { Circuit, InputPort, SourceLocation } from '../../generators/circuit/types.ts';
import { BurinError, fail, formatLocation } from '../../generators/diagnostics.ts';
import { chosenClocks, drivenInputs, type Stimulus } from '../stimulus.ts';
import type { Trace } from '../waves/index.ts';
import { numberOf } from './counterexample.ts';
import { stuckState } from './induction-wave.ts';
import { type ModelStep, readModel } from './model.ts';
import type { ObserverBody } from './observer.ts';
import { type FlatProperty, type ProofDesign, proofDesign } from './proof-design.ts';
import { propertyWave } from './property-wave.ts';
import { type Replayed, replay, type Violation } from './replay.ts';
import { runYosys } from './yosys.ts';

export interface ProveOptions {
  /**
   * `induction`, unless given: the assertions hold in every cycle, from any state that is reached from the start. `bmc`:
   * they hold in the first `depth` cycles. `cover`: each cover is met within `depth` cycles of some run.
   */
  readonly kind?: 'induction' | 'bmc' | 'cover';
  /** Cycles that are searched from the start, and that induction looks back, 1 or more; 10 unless given. */
  readonly depth?: number;
  /** Time for the proof as a whole; 60 unless given. */
  readonly timeoutSeconds?: number;
  /** In the first cycle all resets are active. `once`, unless given: and then no more; `any`: again whenever. */
  readonly resets?: 'once' | 'any';
  /** A module beside the design that looks at its signals, with properties and registers of its own. */
  readonly observer?: ObserverBody;
}

/** A run in which a cover is met in the last cycle. */
export interface Witness {
  readonly property: string;
  readonly stimulus: Stimulus;
  /** As in what is refuted. */
  readonly choices?: Stimulus;
  readonly wave: string;
}

export type PropertyProof =
  /** Assertions hold in every cycle, or in the first `cycles`. Covers are met, each by its witness. */
  | { readonly kind: 'proven'; readonly cycles?: number; readonly witnesses?: readonly Witness[] }
  /** An assertion that does not hold in the last cycle of a stimulus, as our simulator shows it. */
  | {
      readonly kind: 'refuted';
      readonly violation: Violation;
      readonly stimulus: Stimulus;
      /** What the observer's `any` values are in each cycle, where there are some, by their order: `any_0`. */
      readonly choices?: Stimulus;
      readonly wave: string;
    }
  /** A cover that is never met, proven by induction. */
  | { readonly kind: 'unreachable'; readonly property: string; readonly location: SourceLocation }
  /**
   * Neither; `wave` is a run from a state, maybe one that is never reached, at which induction ended. `cycles`: in so many
   * first cycles the assertions hold.
   */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly remedy: string;
      readonly cycles?: number;
      readonly wave?: string;
    };

/**
 * Proves the assertions of a design, and of an observer, for all inputs that keep its assumptions; or finds runs that meet
 * its covers. All state starts at 0 and memories at their contents, resets are active in the first cycle, and all
 * registers rise with one clock; several clocks rise in any order. Counterexamples are replayed in our simulator.
 * @throws BurinError B540 where yosys is missing, B541 where there is nothing to prove, B542 where yosys and our simulator
 * contradict each other, B543 for options that cannot be, B544 for what cannot be observed, B110 and errors of the design
 */
export async function prove(circuit: Circuit, options: ProveOptions = {}): Promise<PropertyProof> {
  const { kind = 'induction', depth = 10, timeoutSeconds = 60, resets = 'once' } = options;
  requireOption('depth', depth, Number.isSafeInteger(depth) && depth >= 1, 'a whole number of at least 1');
  requireOption('timeoutSeconds', timeoutSeconds, timeoutSeconds > 0, 'a number above 0');
  requireOption('kind', kind, ['induction', 'bmc', 'cover'].includes(kind), 'induction, bmc or cover');
  const design = proofDesign(circuit, resets, options.observer);
  const goals = kind === 'cover' ? coverGoals(design) : [assertionGoal(design)];
  const output = await run(design, kind, goals, { depth, timeoutSeconds });
  if (typeof output !== 'string') return output;
  const sections = output.split(sectionMark).slice(1);
  if (/no model found/.test(sections[0] ?? '')) return contradiction(depth);
  return kind === 'cover'
    ? coverResult(design, goals as readonly FlatProperty[], sections.slice(1), depth)
    : assertionResult(design, sections[1] ?? '', kind, depth);
}

function requireOption(name: string, value: unknown, isRight: boolean, right: string): void {
  if (!isRight) fail('B543', `the ${name} of a proof is ${value}`, `choose ${right}`);
}

function assertionGoal({ circuit, properties }: ProofDesign): undefined {
  if (properties.some(({ property }) => property.kind === 'assert')) return;
  fail(
    'B541',
    `${circuit.top.name} asserts nothing`,
    "give it assert(…), or a proof's observer some",
    circuit.top.location,
  );
}

function coverGoals({ circuit, properties }: ProofDesign): readonly FlatProperty[] {
  const covers = properties.filter(({ property }) => property.kind === 'cover');
  if (covers.length > 0) return covers;
  return fail(
    'B541',
    `${circuit.top.name} covers nothing`,
    "give it cover(…), or a proof's observer some",
    circuit.top.location,
  );
}

const sectionMark = 'burin: next question';

/** What yosys says to each question, behind a mark each: whether the assumptions can be met, and each goal. */
async function run(
  design: ProofDesign,
  kind: 'induction' | 'bmc' | 'cover',
  goals: readonly (FlatProperty | undefined)[],
  { depth, timeoutSeconds }: { readonly depth: number; readonly timeoutSeconds: number },
): Promise<string | PropertyProof> {
  const clocks = chosenClocks(design.circuit).length > 0;
  const chosen = [...design.chosen.keys()].map((wire) => ` -show \\${wire}`).join('');
  // yosys takes registers of several clocks for no registers.
  const common = `-set-assumes -set-init-zero -show-inputs ${clocks ? '-show-public' : '-show-regs'}${chosen}`;
  const assumes = design.properties.some(({ property }) => property.kind === 'assume');
  const questions = [
    assumes ? `sat -seq ${depth} ${common} t:$assume %ci*` : 'log nothing is assumed',
    ...goals.map((goal) => {
      const search = `sat -tempinduct${kind === 'bmc' ? ' -tempinduct-baseonly' : ''} -maxsteps ${depth} ${common}`;
      return goal
        ? `${search} -prove \\${goal.name} 0 w:${goal.name} t:$assume %u %ci*`
        : `${search} -prove-asserts t:$assert t:$assume %u %ci*`;
    }),
  ];
  const script = [...design.read, ...questions.flatMap((question) => [`log ${sectionMark}`, question])];
  try {
    const { output, exitCode } = await runYosys({ files: design.files, script, timeoutSeconds });
    if (exitCode === 0) return output;
    const error =
      output.split('\n').find((line) => line.startsWith('ERROR:')) ?? `yosys ended with exit code ${exitCode}`;
    return { kind: 'unknown', reason: error, remedy: 'simulate instead, and report this where the design is sound' };
  } catch (error) {
    if (!(error instanceof BurinError) || error.diagnostics[0]?.code !== 'B503') throw error;
    const remedy = 'allow more time, look at fewer cycles, or prove a smaller variant: narrower words, fewer of them';
    return { kind: 'unknown', reason: `no answer within ${timeoutSeconds} s`, remedy };
  }
}

function contradiction(depth: number): PropertyProof {
  return {
    kind: 'unknown',
    reason: `the assumptions contradict each other: nothing keeps them for ${depth} cycles, so that they prove anything`,
    remedy: 'mend the assumptions',
  };
}

function assertionResult(design: ProofDesign, text: string, kind: 'induction' | 'bmc', depth: number): PropertyProof {
  if (/Induction step proven: SUCCESS!/.test(text)) return { kind: 'proven' };
  if (/proved base case for \d+ steps: SUCCESS!/.test(text)) return { kind: 'proven', cycles: depth };
  const found = foundRun(design, text);
  if (!found) return stuck(design, text, kind, depth);
  const tried = withLastClocks(design.circuit, found).map((run) => ({ run, ...replayRun(design, run) }));
  const shown = tried.find(({ violation }) => violation?.kind === 'assert') ?? tried[0]!;
  if (shown.violation?.kind !== 'assert')
    return inconsistent(design, 'an assertion that does not hold', shown.violation);
  return refuted(design, shown.violation, shown.run, shown.trace);
}

function refuted(
  { circuit, properties }: ProofDesign,
  violation: Violation,
  { stimulus, choices }: Run,
  trace: Trace,
): PropertyProof {
  const about = properties.find(({ name }) => name === violation.property);
  const wave = propertyWave(trace, circuit, about);
  return { kind: 'refuted', violation, stimulus, ...(choices ? { choices } : {}), wave };
}

function coverResult(
  design: ProofDesign,
  goals: readonly FlatProperty[],
  texts: readonly string[],
  depth: number,
): PropertyProof {
  const witnesses: Witness[] = [];
  const open: FlatProperty[] = [];
  for (const [place, goal] of goals.entries()) {
    const text = texts[place] ?? '';
    const { location } = goal.property;
    if (/Induction step proven: SUCCESS!/.test(text)) return { kind: 'unreachable', property: goal.name, location };
    const found = foundRun(design, text);
    if (!found) {
      open.push(goal);
      continue;
    }
    const { violation, met, trace } = replayRun(design, found);
    // The search looks at the cover alone: an assertion may fail on the way.
    if (violation?.kind === 'assert') return refuted(design, violation, found, trace);
    if (!met.has(goal.name)) return inconsistent(design, `${goal.name} met`, violation);
    witnesses.push({ property: goal.name, ...found, wave: propertyWave(trace, design.circuit, goal) });
  }
  if (open.length === 0) return { kind: 'proven', witnesses };
  const names = open.map(({ name, property }) => `${name} (${formatLocation(property.location)})`).join(', ');
  const reason = `not met within ${depth} cycles, and not proven to be never met: ${names}`;
  return { kind: 'unknown', reason, remedy: 'look at more cycles' };
}

/** A run from the start: the design's inputs, and what is chosen for the observer. */
interface Run {
  readonly stimulus: Stimulus;
  readonly choices?: Stimulus;
}

/** The run that yosys found; rows in which no clock rises change nothing and are left out, but for the last. */
function foundRun({ circuit, chosen }: ProofDesign, text: string): Run | undefined {
  const [, model] = text.split('model found for base case: FAIL!');
  if (model === undefined) return undefined;
  const clocks = chosenClocks(circuit);
  const ports: readonly InputPort[] = [...drivenInputs(circuit), ...clocks];
  const steps = readModel(model);
  const valuesOf = (step: ModelStep, wires: readonly (readonly [string, InputPort])[]) =>
    Object.fromEntries(wires.map(([wire, port]) => [port.name, numberOf(step.get(wire) ?? '0', port)]));
  const named = ports.map((port) => [port.name, port] as const);
  const kept = steps.filter(
    (step, place) =>
      clocks.length === 0 || place === steps.length - 1 || clocks.some(({ name }) => step.get(name) === '1'),
  );
  const stimulus = kept.map((step) => valuesOf(step, named));
  return chosen.size === 0 ? { stimulus } : { stimulus, choices: kept.map((step) => valuesOf(step, [...chosen])) };
}

/** The run; and where there are several clocks, with each of them rising in the last step, for the assertion to be seen. */
function withLastClocks(circuit: Circuit, run: Run): readonly Run[] {
  const last = run.stimulus.at(-1)!;
  const also = chosenClocks(circuit).map(({ name }) => ({
    ...run,
    stimulus: [...run.stimulus.slice(0, -1), { ...last, [name]: 1n }],
  }));
  return [run, ...also];
}

function replayRun({ circuit, observer }: ProofDesign, { stimulus, choices }: Run): Replayed {
  return replay(circuit, stimulus, { observer, ...(choices ? { choices } : {}) });
}

function stuck(design: ProofDesign, text: string, kind: 'induction' | 'bmc', depth: number): PropertyProof {
  if (kind === 'bmc' || !/Reached maximum number of time steps/.test(text)) {
    return { kind: 'unknown', reason: 'yosys gave no answer', remedy: 'report this' };
  }
  const wave = stuckState(design, text);
  return {
    kind: 'unknown',
    cycles: depth,
    reason: `the assertions hold in the first ${depth} cycles, but that they hold in ${depth} cycles does not make them hold in the next`,
    remedy:
      'the wave begins in a state that may never be reached: assert what excludes it, in the design or an observer, or look at more cycles',
    ...(wave === undefined ? {} : { wave }),
  };
}

function inconsistent({ circuit }: ProofDesign, found: string, violation: Violation | undefined): never {
  const shown = violation ? `${violation.kind} ${violation.property} that does not hold` : 'nothing of the kind';
  fail(
    'B542',
    `yosys found ${found} in ${circuit.top.name}, and our simulator shows ${shown}: one of them is wrong`,
    'report this with the design: it is an error of Burin',
  );
}
