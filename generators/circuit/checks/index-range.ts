import type { Diagnostic } from '../../diagnostics.ts';
import { sameValue } from '../dependence/same-value.ts';
import { rangeOf } from '../dependence/value-range.ts';
import { shortText, signalText } from '../expression-text.ts';
import { forEachExpression, forEachModuleRoot, forEachStatement } from '../expressions.ts';
import type { Expression, LogicModule, SourceLocation } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

/** A choice among elements at run time. */
interface Choice {
  readonly index: Expression;
  readonly count: number;
  readonly of: string;
  readonly verb: 'reads' | 'assigns';
}

/** B016: an index whose every value is beyond the last element. */
export function checkIndexOutOfRange(facts: CircuitFacts): readonly Diagnostic[] {
  return facts.modules.flatMap((module) =>
    choicesIn(module, facts, isBeyond).map(({ choice: { index, count, of, verb }, location }) => ({
      code: 'B016',
      message: `module ${module.name} ${verb} element ${indexText(index)} of ${of}, which has elements 0 to ${count - 1}`,
      location,
      remedy: 'choose an index of one of the elements',
    })),
  );
}

/**
 * B019: an index that can name at least twice as many elements as there are. One that suits another vector of the module
 * is no finding: it is as wide as that one needs.
 */
export function checkIndexTooWide(facts: CircuitFacts): readonly Diagnostic[] {
  return facts.modules.flatMap((module) => {
    const wide = choicesIn(module, facts, isTooWide);
    if (wide.length === 0) return [];
    const fitting = choicesIn(module, facts, (choice) => !isTooWide(choice)).map(({ choice }) => choice.index);
    return wide
      .filter(({ choice }) => !fitting.some((index) => sameValue(index, choice.index)))
      .map(({ choice: { index, count, of, verb }, location }) => ({
        code: 'B019',
        severity: 'warning' as const,
        message: `module ${module.name} ${verb} an element of ${of}, which has ${count}, at an index that goes up to ${rangeOf(index).most}: ${shortText(index)}`,
        location,
        remedy: `take the bits of the index that ${count} elements need: bits(${bitsFor(count) - 1}, 0)`,
      }));
  });
}

const bitsFor = (count: number): number => Math.max(1, (count - 1).toString(2).length);

function isBeyond({ index, count }: Choice): boolean {
  return rangeOf(index).least >= BigInt(count);
}

function isTooWide({ index, count }: Choice): boolean {
  const { width } = index.type;
  return width > bitsFor(count) && rangeOf(index).most + 1n >= 2n * BigInt(count);
}

function indexText(index: Expression): string {
  const { least, most } = rangeOf(index);
  return least === most ? `${least}` : `${shortText(index)}, which is at least ${least},`;
}

function choicesIn(
  module: LogicModule,
  { graphOf }: CircuitFacts,
  isWrong: (choice: Choice) => boolean,
): readonly { readonly choice: Choice; readonly location: SourceLocation }[] {
  const found: { choice: Choice; location: SourceLocation }[] = [];
  // Places are looked for only where something is wrong.
  if (graphOf(module).elements.some((expression) => isWrongRead(expression, isWrong))) {
    const seen = new Set<Expression>();
    forEachModuleRoot(module, (root, location) => {
      forEachExpression(root, seen, (expression) => {
        if (isWrongRead(expression, isWrong)) found.push({ choice: readChoice(expression)!, location });
      });
    });
  }
  forEachStatement(module.statements, (statement) => {
    if (statement.kind !== 'connect' || !statement.target.element) return;
    const { signal, element } = statement.target;
    const count = Math.floor(signal.type.width / element.width);
    const choice: Choice = { index: element.index, count, of: signal.name, verb: 'assigns' };
    if (isWrong(choice)) found.push({ choice, location: statement.location });
  });
  return found;
}

function isWrongRead(expression: Expression, isWrong: (choice: Choice) => boolean): boolean {
  const choice = readChoice(expression);
  return choice !== undefined && isWrong(choice);
}

function readChoice(expression: Expression): Choice | undefined {
  if (expression.kind !== 'element') return undefined;
  const { operand, index, type } = expression;
  const of = operand.kind === 'reference' ? signalText(operand.signal) : shortText(operand);
  return { index, count: Math.floor(operand.type.width / type.width), of, verb: 'reads' };
}
