import { isReservedWord } from '../circuit/reserved-words.ts';
import type { SourceLocation } from '../circuit/types.ts';
import { fail } from '../diagnostics.ts';

/** Names of one module: legal, each given once. */
export interface Names {
  /** A new name: `wanted`, made legal, and behind it `_2`, `_3`... where it is taken already. */
  readonly take: (wanted: string) => string;
  /** A new name for what bears `wanted` in the source: with underscores behind it where it is taken or reserved. */
  readonly takeSource: (wanted: string) => string;
  readonly isTaken: (name: string) => boolean;
  /** Names for text that may be left out: none that is taken here, and what they take stays free here. */
  readonly branch: () => Names;
}

export function createNames(before: ReadonlySet<string> = new Set()): Names {
  const taken = new Set<string>(before);
  const claim = (name: string) => {
    taken.add(name);
    return name;
  };
  return {
    isTaken: (name) => taken.has(name),
    branch: () => createNames(taken),
    take(wanted) {
      const base = legal(wanted);
      let name = base;
      for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
      return claim(name);
    },
    takeSource(wanted) {
      let name = legal(wanted);
      while (taken.has(name)) name += '_';
      return claim(name);
    },
  };
}

function legal(wanted: string): string {
  const name = wanted.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_');
  return isReservedWord(name) ? `${name}_` : name;
}

/**
 * The name of a module or port, as it is: others write it in their sources.
 * @throws BurinError B060 if SystemVerilog reserves it or cannot spell it.
 */
export function requireLegalName(name: string, what: string, location: SourceLocation): string {
  if (isReservedWord(name))
    fail('B060', `${what} '${name}' has a name that SystemVerilog reserves`, 'give it another name', location);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    fail(
      'B060',
      `${what} '${name}' has a name that SystemVerilog cannot spell`,
      'use letters, digits and underscores only, a letter first',
      location,
    );
  return name;
}
