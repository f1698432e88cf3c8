import { readFileSync } from 'node:fs';
import type { SourceLocation } from '../circuit/types.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * What the source says of the value that a call makes. `declared`: the call is the whole right-hand side of a
 * declaration or assignment, or a property of an object there. `returned`: it is what the function around it returns, so
 * that the caller's line has the name; `suffix` is then the path of object keys on the way.
 */
export type CallSite =
  | { readonly kind: 'declared'; readonly name: string; readonly documentation?: string }
  | { readonly kind: 'returned'; readonly suffix: string }
  | { readonly kind: 'anonymous' };

interface SourceFile {
  readonly lineStarts: readonly number[];
  readonly tokens: readonly Token[];
  readonly tokenAtOffset: ReadonlyMap<number, number>;
  readonly callSites: Map<number, CallSite>;
}

const files = new Map<string, SourceFile | undefined>();

/** Reads the declaration around the call at `location`; anonymous where the source cannot be read. */
export function callSiteAt(location: SourceLocation): CallSite {
  const file = sourceFile(location.file);
  const lineStart = file?.lineStarts[location.line - 1];
  if (!file || lineStart === undefined) return { kind: 'anonymous' };
  const offset = lineStart + location.column - 1;
  const known = file.callSites.get(offset);
  if (known) return known;
  const index = file.tokenAtOffset.get(offset);
  const site: CallSite = index === undefined ? { kind: 'anonymous' } : readCallSite(file.tokens, index);
  file.callSites.set(offset, site);
  return site;
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
  const lineStarts = [0, ...Array.from(source.matchAll(/\n/g), ({ index }) => index + 1)];
  const tokenAtOffset = new Map(tokens.map(({ start }, index) => [start, index]));
  return { lineStarts, tokens, tokenAtOffset, callSites: new Map() };
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

function readCallSite(tokens: readonly Token[], call: number): CallSite {
  return isWholeExpression(tokens, call) ? readLeftSide(tokens, call, '') : { kind: 'anonymous' };
}

/** Whether nothing is done with the call's result within its expression: no further method, no operator. */
function isWholeExpression(tokens: readonly Token[], call: number): boolean {
  let index = call + 1;
  while (tokens[index]?.text === '.' || (tokens[index]?.kind === 'word' && tokens[index - 1]?.text === '.')) index += 1;
  if (tokens[index]?.text === '<') index = afterTypeArguments(tokens, index);
  if (tokens[index]?.text !== '(') return false;
  index = afterBrackets(tokens, index);
  while (tokens[index]?.text === '!') index += 1;
  const next = tokens[index]?.text;
  return next !== '.' && next !== '?.' && next !== '[' && next !== '(';
}

function afterBrackets(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const { kind, text } = tokens[index]!;
    if (kind !== 'punctuation') continue;
    if (opening.has(text)) depth += 1;
    if (closing.has(text)) depth -= 1;
    if (depth === 0) return index + 1;
  }
  return tokens.length;
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

/** Walks left from a value to what takes it. `suffix` is the path of object keys passed on the way. */
function readLeftSide(tokens: readonly Token[], from: number, suffix: string): CallSite {
  let depth = 0;
  let key = '';
  for (let index = from - 1; index >= 0; index -= 1) {
    const { kind, text } = tokens[index]!;
    if (kind === 'punctuation' && closing.has(text)) depth += 1;
    else if (kind === 'punctuation' && opening.has(text)) {
      if (depth > 0) depth -= 1;
      else if (text === '{' && key) return readLeftSide(tokens, index, suffix ? `${key}_${suffix}` : key);
      else return { kind: 'anonymous' };
    } else if (depth > 0) continue;
    else if (text === '=') return readAssigned(tokens, index, suffix);
    else if (text === '=>' || text === 'return') return { kind: 'returned', suffix };
    else if (text === ':' && !key) key = keyBefore(tokens, index);
    else if (text === ';') return { kind: 'anonymous' };
    else if (text === ',' && !key) return { kind: 'anonymous' };
  }
  return { kind: 'anonymous' };
}

/** The key of an object property whose colon is at `colon`; empty where the colon is a conditional's. */
function keyBefore(tokens: readonly Token[], colon: number): string {
  const before = tokens[colon - 2]?.text;
  const key = tokens[colon - 1];
  return key?.kind === 'word' && (before === '{' || before === ',' || tokens[colon - 2]?.kind === 'documentation')
    ? key.text
    : '';
}

/** The name left of the `=` at `equals`: a declaration, with or without a type, or a plain variable. */
function readAssigned(tokens: readonly Token[], equals: number, suffix: string): CallSite {
  let index = equals - 1;
  let name: Token | undefined;
  let depth = 0;
  for (; index >= 0; index -= 1) {
    const { kind, text } = tokens[index]!;
    if (kind === 'punctuation' && (closing.has(text) || text === '>')) depth += 1;
    else if (kind === 'punctuation' && depth > 0 && (opening.has(text) || text === '<')) depth -= 1;
    else if (depth > 0) continue;
    else if (kind === 'word' && (text === 'const' || text === 'let')) break;
    else if (text === ':') name = undefined;
    else if (text === '.' || text === ']') return { kind: 'anonymous' };
    else if (kind === 'word' && name === undefined) name = tokens[index];
    else break;
  }
  if (!name) return { kind: 'anonymous' };
  const declaration = tokens[index]?.text === 'const' || tokens[index]?.text === 'let' ? index : undefined;
  const first = declaration !== undefined && tokens[declaration - 1]?.text === 'export' ? declaration - 1 : declaration;
  const comment = first === undefined ? undefined : tokens[first - 1];
  const documentation = comment?.kind === 'documentation' ? documentationText(comment.text) : undefined;
  return {
    kind: 'declared',
    name: suffix ? `${name.text}_${suffix}` : name.text,
    ...(documentation ? { documentation } : {}),
  };
}

/** The text of a documentation comment: its lines without the stars. */
export function documentationText(comment: string): string {
  const lines = comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trimEnd());
  return lines.join('\n').trim();
}
