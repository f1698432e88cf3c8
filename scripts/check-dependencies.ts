import { fileURLToPath } from 'node:url';
import { checkedFolders, type DependencyRule, dependencyRules, mostLines } from './dependency-rules.ts';
import { type Import, importCycles, readSources, type SourceFile } from './imports.ts';

/** What is wrong with the imports of the sources, one text for each violation. */
export function dependencyViolations(
  sources: readonly SourceFile[],
  rules: readonly DependencyRule[],
): readonly string[] {
  const wrong = sources.flatMap(({ path, imports }) => {
    const rule = ruleFor(path, rules);
    if (!rule) return [`${path}:1: no rule says what this folder may import: add one to scripts/dependency-rules.ts`];
    return imports.filter((one) => !isAllowed(one, rule)).map((one) => violationText(one, rule));
  });
  return [...wrong, ...importCycles(sources).map((cycle) => `${cycle[0]}:1: import cycle: ${cycle.join(' -> ')}`)];
}

function ruleFor(path: string, rules: readonly DependencyRule[]): DependencyRule | undefined {
  return rules
    .filter(({ folder }) => covers(folder, path))
    .reduce<DependencyRule | undefined>(
      (best, rule) => (best && best.folder.length > rule.folder.length ? best : rule),
      undefined,
    );
}

function isAllowed({ to }: Import, { folder, allowed }: DependencyRule): boolean {
  return [folder, ...allowed].some((pattern) => covers(pattern, to));
}

/** Whether a folder or file is the path or holds it; `*` stands for one name. */
function covers(pattern: string, path: string): boolean {
  const names = path.split('/');
  return pattern.split('/').every((name, position) => name === '*' || name === names[position]);
}

function violationText({ from, to, line }: Import, { folder, allowed }: DependencyRule): string {
  const list = allowed.length > 0 ? `only ${allowed.join(', ')}` : 'nothing';
  return `${from}:${line}: imports ${to}; ${folder} may import ${list} besides itself`;
}

function main(): number {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const sources = readSources(root, checkedFolders);
  const violations = dependencyViolations(sources, dependencyRules);
  for (const text of violations) console.error(text);
  for (const { path, lines } of sources.filter((source) => source.lines > mostLines)) {
    console.warn(`${path}:1: warning: ${lines} lines, more than ${mostLines}`);
  }
  console.log(`${sources.length} files, ${violations.length} dependency violations`);
  return violations.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
