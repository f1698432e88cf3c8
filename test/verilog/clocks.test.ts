import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Circuit, InputPort, LogicModule, Register } from '../../generators/circuit/types.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import * as build from '../support/circuit-builder.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys, withFiles } from './tools.ts';

const location = { file: 'circuit.ts', line: 1, column: 1 };
const port = (name: string, role: 'clock' | 'reset'): InputPort => ({
  kind: 'input',
  name,
  role,
  type: build.bit,
  location,
});
const count = build.unsigned(8);

/** One clock and one reset under names of its own; counts by `step`. */
function counter(): LogicModule {
  const builder = new build.ModuleBuilder('Ticks');
  const value = builder.register('value', count, 1);
  const step = builder.input('step', count);
  builder.assign(value, build.convert(build.binary('add', build.reference(value), step), count));
  builder.assign(builder.output('ticks', count), build.reference(value));
  return builder.build();
}

/** Two domains: a register in each, a counter in each, and a synchroniser of two stages from fast to slow. */
function twoDomains(): Circuit {
  const clocks = { fast: port('fastClock', 'clock'), slow: port('slowClock', 'clock') };
  const resets = { fast: port('fastReset', 'reset'), slow: port('slowReset', 'reset') };
  const builder = new build.ModuleBuilder('TwoDomains');
  const module = counter();
  const register = (name: string, domain: 'fast' | 'slow', reset: boolean, crossing = false): Register => ({
    kind: 'register',
    name,
    type: build.bit,
    location,
    clock: clocks[domain],
    ...(reset ? { reset: { signal: resets[domain], value: build.literal(0, build.bit) } } : {}),
    ...(crossing ? { crossing } : {}),
  });
  const toggle = register('toggle', 'fast', true);
  const first = register('first', 'slow', false, true);
  const second = register('second', 'slow', true);
  builder.assign(toggle, build.unary('not', build.reference(toggle)));
  builder.assign(first, build.reference(toggle));
  builder.assign(second, build.reference(first));
  const outputs = { fast: builder.output('fastTicks', count), slow: builder.output('slowTicks', count) };
  for (const domain of ['fast', 'slow'] as const) {
    const instance = builder.instance(`${domain}Counter`, module);
    Object.assign(instance, {
      clocking: new Map([
        ['clock', clocks[domain]],
        ['reset', resets[domain]],
      ]),
    });
    builder.assign(instance.inputs.get('step')!, build.literal(3, count));
    builder.assign(outputs[domain], build.reference(instance.outputs.get('ticks')!));
  }
  builder.assign(builder.output('toggled', build.bit), build.reference(toggle));
  builder.assign(builder.output('seen', build.bit), build.reference(second));
  const built = builder.build();
  const top: LogicModule = {
    ...built,
    ports: [...Object.values(clocks), ...Object.values(resets), ...built.ports.filter((one) => !('role' in one))],
    signals: [toggle, first, second],
  };
  return { top, modules: [module, top] };
}

describe('several clocks', () => {
  it('each register and instance has its own', () => {
    const file = emitVerilog(twoDomains(), { sourceComments: false, reset: 'asynchronous-low' }).at(-1);
    expect(file!.text).toMatchInlineSnapshot(`
      "\`default_nettype none

      module TwoDomains (
        input  logic       fastClock,
        input  logic       slowClock,
        input  logic       fastReset_n,
        input  logic       slowReset_n,
        output logic [7:0] fastTicks,
        output logic [7:0] slowTicks,
        output logic       toggled,
        output logic       seen
      );

        logic toggle;
        (* async_reg = "true" *)
        logic first;
        (* async_reg = "true" *)
        logic second;

        always_ff @(posedge fastClock or negedge fastReset_n) begin
          if (!fastReset_n) begin
            toggle <= 1'b0;
          end else begin
            toggle <= ~toggle;
          end
        end

        always_ff @(posedge slowClock) begin
          first <= toggle;
        end

        always_ff @(posedge slowClock or negedge slowReset_n) begin
          if (!slowReset_n) begin
            second <= 1'b0;
          end else begin
            second <= first;
          end
        end

        assign toggled = toggle;
        assign seen    = second;

        Ticks fastCounter (
          .clock  (fastClock),
          .reset_n(fastReset_n),
          .step   (8'd3),
          .ticks  (fastTicks)
        );

        Ticks slowCounter (
          .clock  (slowClock),
          .reset_n(slowReset_n),
          .step   (8'd3),
          .ticks  (slowTicks)
        );
      endmodule

      \`default_nettype wire
      "
    `);
  });

  it.skipIf(!hasVerilator && !hasYosys)('every tool takes it without a warning', () => {
    expect(complaints(twoDomains())).toBe('');
    expect(complaints(twoDomains(), { reset: 'asynchronous-low' })).toBe('');
  });

  it.skipIf(!hasIcarus)('each domain counts the edges of its own clock, from its own reset on', () => {
    const bench = `module bench;
  reg fastClock = 0, slowClock = 0, fastReset = 1, slowReset = 1;
  wire [7:0] fastTicks, slowTicks; wire toggled, seen;
  TwoDomains dut (.fastClock(fastClock), .slowClock(slowClock), .fastReset(fastReset), .slowReset(slowReset),
    .fastTicks(fastTicks), .slowTicks(slowTicks), .toggled(toggled), .seen(seen));
  task fast; begin #1 fastClock = 1; #1 fastClock = 0; end endtask
  task slow; begin #1 slowClock = 1; #1 slowClock = 0; end endtask
  initial begin
    fast; slow; slow;
    fastReset = 0; fast; fast; slow; fast;
    $display("%0d %0d %0d %0d", fastTicks, slowTicks, toggled, seen);
    slowReset = 0; slow; slow;
    $display("%0d %0d %0d %0d", fastTicks, slowTicks, toggled, seen);
  end
endmodule
`;
    const text = withFiles(twoDomains(), (run, files, folder) => {
      writeFileSync(join(folder, 'bench.v'), bench);
      run('iverilog', '-g2012', '-o', 'bench.vvp', '-s', 'bench', 'bench.v', ...files);
      return run('vvp', '-n', 'bench.vvp');
    });
    // Three fast edges after the fast reset: 1 + 3·3, toggled thrice. Two slow edges after the slow one: 1 + 2·3.
    expect(text.split('\n')).toEqual(['10 1 1 0', '10 7 1 1']);
  });
});
