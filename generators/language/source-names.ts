import { readFileSync } from 'node:fs';
import type { SourceLocation } from '../circuit/types.ts';
import { documentationText, readAssigned } from './declarations.ts';
import { endsValue, type Token, tokenize } from './tokens.ts';

/**
 * What the source says of the value that a call makes. `declared`: the call is the whole right-hand side of a
 * declaration or assignment, or a property or element of a literal there. `returned`: it is what the function around it
 * returns, so that the caller's line has the name; `suffix` is then the path of object keys on the way.
 */
export type CallSite =
  | { readonly kind: 'declared'; readonly name: string; readonly documentation?: string }
  | { readonly kind: 'returned'; readonly suffix: string; readonly documentation?: string }
  | { readonly kind: 'anonymous' };

/** The tokens of a file, and for each bracket the place of the one that it belongs to (-1 where there is none). */
interface Tokens {
  readonly tokens: readonly Token[];
  readonly partners: Int32Array;
}

interface SourceFile extends Tokens {
  readonly lineStarts: readonly number[];
}

const files = new Map<string, SourceFile | undefined>();
const anonymous: CallSite = { kind: 'anonymous' };

/** Reads the declaration around the call at `location`; anonymous where the source cannot be read. */
export function callSiteAt(location: SourceLocation): CallSite {
  const file = sourceFile(location.file);
  const lineStart = file?.lineStarts[location.line - 1];
  if (!file || lineStart === undefined) return anonymous;
  const index = tokenAtOffset(file.tokens, lineStart + location.column - 1);
  return index === undefined ? anonymous : readCallSite(file, index);
}

function sourceFile(path: string): SourceFile | undefined {
  if (!files.has(path)) files.set(path, readSourceFile(path));
  return files.get(path);
}

function readSourceFile(path: string): SourceFile | undefined {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch {
    return undefined; // a built-in or evaluated script has no text to take names from
  }
  const tokens = tokenize(source);
  return { lineStarts: lineStartsOf(source), tokens, partners: partnersOf(tokens) };
}

const lineBreaks = /\r\n|[\n\r\u2028\u2029]/g;

/** Offsets at which lines begin. Nothing is made for a line: sources are read while a user waits. */
function lineStartsOf(source: string): readonly number[] {
  const starts = [0];
  lineBreaks.lastIndex = 0;
  while (lineBreaks.test(source)) starts.push(lineBreaks.lastIndex);
  return starts;
}

