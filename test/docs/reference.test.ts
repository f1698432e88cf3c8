import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeReference, referenceFolder } from '../../scripts/reference.ts';

describe('the reference', () => {
  const { files, undocumented } = makeReference();

  it('is what the docstrings say; `npm run reference` writes it anew', () => {
    const written = existsSync(referenceFolder) ? readdirSync(referenceFolder) : [];
    const stale = [...new Set([...files.keys(), ...written])].filter((name) => {
      const file = join(referenceFolder, name);
      return !existsSync(file) || readFileSync(file, 'utf8') !== files.get(name);
    });
    expect(stale, 'these pages are stale: run `npm run reference`').toEqual([]);
  });

  it('finds a docstring at every export and at every public member of a class', () => {
    expect(files.size).toBeGreaterThan(5);
    expect(undocumented, 'write a docstring for each').toEqual([]);
  });
});
