import { expect } from 'vitest';
import type { Circuit } from '../../generators/circuit/types.ts';
import { elaborate, type ModuleFunction, type PortRecord } from '../../generators/language/index.ts';
import { checked } from '../support/evaluate.ts';
import { complaints } from '../verilog/tools.ts';

export const engines = ['interpreter', 'wasm'] as const;

/** Elaborates a module without parameters; its circuit passes all checks. */
export function circuitOf<P extends PortRecord>(module: ModuleFunction<object, P>): Circuit {
  return checked(elaborate(module, {}));
}

/** Verilator, Icarus and yosys, as far as they are installed, have nothing to say of the printed circuit. */
export function expectCleanVerilog(circuit: Circuit): void {
  expect(complaints(circuit)).toBe('');
}
