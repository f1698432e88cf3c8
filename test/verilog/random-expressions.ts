import type { BinaryOperator, BitType, Expression } from '../../generators/circuit/types.ts';
import * as build from '../support/circuit-builder.ts';
import type { RandomSource } from '../support/random-circuit.ts';

const widest = 80;

/** Random expressions over the given ones, of all kinds; the results have 1 to 80 bits. */
export class ExpressionSource {
  readonly #random: RandomSource;
  readonly #leaves: readonly Expression[];
  readonly #made: Expression[] = [];

  constructor(random: RandomSource, leaves: readonly Expression[]) {
    this.#random = random;
    this.#leaves = leaves;
  }

  type(): BitType {
    return {
      width: 1 + this.#random.below(this.#random.pick([1, 4, 8, 8, 16, 40, widest])),
      signed: this.#random.chance(0.5),
    };
  }

  /** `expression` as a value of `type`, by conversion or by bits. */
  fit(expression: Expression, type: BitType): Expression {
    if (expression.type.width === type.width && expression.type.signed === type.signed) return expression;
    return build.convert(expression, type);
  }

  next(depth: number): Expression {
    const random = this.#random;
    if (depth === 0 || random.chance(0.1)) return this.#leaf();
    // Some expressions stand in several places.
    if (this.#made.length > 0 && random.chance(0.08)) return random.pick(this.#made);
    const made = this.#operation(depth);
    const bounded = made.type.width > widest ? build.convert(made, this.type()) : made;
    this.#made.push(bounded);
    return bounded;
  }

  #leaf(): Expression {
    const random = this.#random;
    if (!random.chance(0.2)) return random.pick(this.#leaves);
    const type = this.type();
    return build.literal(random.value(type), type);
  }

  #operation(depth: number): Expression {
    const random = this.#random;
    const operand = this.next(depth - 1);
    const { width, signed } = operand.type;
    const other = () => this.next(depth - 1);
    const sameSign = (expression: Expression) => this.fit(expression, { width: expression.type.width, signed });
    switch (random.below(13)) {
      case 0:
        return build.unary(random.pick(['not', 'negate'] as const), operand);
      case 1:
        return build.unary(random.pick(['andReduce', 'orReduce', 'xorReduce'] as const), operand);
      case 2:
      case 3:
        return build.binary(random.pick<BinaryOperator>(['add', 'subtract']), operand, sameSign(other()));
      case 4:
        return build.binary('multiply', operand, sameSign(other()));
      case 5:
        return build.binary(
          random.pick<BinaryOperator>(['and', 'or', 'xor']),
          operand,
          this.fit(other(), operand.type),
        );
      case 6: {
        const operators: readonly BinaryOperator[] = [
          'equal',
          'notEqual',
          'less',
          'lessEqual',
          'greater',
          'greaterEqual',
        ];
        return build.binary(random.pick(operators), operand, sameSign(other()));
      }
      case 7: {
        const left = random.chance(0.4);
        const amount = this.fit(other(), build.unsigned(1 + random.below(left ? 5 : 7)));
        return build.shift(left ? 'left' : 'right', operand, amount);
      }
      case 8:
        return build.mux(this.fit(other(), build.bit), operand, this.fit(other(), operand.type));
      case 9: {
        const low = random.below(width);
        return build.slice(operand, low + random.below(width - low), low);
      }
      case 10: {
        const divisors = Array.from({ length: width }, (_, at) => at + 1).filter((divisor) => width % divisor === 0);
        const index = this.fit(other(), build.unsigned(1 + random.below(6)));
        return build.element(operand, index, random.pick(divisors));
      }
      case 11:
        return random.chance(0.3)
          ? build.concatenate(operand, operand, operand)
          : build.concatenate(operand, other(), this.#leaf());
      default:
        return build.convert(operand, this.type());
    }
  }
}
