import type { Circuit, InputPort, Port } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { emitVerilog, type VerilogFile } from '../../generators/verilog/index.ts';
import { startingAtZero } from '../icarus/starting-at-zero.ts';
import { drivenInputs } from '../stimulus.ts';
import { type CocotbSimulator, designFiles, renderPython, snakeCase } from './templates.ts';
import { type WrittenFolder, writeTestFolder } from './test-folder.ts';

/** A cycle of the test: all inputs, the clocks that rise, and what the outputs show before. */
export interface CocotbVector {
  readonly inputs: Readonly<Record<string, bigint>>;
  readonly clocks: readonly string[];
  /** Outputs that are left out, or undefined, are not compared. */
  readonly outputs: Readonly<Record<string, bigint | undefined>>;
}

export interface CocotbTest {
  readonly circuit: Circuit;
  readonly vectors: readonly CocotbVector[];
  readonly folder: string;
  /** What `run_test.py` runs on unless told; default `verilator`. */
  readonly simulator?: CocotbSimulator;
  /** The printed circuit; printed here unless given. */
  readonly files?: readonly VerilogFile[];
}

/**
 * Writes a cocotb test of a design into a folder: `test_<design>.py`, `vectors.jsonl`, `run_test.py` and the design in
 * `rtl`, whose registers and memories start at 0. Files there that were edited are kept, and named in the answer.
 * @throws BurinError B559 for a port that Python cannot name as an attribute
 */
export async function writeCocotbTest(test: CocotbTest): Promise<WrittenFolder> {
  const { circuit, vectors, folder, simulator = 'verilator' } = test;
  const { top } = circuit;
  const isClock = (port: Port): port is InputPort => port.kind === 'input' && port.role === 'clock';
  const outputs = top.ports.filter(({ kind }) => kind === 'output');
  for (const { name, location } of top.ports) {
    if (!name.startsWith('_')) continue;
    fail('B559', `cocotb cannot reach the port ${name}`, 'give it a name without an underscore in front', location);
  }
  const module = `test_${snakeCase(top.name)}`;
  const values = {
    top: top.name,
    clocks: top.ports.filter(isClock).map(({ name }) => name),
    inputs: drivenInputs(circuit).map(({ name }) => name),
    outputs: outputs.map(({ name }) => name),
    signedOutputs: outputs.filter(({ type }) => type.signed).map(({ name }) => name),
  };
  const modules = new Map(circuit.modules.map((one) => [one.name, one]));
  const printed = test.files ?? emitVerilog(circuit, { verification: 'omit', sourceComments: false });
  const files = printed.map((file) => {
    const own = modules.get(file.moduleName);
    return own ? startingAtZero(file, own) : file;
  });
  return writeTestFolder(folder, [
    ...(await designFiles({ top: top.name, module, files, simulator })),
    { name: `${module}.py`, text: await renderPython('test_design.py', values) },
    { name: 'vectors.jsonl', text: vectorLines(vectors) },
  ]);
}

/** Numbers of any length, which `JSON.stringify` does not write. */
function vectorLines(vectors: readonly CocotbVector[]): string {
  let before: Readonly<Record<string, bigint>> = {};
  return vectors
    .map(({ inputs, clocks, outputs }) => {
      const changed = Object.entries(inputs).filter(([name, value]) => before[name] !== value);
      before = inputs;
      return `{"inputs": ${numbers(changed)}, "clocks": ${JSON.stringify(clocks)}, "outputs": ${numbers(Object.entries(outputs))}}\n`;
    })
    .join('');
}

const numbers = (entries: readonly (readonly [string, bigint | undefined])[]): string =>
  `{${entries.flatMap(([name, value]) => (value === undefined ? [] : [`"${name}": ${value}`])).join(', ')}}`;
