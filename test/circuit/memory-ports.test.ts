import { describe, expect, it } from 'vitest';
import type { Circuit, Expression, MemoryModule, TwoPortMemory } from '../../generators/circuit/types.ts';
import {
  bit,
  circuitOf,
  literal,
  ModuleBuilder,
  memoryOf,
  reference,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { findings, findingsOf, withPlaces } from './places.ts';
import { finished, port } from './two-clocks.ts';

const u8 = unsigned(8);

function words(change: Partial<TwoPortMemory> = {}): MemoryModule {
  return { ...(memoryOf('two-port', 'Words', 16, u8) as TwoPortMemory), readDuringWrite: 'undefined', ...change };
}

/** A memory that is written where `write` and read where `read`, the latter at `readAddress` of what is written. */
function design(
  memory: MemoryModule,
  values: (go: Expression, address: Expression) => Readonly<Record<'write' | 'read' | 'readAddress', Expression>>,
): string {
  const builder = new ModuleBuilder('Top');
  const go = builder.input('go', bit);
  const address = builder.node('address', slice(builder.input('word', u8), 3, 0));
  const { inputs, outputs } = builder.instance('words', memory);
  const { write, read, readAddress } = values(go, address);
  builder.assign(inputs.get('writeEnable')!, write);
  builder.assign(inputs.get('writeAddress')!, address);
  builder.assign(inputs.get('writeData')!, literal(1, u8));
  builder.assign(inputs.get('readEnable')!, read);
  builder.assign(inputs.get('readAddress')!, readAddress);
  builder.assign(builder.output('shown', u8), reference(outputs.get('readData')!));
  return findings(withPlaces(builder.build()), [{ code: 'any', action: 'ignore' }]);
}

describe('B015 memory port conflict', () => {
  const conflict = [
    'Top.ts:13:3: error B015: instance words of memory Words in module Top is read at the address that is written at the same edge, address (Top.ts:10:3), which gives an undefined word',
    '  remedy: choose readDuringWrite read-first, read another address, or take the written word instead of reading it',
  ].join('\n');

  it('names ports that have one address whenever both are active', () => {
    const one = literal(1, bit);
    expect(design(words(), (go, address) => ({ write: go, read: go, readAddress: address }))).toBe(conflict);
    expect(design(words(), (go, address) => ({ write: go, read: one, readAddress: address }))).toBe(conflict);
  });

  it('accepts other policies, addresses and times', () => {
    const same = (go: Expression, address: Expression) => ({ write: go, read: go, readAddress: address });
    expect(design(words({ readDuringWrite: 'read-first' }), same)).toBe('');
    expect(design(words(), (go, address) => ({ ...same(go, address), readAddress: unary('not', address) }))).toBe('');
    expect(design(words(), (go, address) => ({ ...same(go, address), read: unary('not', go) }))).toBe('');
    expect(design(words(), (go, address) => ({ ...same(go, address), read: literal(0, bit) }))).toBe('');
  });

  it('names a memory with two clocks that promises the old word', () => {
    const [, ...rest] = words().ports;
    const ports = [port('writeClock', 'clock'), port('readClock', 'clock'), ...rest];
    const circuit = (readDuringWrite: TwoPortMemory['readDuringWrite']): Circuit => {
      const builder = new ModuleBuilder('Top');
      const { inputs, outputs } = builder.instance('words', words({ ports, readDuringWrite }));
      for (const input of inputs.values()) builder.assign(input, literal(0, input.type));
      builder.assign(builder.output('shown', u8), reference(outputs.get('readData')!));
      return circuitOf(finished(builder));
    };
    expect(findingsOf(circuit('undefined'))).toBe('');
    expect(findingsOf(circuit('read-first'))).toBe(
      [
        'circuit.ts:1:1: error B015: memory Words is written and read in step with two clocks, and promises the old word to a read of the address that is written: no memory keeps this',
        '  remedy: take readDuringWrite undefined, and see to it that the address is never read while it is written',
      ].join('\n'),
    );
  });
});
