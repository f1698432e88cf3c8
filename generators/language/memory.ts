import type { SinglePortMemory as SinglePortMemoryModule } from '../circuit/types.ts';
import { Place } from './assignment.ts';
import type { ClockDomain } from './clock-domain.ts';
import { currentDomain, requireOwnDomain } from './domains.ts';
import { convert } from './expressions.ts';
import { addInstance } from './instances.ts';
import { PortAccesses } from './memory-access.ts';
import { addressWidth, type MemoryDescription, memoryModule } from './memory-module.ts';
import { assignedOnly, reference } from './module-context.ts';
import { requireFields, requireOptions } from './options.ts';
import { bool, type Shape, uint } from './shapes.ts';
import { type Driven, withDrive } from './signals.ts';
import { captureOrigin } from './source-location.ts';
import type { Bool, Operand, UInt, Value } from './values.ts';

/** What all memories are described with. */
export interface MemoryOptions<V extends Value> {
  /** Name of the memory's own module, under which a macro can replace it. */
  readonly module: string;
  /** Words, at least 2. */
  readonly depth: number;
  readonly word: Shape<V>;
  /** The words at the start, from address 0. FPGAs load them; a target without such memories refuses them. */
  readonly initial?: readonly (number | bigint)[];
  readonly documentation?: string;
}

const commonOptions = ['module', 'depth', 'word', 'initial', 'documentation'];

/** What a memory with one port is described with. */
export interface SinglePortMemoryOptions<V extends Value> extends MemoryOptions<V> {
  /** What `readData` shows after a write: what it showed before, the old word, or the new one. */
  readonly readDuringWrite: SinglePortMemoryModule['readDuringWrite'];
}

/** A synchronous memory with one port: each cycle one read, one write or nothing. */
export interface SinglePortMemory<V extends Value> {
  /** Whether the memory reads or writes at the next clock edge. */
  readonly enable: Driven<Bool>;
  /** With `enable`: write instead of read. */
  readonly write: Driven<Bool>;
  readonly address: Driven<UInt>;
  readonly writeData: Driven<V>;
  /** The word read last; it stays until the next read. */
  readonly readData: V;
  /** In the branch at hand, reads the word at `address`: what is returned, `readData`, shows it from the next cycle on. */
  readAt(address: Operand<UInt>): V;
  /** In the branch at hand, stores a word at the next clock edge. */
  writeAt(address: Operand<UInt>, word: Operand<V>): void;
}

/** Makes a single-port memory. It becomes a module of its own with a stable name. */
export function singlePortMemory<V extends Value>(options: SinglePortMemoryOptions<V>): SinglePortMemory<V> {
  requireOptions('singlePortMemory()', options, [...commonOptions, 'readDuringWrite']);
  const { readDuringWrite } = options;
  const { input, readData, name } = makeMemory(options, { organisation: 'single-port', readDuringWrite });
  const enable = input('enable', bool());
  const write = input('write', bool());
  const address = input('address', uint(addressWidth(options.depth)));
  const writeData = input('writeData', options.word);
  const port = new PortAccesses({ name: `memory ${name}`, controls: [enable, write] });
  return {
    enable,
    write,
    address,
    writeData,
    readData,
    readAt(at) {
      port.use([[enable, true]], [[address, at]]);
      return readData;
    },
    writeAt(at, word) {
      const data = [
        [address, at],
        [writeData, word],
      ] as const;
      port.use(
        [
          [enable, true],
          [write, true],
        ],
        data,
      );
    },
  };
}

/** What a memory with a port for writing and one for reading is described with. */
export interface TwoPortMemoryOptions<V extends Value> extends MemoryOptions<V> {
  /** The clocks of the two ports; each is the domain at hand where it is not given. */
  readonly domains?: { readonly write?: ClockDomain; readonly read?: ClockDomain };
}

/** A synchronous memory that writes through one port and reads through another. */
export interface TwoPortMemory<V extends Value> {
  readonly writeEnable: Driven<Bool>;
  readonly writeAddress: Driven<UInt>;
  readonly writeData: Driven<V>;
  readonly readEnable: Driven<Bool>;
  readonly readAddress: Driven<UInt>;
  /** The word read last; it stays until the next read. */
  readonly readData: V;
  /** In the branch at hand, reads the word at `address`: what is returned, `readData`, shows it from the next cycle on. */
  readAt(address: Operand<UInt>): V;
  /** In the branch at hand, stores a word at the next clock edge. */
  writeAt(address: Operand<UInt>, word: Operand<V>): void;
}

/**
 * Makes a memory with a port to write and a port to read. Reading the address that is written at the same clock edge
 * gives the old word; with two clocks it is undefined, and the design must not depend on it.
 */
