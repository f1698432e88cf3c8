import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Circuit } from '../../generators/circuit/types.ts';
import { emitVerilog, type VerilogOptions } from '../../generators/verilog/index.ts';
import { hasTool } from '../support/tools.ts';

export const hasIcarus = spawnSync('iverilog', ['-V'], { stdio: 'ignore' }).error === undefined;
export const hasVerilator = hasTool('verilator');
export const hasYosys = spawnSync('yosys', ['-V'], { stdio: 'ignore' }).error === undefined;

/** Runs `use` in a folder that holds the circuit's files and is deleted behind it. */
export function withFiles<Result>(
  circuit: Circuit,
  use: (
    run: (command: string, ...commandArguments: string[]) => string,
    names: readonly string[],
    folder: string,
  ) => Result,
  options: VerilogOptions = {},
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'burin-verilog-'));
  try {
    const files = emitVerilog(circuit, options);
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    const run = (command: string, ...commandArguments: string[]) => {
      const { stdout, stderr, status } = spawnSync(command, commandArguments, {
        cwd: folder,
        encoding: 'utf8',
        timeout: 240_000,
      });
      return `${stdout}${stderr}${status === 0 ? '' : `\nexit code ${status}`}`.trim();
    };
    return use(
      run,
      files.map(({ name }) => name),
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All that the installed tools have to say of the circuit's text: nothing, if it is good. `defines`: macros that are set. */
export function complaints(circuit: Circuit, options: VerilogOptions = {}, defines: readonly string[] = []): string {
  const macros = defines.map((name) => `-D${name}`);
  return withFiles(
    circuit,
    (run, names) => {
      const top = circuit.top.name;
      const list: string[] = [];
      const script = `read_verilog -sv ${macros.join(' ')} ${names.join(' ')}; hierarchy -check -top ${top}; proc; check -assert`;
      if (hasYosys) list.push(run('yosys', '-q', '-p', script));
      if (hasIcarus) list.push(run('iverilog', '-g2012', '-Wall', ...macros, '-o', 'out', '-s', top, ...names));
      if (hasVerilator) list.push(run('verilator', '--lint-only', '-Wall', ...macros, '--top-module', top, ...names));
      return list.filter((text) => text !== '').join('\n');
    },
    options,
  );
}

/**
 * Runs the circuit in Icarus: each vector holds the values of the inputs (in order, clock and reset left out), a clock
 * edge lies between two. Returns the outputs' bits at each vector, before the edge. `initial` is put into the test bench.
 */
export function simulateInIcarus(
  circuit: Circuit,
  vectors: readonly (readonly bigint[])[],
  {
    resetCycles = 0,
    initial = [],
    ...options
  }: VerilogOptions & { readonly resetCycles?: number; readonly initial?: readonly string[] } = {},
): readonly (readonly bigint[])[] {
  const { name, ports } = circuit.top;
  const inputs = ports.filter((port) => port.kind === 'input' && !port.role);
  const outputs = ports.filter((port) => port.kind === 'output');
  const widthOf = (list: readonly { readonly type: { readonly width: number } }[]) =>
    list.reduce((sum, { type }) => sum + type.width, 0);
  const width = widthOf(inputs);
  const words = vectors.map((vector) =>
    inputs.reduce((word, { type }, at) => (word << BigInt(type.width)) | BigInt.asUintN(type.width, vector[at]!), 0n),
  );
  const hasRole = (role: string) => ports.some((port) => port.kind === 'input' && port.role === role);
  const names = (list: readonly { readonly name: string }[]) => list.map((port) => port.name).join(', ');
  const bench = `module bench;
  reg clock, reset;
  reg [${width - 1}:0] vectors [0:${vectors.length - 1}];
  ${inputs.map((port) => `reg [${port.type.width - 1}:0] ${port.name};`).join('\n  ')}
  ${outputs.map((port) => `wire [${port.type.width - 1}:0] ${port.name};`).join('\n  ')}
  ${name} dut (${[...ports].map((port) => `.${port.name}(${port.kind === 'input' && port.role ? port.role : port.name})`).join(', ')});
  integer i${hasRole('clock') || hasRole('reset') ? '' : ', unread'};
  initial begin
    $readmemh("vectors.hex", vectors);
    clock = 0;
    ${initial.join('\n    ')}
    for (i = 0; i < ${vectors.length}; i = i + 1) begin
      reset = i < ${resetCycles};
      {${names(inputs)}} = vectors[i];
      #1 $display("%h", {${names(outputs)}});
      #1 clock = 1;
      #1 clock = 0;
    end
  end
endmodule
`;
  const simulate: Parameters<typeof withFiles<readonly (readonly bigint[])[]>>[1] = (run, files, folder) => {
    writeFileSync(join(folder, 'vectors.hex'), words.map((word) => `${word.toString(16)}\n`).join(''));
    writeFileSync(join(folder, 'bench.v'), bench);
    const compiled = run('iverilog', '-g2012', '-o', 'bench.vvp', '-s', 'bench', 'bench.v', ...files);
    const text = run('vvp', '-n', 'bench.vvp');
    const lines = text.split('\n').filter((line) => /^[0-9a-fxXzZ]+$/.test(line));
    if (lines.length !== vectors.length) throw new Error(`${compiled}\n${text}`.slice(0, 2000));
    return lines.map((line) => {
      if (/[xz]/i.test(line)) throw new Error(`undefined bits in the outputs: ${line}`);
      const results: bigint[] = [];
      let rest = BigInt(`0x${line}`);
      for (const { type } of [...outputs].reverse()) {
        const bits = BigInt.asUintN(type.width, rest);
        results.unshift(type.signed ? BigInt.asIntN(type.width, bits) : bits);
        rest >>= BigInt(type.width);
      }
      return results;
    });
  };
  return withFiles(circuit, simulate, options);
}
