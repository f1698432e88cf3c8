import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** An array of NumPy, row-major. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int8Array | Uint8Array | Int32Array;
}

const arrays: Readonly<Record<string, (bytes: ArrayBuffer) => NumpyArray['data']>> = {
  '<f4': (bytes) => new Float32Array(bytes),
  '|i1': (bytes) => new Int8Array(bytes),
  '|u1': (bytes) => new Uint8Array(bytes),
  '<i4': (bytes) => new Int32Array(bytes),
};

export function readNumpy(file: string): NumpyArray {
  return parseNumpy(readFileSync(file));
}

/** The arrays of an `.npz` archive by name, in its order. */
export function readNumpyArchive(file: string): ReadonlyMap<string, NumpyArray> {
  const bytes = readFileSync(file);
  // The end record, without a comment, is the last 22 bytes.
  const end = bytes.length - 22;
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const result = new Map<string, NumpyArray>();
  for (let entry = 0; entry < entries; entry++) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength!);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const stored = bytes.subarray(start, start + size);
    result.set(name.replace(/\.npy$/, ''), parseNumpy(method === 0 ? stored : inflateRawSync(stored)));
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return result;
}

function parseNumpy(bytes: Uint8Array): NumpyArray {
  const headerLength = bytes[8]! + 256 * bytes[9]!;
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + headerLength));
  const type = /'descr': '([^']+)'/.exec(header)![1]!;
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((text) => text.trim() !== '');
  if (header.includes("'fortran_order': True") || !arrays[type]) throw new Error(`array of ${type}: ${header}`);
  return { shape: shape.map(Number), data: arrays[type](new Uint8Array(bytes.subarray(10 + headerLength)).buffer) };
}
