import type { Attribute, BitType, Port, SourceLocation } from './types.ts';

interface StoredWords {
  readonly kind: 'memory';
  readonly name: string;
  readonly documentation?: string;
  readonly depth: number;
  readonly wordType: BitType;
  readonly ports: readonly Port[];
  /** The words at the start, from address 0, each in the word type's range; those that are missing are undefined (0 here). */
  readonly initial?: readonly bigint[];
  /** Of the array of words. */
  readonly attributes?: readonly Attribute[];
  readonly location: SourceLocation;
}

/**
 * A synchronous single-port memory. Ports, in this order: `clock`, `enable`, `write` (one bit each), `address`,
 * `writeData` in; `readData` out. At a rising edge with `enable`: `write` stores `writeData` at `address`; otherwise
 * `readData` shows the word at `address` after the edge. `readData` keeps its value while nothing is read; what it
 * shows after a write is the policy: `no-change` keeps it, `read-first` shows the old word, `write-first` the new one.
 * Reading an address >= depth gives an undefined word (0 in our simulators), writing one does nothing.
 */
export interface SinglePortMemory extends StoredWords {
  readonly organisation: 'single-port';
  readonly readDuringWrite: 'no-change' | 'read-first' | 'write-first';
}

/**
 * One port that writes and one that reads. Ports, in this order: `clock`, or `writeClock` and `readClock`;
 * `writeEnable`, `writeAddress`, `writeData`, `readEnable`, `readAddress` in; `readData` out. At a rising edge with
 * `writeEnable` the word is stored; at one with `readEnable`, `readData` takes the word at `readAddress` and keeps it
 * until the next read. Reading the address that is written at the same edge gives the old word with `read-first`. With
 * two clocks it is `undefined`; our simulators then give the old word where both edges coincide.
 */
export interface TwoPortMemory extends StoredWords {
  readonly organisation: 'two-port';
  readonly readDuringWrite: 'read-first' | 'undefined';
}

/**
 * One port that writes at the clock edge and one that shows its word at once. Ports, in this order: `clock`,
 * `writeEnable`, `writeAddress`, `writeData`, `readAddress` in; `readData` out: the word stored at `readAddress`, a
 * combinational function of the address. Not every target has such memories.
 */
export interface AsynchronousReadMemory extends StoredWords {
  readonly organisation: 'asynchronous-read';
}

/**
 * Constant words, given by `initial` (one for each address). Ports, in this order: `clock`, `enable`, `address` in;
 * `readData` out, which takes the word at a rising edge with `enable` and keeps it until the next.
 */
export interface ReadOnlyMemory extends StoredWords {
  readonly organisation: 'read-only';
  readonly initial: readonly bigint[];
}

export type MemoryModule = SinglePortMemory | TwoPortMemory | AsynchronousReadMemory | ReadOnlyMemory;
