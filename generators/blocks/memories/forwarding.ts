import {
  addressWidth,
  type Bool,
  bool,
  type Driven,
  type MemoryOptions,
  mux,
  reg,
  twoPortMemory,
  type UInt,
  uint,
  type Value,
  when,
  wire,
} from '../../language/index.ts';
import { block } from '../caller.ts';

/** What a memory that forwards is described with. */
export type ForwardingMemoryOptions<V extends Value> = MemoryOptions<V>;

/** A memory with a port for writing and one for reading, of which reading gives the word that is written meanwhile. */
export interface ForwardingMemory<V extends Value> {
  readonly writeEnable: Driven<Bool>;
  readonly writeAddress: Driven<UInt>;
  readonly writeData: Driven<V>;
  readonly readEnable: Driven<Bool>;
  readonly readAddress: Driven<UInt>;
  /** The word read last; it stays until the next read. */
  readonly readData: V;
}

/**
 * A two-port memory that is write-first: where both ports meet at one address at one clock edge, the new word is read,
 * from a register beside the memory.
 */
export function forwardingMemory<V extends Value>(options: ForwardingMemoryOptions<V>): ForwardingMemory<V> {
  return block('forwarding', () => {
    const memory = twoPortMemory(options);
    const writeEnable = wire(bool());
    const writeAddress = wire(uint(addressWidth(options.depth)));
    const writeData = wire(options.word);
    const readEnable = wire(bool());
    const readAddress = wire(uint(addressWidth(options.depth)));
    memory.writeEnable.value = writeEnable;
    memory.writeAddress.value = writeAddress;
    memory.writeData.value = writeData as never;
    memory.readEnable.value = readEnable;
    memory.readAddress.value = readAddress;

    const meets = reg(bool(), { reset: false });
    const passed = reg(options.word);
    when(readEnable, () => {
      meets.next = writeEnable.and(writeAddress.eq(readAddress));
      passed.next = writeData as never;
    });
    const readData = mux(meets, passed as Value, memory.readData as Value) as V;
    return { writeEnable, writeAddress, writeData, readEnable, readAddress, readData };
  });
}
