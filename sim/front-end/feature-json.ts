import { fail } from '../../generators/diagnostics.ts';
import { readJsonDocument, showValue } from '../../generators/networks/format/json-document.ts';

/** A network, as far as its features are concerned. */
interface Features {
  readonly name: string;
  readonly input: { readonly channels: number; readonly length: number };
}

/**
 * Reads features from JSON: `[channel][position]`, or an object that has them as `features`.
 * @param kind What each must be.
 * @returns [channel][position], flat.
 * @throws BurinError B300, B301: no JSON; B336: wrong number of features; B337: a feature of the wrong kind.
 */
export function readFeatureJson(file: string, { name, input }: Features, kind: 'whole number' | 'number'): number[] {
  const { value } = readJsonDocument(file, 'give the path of a feature file');
  const rows = Array.isArray(value) ? value : (value as { features?: unknown } | null)?.features;
  const { channels, length } = input;
  const remedy = `write ${channels} arrays of ${length} ${kind}s: [channel][position]`;
  if (!Array.isArray(rows) || rows.length !== channels) {
    return fail('B336', `${file} holds ${showValue(rows)}, but network ${name} takes ${channels} channels`, remedy);
  }
  const flat = rows.flatMap((row: unknown, channel) => {
    if (Array.isArray(row) && row.length === length) return row as unknown[];
    return fail('B336', `channel ${channel} of ${file} is ${showValue(row)}, not an array of ${length}`, remedy);
  });
  const isRight = kind === 'number' ? Number.isFinite : Number.isInteger;
  const wrong = flat.findIndex((feature) => !isRight(feature));
  if (wrong >= 0) {
    const place = `[${Math.floor(wrong / length)}][${wrong % length}]`;
    fail('B337', `feature ${place} of ${file} is ${showValue(flat[wrong])}, not a ${kind}`, remedy);
  }
  return flat as number[];
}
