import type { Circuit, InputPort } from '../generators/circuit/types.ts';
import type { Simulator } from './engine/simulator.ts';

/**
 * What drives a circuit from its start: for each cycle the value of every input of the top module but the clocks, by the
 * port's name. Inputs are set, outputs settle, then the clock rises.
 */
export type Stimulus = readonly Readonly<Record<string, bigint>>[];

/** The inputs that a stimulus sets, resets among them, in order of declaration. */
export function drivenInputs({ top }: Circuit): readonly InputPort[] {
  return top.ports.filter((port): port is InputPort => port.kind === 'input' && port.role !== 'clock');
}

/** Names of the top module's outputs, in order of declaration. */
export function outputNames({ top }: Circuit): readonly string[] {
  return top.ports.filter(({ kind }) => kind === 'output').map(({ name }) => name);
}

/** The values of the outputs before each clock edge, one row for each cycle, in the order of `outputs`. */
export function traceOutputs(
  simulator: Pick<Simulator, 'set' | 'get' | 'step'>,
  outputs: readonly string[],
  stimulus: Stimulus,
): readonly (readonly bigint[])[] {
  return stimulus.map((inputs) => {
    for (const [name, value] of Object.entries(inputs)) simulator.set(name, value);
    const row = outputs.map((name) => simulator.get(name));
    simulator.step();
    return row;
  });
}