export function twoPortMemory<V extends Value>(options: TwoPortMemoryOptions<V>): TwoPortMemory<V> {
  requireOptions('twoPortMemory()', options, [...commonOptions, 'domains']);
  requireFields('the record of domains', options.domains ?? {}, ['write', 'read']);
  const { write: writing = currentDomain(), read: reading = currentDomain() } = options.domains ?? {};
  for (const domain of [writing, reading]) requireOwnDomain(domain);
  const clocks = writing === reading ? 1 : 2;
  const readDuringWrite = clocks === 1 ? 'read-first' : 'undefined';
  const access = { organisation: 'two-port', readDuringWrite, clocks } as const;
  const { input, readData, name } = makeMemory(options, access, (clock) => (clock === 'readClock' ? reading : writing));
  const address = uint(addressWidth(options.depth));
  const writePort = writingPort(name, options.word, address, input);
  const readEnable = input('readEnable', bool());
  const readAddress = input('readAddress', address);
  const readPort = new PortAccesses({ name: `the read port of memory ${name}`, controls: [readEnable] });
  return {
    ...writePort,
    readEnable,
    readAddress,
    readData,
    readAt(at) {
      readPort.use([[readEnable, true]], [[readAddress, at]]);
      return readData;
    },
  };
}

/** A memory whose word shows in the same cycle as its address. */
export interface AsynchronousReadMemory<V extends Value> {
  readonly writeEnable: Driven<Bool>;
  readonly writeAddress: Driven<UInt>;
  readonly writeData: Driven<V>;
  readonly readAddress: Driven<UInt>;
  /** The word stored at `readAddress`. */
  readonly readData: V;
  /** In the branch at hand, reads the word at `address`, in this cycle. */
  readAt(address: Operand<UInt>): V;
  /** In the branch at hand, stores a word at the next clock edge. */
  writeAt(address: Operand<UInt>, word: Operand<V>): void;
}

/**
 * Makes a memory that reads without a clock, for small tables and register files: distributed RAM on the FPGAs that have
 * it, flip-flops elsewhere. A target without such memories refuses it when printing (B061).
 */
export function asynchronousReadMemory<V extends Value>(options: MemoryOptions<V>): AsynchronousReadMemory<V> {
  requireOptions('asynchronousReadMemory()', options, commonOptions);
  const { input, readData, name } = makeMemory(options, { organisation: 'asynchronous-read' });
  const address = uint(addressWidth(options.depth));
  const writePort = writingPort(name, options.word, address, input);
  const readAddress = input('readAddress', address);
  const readPort = new PortAccesses({ name: `the read port of memory ${name}`, controls: [] });
  return {
    ...writePort,
    readAddress,
    readData,
    readAt(at) {
      readPort.use([], [[readAddress, at]]);
      return readData;
    },
  };
}

/** What a read-only memory is described with. */
export interface ReadOnlyMemoryOptions<V extends Value> extends Omit<MemoryOptions<V>, 'depth' | 'initial'> {
  /** All words, from address 0. */
  readonly contents: readonly (number | bigint)[];
}

/** A synchronous memory of constant words. */
export interface ReadOnlyMemory<V extends Value> {
  readonly enable: Driven<Bool>;
  readonly address: Driven<UInt>;
  /** The word read last; it stays until the next read. */
  readonly readData: V;
  /** In the branch at hand, reads the word at `address`: what is returned, `readData`, shows it from the next cycle on. */
  readAt(address: Operand<UInt>): V;
}

/** Makes a memory of constant words. */
export function readOnlyMemory<V extends Value>(options: ReadOnlyMemoryOptions<V>): ReadOnlyMemory<V> {
  requireOptions('readOnlyMemory()', options, ['module', 'contents', 'word', 'documentation']);
  const { contents, ...common } = options;
  const described = { ...common, depth: contents.length, initial: contents };
  const { input, readData, name } = makeMemory(described, { organisation: 'read-only' });
  const enable = input('enable', bool());
  const address = input('address', uint(addressWidth(contents.length)));
  const port = new PortAccesses({ name: `memory ${name}`, controls: [enable] });
  return {
    enable,
    address,
    readData,
    readAt(at) {
      port.use([[enable, true]], [[address, at]]);
      return readData;
    },
  };
}

type InputOf = <W extends Value>(port: string, shape: Shape<W>) => Driven<W>;

function writingPort<V extends Value>(name: string, word: Shape<V>, address: Shape<UInt>, input: InputOf) {
  const writeEnable = input('writeEnable', bool());
  const writeAddress = input('writeAddress', address);
  const writeData = input('writeData', word);
  const port = new PortAccesses({ name: `the write port of memory ${name}`, controls: [writeEnable] });
  const writeAt = (at: Operand<UInt>, stored: Operand<V>): void => {
    port.use(
      [[writeEnable, true]],
      [
        [writeAddress, at],
        [writeData, stored],
      ],
    );
  };
  return { writeEnable, writeAddress, writeData, writeAt };
}

function makeMemory<V extends Value>(
  options: MemoryOptions<V>,
  access: MemoryDescription['access'],
  domainOf: (clockPort: string) => ClockDomain = currentDomain,
): { readonly input: InputOf; readonly readData: V; readonly name: string } {
  const { location, name = options.module } = captureOrigin();
  const { module, depth, word, initial, documentation } = options;
  const memory = memoryModule({ module, depth, word, initial, documentation, access }, location);
  const instance = addInstance(memory, name, location, (port) => domainOf(port.name));
  return {
    name,
    input: (portName, shape) => {
      const port = instance.inputs.get(portName)!;
      return withDrive(shape.of(assignedOnly(port), new Place(port))) as never;
    },
    readData: word.of(convert(reference(instance.outputs.get('readData')!), word.type)),
  };
}
