import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { describeNamed } from './fixtures/named-signals.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/named-signals.ts', import.meta.url));

/** `name@line` for each name that a comment of the fixture demands. */
function demanded(): readonly string[] {
  const lines = readFileSync(fixture, 'utf8').split('\n');
  return lines.flatMap((text, position) => {
    const names = /\/\/= (.*)$/.exec(text)?.[1]?.split(' ') ?? [];
    return names.map((name) => `${name}@${position + 1}`);
  });
}

type Described = ReturnType<typeof describeNamed>;

function inPlainNode(...options: readonly string[]): Described {
  const loader = new URL('../../bin/strip-types.mjs', import.meta.url).href;
  const { stdout } = execaSync('node', [...options, '--import', loader, fixture], { cwd: root });
  return JSON.parse(stdout) as Described;
}

const texts = ({ signals }: Described): readonly string[] => signals.map(({ name, line }) => `${name}@${line}`).sort();

describe('names and lines from the source', () => {
  it('come out as the fixture demands in the test runner', () => {
    expect(texts(describeNamed())).toEqual([...demanded()].sort());
  });

  it('come out the same in plain node', () => {
    expect(inPlainNode()).toEqual(describeNamed());
  });

  it('come out the same in node with source maps', () => {
    expect(inPlainNode('--enable-source-maps')).toEqual(describeNamed());
  });

  it('name instances and arrays of them, and carry documentation', () => {
    const { instances, documentation } = describeNamed();
    expect(instances.map(({ name }) => name)).toEqual(['inner', 'row_0', 'row_1']);
    expect(documentation).toEqual(['a: The first operand.']);
  });
});
