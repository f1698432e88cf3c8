import type { Netlist } from '../flatten/netlist.ts';
import { RemainingWords } from '../flatten/remaining.ts';
import { type KnownStates, reachableWords, rootsOf } from '../flatten/specialise.ts';
import { type FunctionCode, numeric, op } from './encoder.ts';
import type { Layout } from './layout.ts';

/** A few state variables that decide about much, and the numbers that they have together in many cycles. */
export interface StateCases {
  readonly states: readonly number[];
  /** One row for each case, in the order of `states`. */
  readonly numbers: readonly (readonly bigint[])[];
}

/** Code for each case is compiled and executed beside the others': of a large design it would no longer fit a cache. */
const mostWords = 6000;
const mostCases = 8;
const mostStates = 3;
/** Candidates that are looked at, those that decide about the most words. */
const mostCandidates = 12;
/** A table has a place for every number that the variables can have together. */
const mostBits = 8;
const leastGain = 0.08;
/** The share of the cycles that a case must have. */
const leastShare = 1 / 32;

/**
 * The cases in which edges have the least to do, of those that the samples show; none where little is gained. `samples` have
 * the numbers of `candidates` in their order, from cycles in which `usual` holds.
 */
export function stateCases(
  netlist: Netlist,
  candidates: readonly number[],
  samples: readonly (readonly number[])[],
  usual: KnownStates,
): StateCases | undefined {
  const roots = rootsOf(netlist);
  const words = reachableWords(roots);
  if (words.length > mostWords || samples.length === 0) return undefined;
  const remaining = new RemainingWords(roots, words);
  const all = remaining.count(usual);
  const counted = new Map<string, number>();
  const countOf = (states: readonly number[], numbers: readonly bigint[]) => {
    const key = states.map((state, place) => `${state}=${numbers[place]}`).join();
    let count = counted.get(key);
    if (count === undefined) {
      count = remaining.count(new Map([...usual, ...states.map((state, place) => [state, numbers[place]!] as const)]));
      counted.set(key, count);
    }
    return count;
  };
  let best: { readonly cases: StateCases; readonly work: number } | undefined;
  while ((best?.cases.states.length ?? 0) < mostStates) {
    const known = best?.cases.states ?? [];
    const bits = known.reduce((sum, state) => sum + netlist.states[state]!.width, 0);
    const before = best?.work ?? all;
    let better: typeof best;
    for (const state of candidates.slice(0, mostCandidates)) {
      if (known.includes(state) || usual.has(state) || bits + netlist.states[state]!.width > mostBits) continue;
      const states = [...known, state];
      const frequent = frequentNumbers(
        samples,
        states.map((one) => candidates.indexOf(one)),
      );
      let work = all;
      for (const { numbers, share } of frequent) work -= share * (all - countOf(states, numbers));
      const limit = better?.work ?? before - leastGain * all;
      if (work < limit) better = { cases: { states, numbers: frequent.map(({ numbers }) => numbers) }, work };
    }
    if (!better) break;
    best = better;
  }
  return best?.cases;
}

/** What the variables at the places have together in many samples, the most frequent first. */
function frequentNumbers(samples: readonly (readonly number[])[], places: readonly number[]) {
  const counts = new Map<string, { readonly numbers: readonly bigint[]; count: number }>();
  for (const sample of samples) {
    const numbers = places.map((place) => BigInt(sample[place]!));
    const known = counts.get(numbers.join());
    if (known) known.count++;
    else counts.set(numbers.join(), { numbers, count: 1 });
  }
  return [...counts.values()]
    .map(({ numbers, count }) => ({ numbers, share: count / samples.length }))
    .filter(({ share }) => share >= leastShare)
    .sort((one, other) => other.share - one.share)
    .slice(0, mostCases);
}

/** Whether state is one of the cases; `numberOf` gives the number of a state variable. */
export function isCase({ states, numbers }: StateCases, numberOf: (state: number) => number): boolean {
  return numbers.some((row) => row.every((number, place) => Number(number) === numberOf(states[place]!)));
}

/** What is known of state in each case. */
export function knownInCases({ states, numbers }: StateCases, usual: KnownStates): readonly KnownStates[] {
  return numbers.map((row) => new Map([...usual, ...row.map((number, place) => [states[place]!, number] as const)]));
}

/** Branches out of as many blocks as the case at hand has before it; out of as many as there are cases in all others. */
export function branchToCase(code: FunctionCode, netlist: Netlist, layout: Layout, cases: StateCases): void {
  const widths = cases.states.map((state) => netlist.states[state]!.width);
  let low = 0;
  for (const [place, state] of cases.states.entries()) {
    code.loadAt('i32', layout.states[state]!);
    if (netlist.states[state]!.signed) {
      code.constant('i32', (1n << BigInt(widths[place]!)) - 1n);
      code.byte(numeric.i32.and);
    }
    if (low > 0) {
      code.constant('i32', BigInt(low));
      code.byte(numeric.i32.shiftLeft, numeric.i32.or);
    }
    low += widths[place]!;
  }
  const table = new Array<number>(2 ** low).fill(cases.numbers.length);
  for (const [number, row] of cases.numbers.entries()) {
    let index = 0;
    let offset = 0;
    for (const [place, width] of widths.entries()) {
      index += Number(BigInt.asUintN(width, row[place]!)) * 2 ** offset;
      offset += width;
    }
    table[index] = number;
  }
  code.byte(op.brTable);
  code.unsigned(table.length);
  for (const target of table) code.unsigned(target);
  code.unsigned(cases.numbers.length);
}
