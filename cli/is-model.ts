import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { extname } from 'node:path';

const extensions = ['.tflite', '.onnx'];

/** Whether the command line means a model file, and not a network in Burin's own format or a shipped one. */
export function isModel(network: string): boolean {
  if (extensions.includes(extname(network).toLowerCase())) return true;
  if (!existsSync(network) || !statSync(network).isFile()) return false;
  const start = Buffer.alloc(8);
  const file = openSync(network, 'r');
  try {
    readSync(file, start, 0, 8, 0);
  } finally {
    closeSync(file);
  }
  return start.toString('latin1', 4, 8) === 'TFL3';
}
