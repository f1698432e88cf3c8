import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fail } from '../../diagnostics.ts';
import type { NetworkGraph } from '../graph/types.ts';
import { importOnnx } from './onnx/import.ts';
import { importTensorFlowLite } from './tflite/import.ts';
import { fileIdentifier } from './tflite/model-file.ts';

/** Of a file, in bytes: a graph takes a few times its file, and 1 GB must do. */
export const mostBytes = 1 << 27;

const remedy = 'give a TensorFlow Lite (.tflite) or ONNX (.onnx) file; docs/models.md lists what Burin reads';

/**
 * The network in a model file, told by its content: TensorFlow Lite, or ONNX (QDQ or QONNX).
 * @throws BurinError B700: no such file, no model file, or larger than `mostBytes`; B701 to B703 as the importers do.
 */
export function loadModel(file: string): NetworkGraph {
  if (!existsSync(file)) fail('B700', `there is no file ${file}`, remedy);
  const status = statSync(file);
  if (!status.isFile()) fail('B700', `${file} is not a file`, remedy);
  if (status.size > mostBytes) {
    fail('B700', `${file} has ${status.size} bytes, where at most ${mostBytes} are read`, 'give a smaller network');
  }
  return importModel(readBytes(file), basename(file, extname(file)));
}

/**
 * As `loadModel`, from the bytes of a file.
 * @throws BurinError B700 to B703.
 */
export function importModel(bytes: Uint8Array, name: string): NetworkGraph {
  if (isTensorFlowLite(bytes)) return importTensorFlowLite(bytes, name);
  if (isOnnx(bytes)) return importOnnx(bytes, name);
  return fail('B700', `${name} is not a model file: it begins as none of those known`, remedy);
}

/** Whether a file begins as a model file, and not as a network of Burin's own format. */
export function isModelFile(bytes: Uint8Array): boolean {
  return isTensorFlowLite(bytes) || isOnnx(bytes);
}

function isTensorFlowLite(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(4, 8)) === fileIdentifier;
}

/** ONNX has no mark; its writers begin with the version of the representation, field 1, a small number. */
function isOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08 && bytes.length > 2 && bytes[1]! > 0 && bytes[1]! < 0x80;
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    return fail('B700', `${file} cannot be read: ${(error as Error).message}`, remedy);
  }
}
