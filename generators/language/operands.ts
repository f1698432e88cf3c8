import type { Expression } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { fits, literal, sameMembers, unsigned, wholeNumber, widthOf } from './expressions.ts';
import type { SInt, UInt, Value } from './values.ts';

export type Constant = number | bigint | boolean;

/**
 * Tells values from constants.
 * @throws BurinError B022 for anything else, as what a misspelt name gives in a source whose types nobody checked.
 */
export function isValue(value: Value | Constant): value is Value {
  const kind = typeof value;
  if (kind === 'object' && (value as Value | null)?.expression !== undefined) return true;
  if (kind === 'number' || kind === 'bigint' || kind === 'boolean') return false;
  return languageError(
    'B022',
    `${describeGiven(value)} stands where a hardware value is due`,
    'give a value or a constant; is the name of a port or field misspelt?',
  );
}

function describeGiven(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given !== 'object') return `a ${typeof given}`;
  return Array.isArray(given) ? 'an array' : 'a record';
}

/** The kind of what is true or false, as the user writes it. */
export const boolText = 'bool()';

/**
 * The expression of what must be true or false; `what` says where it stands, for messages.
 * @throws BurinError B002 for a value of another kind; B022 for what is no value of hardware.
 */
export function boolOf(value: Value, what: string): Expression {
  if (!isValue(value)) {
    languageError(
      'B022',
      `${what} is ${value}, which is known while the description runs`,
      "choose with TypeScript's if, or make it hardware: constant(bool(), true)",
    );
  }
  if (value.distinction !== boolText) {
    languageError(
      'B002',
      `${what} is ${value.kindText}, where ${boolText} is due`,
      'compare it, as a.ne(0) does, or choose a bit: a.bit(0)',
    );
  }
  return value.expression;
}

/**
 * The expression of a value, or of a constant in the kind of `model`, of whatever width it has or needs. `field` is the
 * path of the model where it is part of a record, for messages.
 */
export function expressionLike(model: Value, value: Value | Constant, field?: string): Expression {
  const { type } = model.expression;
  if (isValue(value)) {
    requireSameKind(model, value, field);
    return value.expression;
  }
  if (typeof value === 'boolean') return literal(unsigned(1), BigInt(value));
  const number = wholeNumber(value);
  return fits(number, type) ? literal(type, number) : numericOperand(value, type.signed, 'a constant');
}

/** Vectors go with vectors of the same elements, members of an enumeration with their own kind. */
function requireSameKind(model: Value, value: Value, field?: string): void {
  const [a, b] = [model.expression.type.enumeration, value.expression.type.enumeration];
  if (model.distinction === value.distinction && (!a || !b || sameMembers(a, b))) return;
  languageError(
    'B002',
    `${value.kindText} stands where ${model.kindText} is due${field ? `, in field ${field}` : ''}`,
    'declare both with one shape, or convert the one: element by element, or by reinterpret()',
  );
}

/** The expression of an operand of the given sign: a value's own, or a constant of as many bits as it needs. */
export function numericOperand(value: UInt | SInt | number | bigint, isSigned: boolean, by: string): Expression {
  if (isValue(value)) {
    if (value.expression.type.signed !== isSigned) mixedSigns(by);
    return value.expression;
  }
  const number = wholeNumber(value);
  if (number < 0n && !isSigned) {
    const remedy = 'give a number of at least 0, or make the other operand signed with toSInt()';
    languageError('B021', `${number} stands where an unsigned number is due`, remedy);
  }
  return literal({ width: widthOf(number, isSigned), signed: isSigned }, number);
}

export function mixedSigns(by: string): never {
  languageError(
    'B002',
    `${by} mixes a signed and an unsigned value`,
    'say what is meant: toSInt() keeps the number, asSInt() and asUInt() keep the bits',
  );
}
