import { endsValue, type Token } from './tokens.ts';

/** A name with which a value is declared, and the documentation that stands there. */
export interface Declared {
  readonly kind: 'declared';
  readonly name: string;
  readonly documentation?: string;
}

const declarationWords = new Set(['const', 'let', 'var']);
const fieldModifiers = new Set(['public', 'private', 'protected', 'static', 'readonly', 'override', 'accessor']);

/**
 * The name left of the `=` at `equals`: of a declaration, with or without a type, of a class field or a plain variable.
 * Nothing for patterns, and for properties of objects, whose name is only known to the object.
 */
export function readAssigned(
  tokens: readonly Token[],
  equals: number,
  passed: { readonly suffix: string; readonly documentation?: string | undefined },
): Declared | undefined {
  const first = declaratorStart(tokens, equals);
  let start = first;
  while (fieldModifiers.has(tokens[start]?.text ?? '') && tokens[start + 1]?.kind === 'word') start += 1;
  const name = tokens[start];
  if (name?.kind !== 'word' || !isTypedOrAssigned(tokens, start + 1)) return undefined;
  const plain = name.text.replace(/^#/, '');
  const comment = passed.documentation ?? statementDocumentation(tokens, first);
  const documentation = comment && documentationText(comment);
  return {
    kind: 'declared',
    name: passed.suffix ? `${plain}_${passed.suffix}` : plain,
    ...(documentation ? { documentation } : {}),
  };
}

/** Whether `= …`, `: Type` or, with a mark, `!: Type` or `?: Type` follows; `name!.next = …` is no declaration. */
function isTypedOrAssigned(tokens: readonly Token[], after: number): boolean {
  const text = tokens[after]?.text;
  if (text === '!' || text === '?') return tokens[after + 1]?.text === ':';
  return text === '=' || text === ':';
}

/** The first token of what stands left of `equals`, behind `const`, a comma, or the end of the statement before. */
function declaratorStart(tokens: readonly Token[], equals: number): number {
  let depth = 0;
  for (let index = equals - 1; index >= 0; index -= 1) {
    const { kind, text } = tokens[index]!;
    if (kind === 'literal' && tokens[index + 1]?.kind === 'word') return index + 1;
    if (kind === 'punctuation' && [')', ']', '}', '>'].includes(text)) {
      if (depth === 0 && text !== '>' && tokens[index + 1]?.kind === 'word') return index + 1;
      depth += 1;
    } else if (kind === 'punctuation' && ['(', '[', '{', '<'].includes(text)) {
      if (depth === 0) return index + 1;
      depth -= 1;
    } else if (depth > 0) continue;
    else if (declarationWords.has(text) || [';', ',', '='].includes(text)) return index + 1;
    else if (text === 'case' || text === 'default') return afterLabel(tokens, index);
    else if (kind === 'word' && isBreak(tokens, index)) return index + 1;
  }
  return 0;
}

function afterLabel(tokens: readonly Token[], label: number): number {
  let index = label + 1;
  while (index < tokens.length && tokens[index]!.text !== ':') index += 1;
  return index + 1;
}

/** Whether two names stand side by side, so that a statement without semicolon ends between them. */
function isBreak(tokens: readonly Token[], index: number): boolean {
  const { text } = tokens[index]!;
  return tokens[index + 1]?.kind === 'word' && !fieldModifiers.has(text) && endsValue(tokens, index);
}

/** The comment before `const`, or before `export const`; of a plain variable or field before its own name. */
function statementDocumentation(tokens: readonly Token[], first: number): string | undefined {
  const keyword = tokens[first - 1];
  if (!keyword || !declarationWords.has(keyword.text)) return tokens[first]?.documentation;
  const before = tokens[first - 2];
  return before?.text === 'export' ? before.documentation : keyword.documentation;
}

/** The text of a documentation comment: its lines without the stars. */
export function documentationText(comment: string): string {
  const lines = comment
    .slice(3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trimEnd());
  return lines.join('\n').trim();
}
