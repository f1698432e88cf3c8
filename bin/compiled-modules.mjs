import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import vm from 'node:vm';
import { functionOfCommon } from './module-functions.mjs';
import { writeWhole } from './stripped.mjs';

/**
 * Modules that run as functions (`module-functions.mjs`), with the code that V8 made of them in an earlier run of the same
 * program: parsing them and compiling their functions one by one takes several times as long as running them.
 *
 * A pack has the modules that one program ran: their texts, and the code of those of their functions that were called. A
 * module of a pack counts as long as its source has the time of change that it had.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
/** Packs that are kept at most; those that were made first go first. */
const mostPacks = 60;
/** Raised when what the cache holds changes its form. */
const format = 8;
const place = createHash('sha256')
  .update(`${format} ${root} ${process.version} ${process.arch}`)
  .digest('hex')
  .slice(0, 16);
export const cacheFolder = join(root, 'node_modules', '.cache', 'burin', 'modules', place);

/** By file: `changed`, `kind`, `text`, `imports`; `code` where it was kept; `script` and `exports` once it has run. */
const modules = new Map();
/** Modules that Node loads by itself, by their specifiers. */
const outer = new Map();
const requireHere = createRequire(import.meta.url);
let current;

/**
 * What a function may do before V8 looks whether to optimise it: its own measure, and ours for the time in which a program
 * starts. Functions that run for some milliseconds in all cost more to optimise than they save.
 */
const patience = { usual: '--interrupt-budget=67584', atStart: '--interrupt-budget=600000', milliseconds: 500 };

/** Any write changes this time, and no program can set it. */
export const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.ctimeMs;

/**
 * Takes the pack of a program, if there is one. The code in it is good under the same options of V8 only.
 * @param name What tells the program from others.
 * @returns What the program was found to need, where that and the sources are as they were; nothing otherwise.
 */
export function openPack(name) {
  const key = [name, ...process.execArgv, process.env.NODE_OPTIONS].join(' ');
  const file = join(cacheFolder, 'packs', createHash('sha256').update(key).digest('hex').slice(0, 32));
  v8.setFlagsFromString(patience.atStart);
  setTimeout(() => v8.setFlagsFromString(patience.usual), patience.milliseconds).unref();
  current = { file, isStale: true, copies: [], needsLoader: false };
  process.once('exit', keepPack);
  const pack = readPack(file);
  if (!pack) return undefined;
  let isWhole = true;
  for (const { text, code, ...module } of pack.header.modules) {
    if (changedAt(module.file) !== module.changed) isWhole = false;
    else modules.set(module.file, { ...module, textPlace: text, codePlace: code, content: pack.content });
  }
  if (!isWhole || !pack.header.copies.every(isCurrentCopy)) return undefined;
  const { copies, needsLoader } = pack.header;
  current = { file, isStale: false, copies, needsLoader };
  return current;
}

const isCurrentCopy = ({ file, changed, copy }) =>
  changedAt(file) === changed && statSync(copy, { throwIfNoEntry: false }) !== undefined;

function readPack(file) {
  let content;
  try {
    content = readFileSync(file);
  } catch {
    return undefined; // the program never ran
  }
  const length = content.readUInt32LE(0);
  return { header: JSON.parse(content.utf8Slice(4, 4 + length)), content: content.subarray(4 + length) };
}

/**
 * Adds what the program needs and its pack lacks.
 * @param found `modules`: with their texts, as `modules` here has them; `copies`: other files of the program, whose
 * change may change what it needs; `needsLoader`: these cannot run without one.
 */
export function completePack({ modules: needed, copies, needsLoader }) {
  for (const module of needed)
    if (modules.get(module.file)?.changed !== module.changed) modules.set(module.file, module);
  current = { ...current, copies, needsLoader };
  return current;
}

function addModules(needed) {
  for (const module of needed) {
    const there = modules.get(module.file);
    if (there === undefined || (there.exports === undefined && there.changed !== module.changed)) {
      modules.set(module.file, module);
    }
  }
}

/** Forgets the pack, where the program runs otherwise. */
export function discardPack() {
  current = undefined;
}

/** Runs a module, and all that it imports before. Gives what it exports. */
export async function loadModule(file) {
  let found = reachedAtOnce(file);
  if (!found.isWhole) {
    // Earlier runs of the program did not come here.
    const { reachedBy } = await import('./module-register.mjs');
    addModules((await reachedBy(file)).modules);
    found = reachedAtOnce(file);
  }
  // What has to be waited for comes before functions run that cannot wait.
  for (const target of found.outer) if (!outer.has(target)) outer.set(target, await import(target));
  return run(file);
}

/** What a module imports as it starts, itself and through others: whether it is all there, and what Node has to load. */
function reachedAtOnce(start) {
  const found = { isWhole: true, outer: new Set() };
  const visited = new Set([start]);
  for (const file of visited) {
    const module = modules.get(file);
    if (!module) found.isWhole = false;
    if (!module || module.exports) continue;
    for (const { kind, target, isLater } of Object.values(module.imports)) {
      if (kind === 'module' && !isLater) visited.add(target);
      else if (kind === 'outer' && !isLater) found.outer.add(target);
    }
  }
  return found;
}

function run(file) {
  const module = modules.get(file);
  if (module.failure) throw module.failure;
  if (module.exports) return module.exports;
  const call = compiled(module);
  try {
    return module.kind === 'common' ? runCommon(module, call) : runModule(module, call);
  } catch (failure) {
    module.failure = failure;
    throw failure;
  }
}

