import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../node_modules/.cache/burin/strip-types/', import.meta.url));
let transformSync;

/** The JavaScript of `source`, from the cache where it was made before: loading the compiler costs more than our start. */
export function stripped(source, fileName) {
  const file = `${cache}${createHash('sha256').update(source).digest('hex').slice(0, 32)}.mjs`;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It was not made yet, or cannot be.
  }
  const code = strippedAnew(source, fileName);
  try {
    mkdirSync(cache, { recursive: true });
    writeWhole(file, code);
  } catch {
    // A read-only installation only loses the cache.
  }
  return code;
}

/** The same, made anew. Types become blanks, so every position stays that of the source. */
export function strippedAnew(source, fileName) {
  transformSync ??= createRequire(import.meta.url)('@swc/wasm-typescript').transformSync;
  try {
    return transformSync(source, { mode: 'strip-only', filename: fileName }).code;
  } catch (failure) {
    if (failure?.startLine === undefined) throw failure;
    throw sourceError(fileName, failure);
  }
}

/** What the compiler throws is no error, and counts columns from 0. Where it lies in our code tells nobody anything. */
function sourceError(fileName, { message, snippet = '', startLine, startColumn }) {
  const place = `${fileName}:${startLine}:${startColumn + 1}`;
  const error = new SyntaxError(`${place}: ${message}`);
  error.stack = `${error}\n${snippet}    at ${place}`;
  return error;
}

/** Nobody sees a file that is half written. */
export function writeWhole(file, text, finish = () => {}) {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  finish(unfinished);
  renameSync(unfinished, file);
}
