import type { MemoryModule } from '../circuit/types.ts';

/** What a reader or whoever replaces the memory by a macro wants to know first. */
export function memorySize(module: MemoryModule): string {
  const { depth, wordType } = module;
  const bits = wordType.width === 1 ? '1 bit' : `${wordType.width} bits`;
  return `${depth} words of ${bits}: ${ports(module)}`;
}

function ports(module: MemoryModule): string {
  switch (module.organisation) {
    case 'single-port':
      return `one port that reads or writes; after a write it shows ${policies[module.readDuringWrite]}`;
    case 'two-port':
      return module.ports.filter((port) => port.kind === 'input' && port.role === 'clock').length === 1
        ? 'one port that writes and one that reads; the old word where both meet'
        : 'one port that writes and one that reads, each with its clock; undefined where both meet';
    case 'asynchronous-read':
      return 'one port that writes and one that reads without a clock';
    case 'read-only':
      return 'constant, read at the clock edge';
  }
}

const policies = { 'no-change': 'what it showed', 'read-first': 'the old word', 'write-first': 'the new word' };
