import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerilogFile } from '../../generators/verilog/index.ts';
import { SimulationError } from '../../sim/engine/simulator.ts';
import type { VerilatedModel } from '../../sim/verilator/build.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import type { ModelInterface, ModelPort } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { verilatorIsInstalled } from './installed.ts';

const fixture = (name: string): VerilogFile => ({
  name: `${name}.sv`,
  moduleName: name,
  text: readFileSync(new URL(`fixtures/${name}.sv`, import.meta.url), 'utf8'),
});

const input = (name: string, width: number, more: Partial<ModelPort> = {}): ModelPort => ({
  name,
  width,
  signed: false,
  direction: 'input',
  ...more,
});
const output = (name: string, width: number, signed = false): ModelPort => ({
  name,
  width,
  signed,
  direction: 'output',
});

const bench: ModelInterface = {
  top: 'Bench',
  clock: 'clock',
  ports: [
    input('reset', 1, { printedName: 'reset_n', activeLow: true }),
    input('count', 1),
    output('counter', 32),
    output('longCounter', 64),
    input('left', 12, { signed: true }),
    input('right', 12, { signed: true }),
    output('difference', 13, true),
    input('enable', 1),
    input('write', 1),
    input('address', 4),
    input('writeData', 100),
    output('readData', 100),
    output('narrowData', 8),
    input('two__underscores', 1),
    output('two__inverted', 1),
  ],
  memories: [
    { name: 'deeper.wide', moduleName: 'Store', array: 'memory', depth: 16, width: 100 },
    { name: 'narrow', moduleName: 'Store', array: 'memory', depth: 10, width: 8 },
  ],
};

/** One port pair for every width at which the C++ representation changes, and some in between. */
const widths = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127, 128, 129, 384, 400];
const wide: { files: VerilogFile[]; model: ModelInterface } = {
  files: [
    {
      name: 'Wide.sv',
      moduleName: 'Wide',
      text: [
        `module Wide (${widths.map((w) => `input logic [${w - 1}:0] in${w}, output logic [${w - 1}:0] out${w}, output logic signed [${w - 1}:0] signed${w}`).join(', ')});`,
        ...widths.map((w) => `  assign out${w} = ~in${w};\n  assign signed${w} = in${w};`),
        'endmodule',
      ].join('\n'),
    },
  ],
  model: {
    top: 'Wide',
    ports: widths.flatMap((w) => [input(`in${w}`, w), output(`out${w}`, w), output(`signed${w}`, w, true)]),
    memories: [],
  },
};

