/** A piece of source text. Words are identifiers, keywords and numbers; a string or template counts as one literal. */
export interface Token {
  readonly kind: 'word' | 'literal' | 'punctuation';
  readonly text: string;
  readonly start: number;
  /** The documentation comment that stands right before. */
  readonly documentation?: string;
}

const punctuationOfSeveral = [
  '===',
  '!==',
  '...',
  '=>',
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '??',
  '?.',
  '**',
  '++',
  '--',
];
const secondOfSeveral = new Set(punctuationOfSeveral.map((several) => several[1]!));
const numberPattern = /\d[\p{ID_Continue}.]*/uy;
const namePattern = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const blankPattern = /\s*/y;

/** Words behind which a value is still to come. */
const wordsBeforeValue = new Set(
  (
    'return typeof case in of void else do instanceof new delete await yield throw const let var export default ' +
    'as satisfies extends async keyof import from'
  ).split(' '),
);

/**
 * Splits TypeScript or JavaScript into tokens, just well enough to find the declaration around a call: comments vanish
 * but for documentation, and a regular expression is told from a division by what stands before it.
 */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let documentation: string | undefined;
  let at = source.startsWith('#!') ? lineEnd(source, 0) : 0;
  while (at < source.length) {
    at = blankEnd(source, at);
    if (at === source.length) break;
    const isSlash = source.charCodeAt(at) === 0x2f;
    if (isSlash && source.startsWith('//', at)) at = lineEnd(source, at);
    else if (isSlash && source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at + 2);
      const next = end < 0 ? source.length : end + 2;
      if (source.startsWith('/**', at)) documentation = source.slice(at, next);
      at = next;
    } else {
      const token = tokenAt(source, at, tokens);
      tokens.push(documentation ? { ...token, documentation } : token);
      documentation = undefined;
      at += token.text.length;
    }
  }
  return tokens;
}

/** Whether a value ends with token `index`, so that an operator, and no further value, may follow in the expression. */
export function endsValue(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  if (token.kind === 'literal') return true;
  if (token.kind === 'word') return !wordsBeforeValue.has(token.text) || tokens[index - 1]?.text === '.';
  if (token.text === '!') return endsValue(tokens, index - 1) && tokens[index - 1]!.text !== '!'; // `value!`
  return [')', ']', '}', '++', '--'].includes(token.text);
}

function tokenAt(source: string, at: number, before: readonly Token[]): Token {
  const character = source[at]!;
  const literal = (end: number): Token => ({ kind: 'literal', text: source.slice(at, end), start: at });
  if (character === "'" || character === '"') return literal(stringEnd(source, at));
  if (character === '`') return literal(templateEnd(source, at));
  if (character === '/' && !endsValue(before, before.length - 1)) return literal(regularExpressionEnd(source, at));
  const end = wordEnd(source, at);
  if (end > at) return { kind: 'word', text: source.slice(at, end), start: at };
  const isAlone = !secondOfSeveral.has(source[at + 1] ?? '');
  const several = isAlone ? undefined : punctuationOfSeveral.find((one) => source.startsWith(one, at));
  return { kind: 'punctuation', text: several ?? character, start: at };
}

/** Loops over characters, as patterns with classes of Unicode take long to compile, and sources are read while a user waits. */
function blankEnd(source: string, at: number): number {
  let end = at;
  for (let code = source.charCodeAt(end); code === 0x20 || code === 0x0a; code = source.charCodeAt(end)) end += 1;
  const code = source.charCodeAt(end);
  if (Number.isNaN(code) || (code > 0x20 && code < 0x80)) return end;
  blankPattern.lastIndex = end;
  return end + blankPattern.exec(source)![0].length;
}

/** The end of the name or number at `at`; `at` itself where there is none. */
function wordEnd(source: string, at: number): number {
  const isNumber = isDigit(source.charCodeAt(at));
  const isHash = source.charCodeAt(at) === 0x23;
  for (let end = isHash ? at + 1 : at; ; end += 1) {
    const code = source.charCodeAt(end);
    if (code >= 0x80) break;
    const belongs = isNumber ? code === 0x2e || (isLetter(code) && code !== 0x24) : isLetter(code);
    if (!belongs && !(isDigit(code) && (isNumber || end > at))) return end;
  }
  const pattern = isNumber ? numberPattern : namePattern;
  pattern.lastIndex = at;
  return at + (pattern.exec(source)?.[0].length ?? 0);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Letters of ASCII, and what names may have besides. */
const isLetter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x24 || code === 0x5f;

const lineEnd = (source: string, at: number): number => {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
};

function stringEnd(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== source[at] && source[end] !== '\n') end += source[end] === '\\' ? 2 : 1;
  return end + 1;
}

function templateEnd(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== '`') {
    if (source[end] === '\\') end += 2;
    else if (source.startsWith('${', end)) end = substitutionEnd(source, end + 2);
    else end += 1;
  }
  return end + 1;
}

function substitutionEnd(source: string, at: number): number {
  let depth = 1;
  let end = at;
  while (end < source.length && depth > 0) {
    const character = source[end]!;
    if (character === '`') end = templateEnd(source, end);
    else if (character === "'" || character === '"') end = stringEnd(source, end);
    else {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      end += 1;
    }
  }
  return end;
}

function regularExpressionEnd(source: string, at: number): number {
  let end = at + 1;
  let inClass = false;
  while (end < source.length && source[end] !== '\n' && (inClass || source[end] !== '/')) {
    if (source[end] === '\\') end += 1;
    else if (source[end] === '[') inClass = true;
    else if (source[end] === ']') inClass = false;
    end += 1;
  }
  while (/[a-z]/.test(source[end + 1] ?? '')) end += 1;
  return end + 1;
}
