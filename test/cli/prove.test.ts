import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasTool } from '../support/tools.ts';
import { burinProcess, repository } from './burin.ts';

const steps = `import { assert, cover, Module, output, reg, uint, when } from 'burin';

/** 0, 2, 4, ... and stays at the first that is \`last\` or more. */
export const Steps = Module('Steps', ({ last }: { readonly last: number }) => {
  const count = reg(uint(4), { reset: 0 });
  when(count.lt(last), () => {
    count.next = count.addWrap(2);
  });
  assert(count.ne(13), 'even');
  assert(count.le(6), 'small');
  assert(count.le(12), 'never large');
  cover(count.eq(6), 'six');
  cover(count.eq(3), 'three');
  return { count: output(count) };
});
`;

describe('burin prove', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'burin prove-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(repository, join(folder, 'node_modules', 'burin'));
    writeFileSync(join(folder, 'steps.ts'), steps);
    writeFileSync(
      join(folder, 'several.ts'),
      "import { elaborate } from 'burin';\nimport { Steps } from './steps.ts';\n" +
        'export { Steps };\nexport const four = elaborate(Steps, { last: 4 });\nexport const other = 4;\n',
    );
    writeFileSync(join(folder, 'nothing.ts'), 'export const width = 8;\n');
    writeFileSync(join(folder, 'broken.ts'), "import './missing.ts';\n");
    writeFileSync(join(folder, 'syntax.ts'), 'export const width = 8;\nconst depth: = 3;\n');
    writeFileSync(join(folder, 'throws.ts'), 'const widths: number[][] = [];\nwidths[0]!.push(8);\n');
    writeFileSync(
      join(folder, 'inside.ts'),
      "import { Module } from 'burin';\nexport const Inside = Module('Inside', () => {\n  throw new TypeError('mine');\n});\n",
    );
    writeFileSync(join(folder, 'enum.ts'), 'export enum Kind {\n  one,\n}\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const prove = (...parameters: string[]) => burinProcess(['prove', ...parameters], { folder });

  it.runIf(hasTool('yosys'))(
    'says of each property what is known',
    () => {
      const { status, stdout, stderr } = prove('steps.ts', '--set', 'last=11', '--json');
      expect(stderr).toBe('');
      const { properties } = JSON.parse(stdout) as {
        properties: { verdict: string; place: string; cycles?: number }[];
      };
      // Counts are 0 in cycles 0 and 1, then 2, 4, 6: three is odd, and 12 the last.
      const known = properties.map(({ verdict, place, cycles }) => [verdict, place, cycles]);
      expect(known).toEqual([
        ['proven', 'steps.ts:9:3', undefined],
        ['refuted', 'steps.ts:10:3', 5],
        ['proven', 'steps.ts:11:3', undefined],
        ['met', 'steps.ts:12:3', 4],
        ['unreachable', 'steps.ts:13:3', undefined],
      ]);
      expect(status).toBe(1);
    },
    60_000,
  );

  it.runIf(hasTool('yosys'))(
    'says how far it looked',
    () => {
      writeFileSync(
        join(folder, 'far.ts'),
        steps
          .replace("  assert(count.ne(13), 'even');\n", '')
          .replace(/ {2}assert\(count.le\(12.*\n {2}cover.*\n {2}cover.*\n/, ''),
      );
      const { status, stdout } = prove('far.ts', '--set', 'last=11', '--kind', 'bmc', '--depth', '4');
      expect(stdout).toBe('assert assert_small (far.ts:9:3): holds in the first 4 cycles\n');
      expect(status).toBe(0);
      const further = prove('far.ts', '--set', 'last=11', '--kind', 'bmc', '--depth', '6');
      expect(further.stdout.split('\n')[0]).toBe('assert assert_small (far.ts:9:3): fails in cycle 5: small');
      expect(further.status).toBe(1);
    },
    60_000,
  );

  it.each([
    [['missing.ts'], 'B545: there is no file missing.ts'],
    [
      ['broken.ts'],
      /B545: broken.ts cannot be loaded: Error: Cannot find module 'missing.ts' imported from broken.ts\n/,
    ],
    [['syntax.ts'], /B545: syntax.ts cannot be loaded: SyntaxError: syntax.ts:2:14: Unexpected token `=`\. /],
    [['enum.ts'], /: SyntaxError: enum.ts:1:8: TypeScript enum is not supported in strip-only mode\n/],
    [['throws.ts'], /: TypeError: Cannot read properties of undefined \(reading 'push'\) \(throws.ts:2:12\)\n/],
    [['nothing.ts'], 'B546: nothing.ts exports neither a module nor a circuit'],
    [['several.ts'], 'B546: several.ts exports Steps, four\n  remedy: choose one with --module Steps'],
    [
      ['several.ts', '--module', 'five'],
      'B546: several.ts exports no module or circuit five\n  remedy: choose one of Steps, four',
    ],
    [
      ['several.ts', '--module', 'four', '--set', 'last=4'],
      'B546: four is a circuit, whose parameters are given already',
    ],
    [['steps.ts', '--set', 'last'], 'B520: --set last is not of the form name=value'],
  ])('refuses %j', (parameters, message) => {
    const { status, stdout, stderr } = prove(...parameters);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^error B\d+: [^\n]*\n {2}remedy: [^\n]*\n$/);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('names parameters that are missing or too many', () => {
    const remedy = '\n  remedy: where it has no default, write --set last=…\n';
    const missing = 'error B521: Steps asked for last, which --set does not give';
    const failure = /^steps\.ts:6:14: error B022: undefined stands where a hardware value is due/m;
    const { stderr } = prove('steps.ts');
    expect(stderr).toContain(`${missing}${remedy}`);
    expect(stderr).toMatch(failure);
    const misspelt = prove('steps.ts', '--set', 'lost=4').stderr;
    expect(misspelt).toContain(`${missing}, and did not ask for lost${remedy}`);
    expect(prove('steps.ts', '--set', 'last=4', '--set', 'other=1')).toEqual({
      status: 1,
      stdout: '',
      stderr: 'error B521: Steps does not ask for the parameter other\n  remedy: leave it out, or choose among last\n',
    });
  });

  it('tells exceptions of the user from faults of Burin', () => {
    expect(prove('inside.ts')).toEqual({ status: 1, stdout: '', stderr: 'error: inside.ts:3:9: TypeError: mine\n' });
  });
});
