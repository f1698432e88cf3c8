import type { Stimulus } from '../stimulus.ts';

/**
 * The inputs of the model that yosys printed for a miter, cycle by cycle; nothing where it found none. Clocks are left
 * out by the caller's ports being those of a stimulus: what is called `clock` does not count.
 */
export function readCounterexample(output: string): Stimulus | undefined {
  if (!/model found for base case: FAIL!/.test(output)) return undefined;
  const rows: Record<string, bigint>[] = [];
  for (const line of output.split('\n')) {
    const [, cycle, name, digits] = /^\s+(\d+)\s+\\in_(\S+)\s.*?([01x]+)\s*$/.exec(line) ?? [];
    if (cycle === undefined || name === undefined || digits === undefined) continue;
    // A bit that may be either is shown as x.
    const value = BigInt(`0b${digits.replaceAll('x', '0')}`);
    rows[Number(cycle) - 1] = { ...rows[Number(cycle) - 1], [name]: value };
  }
  return rows;
}
