import type { Netlist } from '../flatten/netlist.ts';
import { RemainingWords } from '../flatten/remaining.ts';
import { type KnownStates, reachableWords, rootsOf } from '../flatten/specialise.ts';
import type { Word } from '../flatten/word.ts';

/** What profiles look at: inputs and registers that have few values, as those that control others do. */
const widestControl = 8;
/** Of these, the ones that decide about most. */
const mostCandidates = 32;
/** Each comparison at the start of a step must be worth it. */
const mostKnown = 4;
const leastGain = 0.03;
/** The share of the cycles in which all of them must have their usual numbers. */
const leastShare = 0.9;

/** State variables that decide about the most words; none of a netlist without any. */
export function candidatesOf(netlist: Netlist): readonly number[] {
  const uses = new Map<number, number>();
  const use = (word: Word | undefined) => {
    if (word?.operator !== 'state') return;
    const { kind, lane, width } = netlist.states[word.state]!;
    if (kind === 'readData' || lane !== undefined || width > widestControl) return;
    uses.set(word.state, (uses.get(word.state) ?? 0) + 1);
  };
  for (const { operator, operands, width } of reachableWords(rootsOf(netlist))) {
    if (operator === 'mux') use(operands[0]);
    else if (operator === 'equal' || operator === 'notEqual') use(operands[1]);
    else if (width === 1) for (const operand of operands) use(operand);
  }
  const sorted = [...uses].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, mostCandidates).map(([state]) => state);
}

/**
 * Numbers that some of the candidates have in nearly all samples and that leave the least to do in such cycles; none
 * where nothing is gained. `samples` have the candidates' numbers in their order.
 */
export function usualStates(
  netlist: Netlist,
  candidates: readonly number[],
  samples: readonly (readonly number[])[],
): KnownStates {
  const roots = rootsOf(netlist);
  const remaining = new RemainingWords(roots, reachableWords(roots));
  const known = new Map<number, bigint>();
  const numbers = candidates.map((_, place) => mostFrequent(samples.map((sample) => sample[place]!)));
  let left = samples;
  let count = remaining.count(known);
  const worthwhile = leastGain * count;
  while (known.size < mostKnown) {
    let best: { place: number; count: number } | undefined;
    for (const [place, state] of candidates.entries()) {
      if (known.has(state)) continue;
      const holds = left.filter((sample) => sample[place] === numbers[place]).length;
      if (holds < leastShare * samples.length) continue;
      const after = remaining.count(new Map([...known, [state, BigInt(numbers[place]!)]]));
      if (after < (best?.count ?? count - worthwhile)) best = { place, count: after };
    }
    if (!best) break;
    const { place } = best;
    known.set(candidates[place]!, BigInt(numbers[place]!));
    left = left.filter((sample) => sample[place] === numbers[place]);
    count = best.count;
  }
  return known;
}

function mostFrequent(values: readonly number[]): number {
  const counts = new Map<number, number>();
  let found = values[0] ?? 0;
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.get(value)! > counts.get(found)!) found = value;
  }
  return found;
}
