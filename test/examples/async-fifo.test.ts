import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { AsyncFifo } from '../../examples/async-fifo/async-fifo.ts';
import { elaborate } from '../../generators/language/index.ts';
import { checked } from '../support/evaluate.ts';
import { hasIcarus, hasVerilator, withFiles } from '../verilog/tools.ts';

const circuit = checked(elaborate(AsyncFifo, { wordBits: 12, depth: 8 }));

/**
 * Two clocks of their own, whose half periods are given when it runs. Each side offers or takes in 3 of 4 of its cycles;
 * what leaves is held against what entered. Says how many words passed.
 */
const bench = `\`timescale 1ns/1ps
module bench;
  reg write_clock = 0, read_clock = 0, write_reset = 1, read_reset = 1;
  reg incoming_valid = 0, outgoing_ready = 0;
  reg [11:0] incoming_payload = 0;
  wire incoming_ready, outgoing_valid;
  wire [11:0] outgoing_payload;
  reg [11:0] words [0:65535];
  integer sent = 0, received = 0, wrong = 0, writeHalf, readHalf;

  AsyncFifo dut (.*);

  initial begin
    if (!$value$plusargs("write=%d", writeHalf)) $finish;
    if (!$value$plusargs("read=%d", readHalf)) $finish;
    forever #(writeHalf) write_clock = !write_clock;
  end
  initial begin
    #1 forever #(readHalf) read_clock = !read_clock;
  end
  initial begin
    #(20 * (writeHalf + readHalf));
    @(posedge write_clock) write_reset <= 0;
    @(posedge read_clock) read_reset <= 0;
    #(4000 * (writeHalf > readHalf ? writeHalf : readHalf));
    $display("%0d words passed, %0d wrong", received, wrong);
    $finish;
  end

  always @(posedge write_clock) if (!write_reset) begin
    if (incoming_valid && incoming_ready) begin
      words[sent] = incoming_payload;
      sent = sent + 1;
    end
    if (!incoming_valid || incoming_ready) begin
      incoming_valid <= $urandom % 4 != 0;
      incoming_payload <= 12'($urandom);
    end
  end

  always @(posedge read_clock) if (!read_reset) begin
    if (outgoing_valid && outgoing_ready) begin
      if (received >= sent || words[received] !== outgoing_payload) wrong = wrong + 1;
      received = received + 1;
    end
    outgoing_ready <= $urandom % 4 != 0;
  end
endmodule
`;

/** Half periods in ns: nearly equal, and far apart. */
const ratios: readonly (readonly [write: number, read: number])[] = [
  [10, 10],
  [10, 11],
  [11, 10],
  [5, 37],
  [37, 5],
];

describe('the queue between two clocks', () => {
  /** Words that pass at least: 2000 cycles of the slower clock, in 3 of 4 of which it may move one, and some slack. */
  const expected = 1000;
  const passed = (text: string): number => Number(/(\d+) words passed, 0 wrong/.exec(text)?.[1] ?? Number.NaN);

  it.skipIf(!hasIcarus)('keeps words and order in Icarus, whatever the clocks', () => {
    withFiles(circuit, (run, names, folder) => {
      writeFileSync(join(folder, 'bench.sv'), bench);
      expect(run('iverilog', '-g2012', '-o', 'bench.vvp', '-s', 'bench', 'bench.sv', ...names)).toBe('');
      for (const [write, read] of ratios) {
        const text = run('vvp', '-n', 'bench.vvp', `+write=${write}`, `+read=${read}`);
        expect(passed(text), text).toBeGreaterThan(expected);
      }
    });
  });

  it.skipIf(!hasVerilator)('and in Verilator', () => {
    withFiles(circuit, (run, names, folder) => {
      writeFileSync(join(folder, 'bench.sv'), bench);
      const build = [
        '--binary',
        '--timing',
        '-Wno-fatal',
        '-CFLAGS',
        '-O0',
        '-MAKEFLAGS',
        'OPT_FAST=-O0 OPT_GLOBAL=-O0',
      ];
      execaSync('verilator', [...build, '--top-module', 'bench', 'bench.sv', ...names], { cwd: folder });
      for (const [write, read] of ratios) {
        const text = run(join(folder, 'obj_dir/Vbench'), `+write=${write}`, `+read=${read}`);
        expect(passed(text), text).toBeGreaterThan(expected);
      }
    });
  });
});