function compiled(module) {
  module.text ??= textAt(module.content, module.textPlace);
  const cachedData = module.codePlace && module.content.subarray(...module.codePlace);
  const filename = module.kind === 'common' ? module.file : pathToFileURL(module.file).href;
  const script = new vm.Script(`(${module.text})`, { filename, lineOffset: -1, cachedData });
  if (!cachedData || script.cachedDataRejected) {
    module.script = script;
    current.isStale = true;
  }
  return script.runInThisContext();
}

/** Text that needs one byte for each character has V8 read it so. */
const textAt = (content, [start, end, isWide]) =>
  isWide ? content.ucs2Slice(start, end) : content.latin1Slice(start, end);

function runModule(module, call) {
  const { file, imports } = module;
  module.waiting = [];
  const imported = (specifier, bind) => {
    const { kind, target } = imports[specifier];
    if (kind === 'outer') return outer.get(target);
    if (kind === 'built-in') return namespaceOf(requireHere(target));
    const found = modules.get(target);
    if (bind && !found.exports && found.waiting) return found.waiting.push(bind);
    const exports = run(target);
    bind?.(exports);
    return found.kind === 'common' ? namespaceOf(exports) : exports;
  };
  imported.merged = merged;
  const itself = { url: pathToFileURL(file).href, filename: file, dirname: dirname(file) };
  const finish = (exports) => {
    module.exports = exports;
    for (const bind of module.waiting) bind(exports);
    return exports;
  };
  const result = call(itself, (specifier) => loadLater(module, specifier), imported);
  if (module.kind !== 'asynchronous') return finish(result);
  module.exports = result.then(finish);
  return module.exports;
}

/** What `import(…)` does in a module. */
async function loadLater({ file, imports }, specifier) {
  const { kind, target } = imports[specifier] ?? { target: specifier };
  if (kind === 'module') return loadModule(target);
  return import(/^\.{0,2}\//.test(target) ? new URL(target, pathToFileURL(file)).href : target);
}

/** What modules import of one of CommonJS's: its properties, and itself as the default. */
const namespaces = new Map();
function namespaceOf(exports) {
  if (exports === null || !/^(?:object|function)$/.test(typeof exports)) return { default: exports };
  let namespace = namespaces.get(exports);
  if (!namespace) {
    namespace = Object.create(exports, { default: { value: exports } });
    namespaces.set(exports, namespace);
  }
  return namespace;
}

/** With what is exported under `export *`: own names come first, and the rest does not have the default. */
function merged(own, ...stars) {
  const all = { ...own };
  for (const star of stars) {
    for (const name of Object.keys(star)) if (name !== 'default' && !(name in all)) all[name] = star[name];
  }
  const names = Object.keys(all).sort();
  return Object.assign(Object.create(null), Object.fromEntries(names.map((name) => [name, all[name]])));
}

function runCommon(module, call) {
  const { file } = module;
  const itself = { exports: {}, id: file, filename: file, loaded: false };
  module.exports = itself.exports;
  const require = (specifier) => {
    module.imports[specifier] ??= requiredBy(file, specifier);
    const { kind, target } = module.imports[specifier];
    if (kind !== 'module') return requireHere(target);
    if (!modules.has(target)) modules.set(target, commonModule(target));
    return run(target);
  };
  call.call(itself.exports, itself.exports, require, itself, file, dirname(file));
  module.exports = itself.exports;
  return module.exports;
}

function requiredBy(file, specifier) {
  current.isStale = true;
  if (isBuiltin(specifier)) return { kind: 'built-in', target: specifier };
  const target = createRequire(file).resolve(specifier);
  return { kind: /\.c?js$/.test(target) ? 'module' : 'outer', target };
}

/** A module of CommonJS that was not met before. */
export function commonModule(file) {
  const changed = changedAt(file);
  return { file, changed, kind: 'common', imports: {}, text: functionOfCommon(readFileSync(file, 'utf8')) };
}

/** Keeps what ran, at the end: what V8 compiled until then is what the next run needs. */
function keepPack() {
  if (!current?.isStale) return;
  v8.setFlagsFromString(patience.atStart);
  const parts = [];
  let length = 0;
  const put = (part) => {
    const start = length;
    parts.push(part);
    length += part.length;
    return [start, length];
  };
  const described = [...modules.values()].flatMap((module) => {
    const { file, changed, kind, imports, script, content, codePlace } = module;
    const code = script?.createCachedData() ?? (codePlace && content.subarray(...codePlace));
    if (!code) return [];
    const text = module.text ?? textAt(content, module.textPlace);
    const isWide = /[^\0-\xff]/.test(text);
    return {
      file,
      changed,
      kind,
      imports,
      text: [...put(Buffer.from(text, isWide ? 'utf16le' : 'latin1')), isWide],
      code: put(code),
    };
  });
  const header = Buffer.from(
    JSON.stringify({ modules: described, copies: current.copies, needsLoader: current.needsLoader }),
  );
  const front = Buffer.alloc(4);
  front.writeUInt32LE(header.length);
  try {
    mkdirSync(dirname(current.file), { recursive: true });
    writeWhole(current.file, Buffer.concat([front, header, ...parts]));
    forgetOldest(dirname(current.file));
  } catch {
    // A read-only installation only starts later.
  }
}

function forgetOldest(folder) {
  const names = readdirSync(folder);
  if (names.length <= mostPacks) return;
  const made = (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const ages = names.map((name) => ({ name, age: made(name) })).sort((one, other) => one.age - other.age);
  for (const { name } of ages.slice(0, names.length - mostPacks)) rmSync(join(folder, name), { force: true });
}
