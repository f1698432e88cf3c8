import type { InputPort } from '../../generators/circuit/types.ts';
import type { Stimulus } from '../stimulus.ts';

/**
 * The inputs of the model that yosys printed for a miter, cycle by cycle; nothing where it found none.
 * @param inputs the ports that count, with their types; all but `clock`, as unsigned numbers, where absent
 */
export function readCounterexample(output: string, inputs?: readonly InputPort[]): Stimulus | undefined {
  if (!/model found for base case: FAIL!/.test(output)) return undefined;
  const rows: Record<string, bigint>[] = [];
  for (const line of output.split('\n')) {
    const [, cycle, name, digits] = /^\s+(\d+)\s+\\in_(\S+)\s.*?([01x]+)\s*$/.exec(line) ?? [];
    if (cycle === undefined || name === undefined || digits === undefined) continue;
    const port = inputs?.find((input) => input.name === name);
    if (inputs ? !port : name === 'clock') continue;
    // A bit that may be either is shown as x.
    const bits = BigInt(`0b${digits.replaceAll('x', '0')}`);
    const value = port?.type.signed ? BigInt.asIntN(port.type.width, bits) : bits;
    rows[Number(cycle) - 1] = { ...rows[Number(cycle) - 1], [name]: value };
  }
  return rows;
}
