import { describe, expect, it } from 'vitest';
import type { Circuit, ExternalModule } from '../../generators/circuit/types.ts';
import { emitVerilog, fileList } from '../../generators/verilog/index.ts';
import * as build from '../support/circuit-builder.ts';
import { complaints, hasVerilator, hasYosys } from './tools.ts';

const location = { file: 'circuit.ts', line: 1, column: 1 };
const text = `module Delay #(parameter BITS = 1, parameter START = 0, parameter MODE = "slow") (
  input  logic            clock,
  input  logic            rst,
  input  logic [BITS-1:0] in,
  output logic [BITS-1:0] out
);
  always_ff @(posedge clock) out <= rst ? BITS'(START) : MODE == "slow" ? in : ~in;
endmodule
`;

function delay(bits: number, changes: Partial<ExternalModule> = {}): ExternalModule {
  const common = { location, type: build.bit };
  const type = build.unsigned(bits);
  return {
    kind: 'external',
    name: `Delay${bits}`,
    moduleName: 'Delay',
    parameters: [
      { name: 'BITS', value: BigInt(bits) },
      { name: 'START', value: 2n ** 35n },
      { name: 'MODE', value: 'slow' },
    ],
    ports: [
      { ...common, kind: 'input', name: 'clock', role: 'clock' },
      { ...common, kind: 'input', name: 'rst', role: 'reset' },
      { ...common, type, kind: 'input', name: 'in' },
      { ...common, type, kind: 'output', name: 'out' },
    ],
    source: { fileName: 'Delay.sv', text },
    location,
    ...changes,
  };
}

function circuitWith(...modules: readonly ExternalModule[]): Circuit {
  const builder = new build.ModuleBuilder('Around');
  for (const [at, module] of modules.entries()) {
    const { type } = module.ports.at(-1)!;
    const instance = builder.instance(`delay${at}`, module);
    builder.assign(instance.inputs.get('in')!, builder.input(`in${at}`, type));
    builder.assign(builder.output(`out${at}`, type), build.reference(instance.outputs.get('out')!));
  }
  return build.circuitOf(builder.build());
}

describe('external modules', () => {
  it('stand by their own names, with parameters; their text is printed once, unchanged', () => {
    const files = emitVerilog(circuitWith(delay(4), delay(9)), { sourceComments: false });
    expect(fileList(files)).toBe('Delay.sv\nAround.sv\n');
    expect(files[0]!.text).toBe(text);
    expect(files[1]!.text).toContain(`
  Delay #(.BITS(4), .START(36'h800000000), .MODE("slow")) delay0 (
    .clock(clock),
    .rst  (reset),
    .in   (in0),
    .out  (out0)
  );
`);
  });

  it('print no file where they have no text', () => {
    const { source: _, ...bare } = delay(4);
    expect(fileList(emitVerilog(circuitWith(bare)))).toBe('Around.sv\n');
  });

  it('keep their reset as it is where ours is printed active low', () => {
    const [, around] = emitVerilog(circuitWith(delay(4)), { reset: 'asynchronous-low' });
    expect(around!.text).toContain('.rst  (!reset_n),');
  });

  it.skipIf(!hasVerilator && !hasYosys)('every tool takes them without a warning', () => {
    expect(complaints(circuitWith(delay(4), delay(9)))).toBe('');
    expect(complaints(circuitWith(delay(4)), { reset: 'asynchronous-low' })).toBe('');
  });

  it.each([
    [
      'two texts of one module',
      [delay(4), delay(9, { source: { fileName: 'Delay.sv', text: `${text}\n` } })],
      /B062: external module Delay comes with two different texts/,
    ],
    [
      'two texts of one file name',
      [delay(4), delay(9, { moduleName: 'Other', source: { fileName: 'Delay.sv', text: 'other' } })],
      /B062: external modules Delay and Other have different texts of one file name, Delay\.sv/,
    ],
    ['the name of a generated module', [delay(4, { moduleName: 'Around' })], /B062: .*are both called Around/],
    [
      'the file of a generated module',
      [delay(4, { source: { fileName: 'Around.sv', text } })],
      /B062: .*would both be Around\.sv/,
    ],
    ['a folder', [delay(4, { source: { fileName: '../Delay.sv', text } })], /B062: .*'\.\.\/Delay\.sv'/],
    ['a name that cannot be spelt', [delay(4, { moduleName: 'De-lay' })], /B060: external module 'De-lay'/],
  ] as const)('refuses %s', (_, modules, message) => {
    expect(() => emitVerilog(circuitWith(...modules))).toThrow(message);
  });
});
