import { rangeOf } from '../../generators/circuit/dependence/value-range.ts';
import type { BinaryOperator, BitType, Enumeration, Expression } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  concatenate,
  convert,
  element,
  literal,
  mux,
  shift,
  slice,
  unary,
  unsigned,
} from './circuit-builder.ts';
import type { RandomSource } from './random-source.ts';

/** Expressions that would be wider are cut. */
const widest = 200;
const widestSmall = 20;
const comparisons = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;

/** `expression` as a value of the type, by conversion where it has another. */
export function as(expression: Expression, type: BitType): Expression {
  const same = expression.type.width === type.width && expression.type.signed === type.signed;
  return same ? expression : convert(expression, type);
}

/** Random types, and random expressions of every kind over what may be read so far. */
export class ExpressionSource {
  readonly random: RandomSource;
  /** What the next expressions may read. */
  readonly readable: Expression[] = [];
  /** Operations in an expression that is to be a large one. */
  readonly deepest: number;
  /** Whether nothing may happen that hardware leaves undefined. */
  readonly defined: boolean;
  readonly #small: boolean;
  readonly #enumerations: readonly Enumeration[];
  readonly #made: Expression[] = [];

  constructor(
    random: RandomSource,
    enumerations: readonly Enumeration[],
    { small = false, defined = false }: { readonly small?: boolean; readonly defined?: boolean } = {},
  ) {
    this.random = random;
    this.defined = defined;
    this.#small = small;
    this.deepest = small ? 2 : 3;
    this.#enumerations = enumerations;
  }

  /** A type without lanes and names. */
  plainType(): BitType {
    const { random } = this;
    if (this.#small) return { width: 1 + random.below(random.pick([1, 4, 8, 8, 12])), signed: random.chance(0.5) };
    const most = random.pick([1, 4, 8, 8, 16, 16, 33, 64]);
    // Where words of the machine end is where most can go wrong.
    const width = random.chance(0.06)
      ? random.pick([31, 32, 33, 63, 64, 65, 128, 1 + random.below(widest)])
      : 1 + random.below(most);
    return { width, signed: random.chance(0.5) };
  }

  /** A type for something with a name: perhaps with lanes, perhaps an enumeration. */
  type(): BitType {
    const { random } = this;
    if (this.#enumerations.length > 0 && random.chance(0.12)) {
      const enumeration = random.pick(this.#enumerations);
      const width = Math.max(...enumeration.members.map(({ value }) => value.toString(2).length));
      return { width, signed: false, enumeration };
    }
    if (random.chance(0.1)) {
      const lanes = 1 + random.below(this.#small ? 4 : 8);
      return { width: lanes * (1 + random.below(this.#small ? 4 : 20)), signed: false, lanes };
    }
    return this.plainType();
  }

  /** An expression of at most `depth` operations, but for conversions. */
  next(depth: number): Expression {
    const { random } = this;
    if (depth === 0 || random.chance(0.1)) return this.#leaf();
    if (this.#made.length > 0 && random.chance(0.05)) return random.pick(this.#made);
    const result = this.#operation(() => this.next(depth - 1));
    const bounded =
      result.type.width > (this.#small ? widestSmall : widest) ? convert(result, this.plainType()) : result;
    this.#made.push(bounded);
    return bounded;
  }

  #leaf(): Expression {
    const { random } = this;
    if (this.readable.length > 0 && !random.chance(0.15)) return random.pick(this.readable);
    const type = this.type();
    return literal(this.value(type), type);
  }

  /** A value of the type; one of its members where it is an enumeration. */
  value(type: BitType): bigint {
    return type.enumeration ? this.random.pick(type.enumeration.members).value : this.random.value(type);
  }

  #element(operand: Expression, index: Expression): Expression {
    const width = this.elementWidth(operand.type.width);
    return element(operand, this.index(index, 1 + this.random.below(7), operand.type.width / width), width);
  }

  /** A width of elements of which a whole number make up the given one. */
  elementWidth(width: number): number {
    const divisors = Array.from({ length: width }, (_, one) => one + 1).filter((one) => width % one === 0);
    return this.random.pick(divisors);
  }

  /** The value as an index in `width` bits, one that names one of the `count` elements at least sometimes. */
  index(value: Expression, width: number, count: number): Expression {
    const type = unsigned(width);
    const index = as(value, type);
    if (rangeOf(index).least < BigInt(count)) return index;
    return literal(BigInt(this.random.below(Math.min(count, 2 ** width))), type);
  }

  #operation(inner: () => Expression): Expression {
    const { random } = this;
    const operand = inner();
    const { width, signed } = operand.type;
    switch (random.below(12)) {
      case 0:
        return unary(random.pick(['not', 'negate'] as const), operand);
      case 1:
        return unary(random.pick(['andReduce', 'orReduce', 'xorReduce'] as const), operand);
      case 2:
      case 3: {
        const other = inner();
        if (random.chance(0.67)) {
          return binary(
            random.pick(['add', 'subtract'] as const),
            operand,
            as(other, { width: other.type.width, signed }),
          );
        }
        // Wide products cost most of the time of all engines.
        const most = this.#small ? 4 : random.chance(0.1) ? 100 : 24;
        const factor = (value: Expression) => as(value, { width: Math.min(value.type.width, most), signed });
        return binary('multiply', factor(operand), factor(other));
      }
      case 4:
        return binary(random.pick<BinaryOperator>(['and', 'or', 'xor']), operand, as(inner(), operand.type));
      case 5: {
        const other = random.chance(0.3) ? literal(this.value(operand.type), operand.type) : inner();
        return binary(random.pick(comparisons), operand, as(other, { width: other.type.width, signed }));
      }
      case 6: {
        const direction = random.pick(['left', 'right'] as const);
        const amount = unsigned(1 + random.below(this.#small ? 3 : direction === 'left' ? 5 : 7));
        return shift(direction, operand, as(inner(), amount));
      }
      case 7:
        return mux(as(inner(), bit), operand, as(inner(), operand.type));
      case 8: {
        const low = random.below(width);
        return slice(operand, low + random.below(width - low), low);
      }
      case 9:
        return this.#element(operand, inner());
      case 10:
        return random.chance(0.5) ? concatenate(operand, inner()) : concatenate(operand, inner(), inner());
      default:
        return convert(operand, this.plainType());
    }
  }
}