describe.skipIf(!verilatorIsInstalled)('the Verilator driver', () => {
  let cache: string;
  let built: VerilatedModel;
  const outerCache = process.env.BURIN_CACHE;

  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'burin-'));
    process.env.BURIN_CACHE = cache;
    built = await buildVerilator({ files: [fixture('Store'), fixture('Bench')], model: bench });
  });
  afterAll(async () => {
    if (outerCache === undefined) delete process.env.BURIN_CACHE;
    else process.env.BURIN_CACHE = outerCache;
    await rm(cache, { recursive: true });
  });

  it('counts clock edges, through a reset that is printed active low', async () => {
    const simulator = startVerilated(built);
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    simulator.set('count', true);
    simulator.step(1000);
    const values = await Promise.all([simulator.get('counter'), simulator.get('longCounter'), simulator.cycle()]);
    expect(values).toEqual([1000n, 0xffff_ffff_0000_03e8n, 1001]);
    await simulator.close();
  });

  it('runs until a port has a value, and says where it gave up', async () => {
    const simulator = startVerilated(built);
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    simulator.set('count', 1);
    expect(await simulator.runUntil('counter', { value: 1_000_000, maximumCycles: 1_000_000 })).toBe(1_000_000);
    expect(await simulator.runUntil('counter', { value: 1_000_000, maximumCycles: 5 })).toBe(0);
    expect(await simulator.runUntil('longCounter', { value: 0xffff_ffff_000f_4250n, maximumCycles: 99 })).toBe(16);
    const late = simulator.runUntil('counter', { value: 7, maximumCycles: 10 });
    await expect(late).rejects.toThrow(
      new SimulationError('port counter has not become 7 within 10 cycles; the simulation is at cycle 1000027'),
    );
    expect(await simulator.get('counter')).toBe(1_000_026n);
    await simulator.close();
  });

  it('settles combinational paths before it reads, signed values as signed', async () => {
    const simulator = startVerilated(built);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -2048, max: 2047 }),
        fc.integer({ min: -2048, max: 2047 }),
        async (left, right) => {
          simulator.set('left', left);
          simulator.set('right', right);
          expect(await simulator.get('difference')).toBe(BigInt(left - right));
        },
      ),
    );
    simulator.set('two__underscores', 1);
    expect(await simulator.get('two__inverted')).toBe(0n);
    await simulator.close();
  });

  it('reads and writes memories, and the design sees what was written and the other way round', async () => {
    const simulator = startVerilated(built);
    const words = Array.from({ length: 16 }, (_, word) => (BigInt(15 - word) << 96n) | 0x1234_5678_9abc_def0n);
    simulator.writeMemory('deeper.wide', 0, words);
    simulator.writeMemory('narrow', 3, [0x55n, 0xaan]);
    simulator.set('enable', 1);
    simulator.set('address', 4);
    simulator.step();
    const seen = [simulator.get('readData'), simulator.get('narrowData')];
    expect(await Promise.all(seen)).toEqual([words[4], 0xaan]);
    simulator.set('write', 1);
    simulator.set('writeData', (1n << 99n) | 0x77n);
    simulator.step();
    expect(await simulator.readMemory('deeper.wide', 3, 3)).toEqual([words[3], (1n << 99n) | 0x77n, words[5]]);
    expect(await simulator.readMemory('narrow', 0, 10)).toEqual([0n, 0n, 0n, 0x55n, 0x77n, 0n, 0n, 0n, 0n, 0n]);
    await simulator.close();
  });

  it('refuses names and values that the design has not', async () => {
    const simulator = startVerilated(built);
    expect(() => simulator.set('counter', 1)).toThrow('port counter is an output');
    expect(() => simulator.set('nothing', 1)).toThrow('Bench has no port nothing');
    expect(() => simulator.set('address', 16)).toThrow('16 does not fit address: 4 bits, unsigned');
    expect(() => simulator.set('left', -2049)).toThrow('-2049 does not fit left: 12 bits, signed');
    expect(() => simulator.readMemory('narrow', 9, 2)).toThrow('memory narrow has 10 words: 2 from 9 on are not there');
    expect(() => simulator.writeMemory('narrow', 0, [256n])).toThrow('256 does not fit narrow: 8 bits, unsigned');
    expect(() => simulator.step(-1)).toThrow('-1 is not a number of cycles');
    await simulator.close();
  });

  it('tells that a simulation has ended', async () => {
    const simulator = startVerilated(built);
    expect(await simulator.get('counter')).toBe(0n);
    await simulator.close();
    expect(() => simulator.step()).toThrow('the simulation of Bench ended with code 0');
  });

  it('stops a simulation that takes too long', async () => {
    const simulator = startVerilated(built, { timeoutSeconds: 0.3 });
    const never = simulator.runUntil('counter', { value: 1, maximumCycles: 1e15 });
    await expect(never).rejects.toThrow('the simulation of Bench gave no answer for 0.3 s');
  });

  it('takes the same design from the cache and leaves nothing unfinished there', async () => {
    const again = await buildVerilator({ files: [fixture('Store'), fixture('Bench')], model: bench });
    expect(again.binary).toBe(built.binary);
    const entries = await readdir(join(cache, 'verilator'));
    expect(entries.filter((entry) => entry.startsWith('.unfinished'))).toEqual([]);
  });

  it('shows the first errors of a design that is refused, and keeps nothing of it', async () => {
    const files = [
      {
        name: 'Broken.sv',
        moduleName: 'Broken',
        text: 'module Broken (output logic a);\n  assign a = b;\nendmodule\n',
      },
    ];
    const model = { top: 'Broken', ports: [output('a', 1)], memories: [] };
    const entries = await readdir(join(cache, 'verilator'));
    await expect(buildVerilator({ files, model })).rejects.toThrow(
      /^error B501: verilator refuses Broken:\n {2}%Error: Broken.sv:2:14: Can't find definition of variable: 'b'\n(.*\n)* {2}remedy: mend the SystemVerilog/,
    );
    expect(await readdir(join(cache, 'verilator'))).toEqual(entries);
  });

  it('carries ports of every width, signed and unsigned', async () => {
    const model = await buildVerilator(wide);
    expect(existsSync(model.binary)).toBe(true);
    const simulator = startVerilated(model);
    const values = fc.tuple(...widths.map((width) => fc.bigInt({ min: 0n, max: (1n << BigInt(width)) - 1n })));
    await fc.assert(
      fc.asyncProperty(values, async (inputs) => {
        widths.forEach((width, place) => {
          simulator.set(`in${width}`, inputs[place]!);
        });
        const plain = await Promise.all(widths.map((width) => simulator.get(`out${width}`)));
        const signed = await Promise.all(widths.map((width) => simulator.get(`signed${width}`)));
        widths.forEach((width, place) => {
          const value = inputs[place]!;
          const half = 1n << BigInt(width - 1);
          expect(plain[place]).toBe(2n * half - 1n - value);
          expect(signed[place]).toBe(value >= half ? value - 2n * half : value);
        });
      }),
    );
    await simulator.close();
  });
});
