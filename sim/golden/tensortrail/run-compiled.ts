import type { CompiledProgram } from '../../../generators/networks/tensor-mapping/compile.ts';
import { readTensor, writeTensor } from '../../../generators/networks/tensor-mapping/layouts.ts';
import { emptyState, executeProgram, type MachineState } from './execute.ts';

/** What a compiled program leaves: tensors by their index in the graph, and the register of the last argmax. */
export interface CompiledResult {
  readonly tensors: ReadonlyMap<number, Int8Array>;
  readonly argmax: number;
}

/** The feature memory before the first run: the constants and the inputs (tensors by index, row-major). */
export function loadedState(program: CompiledProgram, inputs: ReadonlyMap<number, ArrayLike<number>>): MachineState {
  const { array } = program.parameters;
  const state = emptyState(program);
  for (const { address, bytes } of program.constants) state.features.set(bytes, address * array);
  for (const { tensor, layout } of program.inputs) writeTensor(layout, inputs.get(tensor)!, state.features, array);
  return state;
}

/** Executes a compiled program; each tensor that the program computes is read when it is whole. */
export function runCompiled(program: CompiledProgram, inputs: ReadonlyMap<number, ArrayLike<number>>): CompiledResult {
  const { array } = program.parameters;
  const state = loadedState(program, inputs);
  const tensors = new Map<number, Int8Array>();
  const read = (step: number): void => {
    for (const placed of program.placed) {
      if (placed.step === step) tensors.set(placed.tensor, readTensor(placed.layout, state.features, array));
    }
  };
  read(-1);
  executeProgram(program, state, read);
  return { tensors, argmax: state.argmax };
}
