import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { makeExampleWorkspace } from '../test/support/example-workspace.ts';
import { formatTable, formatTime } from './table.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const operations = 10_000;
const operationsPerModule = 250;
const imports = "import { bool, elaborate, input, Module, mux, output, reg, sint, uint } from 'burin';\n";

const empty = `${imports}
const Empty = Module('Empty', () => {
  const a = input(uint(8));
  const b = input(sint(8));
  const c = input(bool());
  const d = reg(uint(8), { reset: 0 });
  d.next = mux(c, a, d);
  return { a, b, c, d: output(d), e: output(b) };
});
elaborate(Empty, {});
`;

/** Ten operations on values of three kinds, and of widths that stand as numbers in the text. */
const tenOperations = (n: number): string => `  const sum${n} = a${n}.add(d${n}).wrap(12);
  const product${n} = b${n}.mul(sum${n}.bits(7, 0).asSInt());
  const less${n} = product${n}.lt(b${n});
  const chosen${n} = mux(less${n}.and(c${n}), sum${n}, a${n}.extend(12));
  d${n}.next = chosen${n}.bits(11, 4);
`;

function moduleText(place: number): string {
  const groups = Array.from({ length: operationsPerModule / 10 }, (_, n) => n);
  const declarations = groups.map(
    (n) => `  const a${n} = input(uint(8));
  const b${n} = input(sint(8));
  const c${n} = input(bool());
  const d${n} = reg(uint(8), { reset: 0 });
`,
  );
  const ports = groups.map((n) => `a${n}, b${n}, c${n}, d${n}: output(d${n}), less${n}: output(less${n})`);
  return `export const Part${place} = Module('Part${place}', () => {
${declarations.join('')}${groups.map(tenOperations).join('')}  return { ${ports.join(', ')} };
});
elaborate(Part${place}, {});
`;
}

const large = `${imports}\n${Array.from({ length: operations / operationsPerModule }, (_, place) => moduleText(place)).join('\n')}`;

/** Time of the type checker and of elaboration for one text, in a project of its own: the best of three. */
function measure(source: string): { readonly check: number; readonly elaborate: number } {
  const workspace = makeExampleWorkspace([{ file: 'design.ts', source }]);
  try {
    const check = [resolve(root, 'node_modules/typescript/bin/tsc'), '-p', workspace];
    const run = ['--import', resolve(root, 'bin/strip-types.mjs'), join(workspace, 'design.ts')];
    return { check: bestOfThree(check), elaborate: bestOfThree(run) };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function bestOfThree(parameters: readonly string[]): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    execaSync(process.execPath, parameters);
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** What the type checker of a user's editor pays for a large design: 10 000 operations beside a design of one. */
export function measureTypeCheck(): string {
  const [small, whole] = [measure(empty), measure(large)];
  const row = (name: string, { check, elaborate }: ReturnType<typeof measure>): string[] => [
    name,
    formatTime(check),
    formatTime(elaborate),
  ];
  const difference = { check: whole.check - small.check, elaborate: whole.elaborate - small.elaborate };
  return formatTable(
    'Type check of a generated design, and its elaboration in a fresh process',
    ['design', 'tsc --noEmit', 'elaborate'],
    [row('one operation', small), row(`${operations} operations`, whole), row('for the operations', difference)],
  );
}
