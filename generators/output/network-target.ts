import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../diagnostics.ts';
import { refuseTarget } from './refuse-target.ts';

/**
 * Refuses a file as the place of a quantised network where writing it would lose something, before work is put into it.
 * @param source The float network's file.
 * @throws BurinError B510: the file is there and is no quantised network; B511: it cannot be written.
 */
export function refuseNetworkTarget(file: string, source: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    refuseTarget(file, error);
  }
  if (!existsSync(file)) return;
  if (statSync(file).isDirectory()) refuseTarget(file, Object.assign(new Error(), { code: 'EISDIR' }));
  if (realpathSync(file) === realpathSync(source)) {
    fail('B510', `${file} is the float network itself`, 'choose another file with --out');
  }
  if (!isQuantisedNetwork(file)) {
    fail('B510', `${file} exists and is no quantised network`, 'choose another file with --out, or move this one away');
  }
}

function isQuantisedNetwork(file: string): boolean {
  try {
    const document = JSON.parse(readFileSync(file, 'utf8')) as { quantisation?: unknown } | null;
    return typeof document?.quantisation === 'object';
  } catch {
    return false; // no JSON: certainly something else
  }
}
