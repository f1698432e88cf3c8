import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../node_modules/.cache/burin/strip-types/', import.meta.url));
let transformSync;

/** The JavaScript of `source`, from the cache where it was made before: loading the compiler costs more than our start. */
async function strip(source, fileName) {
  const file = `${cache}${createHash('sha256').update(source).digest('hex').slice(0, 32)}.mjs`;
  if (existsSync(file)) return readFileSync(file, 'utf8');
  transformSync ??= (await import('@swc/wasm-typescript')).default.transformSync;
  const { code } = transformSync(source, { mode: 'strip-only', filename: fileName });
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${file}.${process.pid}`, code);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A read-only installation only loses the cache.
  }
  return code;
}

const isOurs = (url) => url.startsWith('file:') && url.endsWith('.ts');

/** Our own imports name their file in full: the general search, which asks the file system at every step, is not needed. */
export async function resolve(specifier, context, nextResolve) {
  if (specifier.startsWith('.') && specifier.endsWith('.ts') && context.parentURL?.startsWith('file:')) {
    return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
  }
  return nextResolve(specifier, context);
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:')) return nextLoad(url, context);
  // Read at once: each step of a read that does not block costs more here than the whole read.
  if (isOurs(url)) {
    const fileName = fileURLToPath(url);
    return { format: 'module', shortCircuit: true, source: await strip(readFileSync(fileName, 'utf8'), fileName) };
  }
  if (context.format !== 'module') return nextLoad(url, context);
  return { format: 'module', shortCircuit: true, source: readFileSync(fileURLToPath(url)) };
}
