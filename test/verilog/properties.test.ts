import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  assert,
  assume,
  cover,
  elaborate,
  enumeration,
  hexadecimal,
  input,
  Module,
  message,
  output,
  print,
  reg,
  sint,
  uint,
  when,
} from '../../generators/language/index.ts';
import { emitVerilog, type VerilogOptions } from '../../generators/verilog/index.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys, withFiles } from './tools.ts';

const Mode = enumeration('Mode', ['Idle', 'Counting']);

interface Limits {
  readonly limit: number;
  readonly largestStep: number;
}

/** Steps up and starts again from 0 behind 20; how much it may reach, and who promises what, is up to the parameters. */
const Stepper = Module('Stepper', ({ limit, largestStep }: Limits) => {
  const step = input(uint(4));
  const count = reg(uint(8), { reset: 0 });
  const level = reg(sint(8), { reset: -100 });
  const mode = reg(Mode, { reset: Mode.Idle });
  const square = count.mul(count);
  const far = square.add(square).gt(100);
  count.next = count.addWrap(step);
  level.next = level.subWrap(1);
  mode.next = Mode.Counting;
  when(count.gt(20), () => {
    count.next = 0;
  });
  assume(step.le(largestStep), 'step allowed');
  assert(count.le(limit), message`below limit: ${count} (${hexadecimal(count)}), ${level} ${mode} 100%`);
  cover(far, 'far');
  when(count.eq(9), () => {
    print(message`nine at ${level}`);
  });
  return { step, count: output(count) };
});

const stepper = (limit: number, largestStep = 15) => elaborate(Stepper, { limit, largestStep });
const options: VerilogOptions = { sourceRoot: new URL('../..', import.meta.url).pathname };
const layer = ['VERIFICATION'];

const bench = `module bench;
  reg clock = 0, reset = 1;
  wire [7:0] count;
  Stepper dut (.clock(clock), .reset(reset), .step(4'd3), .count(count));
  integer i;
  initial begin
    for (i = 0; i < 40; i = i + 1) begin
      #1 clock = 1;
      #1 clock = 0;
      reset = 0;
    end
    $display("end of bench");
  end
endmodule
`;

function runInIcarus(limit: number, defines: readonly string[]): string {
  return withFiles(
    stepper(limit),
    (run, files, folder) => {
      writeFileSync(join(folder, 'bench.v'), bench);
      run('iverilog', '-g2012', ...defines.map((name) => `-D${name}`), '-o', 'o', '-s', 'bench', 'bench.v', ...files);
      return run('vvp', '-n', 'o');
    },
    options,
  );
}

/** The answer of yosys' own solver on `command`, with the layer as solvers see it. */
function solve(circuit: ReturnType<typeof stepper>, command: string): string {
  return withFiles(circuit, (run, files) => {
    const read = `read_verilog -formal -sv -DVERIFICATION ${files.join(' ')}; prep -flatten -top Stepper; async2sync`;
    return run('yosys', '-p', `${read}; dffunmap; opt; ${command}`);
  });
}

