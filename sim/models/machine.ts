import type { TensorTrailProgram } from '../../generators/networks/tensor-mapping/program.ts';
import { emptyState, executeProgram } from '../golden/tensortrail/execute.ts';

/** A TensorTrail with a program and its constants in its memories. */
export interface Machine {
  readonly name: string;
  /** Words of N bytes, from the word `address` on. */
  writeFeatures(address: number, bytes: Int8Array): void;
  readFeatures(address: number, words: number): Promise<Int8Array>;
  /**
   * Runs the program to its end.
   * @param onStep Called behind each step; no step goes on before its promise is kept.
   * @returns cycles from start to done
   */
  run(onStep?: (step: number) => Promise<void>): Promise<number>;
  /** The register of the last argmax. */
  argumentMaximum(): Promise<number>;
  close(): Promise<void>;
}

/** The executable specification of the accelerator: exact in results, cycles by the cycle model. */
export function specifiedMachine(program: TensorTrailProgram): Machine {
  const { array } = program.parameters;
  const state = emptyState(program);
  for (const { address, bytes } of program.constants) state.features.set(bytes, address * array);
  return {
    name: 'model',
    writeFeatures(address, bytes) {
      state.features.set(bytes, address * array);
    },
    async readFeatures(address, words) {
      return state.features.slice(address * array, (address + words) * array);
    },
    async run(onStep) {
      for (const [index] of program.steps.entries()) {
        executeProgram({ ...program, steps: program.steps.slice(index, index + 1) }, state);
        await onStep?.(index);
      }
      return program.cycles;
    },
    argumentMaximum: async () => state.argmax,
    async close() {},
  };
}
