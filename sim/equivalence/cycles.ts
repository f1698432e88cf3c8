import type { Circuit, InputPort, OutputPort } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { SimulationError } from '../engine/simulator.ts';
import { checkedClocks, checkedValue, unknownName } from '../engine/values.ts';
import { RandomSource } from '../fuzz/random-source.ts';
import { drivenInputs } from '../stimulus.ts';

/**
 * What happens in one cycle: inputs are set, outputs settle and are looked at, then clocks rise together. Inputs that are
 * not named keep their values (0 before the first time); `clocks` are all where it is absent, none where it is empty.
 */
export interface StimulusCycle {
  readonly inputs?: Readonly<Record<string, number | bigint | boolean>>;
  readonly clocks?: string | readonly string[];
}

/**
 * Random inputs. In the first cycle every reset is active and every clock rises. Afterwards values are often those at the
 * ends of a range and are often kept, resets are active now and then, and of several clocks each rises in every other
 * cycle or so, at least one in each.
 */
export interface RandomStimuli {
  /** At least 1. */
  readonly cycles: number;
  readonly seed: number;
  /** `any-time`, unless given; `start`: active in the first cycle alone, as models of transactions like it. */
  readonly resets?: 'any-time' | 'start';
}

export type StimulusSource = Iterable<StimulusCycle> | RandomStimuli;

/** A cycle with nothing left open: a value for every input but the clocks, resets included, and the clocks that rise. */
export interface Cycle {
  readonly inputs: Readonly<Record<string, bigint>>;
  readonly clocks: readonly string[];
}

/** Names of the top module's clocks, in order of declaration. */
export function clockNames({ top }: Circuit): readonly string[] {
  return top.ports
    .filter((port): port is InputPort => port.kind === 'input' && port.role === 'clock')
    .map(({ name }) => name);
}

/** The top module's outputs, in order of declaration. */
export function outputPorts({ top }: Circuit): readonly OutputPort[] {
  return top.ports.filter((port): port is OutputPort => port.kind === 'output');
}

/**
 * The cycles that a source stands for, each complete.
 * @throws BurinError B551 where it names what the design has not, gives a value that does not fit, or has no cycle.
 */
export function readStimuli(circuit: Circuit, source: StimulusSource): readonly Cycle[] {
  const cycles = Symbol.iterator in source ? [...completeCycles(circuit, source)] : randomCycles(circuit, source);
  if (cycles.length === 0) fail('B551', 'the stimuli have no cycle', 'give at least one, or { cycles, seed }');
  return cycles;
}

function* completeCycles(circuit: Circuit, source: Iterable<StimulusCycle>): Generator<Cycle> {
  const ports = new Map(drivenInputs(circuit).map((port) => [port.name, port]));
  const known = clockNames(circuit);
  let inputs: Readonly<Record<string, bigint>> = Object.fromEntries([...ports.keys()].map((name) => [name, 0n]));
  let number = 0;
  for (const { inputs: given = {}, clocks } of source) {
    try {
      const changed = Object.entries(given).map(([name, value]) => {
        const port = ports.get(name);
        if (!port) throw unknownName('input', name, ports.keys());
        return [name, checkedValue(name, port.type, value)] as const;
      });
      if (changed.length > 0) inputs = { ...inputs, ...Object.fromEntries(changed) };
      const none = Array.isArray(clocks) && clocks.length === 0;
      yield { inputs, clocks: none ? [] : checkedClocks(known, clocks) };
    } catch (error) {
      if (!(error instanceof SimulationError)) throw error;
      const remedy = 'give inputs by their ports, within the ranges of their types, and clocks by their names';
      fail('B551', `cycle ${number} of the stimuli: ${error.message}`, remedy);
    }
    number++;
  }
}

function randomCycles(circuit: Circuit, { cycles, seed, resets = 'any-time' }: RandomStimuli): readonly Cycle[] {
  if (!Number.isSafeInteger(cycles) || cycles < 1) {
    fail('B551', `the number of random cycles is ${cycles}`, 'give a whole number of at least 1');
  }
  const random = new RandomSource(seed);
  const known = clockNames(circuit);
  const ports = drivenInputs(circuit);
  const values = new Map<string, bigint>();
  return Array.from({ length: cycles }, (_, number): Cycle => {
    for (const { name, type, role } of ports) {
      if (role === 'reset') values.set(name, BigInt(number === 0 || (resets === 'any-time' && random.chance(0.02))));
      else if (number === 0 || random.chance(0.7)) values.set(name, random.value(type));
    }
    const inputs = Object.fromEntries(values);
    if (number === 0 || known.length < 2) return { inputs, clocks: known };
    const rising = known.filter(() => random.chance(0.5));
    return { inputs, clocks: rising.length > 0 ? rising : [random.pick(known)] };
  });
}
