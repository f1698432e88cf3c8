import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compiler = 'riscv64-unknown-elf-gcc';
const sources = fileURLToPath(new URL('../../../examples/rv32/programs/', import.meta.url));

export const hasCompiler = spawnSync(compiler, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Compiles and links one of the example's programs; gives the ELF file. */
export function compileProgram(name: string, architecture = 'rv32imc_zicsr'): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'burin-rv32-'));
  try {
    const output = join(folder, 'program.elf');
    const target = [`-march=${architecture}`, '-mabi=ilp32', '-O2', '-ffreestanding', '-nostdlib', '-nostartfiles'];
    const files = ['start.S', 'system.c', `${name}.c`].map((file) => join(sources, file));
    const all = [...target, '-T', join(sources, 'link.ld'), ...files, '-lgcc', '-o', output];
    const { status, stderr } = spawnSync(compiler, all, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
