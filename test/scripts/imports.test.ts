import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dependencyViolations } from '../../scripts/check-dependencies.ts';
import { importCycles, importsOf, readSources } from '../../scripts/imports.ts';

describe('importsOf', () => {
  it('finds imports over several lines, exports, dynamic and type imports, with their lines', () => {
    const text = [
      `import { join } from 'node:path';`,
      'import type {',
      '  Circuit,',
      `} from '../circuit/types.ts';`,
      `import { type Node, print } from './print.ts';`,
      `export * from '../../sim/engine.ts';`,
      `import './side-effect.ts';`,
      `const late = await import('./late.ts');`,
      `const text = "import { a } from './no-import.ts';";`,
      '',
    ].join('\n');
    expect(importsOf('generators/language/file.ts', text)).toEqual([
      { from: 'generators/language/file.ts', to: 'generators/circuit/types.ts', line: 4, typeOnly: true },
      { from: 'generators/language/file.ts', to: 'generators/language/print.ts', line: 5, typeOnly: false },
      { from: 'generators/language/file.ts', to: 'sim/engine.ts', line: 6, typeOnly: false },
      { from: 'generators/language/file.ts', to: 'generators/language/side-effect.ts', line: 7, typeOnly: false },
      { from: 'generators/language/file.ts', to: 'generators/language/late.ts', line: 8, typeOnly: false },
    ]);
  });
});

describe('the dependency check', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'burin-imports-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  it('names file, line and what is allowed, and folders without a rule', () => {
    write('low/a.ts', `import { b } from '../high/b.ts';\n`);
    write('low/types.ts', '\n');
    write('high/b.ts', `import { a } from '../low/types.ts';\n`);
    write('high/c.ts', `\nimport { a } from '../low/a.ts';\n`);
    write('other/d.ts', '\n');
    const sources = readSources(root, ['low', 'high', 'other', 'absent']);
    const rules = [
      { folder: 'low', allowed: [] },
      { folder: 'high', allowed: ['*/types.ts'] },
    ];
    expect(dependencyViolations(sources, rules)).toEqual([
      'high/c.ts:2: imports low/a.ts; high may import only */types.ts besides itself',
      'low/a.ts:1: imports high/b.ts; low may import nothing besides itself',
      'other/d.ts:1: no rule says what this folder may import: add one to scripts/dependency-rules.ts',
    ]);
  });

  it('lets the longest rule hold', () => {
    write('low/strict/a.ts', `import { b } from '../../high/b.ts';\n`);
    write('high/b.ts', '\n');
    const rules = [
      { folder: 'low', allowed: ['high'] },
      { folder: 'high', allowed: [] },
      { folder: 'low/strict', allowed: [] },
    ];
    expect(dependencyViolations(readSources(root, ['low', 'high']), rules)).toEqual([
      'low/strict/a.ts:1: imports high/b.ts; low/strict may import nothing besides itself',
    ]);
  });

  it('finds cycles of imports, and none where one of them is of types', () => {
    write('low/a.ts', `import { b } from './b.ts';\n`);
    write('low/b.ts', `import { c } from './c.ts';\n`);
    write('low/c.ts', `import { a } from './a.ts';\n`);
    write('low/d.ts', `import type { e } from './e.ts';\n`);
    write('low/e.ts', `import { d } from './d.ts';\n`);
    expect(importCycles(readSources(root, ['low']))).toEqual([['low/a.ts', 'low/b.ts', 'low/c.ts', 'low/a.ts']]);
  });
});
