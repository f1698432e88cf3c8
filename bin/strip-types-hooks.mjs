import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
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

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const fileName = fileURLToPath(url);
  return { format: 'module', shortCircuit: true, source: await strip(await readFile(fileName, 'utf8'), fileName) };
}
