import {
  addressWidth,
  type Bool,
  bool,
  type Driven,
  type SinglePortMemoryOptions,
  singlePortMemory,
  type UInt,
  uint,
  type Value,
  type Vec,
  vec,
  vecOf,
  wire,
} from '../../language/index.ts';
import { block } from '../caller.ts';

/** What a memory with a write mask is described with. */
export interface MaskedMemoryOptions<V extends Value> extends Omit<SinglePortMemoryOptions<V>, 'initial'> {
  /** Parts of a word, at least 1; `word` is the shape of one of them. */
  readonly lanes: number;
}

/** A synchronous memory with one port whose words can be written in parts. */
export interface MaskedMemory<V extends Value> {
  /** Whether the memory reads or writes at the next clock edge. */
  readonly enable: Driven<Bool>;
  /** With `enable`: write instead of read. */
  readonly write: Driven<Bool>;
  /** Which lanes a write stores, lane 0 in bit 0. */
  readonly mask: Driven<UInt>;
  readonly address: Driven<UInt>;
  readonly writeData: Driven<Vec<V>>;
  /** The word read last. */
  readonly readData: Vec<V>;
}

/**
 * A memory with a write mask, made of one memory for each lane, all of one module: `maskedMemory({ module: 'Bytes',
 * depth: 256, lanes: 4, word: uint(8), readDuringWrite: 'no-change' })`. After a write, lanes that were masked out show
 * the word as it is, or with `no-change` what they showed before.
 */
export function maskedMemory<V extends Value>({ lanes, ...options }: MaskedMemoryOptions<V>): MaskedMemory<V> {
  return block('masked', () => {
    const enable = wire(bool());
    const write = wire(bool());
    const mask = wire(uint(lanes));
    const address = wire(uint(addressWidth(options.depth)));
    const writeData = wire(vec(lanes, options.word));
    const words = Array.from({ length: lanes }, (_, lane) => {
      const bank = singlePortMemory(options);
      const stores = write.and(mask.bit(lane));
      const rests = options.readDuringWrite === 'no-change' ? write.and(mask.bit(lane).not()) : undefined;
      bank.enable.value = rests ? enable.and(rests.not()) : enable;
      bank.write.value = stores;
      bank.address.value = address;
      bank.writeData.value = writeData.at(lane) as never;
      return bank.readData;
    });
    const readData = vecOf(words as never, options.word);
    return { enable, write, mask, address, writeData, readData };
  });
}
