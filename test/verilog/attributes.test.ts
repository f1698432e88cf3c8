import { describe, expect, it } from 'vitest';
import type { Attribute, Circuit, Register } from '../../generators/circuit/types.ts';
import { type DialectName, dialectNames, emitVerilog } from '../../generators/verilog/index.ts';
import * as build from '../support/circuit-builder.ts';
import { complaints, hasVerilator, hasYosys, withFiles } from './tools.ts';

const debug: readonly Attribute[] = [
  { name: 'mark_debug', value: 'true' },
  { name: 'full' },
  { name: 'weight', value: 3 },
];
const kept = { keep: true } as const;

/** Attributes on everything that can bear them, two kept signals, and the first stage of a synchroniser. */
function marked(changes: { readonly attributes?: readonly Attribute[] } = {}): Circuit {
  const word = build.unsigned(8);
  const inner = new build.ModuleBuilder('Inner');
  inner.assign(inner.output('y', word), inner.input('a', word));
  const ram = build.memoryOf('asynchronous-read', 'Ram', 32, word);
  const builder = new build.ModuleBuilder('Marked');
  const a = builder.input('a', word);
  const half = builder.node('half', build.convert(build.slice(a, 7, 1), word));
  const synchronised = builder.register('synchronised', word);
  const second = builder.register('second', word);
  const state = builder.register('state', word, 0);
  const instance = builder.instance('inner', inner.build());
  const ramInstance = builder.instance('ram', { ...ram, attributes: [{ name: 'syn_ramstyle', value: 'x "y"' }] });
  builder.assign(instance.inputs.get('a')!, half);
  for (const [name, input] of ramInstance.inputs) {
    builder.assign(input, name === 'writeEnable' ? build.slice(a, 0, 0) : build.convert(a, input.type));
  }
  builder.assign(synchronised, build.reference(instance.outputs.get('y')!));
  builder.assign(second, build.reference(synchronised));
  builder.assign(state, build.reference(ramInstance.outputs.get('readData')!));
  const y = builder.output('y', word);
  builder.assign(y, build.binary('xor', build.reference(second), build.reference(state)));
  const mark = (signal: object, added: object) => Object.assign(signal, added);
  const { signals, ports, instances } = builder.build();
  mark(ports.at(-1)!, { attributes: debug });
  mark(instances[0]!, { attributes: debug });
  mark(signals[0]!, kept);
  mark(signals[1] as Register, { crossing: true });
  mark(signals[3]!, { ...kept, attributes: changes.attributes ?? [{ name: 'fsm_encoding', value: 'none' }] });
  return build.circuitOf({ ...builder.build(), attributes: [{ name: 'top_level' }] });
}

const declarations = (dialect: DialectName): readonly string[] =>
  emitVerilog(marked(), { dialect })
    .flatMap(({ text }) => text.split('\n'))
    .filter((line, at, lines) => line.includes('(*') || lines[at - 1]?.includes('(*') || line.includes('/*'))
    .map((line) => line.trim().replace(/\s+/g, ' '));

describe('attributes', () => {
  it('stand above what they belong to', () => {
    expect(declarations('portable')).toMatchInlineSnapshot(`
      [
        "(* syn_ramstyle = "x \\"y\\"" *)",
        "logic [7:0] memory_words [0:31];",
        "(* top_level *)",
        "module Marked (",
        "(* mark_debug = "true", full, weight = 3 *)",
        "output logic [7:0] y",
        "(* keep *)",
        "logic [7:0] half;",
        "(* async_reg = "true" *)",
        "logic [7:0] synchronised;",
        "(* async_reg = "true" *)",
        "logic [7:0] second;",
        "(* keep, fsm_encoding = "none" *)",
        "logic [7:0] state;",
        "(* mark_debug = "true", full, weight = 3 *)",
        "Inner inner (",
      ]
    `);
  });

  it('are spelt as the dialect reads them', () => {
    expect(declarations('vivado')).toMatchInlineSnapshot(`
      [
        "(* ram_style = "distributed", syn_ramstyle = "x \\"y\\"" *)",
        "logic [7:0] memory_words [0:31];",
        "(* top_level *)",
        "module Marked (",
        "(* mark_debug = "true", full, weight = 3 *)",
        "output logic [7:0] y",
        "(* keep = "true" *)",
        "logic [7:0] half;",
        "(* ASYNC_REG = "TRUE" *)",
        "logic [7:0] synchronised;",
        "(* ASYNC_REG = "TRUE" *)",
        "logic [7:0] second;",
        "(* keep = "true", fsm_encoding = "none" *)",
        "logic [7:0] state;",
        "(* mark_debug = "true", full, weight = 3 *)",
        "Inner inner (",
      ]
    `);
    expect(declarations('quartus')).toMatchInlineSnapshot(`
      [
        "(* ramstyle = "MLAB, no_rw_check", syn_ramstyle = "x \\"y\\"" *)",
        "logic [7:0] memory_words [0:31];",
        "(* top_level *)",
        "module Marked (",
        "(* mark_debug = "true", full, weight = 3 *)",
        "output logic [7:0] y",
        "(* keep *)",
        "logic [7:0] half;",
        "(* altera_attribute = "-name SYNCHRONIZER_IDENTIFICATION FORCED" *)",
        "logic [7:0] synchronised;",
        "(* altera_attribute = "-name SYNCHRONIZER_IDENTIFICATION FORCED" *)",
        "logic [7:0] second;",
        "(* preserve, fsm_encoding = "none" *)",
        "logic [7:0] state;",
        "(* mark_debug = "true", full, weight = 3 *)",
        "Inner inner (",
      ]
    `);
    expect(declarations('verilator')).toMatchInlineSnapshot(`
      [
        "(* syn_ramstyle = "x \\"y\\"" *)",
        "logic [7:0] memory_words [0:31];",
        "(* top_level *)",
        "module Marked (",
        "(* mark_debug = "true", full, weight = 3 *)",
        "output logic [7:0] y",
        "(* keep *)",
        "logic [7:0] half /* verilator public_flat_rd */;",
        "(* async_reg = "true" *)",
        "logic [7:0] synchronised;",
        "(* async_reg = "true" *)",
        "logic [7:0] second;",
        "(* keep, fsm_encoding = "none" *)",
        "logic [7:0] state /* verilator public_flat_rd */;",
        "(* mark_debug = "true", full, weight = 3 *)",
        "Inner inner (",
      ]
    `);
  });

  it.skipIf(!hasVerilator && !hasYosys)('every tool takes them without a warning', () => {
    for (const dialect of dialectNames)
      if (dialect !== 'yosys-ice40') expect(complaints(marked(), { dialect }), dialect).toBe('');
  });

  it.skipIf(!hasYosys)('a kept signal is a net of its own behind synthesis', () => {
    const text = withFiles(marked(), (run, files) => {
      const script = `read_verilog -sv ${files.join(' ')}; synth -flatten -top Marked; select -list w:half w:state w:second`;
      return run('yosys', '-p', script);
    });
    expect(text.match(/^Marked\/(half|state)$/gm)).toEqual(['Marked/half', 'Marked/state']);
  });

  it.each([
    [{ name: 'with space' }, /B061: attribute 'with space' of state has no legal name/],
    [{ name: 'half', value: 0.5 }, /B061: attribute 'half' of state is 0\.5/],
  ])('refuses %j', (attribute, message) => {
    expect(() => emitVerilog(marked({ attributes: [attribute] }))).toThrow(message);
  });
});
