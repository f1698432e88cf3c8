import { existsSync, readFileSync, statSync } from 'node:fs';
import {
  findNodeAtLocation,
  type JSONPath,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { SourceLocation } from '../../circuit/types.ts';
import { fail } from '../../diagnostics.ts';

/** Place of a value in a document: field names and array indices from the top. */
export type Path = JSONPath;

/** Refuses a document for what stands at `path`. */
export type Refuse = (code: string, path: Path, message: string, remedy: string) => never;

export interface JsonDocument {
  readonly file: string;
  readonly value: unknown;
  readonly refuse: Refuse;
}

/**
 * Reads a JSON file.
 * @param remedy What to do where the file is missing.
 * @throws BurinError B300: no such file, or it cannot be read; B301: not JSON, with line, column and byte.
 */
export function readJsonDocument(file: string, remedy: string): JsonDocument {
  const text = readText(file, remedy);
  const value = parseJson(file, text);
  // The tree is built only for a refusal: it takes longer than everything else.
  const refuse: Refuse = (code, path, message, remedyHere) => {
    const tree = parseTree(text);
    let node = tree && findNodeAtLocation(tree, path);
    for (let length = path.length; tree && !node && length-- > 0; )
      node = findNodeAtLocation(tree, path.slice(0, length));
    return fail(code, message, remedyHere, locationAt(file, text, node?.offset ?? 0));
  };
  return { file, value, refuse };
}

function readText(file: string, remedy: string): string {
  if (!existsSync(file)) fail('B300', `there is no file ${file}`, remedy);
  if (!statSync(file).isFile()) fail('B300', `${file} is not a file`, remedy);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return fail('B300', `${file} cannot be read: ${(error as Error).message}`, remedy);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message names no place for every error; a second parser does.
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    const offset = errors[0]?.offset ?? text.length;
    const atEnd = text.slice(offset).trim() === '';
    const byte = Buffer.byteLength(text.slice(0, offset));
    const location = locationAt(file, text, offset);
    if (atEnd) {
      fail(
        'B301',
        `the JSON ends too early, at byte ${byte}`,
        'the file is truncated: write or copy it again',
        location,
      );
    }
    const what = errors[0] ? describeParseError(errors[0].error) : 'invalid character';
    fail('B301', `not JSON: ${what} at byte ${byte}`, 'mend the file there, or write it again', location);
  }
}

/** `PropertyNameExpected` → `property name expected`. */
function describeParseError(code: number): string {
  return printParseErrorCode(code)
    .replace(/(?<!^)([A-Z])/g, ' $1')
    .toLowerCase();
}

function locationAt(file: string, text: string, offset: number): SourceLocation {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}

/** `layers[3].weights[2][0][1]`; `the document` for its top. */
export function formatPath(path: Path): string {
  if (path.length === 0) return 'the document';
  return path.map((step, place) => (typeof step === 'number' ? `[${step}]` : place === 0 ? step : `.${step}`)).join('');
}

/** What stands at `path` in a parsed document. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (inner as Record<string | number, unknown> | null | undefined)?.[step],
    value,
  );
}

/** A value as an error message shows it: short, in one line. */
export function showValue(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Whether a parsed document is an object with the field. */
export function hasField(value: unknown, field: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field);
}
