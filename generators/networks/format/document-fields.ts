import type { z } from 'zod';
import { layerTypes } from './document-schema.ts';
import { formatPath, type JsonDocument, type Path, showValue, valueAt } from './json-document.ts';

const seeFormat = 'docs/network-format.md describes every field';

/**
 * The document's value with the fields of `schema`.
 * @throws BurinError for the first field that is wrong. B302: missing, unknown, of the wrong kind or out of range;
 * B306: unsupported layer type; B312: a fraction where a whole number belongs.
 */
export function checkFields<Schema extends z.ZodType>(document: JsonDocument, schema: Schema): z.infer<Schema> {
  // No schema changes a value, so that a good document is its own result.
  if (schema.safeParse(abridged(document.value), { jitless: true }).success) return document.value as z.infer<Schema>;
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path as Path;
  const value = valueAt(document.value, path);
  const { refuse } = document;

  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return refuse(
      'B302',
      [...path, key],
      `${formatPath([...path, key])} is no field of the format`,
      `remove it; ${seeFormat}`,
    );
  }
  if (value === undefined) return refuse('B302', path, `${formatPath(path)} is missing`, `add it; ${seeFormat}`);
  if (issue.code === 'invalid_union' && path[0] === 'layers') return refuseLayerType(document, path, value);
  const wholeNumber = 'expected' in issue && (issue.expected as string) === 'int';
  if (wholeNumber && typeof value === 'number') {
    return refuse(
      'B312',
      path,
      `${formatPath(path)} is ${value}, where a whole number is expected`,
      'this is the quantised form: quantise a network of real numbers first (docs/network-format.md, section Float form)',
    );
  }
  return refuse('B302', path, `${formatPath(path)} is ${showValue(value)}: ${describeIssue(issue)}`, seeFormat);
}

/**
 * The value with each list of whole numbers, or of such lists, as a list of their least and greatest: a schema that allows
 * these allows all between them, and has not to look at thousands of weights one by one.
 */
function abridged(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, abridged(field)]));
  }
  const extremes = extremesOf(value);
  if (!extremes) return value.map(abridged);
  let list: unknown = [extremes.least, extremes.greatest];
  for (let depth = 1; depth < extremes.depth; depth += 1) list = [list];
  return list;
}

interface Extremes {
  /** Of lists in lists. */
  readonly depth: number;
  readonly least: number;
  readonly greatest: number;
}

/** Nothing where the list is empty, or has anything but whole numbers at one depth. */
function extremesOf(list: readonly unknown[]): Extremes | undefined {
  let depth = 0;
  let least = Infinity;
  let greatest = -Infinity;
  for (const element of list) {
    const inner = Array.isArray(element) ? extremesOf(element) : undefined;
    const elementDepth = inner ? inner.depth + 1 : Number.isInteger(element) ? 1 : undefined;
    if (elementDepth === undefined || (depth > 0 && elementDepth !== depth)) return undefined;
    depth = elementDepth;
    const number = element as number;
    least = Math.min(least, inner ? inner.least : number);
    greatest = Math.max(greatest, inner ? inner.greatest : number);
  }
  return depth > 0 ? { depth, least, greatest } : undefined;
}

function refuseLayerType({ value: document, refuse }: JsonDocument, path: Path, type: unknown): never {
  // zod puts the issue at the layer or at its type, depending on whether the field is there.
  const layerPath = path.slice(0, 2);
  const layer = valueAt(document, layerPath) as { name?: unknown; type?: unknown };
  const shown = path.length > 2 ? type : layer.type;
  return refuse(
    'B306',
    [...layerPath, 'type'],
    `${formatPath(layerPath)} (${showValue(layer.name)}) has the layer type ${showValue(shown)}, which is not supported`,
    `supported are ${layerTypes.join(', ')}: write the layer with these, fold it into its neighbour (batch norm), or leave it to the host`,
  );
}

function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.expected === 'int' ? 'a whole number' : issue.expected} is expected`;
    case 'too_small':
      return `at least ${issue.minimum} ${issue.origin === 'array' ? 'entries are' : issue.origin === 'string' ? 'character is' : 'is'} expected`;
    case 'too_big':
      return `at most ${issue.maximum} is expected`;
    case 'invalid_value':
      return `${issue.values.map((value) => JSON.stringify(value)).join(' or ')} is expected`;
    case 'invalid_union':
      return 'none of the supported kinds';
    default:
      return issue.message;
  }
}
