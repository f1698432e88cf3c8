import type { Lanes } from '../flatten/lanes.ts';
import { sizeOf, slack } from './layout.ts';
import { type Memory, WebAssembly } from './web-assembly.ts';

const pageSize = 65_536;

/** The memory that compiled modules share, read and written as the layout lays values down. */
export class LinearMemory {
  readonly memory: Memory;
  /** All of it as numbers of four bytes; a new array whenever the memory grows. */
  words: Int32Array;
  #view: DataView;

  constructor(bytes: number) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil((bytes + slack) / pageSize) });
    this.words = new Int32Array(this.memory.buffer);
    this.#view = new DataView(this.memory.buffer);
  }

  /** Makes all addresses below `bytes` usable. */
  reserve(bytes: number): void {
    const missing = bytes + slack - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / pageSize));
    this.words = new Int32Array(this.memory.buffer);
    this.#view = new DataView(this.memory.buffer);
  }

  read(address: number, width: number, signed: boolean): bigint {
    if (width <= 32) {
      return BigInt(signed ? this.#view.getInt32(address, true) : this.#view.getUint32(address, true));
    }
    if (width <= 64) return signed ? this.#view.getBigInt64(address, true) : this.#view.getBigUint64(address, true);
    let value = 0n;
    for (let byte = sizeOf(width) - 8; byte >= 0; byte -= 8) {
      value = (value << 64n) | this.#view.getBigUint64(address + byte, true);
    }
    return signed ? BigInt.asIntN(width, value) : value;
  }

  write(address: number, width: number, value: bigint): void {
    if (width <= 32) this.#view.setInt32(address, Number(BigInt.asIntN(32, value)), true);
    else if (width <= 64) this.#view.setBigInt64(address, BigInt.asIntN(64, value), true);
    else {
      const bits = BigInt.asUintN(width, value);
      for (let byte = 0; byte < sizeOf(width); byte += 8) {
        this.#view.setBigUint64(address + byte, BigInt.asUintN(64, bits >> BigInt(byte * 8)), true);
      }
    }
  }

  /** The unsigned value whose lanes lie side by side, four bytes each. */
  readLanes(address: number, { count, width }: Lanes): bigint {
    let value = 0n;
    for (let lane = count - 1; lane >= 0; lane--) {
      value = (value << BigInt(width)) | BigInt(this.#view.getUint32(address + 4 * lane, true));
    }
    return value;
  }

  writeLanes(address: number, { count, width }: Lanes, value: bigint): void {
    for (let lane = 0; lane < count; lane++) {
      const bits = BigInt.asUintN(width, value >> BigInt(lane * width));
      this.#view.setUint32(address + 4 * lane, Number(bits), true);
    }
  }
}
