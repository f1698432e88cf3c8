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
  /**
   * The words at the start, from address 0, as numbers with lane 0 in the lowest bits. The memory of each lane is then a
   * module of its own, with `Lane0` and so on behind its name.
   */
  readonly initial?: readonly (number | bigint)[];
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
export function maskedMemory<V extends Value>({ lanes, initial, ...options }: MaskedMemoryOptions<V>): MaskedMemory<V> {
  return block('masked', () => {
    const enable = wire(bool());
    const write = wire(bool());
    const mask = wire(uint(lanes));
    const address = wire(uint(addressWidth(options.depth)));
    const writeData = wire(vec(lanes, options.word));
    const words = Array.from({ length: lanes }, (_, lane) => {
      const bank = singlePortMemory(initial ? { ...options, ...contentsOf(lane, initial) } : options);
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

  /** The last lane takes all that is left of a word, so that words beyond the memory's width are refused with it. */
  function contentsOf(lane: number, words: readonly (number | bigint)[]) {
    const { width, signed } = options.word.type;
    const initial = words.map((word) => {
      const rest = BigInt(word) >> BigInt(lane * width);
      if (lane === lanes - 1) return signed ? signedTop(rest, width) : rest;
      return signed ? BigInt.asIntN(width, rest) : BigInt.asUintN(width, rest);
    });
    return { module: `${options.module}Lane${lane}`, initial };
  }
}

/** Of the bits of a word without a sign, the number that they are with one; all else as it is. */
function signedTop(rest: bigint, width: number): bigint {
  return rest >= 0n && rest < 1n << BigInt(width) ? BigInt.asIntN(width, rest) : rest;
}
