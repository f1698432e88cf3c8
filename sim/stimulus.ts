import type { Circuit, InputPort } from '../generators/circuit/types.ts';
import type { Simulator } from './engine/simulator.ts';

/**
 * What drives a circuit from its start: for each cycle the value of every input of the top module but the clocks, by the
 * port's name. Inputs are set, outputs settle, then the clock rises. Where there are several clocks, each has a value as
 * well: 1 where it rises at the end of the cycle.
 */
export type Stimulus = readonly Readonly<Record<string, bigint>>[];

/** The inputs that a stimulus sets, resets among them, in order of declaration. */
export function drivenInputs({ top }: Circuit): readonly InputPort[] {
  return top.ports.filter((port): port is InputPort => port.kind === 'input' && port.role !== 'clock');
}

/** The clocks of the top module where there are several, else none: one clock rises in every cycle. */
export function chosenClocks({ top }: Circuit): readonly InputPort[] {
  const clocks = top.ports.filter((port): port is InputPort => port.kind === 'input' && port.role === 'clock');
  return clocks.length > 1 ? clocks : [];
}

/** Names of the top module's outputs, in order of declaration. */
export function outputNames({ top }: Circuit): readonly string[] {
  return top.ports.filter(({ kind }) => kind === 'output').map(({ name }) => name);
}

/** The values of the outputs before each clock edge, one row for each cycle, in the order of `outputs`. */
export function traceOutputs(
  simulator: Pick<Simulator, 'set' | 'get' | 'step' | 'clocks'>,
  outputs: readonly string[],
  stimulus: Stimulus,
): readonly (readonly bigint[])[] {
  const { clocks } = simulator;
  return stimulus.map((inputs) => {
    for (const [name, value] of Object.entries(inputs)) if (!clocks.includes(name)) simulator.set(name, value);
    const row = outputs.map((name) => simulator.get(name));
    if (clocks.length < 2) simulator.step();
    else {
      const rising = clocks.filter((name) => inputs[name] === 1n);
      if (rising.length > 0) simulator.step(1, rising);
    }
    return row;
  });
}
