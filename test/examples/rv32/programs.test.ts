import { describe, expect, it } from 'vitest';
import { buildBootingMachine, buildMachine, runProgram, runVerilated } from '../../../examples/rv32/machine.ts';
import { defaultCoreParameters } from '../../../examples/rv32/parameters.ts';
import { defaultSocParameters, type SocParameters } from '../../../examples/rv32/soc.ts';
import { hasTool } from '../../support/tools.ts';
import { expectedOutput } from './expected-output.ts';
import { assemble, compileProgram, hasCompiler } from './toolchain.ts';

const names = ['hello', 'sort', 'crc32', 'matrix', 'interrupts'] as const;
const small: SocParameters = {
  ...defaultSocParameters,
  core: { ...defaultCoreParameters, compressed: false, multiplier: 'serial', counters: false },
};

describe.skipIf(!hasCompiler)('programs in C', () => {
  const circuit = buildMachine(defaultSocParameters);

  it.each(names)('%s prints what it should, on the built-in engine', (name) => {
    const run = runProgram(circuit, compileProgram(name), defaultSocParameters);
    expect(run).toMatchObject({ output: expectedOutput[name](), exitCode: 0 });
  });

  it('run on the smallest core without compressed instructions', () => {
    const smallCircuit = buildMachine(small);
    for (const name of ['hello', 'sort'] as const) {
      const run = runProgram(smallCircuit, compileProgram(name, 'rv32im_zicsr'), small);
      expect(run).toMatchObject({ output: expectedOutput[name](), exitCode: 0 });
    }
  });

  it('end with what they write to tohost', () => {
    const file = assemble(`
      .section .text.start
      .global _start, tohost
      _start: li a0, 2 * 1234 + 1
      la t0, tohost
      sw a0, 0(t0)
      1: j 1b
      .data
      tohost: .word 0
    `);
    expect(runProgram(circuit, file, defaultSocParameters)).toMatchObject({ output: '', exitCode: 1234 });
  });

  it('see what they wrote over their own instructions behind fence.i, and not before', () => {
    const program = (fence: string) => `
      .option norvc
      .section .text.start
      .global _start
      _start: la t0, changed
      lw t1, instead
      li t2, 0x10000004
      .balign 4
      sw t1, 0(t0)
      ${fence}
      changed: li a0, 1
      sw a0, 0(t2)
      1: j 1b
      instead: li a0, 2
    `;
    const exitCode = (fence: string) => runProgram(circuit, assemble(program(fence)), defaultSocParameters).exitCode;
    expect(exitCode('fence.i')).toBe(2);
    expect(exitCode('')).toBe(1);
  });

  it('end with an error where they do not end, or do not fit', () => {
    const run = () =>
      runProgram(circuit, assemble('.global _start\n_start: j _start'), defaultSocParameters, { maximumCycles: 999 });
    expect(run).toThrow('error RV004: the program has not ended after 999 cycles');
    const tiny = { ...defaultSocParameters, memoryBytes: 64 };
    const fill = () => runProgram(buildMachine(tiny), compileProgram('hello'), tiny);
    expect(fill).toThrow(/error RV003: the program has \d+ bytes at 0x80000000; the memory is 64 bytes at 0x80000000/);
  });

  it('benchmark counts the cycles and instructions that the simulation counts', () => {
    const run = runProgram(circuit, compileProgram('benchmark'), defaultSocParameters);
    const [, cycles, instructions] = /\n(\d+) cycles, (\d+) instructions/.exec(run.output)!.map(Number);
    expect(run.output).toContain(`${expectedOutput.benchmark()}\n`);
    // Its own counters leave out the beginning and the printing.
    expect(cycles).toBeGreaterThan(run.cycles * 0.9);
    expect(cycles).toBeLessThan(run.cycles);
    expect(instructions).toBeLessThan(run.instructions!);
    expect(cycles! / instructions!).toBeLessThan(1.8);
  });

  it.skipIf(!hasTool('verilator'))('run alike in Verilator, to the cycle', async () => {
    for (const name of names) {
      const file = compileProgram(name);
      const { output, exitCode, cycles } = runProgram(circuit, file, defaultSocParameters);
      expect(await runVerilated(circuit, file, defaultSocParameters)).toEqual({ output, exitCode, cycles });
    }
  });
});

describe.skipIf(!hasCompiler)('a system that has its program from the start', () => {
  const parameters = { ...defaultSocParameters, memoryBytes: 8192 };
  const file = compileProgram('hello', 'rv32imc_zicsr', parameters.memoryBytes);
  const circuit = buildBootingMachine(parameters, file);
  const expected = { output: expectedOutput.hello(), exitCode: 0 };

  it('runs it on the built-in engine', () => {
    expect(runProgram(circuit, file, parameters, { boots: true, maximumCycles: 100_000 })).toMatchObject(expected);
  });

  it.skipIf(!hasTool('verilator'))('runs it in Verilator', async () => {
    const options = { boots: true, maximumCycles: 100_000 };
    expect(await runVerilated(circuit, file, parameters, options)).toMatchObject(expected);
  });

  it('has nothing in its memory without the program', () => {
    const empty = buildMachine(parameters);
    const run = () => runProgram(empty, file, parameters, { boots: true, maximumCycles: 10_000 });
    expect(run).toThrow('RV004');
  });

  it('is refused where the program does not fit', () => {
    expect(() => buildBootingMachine({ ...parameters, memoryBytes: 64 }, file)).toThrow('RV003');
  });
});

describe('what programs cannot do', () => {
  it('be something else than a program for RISC-V', () => {
    const circuit = buildMachine({ ...defaultSocParameters, memoryBytes: 1024 });
    const run = () => runProgram(circuit, new Uint8Array(100), { ...defaultSocParameters, memoryBytes: 1024 });
    expect(run).toThrow('error RV002: the file is no 32-bit RISC-V program');
  });

  it('choose parameters that no hardware has', () => {
    const build = (change: Partial<SocParameters>) => () => buildMachine({ ...defaultSocParameters, ...change });
    expect(build({ memoryBytes: 1000 })).toThrow('error RV001: a memory of 1000 bytes');
    expect(build({ memoryBase: 4096 })).toThrow('error RV001: a memory of 262144 bytes at 4096');
    const core = { ...defaultCoreParameters, resetVector: 2 };
    expect(build({ core })).toThrow('error RV001: reset vector 2');
  });
});
