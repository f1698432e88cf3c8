import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { cacheFolder, changedAt, commonModule } from './compiled-modules.mjs';
import { functionOf } from './module-functions.mjs';
import { stripped, strippedAnew, writeWhole } from './stripped.mjs';

/**
 * What files need to run without a loader: our modules as functions, and for each of them an ES module that gives its
 * exports to those who import it (`stand-in`); modules of the user as copies without types, whose imports of ours are
 * imports of these. All bear the time at which their source was last changed.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const register = join(cacheFolder, 'register.json');
const runtime = new URL('./compiled-modules.mjs', import.meta.url).href;

/** Libraries that run as functions as well: those that usual commands need. Users never meet what these make. */
const compiledPackages = /^(?:yargs|zod|jsonc-parser|wavefile|fft\.js)(?:\/|$)/;

/** Whether the file is ours, and TypeScript. */
const isOwn = (file) => file.startsWith(root) && file.endsWith('.ts') && !file.startsWith('node_modules/', root.length);
const isOfPackage = (file) => !isOwn(file) && file.includes('/node_modules/');

const pathInCache = (file) => (isOwn(file) ? relative(root, file) : join('outside', file));
const copyPath = (file) => join(cacheFolder, pathInCache(file).replace(/\.m?ts$/, '.mjs'));
const functionPath = (file) => join(cacheFolder, 'functions', pathInCache(file));

/** The address of what stands for a file. */
export const copyOf = (file) => pathToFileURL(copyPath(file)).href;

/** By file: when it was changed, its imports, what it exports. */
let known;

/**
 * All that a program reaches.
 * @returns `modules` that run as functions; `copies` of the rest; `needsLoader`: that rest cannot run without one.
 * @throws Error where something cannot be read or understood, or has no such form; or nothing can be written.
 */
export async function reachedBy(program) {
  known ??= readRegister();
  const anew = new Map();
  const files = new Set([program]);
  for (const file of files) {
    const entry = currentEntry(file) ?? (await entryAnew(file, anew));
    for (const { kind, target } of Object.values(entry.imports)) if (kind === 'module') files.add(target);
  }
  const late = checkImports([...files]);
  for (const file of files) checkNames(file);
  for (const [file, { code, lexed }] of anew) writeAnew(file, code, lexed, late.get(file));
  let isChanged = anew.size > 0;
  for (const file of files) isChanged = keepStandIn(file) || isChanged;
  if (isChanged) writeWhole(register, JSON.stringify(known));
  const copies = [...files].filter((file) => known[file].kind === 'copy');
  return {
    modules: [...files].filter((file) => known[file].kind !== 'copy').map(moduleOf),
    copies: copies.map((file) => ({ file, changed: known[file].changed, copy: copyPath(file) })),
    needsLoader: [...files].some((file) => known[file].needsLoader),
  };
}

function moduleOf(file) {
  const { changed, kind, imports } = known[file];
  if (kind === 'common') return commonModule(file);
  return { file, isOwn: isOwn(file), changed, kind, imports, text: readFileSync(functionPath(file), 'utf8') };
}

/** What of ours a program imports as it starts, itself apart, in order. */
export function firstImports(program) {
  const found = new Set();
  const visited = new Set();
  const visit = (file) => {
    visited.add(file);
    for (const { kind, target, isLater } of Object.values(known[file].imports)) {
      if (kind !== 'module' || isLater) continue;
      if (isOwn(target)) found.add(target);
      else if (!visited.has(target)) visit(target);
    }
  };
  visit(program);
  return [...found];
}

function readRegister() {
  try {
    return JSON.parse(readFileSync(register, 'utf8'));
  } catch {
    mkdirSync(cacheFolder, { recursive: true });
    writeFileSync(join(cacheFolder, 'package.json'), JSON.stringify(packageOfCopies()));
    return {}; // nothing was copied yet
  }
}

