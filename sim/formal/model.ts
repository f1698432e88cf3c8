/** The values of signals in the steps of a model, by their names in the flat design: bits, the highest first. */
export type ModelStep = ReadonlyMap<string, string>;

/**
 * The tables that yosys's `sat` prints for a model; steps count from 0. Signals without a name of their own are left
 * out, and a bit that may be either is 0.
 */
export function readModel(output: string): readonly ModelStep[] {
  const steps: Map<string, string>[] = [];
  for (const line of output.split('\n')) {
    const [, step, name, bits] = /^\s+(\d+)\s+\\(\S+)\s.*?([01x]+)\s*$/.exec(line) ?? [];
    if (step === undefined || name === undefined || bits === undefined) continue;
    const place = Number(step) - 1;
    steps[place] = (steps[place] ?? new Map()).set(name, bits.replaceAll('x', '0'));
  }
  return steps;
}
