import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { BurinError, type Diagnostic } from '../../generators/diagnostics.ts';
import { elaborate, Module, type Value } from '../../generators/language/index.ts';

/** Checks errors of the programs in the test file at `url`, where the comment `// <mark>` marks the line of each. */
export function errorsIn(url: string) {
  const file = fileURLToPath(url);
  const lines = readFileSync(file, 'utf8').split('\n');

  /** The one diagnostic of elaborating `body`; it must lie on the marked line. */
  function errorOf(mark: string, body: () => Record<string, Value>): Diagnostic {
    let caught: unknown;
    try {
      elaborate(Module('Faulty', body), {});
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(BurinError);
    const { diagnostics } = caught as BurinError;
    expect(diagnostics).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic?.location?.file).toBe(file);
    expect(lines[(diagnostic?.location?.line ?? 0) - 1]).toMatch(new RegExp(`// ${mark}$`));
    return diagnostic!;
  }

  function expectError(mark: string, code: string, text: readonly [message: string, remedy: string], body: () => void) {
    const diagnostic = errorOf(mark, () => {
      body();
      return {};
    });
    expect([diagnostic.code, diagnostic.message, diagnostic.remedy]).toEqual([code, ...text]);
  }

  return { errorOf, expectError };
}

/** Lets a wrong program past the type checker, as plain JavaScript would. */
// biome-ignore lint/suspicious/noExplicitAny: that is its purpose
export const untyped = (value: unknown): any => value;

export const sayWhat = 'say what is meant: toSInt() keeps the number, asSInt() and asUInt() keep the bits';
