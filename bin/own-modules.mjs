import { realpathSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { completePack, discardPack, loadModule, openPack } from './compiled-modules.mjs';

/** Newer versions of Node load modules through functions in the same thread; older ones ask another thread for each. */
const hasHooksInThread = module.registerHooks !== undefined;
let isStripping = false;

/** Has Node blank types out in all modules that are still to be loaded, and take what stands for those given. */
export async function stripTypes(standIns = []) {
  if (isStripping) return;
  isStripping = true;
  if (hasHooksInThread) {
    const { hooksInThread } = await import('./strip-types-hooks.mjs');
    module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/burin/compiled', import.meta.url)));
    module.registerHooks(hooksInThread);
  } else module.register('./strip-types-hooks.mjs', import.meta.url, { data: standIns });
}

/** Loads one of our own modules, by its path from here. `use` tells apart runs that need different parts of it. */
export async function importOwn(path, use) {
  const url = new URL(path, import.meta.url);
  const file = fileURLToPath(url);
  const pack = await packFor(file, use);
  if (pack?.needsLoader) await prepareLoader(file);
  if (pack) return loadModule(file);
  await stripTypes();
  return import(url);
}

/** Runs a program that needs no loader, to the end of the process; has Node run any other one, with a loader. */
export async function prepare(program) {
  const file = realpath(program);
  const pack = file && (await packFor(file, ''));
  if (!pack) return stripTypes();
  if (pack.needsLoader || !isAlone()) return prepareLoader(file);
  const copy = pack.copies.find((one) => one.file === file)?.copy;
  await (copy ? import(pathToFileURL(copy).href) : loadModule(file));
  // Node would load the program now, which it cannot without a loader; so it waits for ever, until nothing is left to do.
  process.on('beforeExit', () => {
    process.exitCode ??= 0;
  });
  return new Promise(() => {});
}

function realpath(program) {
  try {
    return realpathSync(program);
  } catch {
    return undefined; // Node says so better
  }
}

/** What the program and its modules need; nothing where Node needs none of it, or where it cannot be had. */
async function packFor(file, use) {
  if (hasHooksInThread) return undefined;
  try {
    const pack = openPack(`${file} ${use}`);
    if (pack) return pack;
    const { reachedBy } = await import('./module-register.mjs');
    return completePack(await reachedBy(file));
  } catch {
    // A read-only installation only starts later; and what is wrong with a source is said when that is loaded.
    return discardPack();
  }
}

/** Loads what a program imports of ours before there is a loader, and makes one that knows what stands for our modules. */
async function prepareLoader(program) {
  const { copyOf, firstImports, reachedBy } = await import('./module-register.mjs');
  const { modules } = await reachedBy(program);
  for (const file of firstImports(program)) await import(copyOf(file));
  const own = modules.filter(({ isOwn }) => isOwn);
  await stripTypes(own.map(({ file }) => [pathToFileURL(file).href, copyOf(file)]));
}

/** Whether Node was asked for nothing but the program and this module. */
function isAlone() {
  const asked = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  const imports = asked.filter((word) => word.startsWith('--import'));
  const others =
    /^(?:-[rcCepi]|--(?:require|loader|experimental-loader|test|watch|check|conditions|eval|print|preserve))/;
  return imports.length === 1 && !asked.some((word) => others.test(word));
}
