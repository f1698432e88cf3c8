// Writes docs/reference from the docstrings of what Burin exports: `npm run reference`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ExportedDeclarations, Project } from 'ts-morph';
import { documentationOf, signatureOf, undocumentedMembers } from './declarations.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where the pages lie, from the root. */
export const referenceFolder = 'docs/reference';

/** One page for each thing that can be imported. */
const pages = [
  { name: 'language', title: 'The language', imported: 'burin', entry: 'generators/language/index.ts' },
  { name: 'blocks', title: 'The library', imported: 'burin/blocks', entry: 'generators/blocks/index.ts' },
  { name: 'checks', title: 'Checks', imported: 'burin/checks', entry: 'generators/circuit/checks/index.ts' },
  { name: 'verilog', title: 'SystemVerilog', imported: 'burin/verilog', entry: 'generators/verilog/index.ts' },
  { name: 'simulator', title: 'The simulator', imported: 'burin/simulator', entry: 'sim/engine/index.ts' },
  { name: 'verilator', title: 'Verilator', imported: 'burin/verilator', entry: 'sim/verilator/index.ts' },
  { name: 'handles', title: 'Typed handles', imported: 'burin/handles', entry: 'generators/handles/index.ts' },
] as const;

/** One exported name, which can be a value and a type. */
interface Entry {
  readonly name: string;
  readonly declarations: readonly ExportedDeclarations[];
}

/** Names that belong together: those of one file, or of one folder below the entry's. */
interface Group {
  readonly title: string;
  readonly entries: Entry[];
}

export interface Reference {
  /** Text by file name. */
  readonly files: ReadonlyMap<string, string>;
  /** Exports and public members of classes without a docstring. */
  readonly undocumented: readonly string[];
}

/** The reference as it should be. Takes seconds: it asks a compiler for the types. */
export function makeReference(): Reference {
  const project = new Project({ tsConfigFilePath: join(root, 'tsconfig.json'), skipAddingFilesFromTsConfig: true });
  const files = new Map<string, string>();
  const undocumented: string[] = [];
  const index: string[] = [];
  for (const { name, title, imported, entry } of pages) {
    const source = project.addSourceFileAtPath(join(root, entry));
    const groups = groupsOf(source.getExportedDeclarations(), join(root, entry), title);
    const names = groups.flatMap(({ entries }) => entries);
    for (const { name: exported, declarations } of names) {
      if (declarations.every((one) => documentationOf(one) === '')) undocumented.push(`${imported}: ${exported}`);
      for (const one of declarations)
        undocumented.push(...undocumentedMembers(one).map((text) => `${imported}: ${text}`));
    }
    const overview = overviewOf(groups);
    const text = [
      `# ${title}: \`${imported}\``,
      'Made from the docstrings by `npm run reference`.',
      overview,
      ...groups.map(groupText),
    ];
    files.set(`${name}.md`, `${text.join('\n\n')}\n`);
    index.push(`| [${title}](${name}.md) | \`${imported}\` | ${names.length} |`);
  }
  const head = '| page | import from | names |\n|---|---|---|';
  files.set(
    'README.md',
    `# Reference\n\nEvery name that Burin exports. Made by \`npm run reference\`.\n\n${head}\n${index.join('\n')}\n`,
  );
  return { files, undocumented };
}

function groupsOf(
  exported: ReadonlyMap<string, ExportedDeclarations[]>,
  entry: string,
  title: string,
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [name, declarations] of exported) {
    const file = declarations[0]!.getSourceFile().getFilePath();
    const path = relative(dirname(entry), file).split('/');
    // What other folders share with this one, such as the circuit's types, goes by the folder.
    const part = path[0] === '..' ? basename(dirname(file)) : path[0]!;
    const group = groups.get(part) ?? { title: file === entry ? title : titleOf(part), entries: [] };
    group.entries.push({ name, declarations });
    groups.set(part, group);
  }
  return [...groups.values()];
}

/** `one-hot.ts`, `streams` as they are read. */
function titleOf(fileName: string): string {
  const words = fileName.replace(/\.ts$/, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A list of all names, each linked to its heading as GitHub calls it: equal headings are numbered in their order. */
function overviewOf(groups: readonly Group[]): string {
  const seen = new Map<string, number>();
  const link = (heading: string, text: string): string => {
    const slug = heading.toLowerCase().replaceAll(' ', '-');
    const number = seen.get(slug) ?? 0;
    seen.set(slug, number + 1);
    return `[${text}](#${slug}${number > 0 ? `-${number}` : ''})`;
  };
  const lines = groups.map(({ title, entries }) => {
    const group = link(title, title);
    return `- ${group}: ${entries.map(({ name }) => link(name, `\`${name}\``)).join(', ')}`;
  });
  return lines.join('\n');
}

function groupText({ title, entries }: Group): string {
  return [`## ${title}`, ...entries.map(entryText)].join('\n\n');
}

function entryText({ name, declarations }: Entry): string {
  const [first] = declarations;
  const path = relative(join(root, referenceFolder), first!.getSourceFile().getFilePath());
  const signatures = [...new Set(declarations.map(signatureOf))].join('\n\n');
  const documentation = declarations.map(documentationOf).filter((text) => text !== '');
  const parts = [`### ${name}`, `\`\`\`ts\n${signatures}\n\`\`\``, ...documentation, `[source](${path})`];
  return parts.join('\n\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files } = makeReference();
  mkdirSync(join(root, referenceFolder), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(root, referenceFolder, name), text);
}
