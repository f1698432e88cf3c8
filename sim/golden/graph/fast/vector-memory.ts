import { type Memory, WebAssembly } from '../../../engine/wasm/web-assembly.ts';
import { encodeVectorModule, type VectorExports } from './vector-module.ts';

const pageBytes = 65536;
/** Kernels may read, but never use, up to this many bytes behind what they were given. */
const slack = 64;

/** The memory of the fast kernels of one graph, which is only ever added to, and the code over it. */
export interface VectorMemory {
  readonly code: VectorExports;
  /** Zeros, at a multiple of 16 bytes. */
  allocate(bytes: number): number;
  /** Room that any kernel may use while it runs, of at least so many bytes; its address holds until the kernel ends. */
  scratch(bytes: number): number;
  /** Views go stale with the next allocation. */
  bytes(address: number, count: number): Int8Array;
  words16(address: number, count: number): Int16Array;
  words32(address: number, count: number): Int32Array;
}

export function createVectorMemory(): VectorMemory {
  const memory: Memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(encodeVectorModule()), { host: { memory } });
  let end = 0;
  let scratchStart = 0;
  let scratchBytes = 0;
  const allocate = (bytes: number): number => {
    const address = end;
    end += (bytes + slack + 15) & ~15;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return address;
  };
  return {
    code: instance.exports as unknown as VectorExports,
    allocate,
    scratch: (bytes) => {
      if (bytes > scratchBytes) {
        scratchStart = allocate(bytes);
        scratchBytes = bytes;
      }
      return scratchStart;
    },
    bytes: (address, count) => new Int8Array(memory.buffer, address, count),
    words16: (address, count) => new Int16Array(memory.buffer, address, count),
    words32: (address, count) => new Int32Array(memory.buffer, address, count),
  };
}
