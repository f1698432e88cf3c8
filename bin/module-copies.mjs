import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripped, strippedAnew, writeWhole } from './stripped.mjs';

/**
 * Copies of our modules without types, which Node loads by itself: a loader in a thread of its own, as older versions
 * have it, costs more than all modules do. A copy has the places of its source, and says so to V8 (`sourceURL`), so that
 * stacks name the source. It stands for the source as long as it bears the time at which the source was last changed.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const format = 3;
const place = createHash('sha256').update(`${format} ${root}`).digest('hex').slice(0, 16);
const folder = join(root, 'node_modules', '.cache', 'burin', 'modules', place);
const register = join(folder, 'register.json');

/** By file: when it was changed, and the files that it imports, of ours and of the user's; `first` not when it is run. */
let known;
let isNew = false;

/** Whether we have copies of the file: it is ours, and TypeScript. */
const isCopied = (file) =>
  file.startsWith(root) && file.endsWith('.ts') && !file.startsWith('node_modules/', root.length);

const copyPath = (file) => join(folder, `${relative(root, file).slice(0, -'ts'.length)}js`);

/** The address of a file's copy. */
export const copyOf = (file) => pathToFileURL(copyPath(file)).href;

/**
 * Makes copies of our files among those given and all that they import, where they are not current. Gives all files that
 * have a copy. Throws where one cannot be read or understood, or copies cannot be written.
 */
export async function makeCopies(files) {
  known ??= readRegister();
  const reached = new Set(files);
  for (const file of reached) {
    const { imports } = currentEntry(file) ?? (await entryAnew(file));
    for (const one of imports) reached.add(one);
  }
  if (isNew) writeWhole(register, JSON.stringify(known));
  isNew = false;
  return [...reached].filter(isCopied);
}

/** What of ours a program imports as it starts, itself apart, in order. Its copies are made. */
export function firstImports(program) {
  const found = new Set();
  const visited = new Set();
  const visit = (file) => {
    visited.add(file);
    for (const one of known[file].first) {
      if (isCopied(one)) found.add(one);
      else if (!visited.has(one)) visit(one);
    }
  };
  visit(program);
  return [...found];
}

function readRegister() {
  try {
    return JSON.parse(readFileSync(register, 'utf8'));
  } catch {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(packageOfCopies()));
    return {}; // nothing was copied yet
  }
}

/** Copies that import `burin` mean copies. */
function packageOfCopies() {
  const { name, type, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const copied = Object.entries(exports).filter(([, file]) => file.endsWith('.ts'));
  return { name, type, exports: Object.fromEntries(copied.map(([path, file]) => [path, file.replace(/ts$/, 'js')])) };
}

/** Any write changes this time, and no program can set it. */
const changedAt = (file) => Math.floor(statSync(file).ctimeMs);

function currentEntry(file) {
  const entry = known[file];
  if (entry?.changed !== changedAt(file)) return undefined;
  if (!isCopied(file)) return entry;
  const copy = statSync(copyPath(file), { throwIfNoEntry: false });
  return copy && Math.round(copy.mtimeMs) === entry.changed ? entry : undefined;
}

async function entryAnew(file) {
  const changed = changedAt(file);
  const source = readFileSync(file, 'utf8');
  const code = isCopied(file) ? strippedAnew(source, file) : /\.m?ts$/.test(file) ? stripped(source, file) : source;
  const lexer = await import('es-module-lexer');
  await lexer.init();
  const references = lexer.parse(code)[0];
  if (isCopied(file)) {
    mkdirSync(dirname(copyPath(file)), { recursive: true });
    writeWhole(copyPath(file), rewritten(code, file, references), (unfinished) => {
      utimesSync(unfinished, changed / 1000, changed / 1000);
    });
  }
  const targets = references.map(({ specifier, type }) => ({ target: targetOf(specifier, file), type }));
  const reached = targets.filter(({ target }) => target);
  const imports = [...new Set(reached.map(({ target }) => target))];
  const first = [...new Set(reached.filter(({ type }) => type !== 'dynamic').map(({ target }) => target))];
  isNew = true;
  known[file] = { changed, imports, first };
  return known[file];
}

/** The file that an import means, of our modules and of the program's own. */
function targetOf(specifier, file) {
  if (specifier?.startsWith('.')) return /\.m?[jt]s$/.test(specifier) ? resolve(dirname(file), specifier) : undefined;
  return /^burin(\/|$)/.test(specifier ?? '') ? createRequire(file).resolve(specifier) : undefined;
}

/** All that is put in place of something else has its length, but for what stands in front of the first line. */
function rewritten(code, file, references) {
  const url = pathToFileURL(file).href;
  let text = '';
  let done = 0;
  const replace = (start, by) => {
    text += code.slice(done, start) + by;
    done = start + by.length;
  };
  for (const { specifier, type, start, end } of references) {
    if (specifier?.startsWith('.') && specifier.endsWith('.ts')) replace(code.lastIndexOf('.ts', end), '.js');
    else if (type === 'import-meta') replace(start, 'import_meta');
  }
  text += code.slice(done);
  const asks = references.some(({ type }) => type === 'import-meta');
  const itself = { url, filename: file, dirname: dirname(file) };
  const front = asks ? `const import_meta = ${JSON.stringify(itself)};` : '';
  return `${front}${text}\n//# sourceURL=${url}\n`;
}
