import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Pieces of code that are kept at most; those that were not used for the longest time go first. */
const mostKept = 200;
const hashBytes = 32;
const engine = fileURLToPath(new URL('..', import.meta.url));
let ownFingerprint: Uint8Array | undefined;

/** Folder of the kept code: in `BURIN_CACHE`, or below our own `node_modules`. */
function folder(): string {
  // By a name of its own: a user's compiler may hold that variables of the environment are reached in brackets only.
  const { BURIN_CACHE: chosen } = process.env;
  return join(chosen ? resolve(chosen) : join(engine, '../../node_modules/.cache/burin'), 'code');
}

/** A hash over the sources that make the code: whatever changes in them, nothing that was kept before is found again. */
function fingerprint(): Uint8Array {
  if (ownFingerprint) return ownFingerprint;
  const hash = createHash('sha256');
  for (const part of ['flatten', 'wasm']) {
    for (const file of readdirSync(join(engine, part)).sort()) {
      if (file.endsWith('.ts')) hash.update(file).update(readFileSync(join(engine, part, file)));
    }
  }
  ownFingerprint = hash.digest();
  return ownFingerprint;
}

const hashOf = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The name under which code is kept that was made from the description by the compiler as it is. */
export function codeName(description: Int32Array): string {
  const { buffer, byteOffset, byteLength } = description;
  return hashOf(fingerprint(), new Uint8Array(buffer, byteOffset, byteLength)).toString('hex');
}

/** The code that was kept under the name; nothing where there is none, or where it is not whole. */
export function keptCode(name: string): Uint8Array | undefined {
  const file = join(folder(), name);
  let content: Buffer;
  try {
    content = readFileSync(file);
  } catch {
    return undefined; // compiling it is the answer, whatever the reason
  }
  // Not a view, whose buffer others may share.
  const code = new Uint8Array(content.subarray(hashBytes));
  if (!hashOf(code).equals(content.subarray(0, hashBytes))) return undefined;
  markUsed(file);
  return code;
}

/** Keeps code. Where nothing can be written, it is compiled again the next time. */
export function keepCode(name: string, code: Uint8Array): void {
  const unfinished = join(folder(), `.${name}-${randomBytes(4).toString('hex')}`);
  try {
    mkdirSync(folder(), { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(unfinished, Buffer.concat([hashOf(code), code]));
    renameSync(unfinished, join(folder(), name));
    forgetOldest();
  } catch {
    rmSync(unfinished, { force: true });
  }
}

function markUsed(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // It only goes sooner.
  }
}

function forgetOldest(): void {
  const names = readdirSync(folder());
  if (names.length <= mostKept) return;
  const ages = names.map((name) => ({
    name,
    used: statSync(join(folder(), name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }));
  ages.sort((one, other) => one.used - other.used);
  for (const { name } of ages.slice(0, names.length - mostKept)) rmSync(join(folder(), name), { force: true });
}
