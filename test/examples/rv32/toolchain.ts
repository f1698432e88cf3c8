import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const compiler = 'riscv64-unknown-elf-gcc';
const sources = fileURLToPath(new URL('../../../examples/rv32/programs/', import.meta.url));

export const hasCompiler = spawnSync(compiler, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Compiles and links one of the example's programs, for a memory of so many bytes; gives the ELF file. */
export function compileProgram(name: string, architecture = 'rv32imc_zicsr', memoryBytes = 256 * 1024): Uint8Array {
  const files = ['start.S', 'system.c', `${name}.c`].map((file) => join(sources, file));
  const size = `-Wl,--defsym=memory_bytes=${memoryBytes}`;
  return link([`-march=${architecture}`, size, ...files, '-lgcc']);
}

/** Assembles and links a text that stands alone. */
export function assemble(text: string): Uint8Array {
  return link(['-march=rv32imc_zicsr_zifencei', '-x', 'assembler', '-'], text);
}

function link(inputs: readonly string[], input = ''): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'burin-rv32-'));
  try {
    const output = join(folder, 'program.elf');
    const target = ['-mabi=ilp32', '-O2', '-ffreestanding', '-nostdlib', '-nostartfiles'];
    const all = [...target, '-T', join(sources, 'link.ld'), '-o', output, ...inputs];
    const { status, stderr } = spawnSync(compiler, all, { encoding: 'utf8', input });
    if (status !== 0) throw new Error(stderr);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
