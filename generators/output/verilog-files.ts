import { fileURLToPath } from 'node:url';
import type { Circuit } from '../circuit/types.ts';
import { type DialectName, emitVerilog, type VerilogFile } from '../verilog/index.ts';

const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The SystemVerilog of one of our accelerators; its comments name our sources from the package's root. */
export function acceleratorVerilog(circuit: Circuit, dialect: DialectName = 'portable'): readonly VerilogFile[] {
  return emitVerilog(circuit, { sourceRoot: packageRoot, dialect });
}
