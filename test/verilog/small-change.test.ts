import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bool,
  elaborate,
  input,
  instanceArray,
  Module,
  output,
  reg,
  uint,
  vec,
  when,
} from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';

/** What the edits of one design choose. */
interface Edit {
  readonly lanes?: number;
  readonly sumBits?: number;
  readonly limit?: number;
  readonly extraRegister?: boolean;
  readonly extraArray?: boolean;
  readonly renamed?: boolean;
}

const Square = Module('Square', () => {
  const value = input(uint(8));
  const square = reg(uint(16), { reset: 0 });
  square.next = value.mul(value);
  return { value, square: output(square) };
});

function design(edit: Edit): string {
  const { lanes = 4, sumBits = 20, limit = 77, extraRegister = false, extraArray = false, renamed = false } = edit;
  const Sums = Module('Sums', () => {
    const values = input(vec(8, uint(8)));
    const clear = input(bool());
    if (extraArray) instanceArray([2], ([lane = 0]) => ({ extra: Square({}, { value: values.at(lane) }) }).extra);
    const squares = instanceArray([lanes], ([lane = 0]) => Square({}, { value: values.at(lane) }));
    const last = instanceArray([2], ([lane = 0]) => Square({}, { value: values.at(7 - lane) }));
    const tripled = last.map(({ square }) => square.bits(15, 3).mul(3).wrap(16));
    const total = squares[0]!.square.addWrap(tripled[0]!).addWrap(tripled[1]!);
    const sum = reg(uint(sumBits), { reset: 0 });
    const high = reg(uint(8));
    const extra = extraRegister ? reg(uint(4), { reset: 3 }) : undefined;
    const low = reg(uint(8));
    when(clear, () => {
      sum.next = 0;
    }).elsewhen(total.lt(limit), () => {
      sum.next = sum.add(total).wrap(sumBits);
    });
    if (renamed) {
      const upper = total.bits(15, 8);
      high.next = upper;
    } else {
      const kept = total.bits(15, 8);
      high.next = kept;
    }
    if (extra) extra.next = total.bits(3, 0);
    low.next = total.mul(total).bits(11, 4);
    const seen = extra ? low.xor(extra.extend(8)) : low;
    return { values, clear, sum: output(sum.bits(15, 0)), high: output(high), low: output(seen) };
  });
  return emitVerilog(elaborate(Sums, {}), { sourceComments: false }).at(-1)!.text;
}

/** The lines that differ, columns of blanks aside: `<` of `design({})`, `>` of the edited one. */
function changed(edit: Edit): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'burin-change-'));
  try {
    writeFileSync(join(folder, 'before.sv'), design({}));
    writeFileSync(join(folder, 'after.sv'), design(edit));
    const { stdout } = spawnSync('diff', ['-b', 'before.sv', 'after.sv'], { cwd: folder, encoding: 'utf8' });
    const lines = stdout.split('\n').filter((line) => /^[<>]/.test(line));
    return lines.map((line) => line.replace(/\s+/g, ' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a small change of the design is a small change of the text', () => {
  it('a constant', () => {
    expect(changed({ limit: 78 })).toMatchInlineSnapshot(`
      [
        "< end else if (total < 16'd77) begin",
        "> end else if (total < 16'd78) begin",
      ]
    `);
  });

  it('the width of a signal', () => {
    expect(changed({ sumBits: 24 })).toMatchInlineSnapshot(`
      [
        "< logic [19:0] sum_register;",
        "> logic [23:0] sum_register;",
        "< sum_register <= 20'd0;",
        "> sum_register <= 24'd0;",
        "< sum_register <= 20'd0;",
        "> sum_register <= 24'd0;",
        "< sum_register <= sum_register + 20'(total);",
        "> sum_register <= sum_register + 24'(total);",
      ]
    `);
  });

  it('the name of a signal', () => {
    expect(changed({ renamed: true })).toMatchInlineSnapshot(`
      [
        "< logic [7:0] kept;",
        "> logic [7:0] upper;",
        "< assign kept = total[15:8];",
        "> assign upper = total[15:8];",
        "< high_register <= kept;",
        "> high_register <= upper;",
      ]
    `);
  });

  it('a register in the middle', () => {
    expect(changed({ extraRegister: true })).toMatchInlineSnapshot(`
      [
        "> logic [3:0] extra;",
        "> logic [7:0] seen;",
        "> always_ff @(posedge clock) begin",
        "> if (reset) begin",
        "> extra <= 4'd3;",
        "> end else begin",
        "> extra <= total[3:0];",
        "> end",
        "> end",
        "> ",
        "> assign seen = low_register ^ 8'(extra);",
        "< assign low = low_register;",
        "> assign low = seen;",
      ]
    `);
  });

  it('one more instance in an array', () => {
    expect(changed({ lanes: 5 })).toMatchInlineSnapshot(`
      [
        "< logic [63:0] squares_square;",
        "> logic [79:0] squares_square;",
        "< for (genvar i = 0; i < 4; i++) begin : gen_squares",
        "> for (genvar i = 0; i < 5; i++) begin : gen_squares",
        "< values[47:32],",
        "< squares_square[63:16],",
        "> values[47:40],",
        "> squares_square[79:16],",
      ]
    `);
  });

  it('one more array in front', () => {
    expect(changed({ extraArray: true })).toMatchInlineSnapshot(`
      [
        "> logic [31:0] unused_instances_square;",
        "> ",
        "> for (genvar i = 0; i < 2; i++) begin : gen_instances",
        "> Square instances (",
        "> .clock (clock),",
        "> .reset (reset),",
        "> .value (values[8*i +: 8]),",
        "> .square(unused_instances_square[16*i +: 16])",
        "> );",
        "> end",
      ]
    `);
  });
});

describe('the same text in every process', () => {
  it('byte by byte', () => {
    const script = `
      import { elaborateAccelerator } from './sim/equivalence/circuit.ts';
      import { ultraTrail } from './generators/accelerators/index.ts';
      import { emitVerilog } from './generators/verilog/index.ts';
      process.stdout.write(JSON.stringify(emitVerilog(elaborateAccelerator(ultraTrail.parameters({})))));`;
    const root = new URL('../..', import.meta.url).pathname;
    const print = () =>
      spawnSync(process.execPath, ['--import', './bin/strip-types.mjs', '--input-type=module', '-e', script], {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 2 ** 26,
      });
    const [first, second] = [print(), print()];
    expect(first.stderr).toBe('');
    expect(first.stdout.length).toBeGreaterThan(10_000);
    expect(second.stdout).toBe(first.stdout);
  });
});
