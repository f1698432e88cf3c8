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
    blankPattern.lastIndex = at;
    at += blankPattern.exec(source)![0].length;
    if (at === source.length) break;
    if (source.startsWith('//', at)) at = lineEnd(source, at);
    else if (source.startsWith('/*', at)) {
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
  const pattern = /\d/.test(character) ? numberPattern : namePattern;
  pattern.lastIndex = at;
  const word = pattern.exec(source);
  if (word) return { kind: 'word', text: word[0], start: at };
  const text = punctuationOfSeveral.find((several) => source.startsWith(several, at)) ?? character;
  return { kind: 'punctuation', text, start: at };
}

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
