import { describe, expect, it } from 'vitest';
import { rangeOf, rangeOfType } from '../../generators/circuit/dependence/value-range.ts';
import type { BinaryOperator, Expression, UnaryOperator } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import {
  binary,
  circuitOf,
  concatenate,
  convert,
  literal,
  ModuleBuilder,
  mux,
  shift,
  signed,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { randomNumbers } from '../support/random-numbers.ts';

const below = (seed: number) => {
  const { integer } = randomNumbers(seed);
  return (bound: number): number => integer(0, bound - 1);
};

const unaries: readonly UnaryOperator[] = ['not', 'negate', 'andReduce', 'orReduce', 'xorReduce'];
const wide: readonly BinaryOperator[] = ['and', 'or', 'xor'];
const others: readonly BinaryOperator[] = [
  'add',
  'subtract',
  'multiply',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
];

/** An expression over two inputs of three bits, of at most 24 bits. */
function randomExpression(pick: (below: number) => number, leaves: readonly Expression[], depth: number): Expression {
  const make = (): Expression => randomExpression(pick, leaves, depth - 1);
  const asUnsigned = (operand: Expression): Expression => slice(operand, operand.type.width - 1, 0);
  if (depth === 0 || pick(6) === 0) {
    if (pick(2) === 0) return leaves[pick(leaves.length)]!;
    return literal(pick(8), unsigned(3));
  }
  const operand = make();
  switch (pick(8)) {
    case 0:
      return unary(unaries[pick(unaries.length)]!, operand);
    case 1: {
      const other = convert(make(), operand.type);
      return binary(wide[pick(wide.length)]!, operand, other);
    }
    case 2: {
      const high = pick(operand.type.width);
      return slice(operand, high, pick(high + 1));
    }
    case 3:
      return concatenate(literal(pick(4), unsigned(2)), operand);
    case 4:
      return convert(operand, pick(2) === 0 ? unsigned(1 + pick(8)) : signed(1 + pick(8)));
    case 5:
      return mux(unary('orReduce', make()), operand, convert(make(), operand.type));
    case 6:
      return shift('right', operand, literal(pick(4), unsigned(2)));
    default: {
      const narrow = (one: Expression): Expression => slice(asUnsigned(one), Math.min(one.type.width, 6) - 1, 0);
      return binary(others[pick(others.length)]!, narrow(operand), narrow(make()));
    }
  }
}

describe('the range of an expression', () => {
  it('holds every value that it has in the simulator', () => {
    let narrower = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const builder = new ModuleBuilder('Top');
      const leaves = [builder.input('a', unsigned(3)), builder.input('b', signed(3))];
      const expression = randomExpression(below(seed), leaves, 4);
      builder.assign(builder.output('result', expression.type), expression);
      const simulator = createSimulator(circuitOf(builder.build()), { engine: 'interpreter' });
      const range = rangeOf(expression);
      const whole = rangeOfType(expression.type);
      if (range.least > whole.least || range.most < whole.most) narrower += 1;
      for (let value = 0n; value < 64n; value += 1n) {
        simulator.set('a', value & 7n);
        simulator.set('b', BigInt.asIntN(3, value >> 3n));
        const result = simulator.get('result');
        expect([seed, result >= range.least && result <= range.most]).toEqual([seed, true]);
      }
    }
    // Or the comparison says nothing.
    expect(narrower).toBeGreaterThan(100);
  });
});
