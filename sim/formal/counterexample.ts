import type { InputPort } from '../../generators/circuit/types.ts';
import type { Stimulus } from '../stimulus.ts';
import { readModel } from './model.ts';

/**
 * The inputs of the model that yosys printed for a miter, cycle by cycle; nothing where it found none.
 * @param inputs the ports that count, with their types; all but `clock`, as unsigned numbers, where absent
 */
export function readCounterexample(output: string, inputs?: readonly InputPort[]): Stimulus | undefined {
  if (!/model found for base case: FAIL!/.test(output)) return undefined;
  return readModel(output).map((step) => {
    const row: Record<string, bigint> = {};
    for (const [signal, bits] of step) {
      const name = signal.replace(/^in_/, '');
      const port = inputs?.find((input) => input.name === name);
      if (name === signal || (inputs ? !port : name === 'clock')) continue;
      row[name] = numberOf(bits, port);
    }
    return row;
  });
}

/** Bits, the highest first, as the number that a port of their width takes. */
export function numberOf(bits: string, port?: Pick<InputPort, 'type'>): bigint {
  const value = BigInt(`0b${bits}`);
  return port?.type.signed ? BigInt.asIntN(port.type.width, value) : value;
}