describe('the layer of properties', () => {
  it('stands apart from the hardware, which is the same text without it', () => {
    const [text, omitted] = (['layer', 'omit'] as const).map(
      (verification) => emitVerilog(stepper(23), { ...options, verification })[0]!.text,
    );
    const [before, after] = [text!.indexOf('  `ifdef VERIFICATION'), text!.lastIndexOf('`endif\n') + '`endif\n'.length];
    expect(text!.slice(before, after).replace(/test.ts:\d+/g, 'test.ts:LINE')).toMatchInlineSnapshot(`
      "  \`ifdef VERIFICATION
        \`ifndef SYNTHESIS
        logic [15:0] square;
        logic        far;
        logic        assume_step_allowed;
        logic        assert_below_limit_100;
        logic        cover_far;

        assign square                 = count_register * count_register;
        assign far                    = 17'(square) + 17'(square) > 17'd100;
        assign assume_step_allowed    = 1'b1;
        assign assert_below_limit_100 = count_register <= 8'd23;
        assign cover_far              = far;

        \`ifdef FORMAL
        always @(posedge clock) begin
          if (!reset) begin
            assume (assume_step_allowed);
            assert (assert_below_limit_100);
            cover (cover_far);
          end
        end
        \`else
        always @(posedge clock) begin
          if (!reset) begin
            if (!assume_step_allowed)
              $fatal(1, "test/verilog/properties.test.ts:LINE: assume_step_allowed violated: step allowed");
            if (!assert_below_limit_100)
              $fatal(1,
                     "test/verilog/properties.test.ts:LINE: assert_below_limit_100 violated: below limit: %0d (%h), %0d %0s 100%%",
                     count_register, count_register, level,
                     (mode == 1'b0) ? {32'd0, "Idle"} : (mode == 1'b1) ? "Counting" : {56'd0, "?"});
            cover (cover_far);
          end
          if (!reset && count_register == 8'd9) $display("nine at %0d", level);
        end
        \`endif
        \`endif
        \`endif
      "
    `);
    expect(`${text!.slice(0, before - 1)}${text!.slice(after)}`).toBe(omitted);
    expect(omitted).not.toMatch(/square|far|assert|VERIFICATION/);
  });

  it.skipIf(!hasVerilator && !hasYosys)('every tool takes it without a warning', () => {
    for (const dialect of ['portable', 'yosys'] as const)
      for (const defines of [[], layer, [...layer, 'FORMAL'], [...layer, 'SYNTHESIS']]) {
        if (dialect === 'yosys' && hasIcarus && defines.includes('FORMAL')) continue; // Icarus takes no labels.
        expect(complaints(stepper(23), { ...options, dialect }, defines)).toBe('');
      }
  });

  it.skipIf(!hasIcarus)('says in Icarus which property was violated, where it stands and with which values', () => {
    const text = runInIcarus(20, layer);
    expect(text).toMatch(/FATAL: .*test\/verilog\/properties\.test\.ts:\d+: assert_below_limit_100 violated: /s);
    expect(text).toContain('below limit: 21 (15), -107 Counting 100%');
    expect(text).toContain('nine at -103');
    expect(text).not.toContain('end of bench');
    expect(text).toContain('exit code 1');
  });

  it.skipIf(!hasIcarus)('says nothing where all is well, and nothing at all where it is left out', () => {
    expect(
      runInIcarus(21, layer)
        .split('\n')
        .filter((line) => !line.startsWith('nine at')),
    ).toEqual(['end of bench']);
    expect(runInIcarus(20, [])).toBe('end of bench');
  });

  it.skipIf(!hasVerilator)('ends a simulation in Verilator with the same message', () => {
    const driver = `#include "VStepper.h"
#include <cstdio>
int main() {
  VStepper top;
  for (int edge = 0; edge < 80; edge++) {
    top.clock = edge & 1; top.reset = edge < 2; top.step = 3; top.eval();
  }
  std::puts("end of bench");
}
`;
    const text = withFiles(
      stepper(20),
      (run, files, folder) => {
        writeFileSync(join(folder, 'driver.cpp'), driver);
        const flags = ['--cc', '--exe', '--build', '-DVERIFICATION', '--assert', '--top-module', 'Stepper'];
        run('verilator', ...flags, ...files, 'driver.cpp');
        const { stdout, stderr } = spawnSync(join(folder, 'obj_dir/VStepper'), { encoding: 'utf8' });
        return `${stdout}${stderr}`;
      },
      options,
    );
    expect(text).toContain('assert_below_limit_100 violated: below limit: 21 (15), -107 Counting 100%');
    expect(text).toContain('nine at -103');
    expect(text).not.toContain('end of bench');
  });
});

describe.skipIf(!hasYosys)('solvers', () => {
  const proof = 'chformal -cover -remove; sat -tempinduct -prove-asserts -set-assumes -set-init-zero -maxsteps 12';

  it('prove an assertion that holds, and refute one that does not', () => {
    expect(solve(stepper(35), proof)).toContain('Induction step proven: SUCCESS');
    expect(solve(stepper(34), proof)).toMatch(/model found for base case: FAIL/);
  });

  it('rely on an assumption', () => {
    expect(solve(stepper(34, 14), proof)).toContain('Induction step proven: SUCCESS');
  });

  it('see the cover', () => {
    expect(solve(stepper(35), 'select -assert-count 1 t:$cover')).not.toContain('ERROR');
  });
});

describe('a reset that acts without the clock', () => {
  const asynchronous: VerilogOptions = { ...options, reset: 'asynchronous-low' };

  it('is looked at through a net of its own in the layer, and no tool complains', () => {
    const text = emitVerilog(stepper(23), asynchronous)[0]!.text;
    expect(text).toMatch(/assign reset_inactive += reset_n;/);
    expect(text.indexOf('reset_inactive')).toBeGreaterThan(text.indexOf('`ifdef VERIFICATION'));
    for (const defines of [layer, [...layer, 'FORMAL'], []])
      expect(complaints(stepper(23), asynchronous, defines), defines.join()).toBe('');
  });

  it.skipIf(!hasIcarus)('keeps the properties quiet while it is active', () => {
    const low = bench.replace('.reset(reset)', '.reset_n(!reset)');
    const run = (limit: number) =>
      withFiles(
        stepper(limit),
        (call, files, folder) => {
          writeFileSync(join(folder, 'bench.v'), low);
          call('iverilog', '-g2012', '-DVERIFICATION', '-o', 'out.vvp', '-s', 'bench', 'bench.v', ...files);
          return call('vvp', '-n', 'out.vvp');
        },
        asynchronous,
      );
    expect(run(23)).toContain('end of bench');
    expect(run(20)).toContain('assert_below_limit_100 violated');
  });
});
