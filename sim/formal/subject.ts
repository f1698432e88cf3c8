import type { Circuit, InputPort, LogicModule } from '../../generators/circuit/types.ts';
import { emitVerilog, type VerilogFile, type VerilogOptions, wordRegisters } from '../../generators/verilog/index.ts';
import { flatten } from '../engine/flatten/flatten.ts';
import { drivenInputs } from '../stimulus.ts';
import { type LowerCircuitOptions, lowerCircuit } from './lower-circuit.ts';
import { lowerNetlist } from './lower-netlist.ts';
import { printedInstanceNames } from './printed-names.ts';

/** One side of a proof: a design as yosys reads it. */
export interface ProofSubject {
  readonly top: string;
  readonly language: 'rtlil' | 'systemverilog';
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** The ports that a stimulus sets, where they are known; else all but `clock`, as unsigned numbers. */
  readonly inputs?: readonly InputPort[];
  /** Clocks, where they are known to be more than one. */
  readonly clocks?: number;
}

/** The circuit by the plain lowering of `lower-circuit.ts`. */
export function circuitSubject(circuit: Circuit, options: LowerCircuitOptions = {}): ProofSubject {
  const text = lowerCircuit(circuit, options);
  return rtlilSubject(circuit, text);
}

/** The circuit as our simulators see it: flat, split into words, folded. */
export function netlistSubject(circuit: Circuit): ProofSubject {
  const netlist = flatten(circuit, { withProperties: false });
  return rtlilSubject(circuit, netlist.clocks.length > 1 ? '' : lowerNetlist(netlist, circuit.top));
}

/** The circuit as it is printed; the reset stays synchronous. */
export function printedSubject(circuit: Circuit, options: Omit<VerilogOptions, 'reset'> = {}): ProofSubject {
  const files = emitVerilog(circuit, { verification: 'omit', ...options });
  return { ...verilogSubject(files, circuit.top.name), ...facts(circuit) };
}

/** Both sides of the proof that a circuit is printed as it is: its plain lowering, and its text. */
export function printedPair(
  circuit: Circuit,
  options: Omit<VerilogOptions, 'reset'> = {},
): readonly [ProofSubject, ProofSubject] {
  const printed = printedSubject(circuit, options);
  const texts = new Map(printed.files.map(({ name, text }) => [name.replace(/\.sv$/, ''), text]));
  const instanceNames = (module: LogicModule) => printedInstanceNames(module, texts.get(module.name) ?? '');
  return [circuitSubject(circuit, { instanceNames, wordRegisters }), printed];
}

/** Any SystemVerilog that yosys reads. */
export function verilogSubject(files: readonly Pick<VerilogFile, 'name' | 'text'>[], top: string): ProofSubject {
  return { top, language: 'systemverilog', files };
}

function rtlilSubject(circuit: Circuit, text: string): ProofSubject {
  const files = [{ name: 'design.il', text }];
  return { top: circuit.top.name, language: 'rtlil', files, ...facts(circuit) };
}

function facts(circuit: Circuit): Pick<ProofSubject, 'inputs' | 'clocks'> {
  const clocks = circuit.top.ports.filter((port) => port.kind === 'input' && port.role === 'clock').length;
  return { inputs: drivenInputs(circuit), ...(clocks > 1 ? { clocks } : {}) };
}
