import type { Circuit } from '../../generators/circuit/types.ts';
import { chosenClocks, drivenInputs, type Stimulus } from '../stimulus.ts';
import type { RandomSource } from './random-source.ts';

/** Inputs that keep their values from time to time, and a reset that is mostly inactive. `cycles`: at least 1. */
export function randomStimulus(circuit: Circuit, cycles: number, random: RandomSource): Stimulus {
  const inputs = drivenInputs(circuit);
  let row: Readonly<Record<string, bigint>> = Object.fromEntries(inputs.map(({ name }) => [name, 0n]));
  return Array.from({ length: cycles }, () => {
    const changed = inputs.map(({ name, type, role }): [string, bigint] => {
      if (random.chance(0.3)) return [name, row[name]!];
      return [name, role === 'reset' ? BigInt(random.below(8) === 0) : random.value(type)];
    });
    row = Object.fromEntries(changed);
    const rising = chosenClocks(circuit).map(({ name }): [string, bigint] => [name, BigInt(random.chance(0.6))]);
    return { ...row, ...Object.fromEntries(rising) };
  });
}
