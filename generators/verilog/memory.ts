import type { MemoryModule, Port } from '../circuit/types.ts';
import { bitsFor } from './selections.ts';
import { type Item, identifier, type VerilogExpression, type VerilogStatement } from './tree.ts';

/**
 * A memory in the shape from which synthesis infers block RAM everywhere: one process, one address, a read register
 * that is neither reset nor initialised.
 */
export function printMemory(module: MemoryModule, words: string): readonly Item[] {
  const { depth, readDuringWrite, wordType } = module;
  const port = (position: number) => module.ports[position]!;
  const [clock, enable, write, addressPort, writeData, readData] = [0, 1, 2, 3, 4, 5].map(
    (position) => port(position).name,
  );
  const addressWidth = bitsFor(depth);
  const beyond = port(3).type.width > addressWidth;
  const index: VerilogExpression = beyond
    ? { kind: 'select', name: addressPort!, high: addressWidth - 1, low: 0 }
    : identifier(addressPort!);
  const word: VerilogExpression = { kind: 'indexedSelect', name: words, offset: index, width: 1 };
  const store = assignment(word, identifier(writeData!));
  const read = assignment(identifier(readData!), word);
  const guarded = beyond ? [when(inRange(port(3), depth), [store])] : [store];
  const body: readonly VerilogStatement[] =
    readDuringWrite === 'no-change'
      ? [{ kind: 'if', condition: identifier(write!), then: guarded, otherwise: [read] }]
      : readDuringWrite === 'read-first'
        ? [when(identifier(write!), guarded), read]
        : [
            {
              kind: 'if',
              condition: identifier(write!),
              then: [...guarded, assignment(identifier(readData!), identifier(writeData!))],
              otherwise: [read],
            },
          ];
  return [
    { kind: 'declaration', type: { width: wordType.width, signed: wordType.signed }, name: words, words: depth },
    { kind: 'alwaysFf', events: `posedge ${clock}`, body: [when(identifier(enable!), body)] },
  ];
}

function assignment(target: VerilogExpression, value: VerilogExpression): VerilogStatement {
  return { kind: 'assignment', operator: '<=', target, value };
}

function when(condition: VerilogExpression, then: readonly VerilogStatement[]): VerilogStatement {
  return { kind: 'if', condition, then, otherwise: [] };
}

/** An address port wider than the depth needs: the upper half of its range must not alias the lower. */
function inRange({ name, type }: Port, depth: number): VerilogExpression {
  const limit: VerilogExpression = { kind: 'number', width: type.width, value: BigInt(depth), signed: false };
  return { kind: 'infix', operator: '<', left: identifier(name), right: limit };
}
