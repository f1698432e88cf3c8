import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A page of `docs/checks` with an example: the source, and the error that it shows. */
interface Page {
  readonly code: string;
  readonly source: string;
  readonly error: string;
}

const folder = 'docs/checks';
const codes = readdirSync(folder).filter((name) => /^B\d{3}\.md$/.test(name));
const pages = codes.flatMap((name): Page[] => {
  const text = readFileSync(join(folder, name), 'utf8');
  const source = /^```ts\n(.*?)^```$/ms.exec(text)?.[1];
  const error = /^```text\n(.*?)\n```$/ms.exec(text)?.[1];
  return source && error ? [{ code: name.slice(0, 4), source, error }] : [];
});

describe('the pages of the checks', () => {
  let workspace: string;
  let errors: readonly string[];

  beforeAll(() => {
    // The examples import 'burin' as a user's project does.
    workspace = mkdtempSync(join(tmpdir(), 'burin-pages-'));
    mkdirSync(join(workspace, 'node_modules'));
    symlinkSync(resolve('.'), join(workspace, 'node_modules', 'burin'), 'dir');
    writeFileSync(join(workspace, 'package.json'), '{ "type": "module" }');
    const files = pages.map(({ code, source }) => {
      writeFileSync(join(workspace, `${code}.ts`), source);
      return `${code}.ts`;
    });
    const runner = resolve('test/circuit/check-examples.ts');
    const { stdout } = execaSync('node', ['--import', resolve('bin/strip-types.mjs'), runner, ...files], {
      cwd: workspace,
    });
    errors = JSON.parse(stdout) as string[];
  });
  afterAll(() => rmSync(workspace, { recursive: true }));

  it('there are pages with examples', () => {
    expect(pages.length).toBeGreaterThan(12);
  });

  it.each(pages.map(({ code, error }, position) => ({ code, error, position })))(
    'show what $code prints',
    ({ error, position }) => {
      expect(errors[position]).toBe(error);
    },
  );
});
