import type {
  InputPort,
  MemoryModule,
  OutputPort,
  Port,
  SinglePortMemory as SinglePortMemoryModule,
} from '../circuit/types.ts';
import { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { convert, unsigned, widthOf } from './expressions.ts';
import { addInstance } from './module.ts';
import { assignedOnly, currentElaboration, reference } from './module-context.ts';
import { bool, type Shape, uint } from './shapes.ts';
import { type Driven, withDrive } from './signals.ts';
import { captureOrigin } from './source-location.ts';
import type { Bool, UInt, Value } from './values.ts';

export interface SinglePortMemoryOptions<V extends Value> {
  /** Name of the memory's own module, under which a macro can replace it. */
  readonly module: string;
  /** Words. */
  readonly depth: number;
  readonly word: Shape<V>;
  /** What `readData` shows after a write: what it showed before, the old word, or the new one. */
  readonly readDuringWrite: SinglePortMemoryModule['readDuringWrite'];
  readonly documentation?: string;
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
}

/** Makes a single-port memory. It becomes a module of its own with a stable name. */
export function singlePortMemory<V extends Value>(options: SinglePortMemoryOptions<V>): SinglePortMemory<V> {
  const { location, name = options.module } = captureOrigin();
  if (!Number.isInteger(options.depth) || options.depth < 2) {
    languageError('B020', `a memory of ${options.depth} words`, 'choose a whole number of at least 2');
  }
  const instance = addInstance(memoryModule(options, location), name, location);
  const port = <W extends Value>(portName: string, shape: Shape<W>): Driven<W> => {
    const input = instance.inputs.get(portName)!;
    return withDrive(shape.of(assignedOnly(input), new Place(input))) as Driven<W>;
  };
  return {
    enable: port('enable', bool()),
    write: port('write', bool()),
    address: port('address', uint(addressWidth(options.depth))),
    writeData: port('writeData', options.word),
    readData: options.word.of(convert(reference(instance.outputs.get('readData')!), options.word.type)),
  };
}

/** Bits of an address of `depth` words. */
export function addressWidth(depth: number): number {
  return widthOf(BigInt(depth - 1), false);
}

function memoryModule<V extends Value>(
  options: SinglePortMemoryOptions<V>,
  location: MemoryModule['location'],
): MemoryModule {
  const { module: name, depth, word, readDuringWrite, documentation } = options;
  const elaboration = currentElaboration('a memory');
  const known = elaboration.order.find((module) => module.name === name);
  if (known) {
    const same =
      known.kind === 'memory' &&
      known.organisation === 'single-port' &&
      known.depth === depth &&
      known.wordType.width === word.type.width &&
      known.wordType.signed === word.type.signed &&
      known.readDuringWrite === readDuringWrite;
    if (!same) {
      languageError(
        'B020',
        `a second module named ${name} of another kind or size`,
        'give the memory a name of its own',
      );
    }
    return known;
  }
  elaboration.names.add(name);
  const input = (portName: string, width: number): InputPort => ({
    kind: 'input',
    name: portName,
    type: unsigned(width),
    location,
  });
  const data = { ...word.type };
  const ports: readonly Port[] = [
    { ...input('clock', 1), role: 'clock' },
    input('enable', 1),
    input('write', 1),
    input('address', addressWidth(depth)),
    { ...input('writeData', 1), type: data },
    { kind: 'output', name: 'readData', type: data, location } satisfies OutputPort,
  ];
  const module: MemoryModule = {
    kind: 'memory',
    organisation: 'single-port',
    name,
    ...(documentation ? { documentation } : {}),
    depth,
    wordType: data,
    readDuringWrite,
    ports,
    location,
  };
  elaboration.order.push(module);
  return module;
}
