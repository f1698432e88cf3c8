import type { Circuit } from '../../generators/circuit/types.ts';
import { emitVerilog, type VerilogFile, type VerilogOptions } from '../../generators/verilog/index.ts';
import { flatten } from '../engine/flatten/flatten.ts';
import { type LowerCircuitOptions, lowerCircuit } from './lower-circuit.ts';
import { lowerNetlist } from './lower-netlist.ts';

/** One side of a proof: a design as yosys reads it. */
export interface ProofSubject {
  readonly top: string;
  readonly language: 'rtlil' | 'systemverilog';
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** The circuit by the plain lowering of `lower-circuit.ts`. */
export function circuitSubject(circuit: Circuit, options: LowerCircuitOptions = {}): ProofSubject {
  const text = lowerCircuit(circuit, options);
  return { top: circuit.top.name, language: 'rtlil', files: [{ name: 'circuit.il', text }] };
}

/** The circuit as our simulators see it: flat, split into words, folded. */
export function netlistSubject(circuit: Circuit): ProofSubject {
  const text = lowerNetlist(flatten(circuit, { withProperties: false }), circuit.top);
  return { top: circuit.top.name, language: 'rtlil', files: [{ name: 'netlist.il', text }] };
}

/** The circuit as it is printed; the reset stays synchronous. */
export function printedSubject(circuit: Circuit, options: Omit<VerilogOptions, 'reset'> = {}): ProofSubject {
  return verilogSubject(emitVerilog(circuit, { verification: 'omit', ...options }), circuit.top.name);
}

/** Any SystemVerilog that yosys reads. */
export function verilogSubject(files: readonly Pick<VerilogFile, 'name' | 'text'>[], top: string): ProofSubject {
  return { top, language: 'systemverilog', files };
}
