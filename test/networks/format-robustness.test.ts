import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { runGolden } from '../../sim/golden/index.ts';
import { type Document, small } from './small-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'burin-robustness-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('whatever is changed, a network loads and runs or is refused with a remedy', () => {
  const paths = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
    typeof value === 'object' && value !== null
      ? [
          path,
          ...Object.entries(value).flatMap(([key, inner]) =>
            paths(inner, [...path, Array.isArray(value) ? Number(key) : key]),
          ),
        ]
      : [path];
  const allPaths = paths(small()).slice(1);
  const values = fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      true,
      '',
      'input',
      'first',
      'pool',
      'conv1d',
      'linear',
      'averagePool',
      [],
      {},
      1e9,
    ),
    fc.integer({ min: -3, max: 9 }),
    fc.double(),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const changes = fc.array(fc.tuple(fc.constantFrom(...allPaths), values), { minLength: 1, maxLength: 3 });
  let refused = 0;
  fc.assert(
    fc.property(changes, (list) => {
      const document: Document = small();
      for (const [path, value] of list) {
        const parent = path.slice(0, -1).reduce((inner, step) => inner?.[step], document);
        if (typeof parent === 'object' && parent !== null) parent[path.at(-1)!] = value;
      }
      const file = join(folder, 'changed.json');
      writeFileSync(file, JSON.stringify(document));
      try {
        const { network } = loadNetwork(file);
        runGolden(network, new Int8Array(network.input.channels * network.input.length));
      } catch (error) {
        refused++;
        expect(error).toBeInstanceOf(BurinError);
        expect((error as Error).message).toMatch(/error B3\d\d: .+\n {2}remedy: .+/);
      }
    }),
    { numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(500);
});
