import type {
  AsynchronousReadMemory,
  MemoryModule,
  Port,
  ReadOnlyMemory,
  SinglePortMemory,
  TwoPortMemory,
} from '../circuit/types.ts';
import type { Dialect } from './dialects.ts';
import { printInitialWords } from './initial-words.ts';
import { bitsFor } from './selections.ts';
import { type Item, identifier, type VerilogExpression, type VerilogStatement } from './tree.ts';
import { createReadings, readItems } from './unused.ts';

/** Name of the array in every printed memory module; as seldom a name of an instance of it, which would have to give way. */
export const memoryArray = 'memory_words';

/**
 * A memory in the shapes from which synthesis infers RAM everywhere: one process for each clock, a read register that is
 * neither reset nor initialised. `words` is the name of the array.
 */
export function printMemory(module: MemoryModule, words: string, dialect: Dialect): readonly Item[] {
  if (module.organisation === 'read-only' && dialect.constantWords === 'case') return [printCaseOfWords(module)];
  const { depth, wordType, attributes = [] } = module;
  const style = module.organisation === 'asynchronous-read' ? dialect.distributedMemory : [];
  const declaration: Item = {
    kind: 'declaration',
    type: { width: wordType.width, signed: wordType.signed },
    name: words,
    words: depth,
    attributes: [...style.filter(({ name }) => !attributes.some((own) => own.name === name)), ...attributes],
  };
  const processes = printProcesses(module, words);
  return [declaration, ...printInitialWords(module, words), ...processes, ...printUnused(module, processes)];
}

/** The upper bits of an address port that is wider than the depth needs. */
function printUnused({ ports }: MemoryModule, items: readonly Item[]): readonly Item[] {
  const readings = createReadings();
  readItems(items, readings);
  const inputs = ports.filter(({ kind }) => kind === 'input');
  const values = inputs.flatMap((port) => readings.unread(port.name, port.type));
  return values.length > 0 ? [{ kind: 'unused', name: 'unused', values }] : [];
}

function printProcesses(module: MemoryModule, words: string): readonly Item[] {
  switch (module.organisation) {
    case 'single-port':
      return [printSinglePort(module, words)];
    case 'two-port':
      return printTwoPort(module, words);
    case 'asynchronous-read':
      return printAsynchronousRead(module, words);
    case 'read-only':
      return [printReadOnly(module, words)];
  }
}

function printSinglePort(module: SinglePortMemory, words: string): Item {
  const [clock, enable, write, address, writeData, readData] = portsOf(module);
  const store = storeWord(module, words, address!, writeData!);
  const read = assignment(readData!, wordAt(module, words, address!));
  const otherwise = { kind: 'if', condition: name(write!), otherwise: [read] } as const;
  const body: readonly VerilogStatement[] =
    module.readDuringWrite === 'no-change'
      ? [{ ...otherwise, then: store }]
      : module.readDuringWrite === 'read-first'
        ? [when(write!, store), read]
        : [{ ...otherwise, then: [...store, assignment(readData!, name(writeData!))] }];
  return clocked(clock!, [when(enable!, body)]);
}

/** Writing and reading in one process give the old word at the same edge; with two clocks each has its own. */
function printTwoPort(module: TwoPortMemory, words: string): readonly Item[] {
  const clocks = module.ports.filter((port) => port.kind === 'input' && port.role === 'clock');
  const [writeEnable, writeAddress, writeData, readEnable, readAddress, readData] = portsOf(module).slice(
    clocks.length,
  );
  const write = when(writeEnable!, storeWord(module, words, writeAddress!, writeData!));
  const read = when(readEnable!, [assignment(readData!, wordAt(module, words, readAddress!))]);
  const [clock, readClock] = clocks;
  return readClock ? [clocked(clock!, [write]), clocked(readClock, [read])] : [clocked(clock!, [write, read])];
}

function printAsynchronousRead(module: AsynchronousReadMemory, words: string): readonly Item[] {
  const [clock, writeEnable, writeAddress, writeData, readAddress, readData] = portsOf(module);
  return [
    clocked(clock!, [when(writeEnable!, storeWord(module, words, writeAddress!, writeData!))]),
    { kind: 'assign', target: name(readData!), value: wordAt(module, words, readAddress!) },
  ];
}

function printReadOnly(module: ReadOnlyMemory, words: string): Item {
  const [clock, enable, address, readData] = portsOf(module);
  return clocked(clock!, [when(enable!, [assignment(readData!, wordAt(module, words, address!))])]);
}

/** Constant words without an array, for targets whose arrays have no contents at the start. */
function printCaseOfWords(module: ReadOnlyMemory): Item {
  const [clock, enable, address, readData] = portsOf(module);
  const { depth, initial, wordType } = module;
  const { width, signed } = wordType;
  const word = (value: bigint): VerilogStatement =>
    assignment(readData!, { kind: 'number', width, signed, value: BigInt.asUintN(width, value) });
  const labelWidth = address!.type.width;
  const addressesOf = new Map<bigint, VerilogExpression[]>();
  for (const [at, value] of initial.entries()) {
    const label: VerilogExpression = { kind: 'number', width: labelWidth, signed: false, value: BigInt(at) };
    addressesOf.set(value, [...(addressesOf.get(value) ?? []), label]);
  }
  const complete = initial.length === 2 ** labelWidth && depth === initial.length;
  const items = [...addressesOf].map(([value, labels]) => ({ labels, body: [word(value)] }));
  const fallback = complete ? {} : { fallback: [word(0n)] };
  return clocked(clock!, [when(enable!, [{ kind: 'case', selector: name(address!), items, ...fallback }])]);
}

const portsOf = ({ ports }: MemoryModule): readonly Port[] => ports;

const name = (port: Port): VerilogExpression => identifier(port.name);

function clocked(clock: Port, body: readonly VerilogStatement[]): Item {
  return { kind: 'alwaysFf', events: `posedge ${clock.name}`, body };
}

function wordAt({ depth }: MemoryModule, words: string, address: Port): VerilogExpression {
  const addressWidth = bitsFor(depth);
  const offset: VerilogExpression =
    address.type.width > addressWidth
      ? { kind: 'select', name: address.name, high: addressWidth - 1, low: 0 }
      : name(address);
  return { kind: 'indexedSelect', name: words, offset, width: 1 };
}

/** An address port wider than the depth needs: the upper half of its range must not alias the lower. */
function storeWord(module: MemoryModule, words: string, address: Port, data: Port): readonly VerilogStatement[] {
  const { depth } = module;
  const { width } = address.type;
  const store: VerilogStatement = {
    kind: 'assignment',
    operator: '<=',
    target: wordAt(module, words, address),
    value: name(data),
  };
  if (width <= bitsFor(depth)) return [store];
  const limit: VerilogExpression = { kind: 'number', width, value: BigInt(depth), signed: false };
  const inRange: VerilogExpression = { kind: 'infix', operator: '<', left: name(address), right: limit };
  return [{ kind: 'if', condition: inRange, then: [store], otherwise: [] }];
}

function assignment(target: Port, value: VerilogExpression): VerilogStatement {
  return { kind: 'assignment', operator: '<=', target: name(target), value };
}

function when(condition: Port, then: readonly VerilogStatement[]): VerilogStatement {
  return { kind: 'if', condition: name(condition), then, otherwise: [] };
}
