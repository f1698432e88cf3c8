import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble, hasCompiler } from './toolchain.ts';

const command = ['--import', './bin/strip-types.mjs', 'examples/rv32/run.ts'];
const run = (...options: string[]) => spawnSync('node', [...command, ...options], { encoding: 'utf8' });

/** A program that reports as those of riscv-tests do: 1 at `tohost` where it passes, else twice a number and 1. */
const reporting = (word: number): Uint8Array =>
  assemble(`
    .globl _start, tohost
    _start: la t0, tohost
            li t1, ${word}
            sw t1, 0(t0)
    wait:   j wait
            .data
            .balign 64
    tohost: .word 0, 0
  `);

describe.skipIf(!hasCompiler)('a folder of programs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'burin-rv32-suite-'));
    writeFileSync(join(folder, 'b-passes'), reporting(1));
    writeFileSync(join(folder, 'c-fails'), reporting(2 * 7 + 1));
    writeFileSync(join(folder, 'd-endless'), assemble('.globl _start\n_start: j _start'));
    writeFileSync(join(folder, 'a.dump'), 'no program');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs to one line each, and fails where one does', () => {
    const { stdout, stderr, status } = run('--suite', folder, '--cycles', '2000');
    expect(stdout.trim().split('\n')).toEqual([
      'pass b-passes',
      'fail c-fails: exit code 7',
      'fail d-endless: the program has not ended after 2000 cycles',
    ]);
    expect([stderr, status]).toEqual(['1 of 3 programs pass\n', 1]);
  });

  it('is no suite where it holds no program, or is none', () => {
    expect(run('--suite', 'docs').stderr).toContain('RV002: docs holds no ELF file');
    expect(run('--suite', 'nowhere').stderr).toContain('RV002: nowhere cannot be read');
    expect(run('--suite', folder, 'program.elf').status).toBe(2);
  });
});
