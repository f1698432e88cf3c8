import type {
  AsynchronousReadMemory,
  InputPort,
  MemoryModule,
  OutputPort,
  Port,
  ReadOnlyMemory,
  SinglePortMemory,
  SourceLocation,
  TwoPortMemory,
} from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { describeMembers, fits, unsigned, wholeNumber, widthOf } from './expressions.ts';
import { currentElaboration } from './module-context.ts';
import { claimMemoryName } from './module-names.ts';
import type { Shape } from './shapes.ts';

/** What makes one memory module differ from another. */
export interface MemoryDescription {
  /** Name of the memory's own module. */
  readonly module: string;
  readonly depth: number;
  readonly word: Shape;
  readonly initial: readonly (number | bigint)[] | undefined;
  readonly documentation: string | undefined;
  readonly access:
    | Pick<SinglePortMemory, 'organisation' | 'readDuringWrite'>
    | (Pick<TwoPortMemory, 'organisation' | 'readDuringWrite'> & { readonly clocks: 1 | 2 })
    | Pick<AsynchronousReadMemory, 'organisation'>
    | Pick<ReadOnlyMemory, 'organisation'>;
}

/** Bits of an address of `depth` words. */
export function addressWidth(depth: number): number {
  return widthOf(BigInt(depth - 1), false);
}

/** The module of a memory: the one that the design has under this name, or a new one. */
export function memoryModule(description: MemoryDescription, location: SourceLocation): MemoryModule {
  const { module: name, depth, word, documentation, access } = description;
  if (!Number.isInteger(depth) || depth < 2) {
    languageError('B020', `a memory of ${depth} words`, 'choose a whole number of at least 2');
  }
  const wordType = { ...word.type };
  const common = {
    kind: 'memory' as const,
    name,
    ...(documentation ? { documentation } : {}),
    depth,
    wordType,
    ports: portsOf(description, location),
    location,
  };
  const initial = initialWords(description);
  const start = initial ? { initial } : {};
  const made: MemoryModule =
    access.organisation === 'read-only'
      ? { ...common, organisation: access.organisation, initial: initial ?? [] }
      : access.organisation === 'asynchronous-read'
        ? { ...common, ...start, organisation: access.organisation }
        : access.organisation === 'two-port'
          ? { ...common, ...start, organisation: access.organisation, readDuringWrite: access.readDuringWrite }
          : { ...common, ...start, organisation: access.organisation, readDuringWrite: access.readDuringWrite };
  const elaboration = currentElaboration('a memory');
  const known = elaboration.memories.get(name);
  if (!known) {
    const named = { ...made, name: claimMemoryName(elaboration, name) };
    elaboration.memories.set(name, named);
    elaboration.order.push(named);
    return named;
  }
  if (identity(known) === identity(made)) return known;
  languageError(
    'B020',
    `a second memory named ${name} of another kind, size or contents`,
    'give the memory a name of its own',
  );
}

/** Equal exactly for memories that are the same but for their documentation and place. */
function identity(memory: MemoryModule): string {
  const { organisation, depth, ports, wordType, initial } = memory;
  const point = ports.find((port) => port.name === 'readData')?.fractionBits ?? '';
  const { width, signed, enumeration } = wordType;
  const policy = 'readDuringWrite' in memory ? memory.readDuringWrite : '';
  const members = enumeration ? describeMembers(enumeration) : '';
  const names = ports.map((port) => port.name).join();
  return [organisation, policy, depth, width, signed, members, point, names, initial?.join() ?? ''].join('|');
}

function portsOf({ depth, word, access }: MemoryDescription, location: SourceLocation): readonly Port[] {
  const input = (name: string, width: number): InputPort => ({ kind: 'input', name, type: unsigned(width), location });
  const clock = (name: string): InputPort => ({ ...input(name, 1), role: 'clock' });
  const address = (name: string): InputPort => input(name, addressWidth(depth));
  const { fractionBits } = word;
  const data = { type: { ...word.type }, ...(fractionBits === undefined ? {} : { fractionBits }) };
  const writeData: InputPort = { ...input('writeData', 1), ...data };
  const readData: OutputPort = { kind: 'output', name: 'readData', ...data, location };
  switch (access.organisation) {
    case 'single-port':
      return [clock('clock'), input('enable', 1), input('write', 1), address('address'), writeData, readData];
    case 'two-port': {
      const clocks = access.clocks === 2 ? ['writeClock', 'readClock'] : ['clock'];
      const write = [input('writeEnable', 1), address('writeAddress'), writeData];
      return [...clocks.map(clock), ...write, input('readEnable', 1), address('readAddress'), readData];
    }
    case 'asynchronous-read':
      return [
        clock('clock'),
        input('writeEnable', 1),
        address('writeAddress'),
        writeData,
        address('readAddress'),
        readData,
      ];
    case 'read-only':
      return [clock('clock'), input('enable', 1), address('address'), readData];
  }
}

function initialWords({ initial, depth, word, module }: MemoryDescription): readonly bigint[] | undefined {
  if (!initial) return undefined;
  if (initial.length > depth) {
    languageError(
      'B021',
      `${initial.length} initial words for memory ${module} of ${depth}`,
      'give as many as it holds',
    );
  }
  return initial.map((value, address) => {
    const exact = wholeNumber(value);
    if (!fits(exact, word.type)) {
      const message = `word ${address} of memory ${module} is ${exact}, which ${word.text} does not hold`;
      languageError('B021', message, 'choose a wider word, or words that fit');
    }
    return exact;
  });
}
