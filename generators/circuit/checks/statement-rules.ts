import { typeText } from '../expression-text.ts';
import type { Connect, Statement } from '../types.ts';
import { bitType, differs, isInRange, sameType } from './expression-rules.ts';

/** What is wrong with one statement, apart from the expressions and statements in it. */
export function statementFault(statement: Statement): string | undefined {
  if (statement.kind === 'connect') return connectFault(statement);
  if (statement.kind === 'when') return differs('when', bitType, statement.condition);
  const { selector, cases } = statement;
  const values = cases.flatMap((one) => one.values);
  const wrong = values.find(({ type, value }) => !sameType(type, selector.type) || !isInRange(value, selector.type));
  return wrong && `case ${wrong.value} of type ${typeText(wrong.type)} for a selector of ${typeText(selector.type)}`;
}

function connectFault({ target: { signal, range, element }, value }: Connect): string | undefined {
  const { width } = signal.type;
  const what = `assignment to ${signal.name}`;
  if (range && element) return `${what} has both a range and an element`;
  if (element) {
    if (element.index.type.signed) return `${what} at a signed index`;
    if (element.width < 1 || element.width > width) return `${what}: an element of ${element.width} of ${width} bits`;
    return differs(what, { width: element.width, signed: false }, value);
  }
  if (!range) return differs(what, signal.type, value);
  const { high, low } = range;
  if (!(low >= 0 && low <= high && high < width)) return `${what}: bits ${high} to ${low} of ${width}`;
  return differs(what, { width: high - low + 1, signed: false }, value);
}
