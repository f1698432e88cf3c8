import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { copyOf, firstImports, makeCopies } from './module-copies.mjs';
import { hooksInThread } from './strip-types-hooks.mjs';

/** Newer versions of Node load modules through functions in the same thread; older ones ask another thread for each. */
const hasHooksInThread = module.registerHooks !== undefined;
let isStripping = false;

/** Has Node blank types out in all modules that are still to be loaded, and take the copies of those that have one. */
export function stripTypes(copied = []) {
  if (isStripping) return;
  isStripping = true;
  if (hasHooksInThread) {
    module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/burin/compiled', import.meta.url)));
    module.registerHooks(hooksInThread);
  } else {
    const data = copied.map((file) => [pathToFileURL(file).href, copyOf(file)]);
    module.register('./strip-types-hooks.mjs', import.meta.url, { data });
  }
}

/** Loads one of our own modules, by its path from here. */
export async function importOwn(path) {
  const url = new URL(path, import.meta.url);
  const file = fileURLToPath(url);
  if (await copiesFor(file)) return import(copyOf(file));
  stripTypes();
  return import(url);
}

/** Loads what a program imports of ours before there is a loader, and has Node strip the types of the rest. */
export async function prepare(program) {
  const copied = await copiesFor(program);
  if (copied) for (const file of firstImports(program)) await import(copyOf(file));
  stripTypes(copied);
}

/** Makes the copies that a file needs; nothing where Node needs none, or where they cannot be made. */
async function copiesFor(file) {
  if (hasHooksInThread) return undefined;
  try {
    return await makeCopies([file]);
  } catch {
    // A read-only installation only starts later; and what is wrong with a source is said when that is loaded.
    return undefined;
  }
}
