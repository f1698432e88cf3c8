import type { FuzzCase } from './corpus.ts';
import { type Difference, type FuzzEngine, firstDifference, type Outcome } from './engine.ts';
import { type RandomCircuitOptions, randomCircuit } from './random-circuit.ts';
import { RandomSource } from './random-source.ts';
import { randomStimulus } from './random-stimulus.ts';

export interface Campaign {
  /** The first circuit's seed; the others follow it. */
  readonly seed: number;
  readonly count: number;
  /** Cycles of each circuit. */
  readonly cycles: number;
  /** The first one is what the others are compared with. */
  readonly engines: readonly FuzzEngine[];
  readonly circuits?: RandomCircuitOptions;
  /** Ends the campaign after this many differing circuits; default 1. */
  readonly mostDifferences?: number;
  /** Called whenever some circuits are done. */
  readonly onProgress?: (done: number, differences: number) => void;
}

export interface Finding {
  readonly seed: number;
  readonly fuzzCase: FuzzCase;
  readonly difference: Difference;
}

export interface CampaignResult {
  /** Circuits that were compared. */
  readonly circuits: number;
  /** Values that were compared with the first engine's, all engines together. */
  readonly comparedValues: number;
  readonly findings: readonly Finding[];
}

/** Of so many circuits the signals inside are compared for one. */
const insideEvery = 5;

/** The circuit and the stimulus of one seed. */
export function fuzzCase(seed: number, cycles: number, options: RandomCircuitOptions = {}): FuzzCase {
  const circuit = randomCircuit(seed, options);
  const stimulus = randomStimulus(circuit, cycles, new RandomSource(seed + 1_000_003));
  return { circuit, stimulus, inside: seed % insideEvery === 0 };
}

/** Runs random circuits on all engines and compares them. */
export async function runCampaign(campaign: Campaign): Promise<CampaignResult> {
  const { seed: first, count, cycles, engines, circuits, mostDifferences = 1, onProgress } = campaign;
  const batch = Math.max(...engines.map((engine) => engine.batch));
  const names = engines.map(({ name }) => name);
  const findings: Finding[] = [];
  let done = 0;
  let comparedValues = 0;
  while (done < count && findings.length < mostDifferences) {
    const seeds = Array.from({ length: Math.min(batch, count - done) }, (_, place) => first + done + place);
    const cases = seeds.map((seed) => fuzzCase(seed, cycles, circuits));
    const outcomes = await Promise.all(engines.map((engine) => engine.run(cases)));
    for (const [place, seed] of seeds.entries()) {
      const ofCase = outcomes.map((ofEngine) => ofEngine[place]!);
      comparedValues += countCompared(ofCase);
      const difference = firstDifference(names, ofCase);
      if (difference) findings.push({ seed, fuzzCase: cases[place]!, difference });
    }
    done += seeds.length;
    onProgress?.(done, findings.length);
    // Interrupts and timers want their turn between circuits that run in this process.
    await new Promise(setImmediate);
  }
  return { circuits: done, comparedValues, findings };
}

function countCompared([reference, ...others]: readonly Outcome[]): number {
  if (reference?.kind !== 'ran') return 0;
  const columns = new Set(reference.columns);
  const shared = (other: Outcome) =>
    other.kind === 'ran' ? other.rows.length * other.columns.filter((name) => columns.has(name)).length : 0;
  return others.reduce((sum, other) => sum + shared(other), 0);
}