/** Copies that import `burin` mean stand-ins. */
function packageOfCopies() {
  const { name, type, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const copied = Object.entries(exports).filter(([, file]) => file.endsWith('.ts'));
  return {
    name,
    type,
    exports: Object.fromEntries(copied.map(([path, file]) => [path, file.replace(/\.ts$/, '.mjs')])),
  };
}

function currentEntry(file) {
  const entry = known[file];
  if (entry?.changed !== changedAt(file)) return undefined;
  if (entry.kind === 'common') return entry;
  const made = statSync(entry.kind === 'copy' ? copyPath(file) : functionPath(file), { throwIfNoEntry: false });
  return made && Math.round(made.mtimeMs) === Math.floor(entry.changed) ? entry : undefined;
}

async function entryAnew(file, anew) {
  const changed = changedAt(file);
  const source = readFileSync(file, 'utf8');
  const code = isOwn(file) ? strippedAnew(source, file) : /\.m?ts$/.test(file) ? stripped(source, file) : source;
  const lexer = await import('es-module-lexer');
  await lexer.init();
  const lexed = lexer.parse(code);
  const [references, exports, , isModule] = lexed;
  if (isOfPackage(file) && !isModule) {
    known[file] = { changed, kind: 'common', imports: {}, names: [], stars: [] };
    return known[file];
  }
  if (isOwn(file) && /^\s*export\s+(?:let|var)\b/m.test(code)) throw new Error('an exported variable may change');
  const isCopy = !isOwn(file) && !isOfPackage(file);
  const targets = references.filter(({ specifier }) => specifier).map((one) => [one.specifier, targetOf(one, file)]);
  const names = exports.filter(({ type }) => type !== 'reexport-all').map(({ name }) => name);
  const stars = references.filter(({ type }) => type === 'reexport-star').map(({ specifier }) => specifier);
  known[file] = {
    changed,
    kind: isCopy ? 'copy' : kindOf(functionOf(code, lexed)),
    imports: Object.fromEntries(targets.sort(([, one], [, other]) => one.isLater - other.isLater)),
    names,
    stars,
    wanted: isCopy ? references.flatMap((one) => wantedBy(one, code)) : [],
    needsLoader: !isOfPackage(file) && (!isModule || references.some((one) => needsLoader(one, code, file))),
  };
  anew.set(file, { code, lexed });
  return known[file];
}

/** What an import means: a module of ours or of the user's, one of Node's own, or another that Node loads. */
function targetOf({ specifier, type }, file) {
  const isLater = type === 'dynamic';
  const to = (kind, target) => ({ kind, target, isLater });
  if (isBuiltin(specifier)) return to('built-in', specifier);
  if (specifier.startsWith('.')) {
    const target = resolve(dirname(file), specifier);
    const isReached = isOwn(file) ? isOwn(target) : /\.m?[jt]s$/.test(target);
    return isReached ? to('module', target) : to('outer', pathToFileURL(target).href);
  }
  if (/^burin(?:\/|$)/.test(specifier)) return to('module', createRequire(file).resolve(specifier));
  const isCompiled = isOfPackage(file) || (isOwn(file) && compiledPackages.test(specifier));
  return isCompiled && !isLater ? to('module', createRequire(file).resolve(specifier)) : to('outer', specifier);
}

/** Whether a module asks for what is not known before it runs; or a user's for a package, which is found from its place. */
function needsLoader({ type, specifier, attributes, start }, code, file) {
  if (type !== 'import-meta')
    return !specifier || attributes || (!isOwn(file) && targetOf({ specifier, type }, file).kind === 'outer');
  const isKnown = /^import\.meta\.(?:url|filename|dirname)\b/.test(code.slice(start));
  if (isOwn(file) && !isKnown) throw new Error('functions do not have all of import.meta');
  return !isKnown;
}

/** Only a function that waits can have `await` outside of functions. */
function kindOf(text) {
  try {
    new vm.Script(`(${text})`);
    return 'module';
  } catch {
    new vm.Script(`(async ${text})`);
    return 'asynchronous';
  }
}

/**
 * Goes through imports as they run.
 * @returns By file, the imports that close a circle. Ours have none.
 * @throws Error where one of ours asks for what functions cannot have.
 */
function checkImports(files) {
  const late = new Map();
  const entered = new Set();
  const left = new Set();
  const visit = (file) => {
    entered.add(file);
    for (const [specifier, { kind, target, isLater }] of Object.entries(known[file].imports)) {
      if (kind !== 'module' || isLater || known[file].kind === 'copy') continue;
      if (known[target].kind === 'asynchronous') throw new Error(`${file} imports a module that waits`);
      if (!entered.has(target)) visit(target);
      else if (!left.has(target)) {
        if (isOwn(file)) throw new Error(`${file} lies in a circle of imports`);
        late.set(file, (late.get(file) ?? new Set()).add(specifier));
      }
    }
    left.add(file);
  };
  for (const file of files) if (!entered.has(file)) visit(file);
  return late;
}

/** The names that a user's import takes of a module, each with the module. */
function wantedBy({ specifier, type, importStart, start }, code) {
  if (!specifier || type === 'dynamic' || type === 'import-meta') return [];
  const clause = code.slice(importStart, start - 1).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const [, list = ''] = /\{([^}]*)\}/.exec(clause) ?? [];
  const names = list.split(',').map((part) => part.trim().split(/\s/)[0]);
  return names.filter((name) => /^[\w$]+$/.test(name)).map((name) => [specifier, name]);
}

