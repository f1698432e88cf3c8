import type { CocotbSimulator } from '../cocotb/templates.ts';
import { traceCocotb } from '../cocotb/trace.ts';
import { inTemporaryFolder } from '../verilator/temporary-folder.ts';
import { outputPorts } from './cycles.ts';
import type { NamedEngine } from './trace.ts';

/** How a design is run under cocotb. */
export interface CocotbOptions {
  readonly simulator: CocotbSimulator;
  /** Where the test is written and stays; edited files there are kept. A folder that is deleted afterwards, unless given. */
  readonly folder?: string;
}

/** A test in Python that compares with the reference itself; what it sees is compared here once more. */
export function cocotbEngine({ simulator, folder }: CocotbOptions): NamedEngine {
  return {
    name: 'cocotb',
    trace: ({ circuit, files, cycles, expected, timeoutSeconds }) => {
      const outputs = outputPorts(circuit).map(({ name }) => name);
      const vectors = cycles.map(({ inputs, clocks }, cycle) => {
        const row = expected?.[cycle];
        const values = outputs.map((name, place) => [name, row?.[place]] as const);
        return { inputs, clocks, outputs: Object.fromEntries(values) };
      });
      const run = (where: string) =>
        traceCocotb({ circuit, files: files(), vectors, folder: where, simulator }, timeoutSeconds);
      return folder === undefined ? inTemporaryFolder('cocotb', run) : run(folder);
    },
  };
}
