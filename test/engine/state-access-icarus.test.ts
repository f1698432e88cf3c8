import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bool,
  input,
  Module,
  output,
  reg,
  sint,
  twoPortMemory,
  uint,
  vec,
  vecOf,
  when,
} from '../../generators/language/index.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import { circuitOf, engines } from '../blocks/tools.ts';
import { hasIcarus, withFiles } from '../verilog/tools.ts';

/** A signed sum, a counter that addresses a memory, and a wide vector whose elements move on. */
const Accumulator = Module('Accumulator', () => {
  const add = input(bool());
  const value = input(sint(8));
  const total = reg(sint(12), { reset: 0 });
  const count = reg(uint(4), { reset: 0 });
  const history = reg(vec(6, uint(7)), { reset: vecOf([0, 0, 0, 0, 0, 0], uint(7)) });
  const words = twoPortMemory({ module: 'Words', depth: 16, word: sint(12) });
  words.readAt(count);
  count.next = count.addWrap(1);
  when(add, () => {
    total.next = total.addWrap(value);
    words.writeAt(count, total);
    history.next = vecOf([total.bits(6, 0), ...[0, 1, 2, 3, 4].map((place) => history.at(place))], uint(7));
  });
  return { add, value, sum: output(total), place: output(count), shown: output(words.readData), past: output(history) };
});

const outputs = ['sum', 'place', 'shown', 'past'] as const;
const cycles = 60;
const inputsAt = (cycle: number) => ({ add: cycle % 5 === 3 ? 0n : 1n, value: BigInt(((cycle * 37) % 256) - 128) });

/** What is done to the state after so many edges: to our engines, and as statements of a bench. */
interface Disturbance {
  readonly at: number;
  act(simulator: Simulator): void;
  readonly verilog: string;
}

const upsets: readonly Disturbance[] = [
  { at: 7, act: (one) => one.flipBits({ register: 'total' }, 1n << 11n), verilog: 'dut.total[11] = ~dut.total[11];' },
  { at: 12, act: (one) => one.flipBits({ register: 'total' }, 1n << 2n), verilog: 'dut.total[2] = ~dut.total[2];' },
  { at: 20, act: (one) => one.writeRegister('count', 3), verilog: "dut.count = 4'd3;" },
  {
    at: 25,
    act: (one) => one.writeRegister('history', one.get('history') ^ (1n << 20n)),
    verilog: "dut.history = dut.history ^ (42'd1 << 20);",
  },
  {
    at: 30,
    act: (one) => one.flipBits({ register: 'words.readData' }, 1n << 5n),
    verilog: 'dut.words.readData[5] = ~dut.words.readData[5];',
  },
  {
    at: 33,
    act: (one) => one.writeMemory('words', 15, BigInt.asIntN(12, one.readMemory('words', 15) ^ 0x800n)),
    verilog: "dut.words.memory_words[15] = dut.words.memory_words[15] ^ 12'h800;",
  },
];

/** Outputs before each edge, under Icarus: `between` runs while the clock is low, with the edges taken in `cycle`. */
function traceInIcarus(between: string): readonly string[] {
  const values = Array.from({ length: cycles }, (_, cycle) => inputsAt(cycle));
  const bench = `module bench;
  reg clock = 0, reset = 1, add = 0;
  reg signed [7:0] value = 0;
  wire signed [11:0] sum, shown;
  wire [3:0] place;
  wire [41:0] past;
  integer cycle, address;
  reg [8:0] stimulus [0:${cycles - 1}];
  Accumulator dut (.clock, .reset, .add, .value, .sum, .place, .shown, .past);
  initial begin
    $readmemh("stimulus.hex", stimulus);
    for (address = 0; address < 16; address = address + 1) dut.words.memory_words[address] = 0;
    #1 clock = 1; #1 clock = 0;
    dut.words.readData = 0;
    reset = 0;
    for (cycle = 0; cycle < ${cycles}; cycle = cycle + 1) begin
      ${between}
      {add, value} = stimulus[cycle];
      #1 $display("%0d %0d %0d %0d", sum, place, shown, past);
      #1 clock = 1;
      #1 clock = 0;
    end
  end
endmodule
`;
  return withFiles(circuitOf(Accumulator), (run, files, folder) => {
    const words = values.map(({ add, value }) => ((add << 8n) | BigInt.asUintN(8, value)).toString(16));
    writeFileSync(join(folder, 'stimulus.hex'), words.join('\n'));
    writeFileSync(join(folder, 'bench.sv'), bench);
    const compiled = run('iverilog', '-g2012', '-o', 'bench.vvp', '-s', 'bench', 'bench.sv', ...files);
    const text = run('vvp', '-n', 'bench.vvp');
    const lines = text.split('\n').filter((line) => /^-?\d+ \d+ -?\d+ \d+$/.test(line));
    if (lines.length !== cycles) throw new Error(`${compiled}\n${text}`);
    return lines;
  });
}

function traceInProcess(engine: Simulator['engine'], between: (simulator: Simulator, cycle: number) => void) {
  const simulator = createSimulator(circuitOf(Accumulator), { engine });
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  return Array.from({ length: cycles }, (_, cycle) => {
    between(simulator, cycle);
    for (const [name, value] of Object.entries(inputsAt(cycle))) simulator.set(name, value);
    const line = outputs.map((name) => simulator.get(name)).join(' ');
    simulator.step();
    return line;
  });
}

describe.skipIf(!hasIcarus)(
  'state written from outside, as a hand-written bench deposits and forces it in Icarus',
  () => {
    const undisturbed = traceInIcarus('');

    it.each(engines)('upsets of registers, elements of vectors, output words and stored words: %s', (engine) => {
      const statements = upsets.map(({ at, verilog }) => `if (cycle == ${at}) ${verilog}`);
      const expected = traceInIcarus(statements.join('\n      '));
      expect(expected).not.toEqual(undisturbed);
      const found = traceInProcess(engine, (simulator, cycle) => {
        for (const { at, act } of upsets) if (at === cycle) act(simulator);
      });
      expect(found).toEqual(expected);
    });

    it.each(engines)('bits that are held, from one edge to another: %s', (engine) => {
      const expected = traceInIcarus(`if (cycle >= 6 && cycle < 40) begin
        dut.total[11] = 1; dut.total[3] = 0; dut.words.memory_words[9][7:0] = 8'h5a; dut.history[41] = 1;
      end`);
      expect(expected).not.toEqual(undisturbed);
      const found = traceInProcess(engine, (simulator, cycle) => {
        if (cycle === 6) {
          simulator.holdBits([
            { register: 'total', mask: 0x808n, value: 0x800n },
            { memory: 'words', address: 9, mask: 0xffn, value: 0x5an },
            { register: 'history', mask: 1n << 41n, value: 1n << 41n },
          ]);
        }
        // The bench holds at the start of a cycle, for the last time in this one; the edge behind it stores freely.
        if (cycle === 39) simulator.holdBits([]);
      });
      expect(found).toEqual(expected);
    });

    it.each(engines)('a whole register that is forced and released: %s', (engine) => {
      const expected = traceInIcarus(`if (cycle == 10) force dut.count = 4'd11;
      if (cycle == 31) release dut.count;`);
      expect(expected).not.toEqual(undisturbed);
      const found = traceInProcess(engine, (simulator, cycle) => {
        if (cycle === 10) simulator.holdBits([{ register: 'count', mask: 15n, value: 11n }]);
        if (cycle === 31) simulator.holdBits([]);
      });
      expect(found).toEqual(expected);
    });
  },
);