/** @throws Error where a user's module asks another for what that lacks: of copies Node would say that a file is missing. */
function checkNames(file) {
  for (const [specifier, name] of known[file].wanted ?? []) {
    const { kind, target } = known[file].imports[specifier];
    if (kind !== 'module' || !/\.m?ts$/.test(target) || hasOuterStars(target)) continue;
    if (!exportedNames(target).includes(name)) {
      throw new Error(`${file}: ${specifier} has no export ${name}`);
    }
  }
}

/** Whether a module hands on all of one whose names are not known. */
function hasOuterStars(file, seen = new Set()) {
  if (seen.has(file)) return false;
  seen.add(file);
  return known[file].stars.some((specifier) => {
    const { kind, target } = known[file].imports[specifier];
    return kind !== 'module' || !/\.m?ts$/.test(target) || hasOuterStars(target, seen);
  });
}

function writeAnew(file, code, lexed, late) {
  const { kind, changed } = known[file];
  const text = kind === 'copy' ? rewritten(code, file, lexed[0]) : functionOf(code, lexed, late);
  const path = kind === 'copy' ? copyPath(file) : functionPath(file);
  mkdirSync(dirname(path), { recursive: true });
  writeWhole(path, kind === 'asynchronous' ? `async ${text}` : text, (unfinished) => {
    utimesSync(unfinished, changed / 1000, Math.floor(changed) / 1000);
  });
}

/** All names that a module exports. */
function exportedNames(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const { names, stars, imports } = known[file];
  const further = stars.flatMap((specifier) => exportedNames(imports[specifier].target, seen));
  return [...new Set([...names, ...further.filter((name) => name !== 'default')])];
}

/** Writes the module that gives the exports of one of ours, where they are others than before. */
function keepStandIn(file) {
  if (!isOwn(file)) return false;
  const names = exportedNames(file);
  const exports = names.join();
  if (known[file].standIn === exports) return false;
  const part = (text) => names.map((name, index) => text(name, `$${index}`)).join(', ');
  mkdirSync(dirname(copyPath(file)), { recursive: true });
  writeWhole(
    copyPath(file),
    `import { loadModule } from ${JSON.stringify(runtime)};
const { ${part((name, local) => `${name}: ${local}`)} } = await loadModule(${JSON.stringify(file)});
export { ${part((name, local) => `${local} as ${name}`)} };
`,
  );
  known[file].standIn = exports;
  return true;
}

/**
 * A user's module without types. What is put in place of something else has its length, where there is a blank that an
 * import can spare. Copies are `.mjs`: of others Node says that the package.json beside them makes them modules.
 */
function rewritten(code, file, references) {
  const url = pathToFileURL(file).href;
  let text = '';
  let done = 0;
  const replace = (start, by, end = start + by.length) => {
    text += code.slice(done, start) + by;
    done = end;
  };
  for (const { specifier, type, start, end } of references) {
    if (specifier?.startsWith('.') && /\.m?ts$/.test(specifier)) {
      const dot = code.lastIndexOf('.', end - 1);
      const isLonger = specifier.endsWith('.ts');
      if (isLonger && type !== 'dynamic' && code[start - 2] === ' ') replace(start - 2, '', start - 1);
      replace(dot, '.mjs', dot + (isLonger ? 3 : 4));
    }
    if (type === 'import-meta') replace(start, 'import_meta');
  }
  text += code.slice(done);
  const asks = references.some(({ type }) => type === 'import-meta');
  // An import is there before the module runs, wherever it stands.
  const itself = `export default ${JSON.stringify({ url, filename: file, dirname: dirname(file) })}`;
  const end = asks
    ? `import import_meta from ${JSON.stringify(`data:text/javascript,${encodeURIComponent(itself)}`)};\n`
    : '';
  return `${text}\n${end}//# sourceURL=${url}\n`;
}
