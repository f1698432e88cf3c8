import { children } from './expressions.ts';
import type { BinaryOperator, BitType, Expression, Literal, Signal } from './types.ts';

const symbols: Readonly<Record<BinaryOperator, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  and: '&',
  or: '|',
  xor: '^',
  equal: '==',
  notEqual: '!=',
  less: '<',
  lessEqual: '<=',
  greater: '>',
  greaterEqual: '>=',
};

/** `u8`, `s20`, with the enumeration's name or the number of lanes: `u2 State`, `u64 of 8 lanes`. */
export function typeText({ width, signed, enumeration, lanes }: BitType): string {
  const kind = `${signed ? 's' : 'u'}${width}`;
  if (enumeration) return `${kind} ${enumeration.name}`;
  return lanes === undefined ? kind : `${kind} of ${lanes} lanes`;
}

/** The type of a declared signal, with its binary point where it has one: `s12 of 8 below the point`. */
export function declaredText({ type, fractionBits }: Pick<Signal, 'type' | 'fractionBits'>): string {
  return fractionBits === undefined ? typeText(type) : `${typeText(type)} of ${fractionBits} below the point`;
}

/** `mac.sum` for a port of an instance, else the name. */
export function signalText(signal: Signal): string {
  return signal.kind === 'instanceOutput' ? `${signal.instance.name}.${signal.name}` : signal.name;
}

/** The member's name where the type is an enumeration that has the value, else the number. */
export function literalText({ type, value }: Literal): string {
  return type.enumeration?.members.find((member) => member.value === value)?.name ?? `${value}`;
}

/** One expression whose operands are already text. Constants carry their type where `typed`. */
export function operatorText(expression: Expression, operands: readonly string[], typed: boolean): string {
  const [first, second] = operands;
  switch (expression.kind) {
    case 'literal':
      return typed ? `${literalText(expression)}:${typeText(expression.type)}` : literalText(expression);
    case 'reference':
      return signalText(expression.signal);
    case 'unary':
      return `${expression.operator}(${first})`;
    case 'binary':
      return `(${first} ${symbols[expression.operator]} ${second})`;
    case 'shift':
      return `(${first} ${expression.direction === 'left' ? '<<' : '>>'} ${second})`;
    case 'mux':
      return `mux(${operands.join(', ')})`;
    case 'slice':
      return `${first}[${expression.high === expression.low ? '' : `${expression.high}:`}${expression.low}]`;
    case 'element':
      return `${first}.element(${second}, ${expression.type.width})`;
    case 'concatenate':
      return `{${operands.join(', ')}}`;
    case 'convert':
      return `${typeText(expression.type)}(${first})`;
  }
}

const longestText = 60;
const deepest = 6;

/** An expression for a message: short, with `…` for what lies too deep. */
export function shortText(expression: Expression): string {
  const text = nested(expression, deepest);
  const bare = /^\(.*\)$/.test(text) && expression.kind === 'binary' ? text.slice(1, -1) : text;
  return bare.length <= longestText ? bare : `${bare.slice(0, longestText - 1)}…`;
}

function nested(expression: Expression, depth: number): string {
  if (depth === 0) return '…';
  const operands = children(expression);
  if (operands.length > 4) return operatorText(expression, [nested(operands[0]!, depth - 1), '…'], false);
  return operatorText(
    expression,
    operands.map((operand) => nested(operand, depth - 1)),
    false,
  );
}
