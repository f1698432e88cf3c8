import { fail } from '../../generators/diagnostics.ts';

/** A program as a linker left it. */
export interface ElfProgram {
  readonly segments: readonly { readonly address: number; readonly bytes: Uint8Array }[];
  /** Addresses of the named symbols. */
  readonly symbols: ReadonlyMap<string, number>;
}

const machineRiscv = 243;
const loadable = 1;
const symbolTable = 2;

/**
 * Reads a 32-bit little-endian ELF file for RISC-V: what is to be loaded, at its physical addresses, and the symbols.
 * @throws BurinError RV002 where the file is none.
 */
export function readElf(file: Uint8Array): ElfProgram {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const short = (at: number): number => view.getUint16(at, true);
  const long = (at: number): number => view.getUint32(at, true);
  try {
    if (long(0) !== 0x464c457f || view.getUint8(4) !== 1 || short(18) !== machineRiscv) return notRiscv();
    const segments = headers(long(28), short(42), short(44))
      .filter((at) => long(at) === loadable && long(at + 20) > 0)
      .map((at) => ({ address: long(at + 12), bytes: memoryImage(long(at + 4), long(at + 16), long(at + 20)) }));
    const sections = headers(long(32), short(46), short(48));
    const symbols = new Map(sections.filter((at) => long(at + 4) === symbolTable).flatMap(tableSymbols));
    return { segments, symbols };

    function tableSymbols(at: number): (readonly [string, number])[] {
      const names = long(sections[long(at + 24)]! + 16);
      return headers(long(at + 16), 16, long(at + 20) / 16).map((entry) => {
        const start = names + long(entry);
        const name = file.subarray(start, file.indexOf(0, start));
        return [Buffer.from(name).toString(), long(entry + 4)];
      });
    }
  } catch (error) {
    if (error instanceof RangeError) return notRiscv();
    throw error;
  }

  /** What the file does not hold of a segment is 0. */
  function memoryImage(start: number, inFile: number, inMemory: number): Uint8Array {
    if (start + inFile > file.length) return notRiscv();
    const bytes = new Uint8Array(inMemory);
    bytes.set(file.subarray(start, start + inFile));
    return bytes;
  }
}

const headers = (first: number, size: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, number) => first + number * size);

function notRiscv(): never {
  fail(
    'RV002',
    'the file is no 32-bit RISC-V program',
    'link one with riscv64-unknown-elf-gcc -march=rv32imc -mabi=ilp32',
  );
}