/** The place of the token that starts at the offset. */
function tokenAtOffset(tokens: readonly Token[], offset: number): number | undefined {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return tokens[low]?.start === offset ? low : undefined;
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

function partnersOf(tokens: readonly Token[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const { kind, text } = tokens[index]!;
    if (kind !== 'punctuation' || text.length > 1) continue;
    if (opening.has(text)) open.push(index);
    else if (closing.has(text)) {
      const partner = open.pop();
      if (partner === undefined) continue;
      partners[partner] = index;
      partners[index] = partner;
    }
  }
  return partners;
}

const wordOperators = new Set(['as', 'satisfies', 'instanceof', 'in', 'of']);

function readCallSite(file: Tokens, call: number): CallSite {
  const end = callEnd(file, call);
  return end !== undefined && isWhole(file.tokens, end) ? readLeftSide(file, call, { suffix: '' }) : anonymous;
}

/** The token behind the call whose name is at `call`. */
function callEnd({ tokens, partners }: Tokens, call: number): number | undefined {
  let index = call + 1;
  while (tokens[index]?.text === '.' || (tokens[index]?.kind === 'word' && tokens[index - 1]?.text === '.')) index += 1;
  if (tokens[index]?.text === '<') index = afterTypeArguments(tokens, index);
  return tokens[index]?.text === '(' ? behind(partners, index) : undefined;
}

/** Whether nothing more is done with the value that ends before `end`: no further method, index or call. */
function isWhole(tokens: readonly Token[], end: number): boolean {
  let index = end;
  while (tokens[index]?.text === '!') index += 1;
  const next = tokens[index]?.text;
  return next !== '.' && next !== '?.' && next !== '[' && next !== '(';
}

/** The token behind the bracket that closes the one at `open`, or the end where none does. */
function behind(partners: Int32Array, open: number): number {
  const partner = partners[open]!;
  return partner < 0 ? partners.length : partner + 1;
}

function afterTypeArguments(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (tokens[index]!.text === '<') depth += 1;
    if (tokens[index]!.text === '>') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
}

/** What the way from a value to its declaration has passed: object keys, and the documentation of the innermost. */
interface Passed {
  readonly suffix: string;
  readonly documentation?: string | undefined;
}

/** Walks left from a value to what takes it, past whole pairs of brackets. */
function readLeftSide(file: Tokens, from: number, passed: Passed): CallSite {
  const { tokens, partners } = file;
  let key: Token | undefined;
  let listed = false;
  let spread = false;
  for (let index = from - 1; index >= 0; index -= 1) {
    const { kind, text } = tokens[index]!;
    const isPunctuation = kind === 'punctuation';
    if (isStatementBreak(tokens, index)) return anonymous;
    if (isPunctuation && closing.has(text)) index = partners[index]!;
    else if (isPunctuation && opening.has(text)) return readAround(file, index, passed, { key, spread });
    else if (key) continue;
    else if (text === '=') return listed ? anonymous : (readAssigned(tokens, index, passed) ?? anonymous);
    else if (text === '=>' || text === 'return') return listed ? anonymous : returned(passed);
    else if (text === ':' && !listed) key = keyBefore(tokens, index);
    else if (text === ';') return anonymous;
    else if (text === ',') listed = true;
    else if (text === '...' && !listed) spread = true;
  }
  return anonymous;
}

function returned({ suffix, documentation: comment }: Passed): CallSite {
  const documentation = comment && documentationText(comment);
  return { kind: 'returned', suffix, ...(documentation ? { documentation } : {}) };
}

/** Walks on from the bracket that opens an object, an array, or a group of its own; a call's arguments end the walk. */
function readAround(
  file: Tokens,
  open: number,
  passed: Passed,
  { key, spread }: { readonly key: Token | undefined; readonly spread: boolean },
): CallSite {
  const { tokens, partners } = file;
  const { text } = tokens[open]!;
  if (text === '{') {
    if (!key) return spread ? readLeftSide(file, open, passed) : anonymous;
    const suffix = passed.suffix ? `${key.text}_${passed.suffix}` : key.text;
    return readLeftSide(file, open, { suffix, documentation: passed.documentation ?? key.documentation });
  }
  if (!isWhole(tokens, behind(partners, open))) return anonymous;
  if (text === '(' && isCallOfKeep(tokens, open)) return readLeftSide(file, open - 1, passed);
  if (endsValue(tokens, open - 1)) return anonymous;
  // A list of lists is a table, whose name says nothing of its values.
  if (text === '[' && (tokens[open - 1]?.text === '[' || tokens[open - 1]?.text === ',')) return anonymous;
  return readLeftSide(file, open, passed);
}

/** What `keep(…)` gives is the signal that it takes. */
function isCallOfKeep(tokens: readonly Token[], open: number): boolean {
  return tokens[open - 1]?.text === 'keep' && tokens[open - 2]?.text !== '.';
}

/** Whether a statement ends with token `index` although no semicolon says so: a value, and then another begins. */
function isStatementBreak(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1];
  if (!next || next.kind === 'punctuation' || wordOperators.has(next.text)) return false;
  return endsValue(tokens, index);
}

/** The key of an object property whose colon is at `colon`; nothing where the colon is a conditional's. */
function keyBefore(tokens: readonly Token[], colon: number): Token | undefined {
  const before = tokens[colon - 2]?.text;
  const key = tokens[colon - 1];
  return key?.kind === 'word' && (before === '{' || before === ',') ? key : undefined;
}
