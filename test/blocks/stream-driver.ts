import type { Circuit } from '../../generators/circuit/types.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import { type RandomNumbers, randomNumbers } from '../support/random-numbers.ts';

/** One word: the fields of a payload in order of the ports. */
export type Word = readonly bigint[];

export interface StreamRun {
  /** The words that each stream into the circuit is given, in order. */
  readonly words: Readonly<Record<string, readonly Word[]>>;
  /** Names of the streams out of the circuit. */
  readonly outputs: readonly string[];
  readonly cycles: number;
  readonly seed: number;
  /** How often producers offer their next word and consumers are ready. */
  readonly offers: number;
  readonly accepts: number;
  /** Sets further inputs before each cycle. */
  readonly before?: (simulator: Simulator, random: RandomNumbers) => void;
  /** Looks at the settled values of each cycle. */
  readonly look?: (simulator: Simulator, cycle: number) => void;
}

export interface Transfer {
  readonly cycle: number;
  readonly word: Word;
}

/**
 * Runs producers and consumers that keep the rules of streams at random times, and checks that the circuit keeps them
 * too: an offered word stays, unchanged, until it is taken. Returns what each stream has transferred.
 */
export function runStreams(
  circuit: Circuit,
  engine: Simulator['engine'],
  run: StreamRun,
): Readonly<Record<string, readonly Transfer[]>> {
  const simulator = createSimulator(circuit, { engine });
  const random = randomNumbers(run.seed);
  const names = [...Object.keys(run.words), ...run.outputs];
  const fields = Object.fromEntries(names.map((name) => [name, payloadPorts(circuit, name)]));
  const transfers = Object.fromEntries(names.map((name) => [name, [] as Transfer[]]));
  const waiting = new Map<string, Word>();
  const offered = new Set<string>();
  if (circuit.top.ports.some(({ name }) => name === 'reset')) {
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
  }
  for (let cycle = 0; cycle < run.cycles; cycle += 1) {
    run.before?.(simulator, random);
    for (const [name, words] of Object.entries(run.words)) {
      const word = words[transfers[name]!.length];
      if (word && (offered.has(name) || random.chance(run.offers))) offered.add(name);
      simulator.set(`${name}_valid`, offered.has(name));
      // What a stream shows while nothing is valid must not matter.
      fields[name]!.forEach(({ port, low, high }, at) => {
        const shown = offered.has(name)
          ? word![at]!
          : low + (BigInt(random.integer(0, 2 ** 31 - 1)) % (high - low + 1n));
        simulator.set(port, shown);
      });
    }
    for (const name of run.outputs) simulator.set(`${name}_ready`, random.chance(run.accepts));
    for (const name of run.outputs) {
      const valid = simulator.get(`${name}_valid`) === 1n;
      const word = fields[name]!.map(({ port }) => simulator.get(port));
      const before = waiting.get(name);
      if (before && !valid) throw new Error(`cycle ${cycle}: ${name} withdraws a word that was not taken`);
      if (before?.some((value, at) => value !== word[at])) {
        throw new Error(`cycle ${cycle}: ${name} changes a word that was not taken`);
      }
      const ready = simulator.get(`${name}_ready`) === 1n;
      if (valid && ready) transfers[name]!.push({ cycle, word });
      if (valid && !ready) waiting.set(name, word);
      else waiting.delete(name);
    }
    run.look?.(simulator, cycle);
    for (const [name, words] of Object.entries(run.words)) {
      if (!offered.has(name) || simulator.get(`${name}_ready`) !== 1n) continue;
      transfers[name]!.push({ cycle, word: words[transfers[name]!.length]! });
      offered.delete(name);
    }
    simulator.step();
  }
  return transfers;
}

/** The words alone. */
export const wordsOf = (transfers: readonly Transfer[] | undefined): readonly Word[] =>
  (transfers ?? []).map(({ word }) => word);

function payloadPorts(circuit: Circuit, stream: string) {
  const ports = circuit.top.ports.filter(({ name }) => name.startsWith(`${stream}_payload`));
  return ports.map(({ name: port, type: { width, signed } }) => ({
    port,
    low: signed ? -(1n << BigInt(width - 1)) : 0n,
    high: (1n << BigInt(signed ? width - 1 : width)) - 1n,
  }));
}
