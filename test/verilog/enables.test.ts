import { describe, expect, it } from 'vitest';
import {
  bool,
  elaborate,
  input,
  Module,
  mux,
  output,
  reg,
  switchOn,
  uint,
  when,
} from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { hasIcarus, hasYosys, simulateInIcarus, withFiles } from './tools.ts';

/** Registers that keep their value in every way in which a source can say so. */
const Enables = Module('Enables', () => {
  const enable = input(bool());
  const other = input(bool());
  const select = input(uint(2));
  const value = input(uint(8));

  const plain = reg(uint(8));
  const withReset = reg(uint(8), { reset: 0 });
  const chosen = reg(uint(8));
  const keptWhenTrue = reg(uint(8), { reset: 7 });
  const nestedChoice = reg(uint(8));
  const chain = reg(uint(8));
  const nestedWhen = reg(uint(8), { reset: 0 });
  const inSwitch = reg(uint(8));
  when(enable, () => {
    plain.next = value;
    withReset.next = value;
  });
  chosen.next = mux(enable, value.addWrap(1), chosen);
  keptWhenTrue.next = mux(enable, keptWhenTrue, value);
  nestedChoice.next = mux(enable, mux(other, value, nestedChoice), nestedChoice);
  chain.next = mux(enable, value, mux(other, mux(select.eq(0), chain, value.subWrap(1)), chain));
  when(enable, () => {
    when(other, () => {
      nestedWhen.next = value;
    }).otherwise(() => {
      nestedWhen.next = mux(select.eq(1), value.not(), nestedWhen);
    });
  });
  switchOn(select).is(2, () => {
    inSwitch.next = mux(other, value, inSwitch);
  });
  const outputs = { plain, withReset, chosen, keptWhenTrue, nestedChoice, chain, nestedWhen, inSwitch };
  return {
    enable,
    other,
    select,
    value,
    ...Object.fromEntries(Object.entries(outputs).map(([name, register]) => [`${name}Out`, output(register)])),
  };
});

const circuit = elaborate(Enables, {});

describe('registers that keep their value', () => {
  it('are assigned under an if, never to themselves', () => {
    const [file] = emitVerilog(circuit);
    const text = file!.text;
    for (const name of [
      'plain',
      'withReset',
      'chosen',
      'keptWhenTrue',
      'nestedChoice',
      'chain',
      'nestedWhen',
      'inSwitch',
    ])
      expect(text, name).not.toMatch(new RegExp(`${name} <= [^;]*\\b${name}\\b`, 's'));
    expect(text.slice(text.indexOf('always_ff'), text.lastIndexOf('assign plainOut'))).toMatchInlineSnapshot(`
      "always_ff @(posedge clock) begin
          if (enable) plain <= value;
        end

        always_ff @(posedge clock) begin
          if (reset) begin
            withReset <= 8'd0;
          end else if (enable) begin
            withReset <= value;
          end
        end

        always_ff @(posedge clock) begin
          if (enable) chosen <= value + 8'd1;
          if (enable) begin
            if (other) nestedChoice <= value;
          end
          if (enable) begin
            chain <= value;
          end else if (other) begin
            if (select != 2'd0) chain <= value - 8'd1;
          end
        end

        always_ff @(posedge clock) begin
          if (reset) begin
            keptWhenTrue <= 8'd7;
          end else if (!enable) begin
            keptWhenTrue <= value;
          end
        end

        always_ff @(posedge clock) begin
          if (reset) begin
            nestedWhen <= 8'd0;
          end else if (enable) begin
            if (other) begin
              nestedWhen <= value;
            end else if (select == 2'd1) begin
              nestedWhen <= ~value;
            end
          end
        end

        always_ff @(posedge clock) begin
          case (select)
            2'd2: begin
              if (other) inSwitch <= value;
            end
            default: ;
          endcase
        end

        "
    `);
  });

  it.skipIf(!hasYosys)('are flip-flops with an enable to yosys, without a multiplexer in front', () => {
    const report = withFiles(circuit, (run, files) => {
      const script = `read_verilog -sv ${files.join(' ')}; proc; opt; opt_dff; opt_clean`;
      return run(
        'yosys',
        '-p',
        `${script}; select -list t:$dff t:$sdff; select -assert-count 8 t:$dffe t:$sdffe t:$sdffce`,
      );
    });
    expect(report).not.toMatch(/ERROR/);
  });

  it.skipIf(!hasIcarus)('keep it also where an assignment before would change it', () => {
    const Later = Module('Later', () => {
      const enable = input(bool());
      const choose = input(bool());
      const value = input(uint(4));
      const state = reg(uint(4), { reset: 5 });
      when(enable, () => {
        state.next = 9;
      });
      state.next = mux(choose, value, state);
      return { enable, choose, value, state: output(state) };
    });
    // enable, choose, value: the last assignment wins, and without `choose` it keeps the 5 of the reset.
    const vectors = [
      [0n, 0n, 0n],
      [1n, 0n, 3n],
      [1n, 1n, 3n],
      [1n, 0n, 1n],
      [0n, 0n, 2n],
    ];
    const seen = simulateInIcarus(elaborate(Later, {}), vectors, {
      resetCycles: 1,
      initial: ['dut.state_register = 5;'],
    });
    expect(seen).toEqual([[5n], [5n], [5n], [3n], [3n]]);
  });
});
