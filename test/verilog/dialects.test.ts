import { describe, expect, it } from 'vitest';
import { printedExamples } from '../../examples/printed.ts';
import { ultraTrail } from '../../generators/accelerators/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import { type DialectName, dialectNames, emitVerilog } from '../../generators/verilog/index.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import * as build from '../support/circuit-builder.ts';
import { randomCircuit } from '../support/random-circuit.ts';
import { holderOf } from './memories.ts';
import { hasVerilator, hasYosys, withFiles } from './tools.ts';

const designs: Readonly<Record<string, () => Circuit>> = {
  ...printedExamples,
  ultratrail: () => elaborateAccelerator(ultraTrail.parameters({})),
  random: () => randomCircuit(512),
};

const others = dialectNames.filter((name) => name !== 'portable');

/** The dialects whose text is not that of another one before, so that no text is examined twice. */
function distinctTexts(circuit: Circuit): readonly DialectName[] {
  const seen = new Set<string>();
  return dialectNames.filter((dialect) => {
    const text = JSON.stringify(emitVerilog(circuit, { dialect }));
    return !seen.has(text) && seen.add(text);
  });
}

function lint(circuit: Circuit, dialect: DialectName): string {
  return withFiles(
    circuit,
    (run, files) => run('verilator', '--lint-only', '-Wall', '--top-module', circuit.top.name, ...files),
    { dialect },
  );
}

/** The netlist that yosys reads, without attributes, places and some modules: equal ones are the same hardware. */
function netlist(circuit: Circuit, dialect: DialectName, except: readonly string[]): string {
  return withFiles(
    circuit,
    (run, files) => {
      const read = files.filter(
        (file) => !except.some((name) => file.endsWith(`/${name}.sv`) || file === `${name}.sv`),
      );
      const script = `read_verilog -sv ${read.join(' ')}; hierarchy -top ${circuit.top.name}; proc; opt_clean; write_rtlil`;
      const text = run('yosys', '-q', '-p', script);
      return text
        .replace(/^\s*attribute .*\n/gm, '')
        .replace(/\\?\$[\w$]*[\w.\\/]*\.sv:\d+\$\d+\w*/g, '$$made')
        .replace(/^# .*\n/gm, '')
        .replace(/^autoidx .*\n/gm, '');
    },
    { dialect },
  );
}

/** Modules that choose from an array where others select a part of a word; word-arrays.test.ts proves those equal. */
function choosingFromArrays(circuit: Circuit, dialect: DialectName): readonly string[] {
  const files = emitVerilog(circuit, { dialect }).filter(({ text }) => text.includes('mem2reg'));
  return files.map(({ name }) => name.replace(/\.sv$/, ''));
}

describe.each(Object.entries(designs))('%s', (_, make) => {
  it.skipIf(!hasVerilator)('is clean in every dialect', () => {
    const circuit = make();
    for (const dialect of distinctTexts(circuit)) expect(lint(circuit, dialect), dialect).toBe('');
  });

  it.skipIf(!hasYosys)('is one netlist in every dialect', () => {
    const circuit = make();
    const [first, ...rest] = distinctTexts(circuit);
    if (rest.length === 0) return; // One text: there is nothing to compare.
    for (const dialect of rest) {
      const except = choosingFromArrays(circuit, dialect);
      const wanted = netlist(circuit, first!, except);
      expect(wanted).toContain(`module \\${circuit.top.name}`);
      expect(netlist(circuit, dialect, except), dialect).toBe(wanted);
    }
  });
});

describe('what a dialect cannot express', () => {
  const word = build.unsigned(8);
  const asynchronous = build.circuitOf(holderOf([build.memoryOf('asynchronous-read', 'Table', 32, word)]));
  const started = build.circuitOf(holderOf([build.memory('Table', 4, word, 'no-change', 2, [1n, 2n])]));

  it('is refused with the place, the name and a remedy', () => {
    expect(() => emitVerilog(asynchronous, { dialect: 'yosys-ice40' })).toThrowErrorMatchingInlineSnapshot(`
      [BurinError: circuit.ts:1:1: error B061: memory Table is read without a clock, which the dialect yosys-ice40 cannot express
        remedy: read it at a clock edge (a two-port memory), or make it of registers]
    `);
    expect(() => emitVerilog(started, { dialect: 'asic' })).toThrowErrorMatchingInlineSnapshot(`
      [BurinError: circuit.ts:1:1: error B061: memory Table has contents at the start, which the dialect asic cannot express
        remedy: write the words after the reset, or make it a read-only memory]
    `);
    expect(() => emitVerilog(started, { dialect: 'verilog' as DialectName })).toThrowErrorMatchingInlineSnapshot(`
      [BurinError: error B063: there is no dialect verilog
        remedy: choose one of portable, verilator, yosys, yosys-ice40, vivado, quartus, asic]
    `);
  });

  it('is expressed by the others', () => {
    for (const dialect of others.filter((name) => name !== 'yosys-ice40'))
      expect(emitVerilog(asynchronous, { dialect })).toHaveLength(2);
    for (const dialect of others.filter((name) => name !== 'asic'))
      expect(emitVerilog(started, { dialect })).toHaveLength(2);
  });
});

describe('names', () => {
  const named = (port: string, inner: string) => {
    const child = new build.ModuleBuilder('Child');
    const value = child.node('value', build.unary('not', child.input('register', build.bit)));
    child.assign(child.output('y', build.bit), value);
    const builder = new build.ModuleBuilder('Parent');
    const instance = builder.instance(inner, child.build());
    builder.assign(instance.inputs.get('register')!, builder.input(port, build.bit));
    builder.assign(builder.output('y', build.bit), build.reference(instance.outputs.get('y')!));
    return build.circuitOf(builder.build());
  };

  it('a port of the top that is a word of C++ is refused where Verilator would rename it', () => {
    for (const dialect of ['portable', 'verilator'] as const)
      expect(() => emitVerilog(named('register', 'child'), { dialect })).toThrow(
        /B060: port of Parent 'register' has a name that Verilator reserves as a word of C\+\+/,
      );
    expect(emitVerilog(named('register', 'child'), { dialect: 'vivado' })).toHaveLength(2);
  });

  it.skipIf(!hasVerilator)('an instance that is called like something inside its module gets a name of its own', () => {
    for (const inner of ['value', 'register', 'y', 'clock']) {
      const circuit = named('a', inner);
      expect(emitVerilog(circuit)[1]!.text).toContain(`Child ${inner}_instance (`);
      expect(lint(circuit, 'portable')).toBe('');
    }
  });
});
