import type { Binary, BitType, Expression, Unary } from '../types.ts';

/** All values from `least` to `most`, both included. */
export interface ValueRange {
  readonly least: bigint;
  readonly most: bigint;
}

/** Deeper parts count with all values of their types: what lies so deep decides seldom, and costs much. */
const deepest = 8;

/** A range that holds every value which the expression can have; found from constants and widths alone. */
export function rangeOf(expression: Expression, depth = deepest): ValueRange {
  const whole = rangeOfType(expression.type);
  if (depth === 0) return whole;
  const found = ruleOf(expression, (operand) => rangeOf(operand, depth - 1));
  return found && found.least >= whole.least && found.most <= whole.most ? found : whole;
}

/** All values of a type, or those between its enumeration's members. */
export function rangeOfType({ width, signed, enumeration }: BitType): ValueRange {
  if (enumeration && enumeration.members.length > 0) return spanOf(enumeration.members.map(({ value }) => value));
  const count = 1n << BigInt(width);
  return signed ? { least: -count / 2n, most: count / 2n - 1n } : { least: 0n, most: count - 1n };
}

export const isSingle = ({ least, most }: ValueRange): boolean => least === most;

function spanOf(values: readonly bigint[]): ValueRange {
  const [least, most] = [smallestOf(values), largestOf(values)];
  return { least, most };
}

// Math.min and Math.max take no such numbers.
const inOrder = (values: readonly bigint[]): readonly bigint[] =>
  values.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
const smallestOf = (values: readonly bigint[]): bigint => inOrder(values)[0]!;
const largestOf = (values: readonly bigint[]): bigint => inOrder(values).at(-1)!;

type RangeOf = (operand: Expression) => ValueRange;

/** The range by the expression's own operator; nothing where it is not worked out, or does not fit the type. */
function ruleOf(expression: Expression, of: RangeOf): ValueRange | undefined {
  switch (expression.kind) {
    case 'literal':
      return { least: expression.value, most: expression.value };
    case 'reference':
      return expression.signal.kind === 'node' ? of(expression.signal.value) : undefined;
    case 'unary':
      return unaryRange(expression, of);
    case 'binary':
      return binaryRange(expression, of);
    case 'mux': {
      const condition = of(expression.condition);
      if (isSingle(condition)) return of(condition.least === 1n ? expression.whenTrue : expression.whenFalse);
      const [one, other] = [of(expression.whenTrue), of(expression.whenFalse)];
      return spanOf([one.least, one.most, other.least, other.most]);
    }
    case 'slice': {
      const { least, most } = of(expression.operand);
      return least < 0n ? undefined : { least: least >> BigInt(expression.low), most: most >> BigInt(expression.low) };
    }
    case 'shift': {
      const [operand, amount] = [of(expression.operand), of(expression.amount)];
      if (expression.direction === 'left' || operand.least < 0n) return undefined;
      return { least: operand.least >> amount.most, most: operand.most >> amount.least };
    }
    case 'concatenate':
      return concatenateRange(expression.parts, of);
    case 'convert':
      return of(expression.operand);
    case 'element':
      return undefined;
  }
}

function concatenateRange(parts: readonly Expression[], of: RangeOf): ValueRange {
  return parts.reduce<ValueRange>(
    ({ least, most }, part) => {
      const width = BigInt(part.type.width);
      const own = part.type.signed ? { least: 0n, most: (1n << width) - 1n } : of(part);
      return { least: (least << width) + own.least, most: (most << width) + own.most };
    },
    { least: 0n, most: 0n },
  );
}

function unaryRange({ operator, operand }: Unary, of: RangeOf): ValueRange | undefined {
  const { least, most } = of(operand);
  if (operator === 'negate') return { least: -most, most: -least };
  if (operator === 'not') {
    const { least: lowest, most: highest } = rangeOfType({ width: operand.type.width, signed: operand.type.signed });
    // -1 - x where signed, 2^width - 1 - x where not.
    return { least: lowest + highest - most, most: lowest + highest - least };
  }
  if (operator !== 'orReduce') return undefined;
  if (least > 0n || most < 0n) return always(true);
  return most === 0n && least === 0n ? always(false) : undefined;
}

const always = (truth: boolean): ValueRange => (truth ? { least: 1n, most: 1n } : { least: 0n, most: 0n });

function binaryRange({ operator, left, right }: Binary, of: RangeOf): ValueRange | undefined {
  const [a, b] = [of(left), of(right)];
  switch (operator) {
    case 'add':
      return { least: a.least + b.least, most: a.most + b.most };
    case 'subtract':
      return { least: a.least - b.most, most: a.most - b.least };
    case 'multiply':
      return spanOf([a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most]);
    case 'and':
      return a.least < 0n || b.least < 0n ? undefined : { least: 0n, most: smallestOf([a.most, b.most]) };
    case 'or':
      return a.least < 0n || b.least < 0n
        ? undefined
        : { least: largestOf([a.least, b.least]), most: rangeOfType(left.type).most };
    case 'xor':
      return undefined;
    case 'equal':
      return isEqual(a, b);
    case 'notEqual':
      return opposite(isEqual(a, b));
    case 'less':
      return isLess(a, b);
    case 'greaterEqual':
      return opposite(isLess(a, b));
    case 'greater':
      return isLess(b, a);
    case 'lessEqual':
      return opposite(isLess(b, a));
  }
}

function isEqual(a: ValueRange, b: ValueRange): ValueRange | undefined {
  if (a.most < b.least || b.most < a.least) return always(false);
  return isSingle(a) && isSingle(b) ? always(true) : undefined;
}

function isLess(a: ValueRange, b: ValueRange): ValueRange | undefined {
  if (a.most < b.least) return always(true);
  return a.least >= b.most ? always(false) : undefined;
}

const opposite = (range: ValueRange | undefined): ValueRange | undefined => range && always(range.least === 0n);
