import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripped } from './stripped.mjs';

/** Copies that are loaded in place of modules, by the modules' addresses. */
let copies = new Map();

export function initialize(known = []) {
  copies = new Map(known);
}

/** By module, the first that imports it. */
const importers = new Map();

const isOurs = (url) => url.startsWith('file:') && url.endsWith('.ts');

/** Our own imports name their file in full: the general search, which asks the file system at every step, is not needed. */
function named(specifier, { parentURL }) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.ts') || !parentURL?.startsWith('file:')) return undefined;
  const { href } = new URL(specifier, parentURL);
  if (!importers.has(href)) importers.set(href, parentURL);
  return { url: copies.get(href) ?? href, format: 'module', shortCircuit: true };
}

const loaded = (url) => {
  const fileName = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: stripped(sourceOf(url, fileName), fileName) };
};

/** What Node says of a missing module, which it finds before it loads. */
function sourceOf(url, fileName) {
  try {
    return readFileSync(fileName, 'utf8');
  } catch (failure) {
    if (failure.code !== 'ENOENT') throw failure;
    const importer = importers.get(url);
    const by = importer === undefined ? '' : ` imported from ${fileURLToPath(importer)}`;
    throw Object.assign(new Error(`Cannot find module '${fileName}'${by}`), { code: 'ERR_MODULE_NOT_FOUND' });
  }
}

/** For hooks in a thread of their own. */
export async function resolve(specifier, context, nextResolve) {
  const found = named(specifier, context) ?? (await nextResolve(specifier, context));
  const copy = copies.get(found.url);
  return copy ? { url: copy, format: 'module', shortCircuit: true } : found;
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:')) return nextLoad(url, context);
  // Read at once: each step of a read that does not block costs more here than the whole read.
  if (isOurs(url)) return loaded(url);
  if (context.format !== 'module') return nextLoad(url, context);
  return { format: 'module', shortCircuit: true, source: readFileSync(fileURLToPath(url)) };
}

/** The same in the thread that asks. */
export const hooksInThread = {
  resolve: (specifier, context, nextResolve) => named(specifier, context) ?? nextResolve(specifier, context),
  load: (url, context, nextLoad) => (isOurs(url) ? loaded(url) : nextLoad(url, context)),
};
