import { expect, test } from 'vitest';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import {
  binary,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  mux,
  reference,
  slice,
  unsigned,
} from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';

/** An expression, and what it is for the numbers of `x` and `y`, worked out apart from it. */
interface Valued {
  readonly expression: Expression;
  readonly value: (x: bigint, y: bigint) => bigint;
}

/**
 * Choices within choices, `levels` deep, whose arms are long, use what they work out twice, and share some of it with
 * other arms and with what is always needed.
 */
function chain(
  levels: number,
  width: number,
  shares: (level: number) => boolean,
): { circuit: Circuit; result: Valued; shared: Valued } {
  const builder = new ModuleBuilder('Arms');
  const type = unsigned(width);
  const cut = (value: bigint) => BigInt.asUintN(width, value);
  const x = builder.input('x', type);
  const y = builder.input('y', type);
  const operate = (operator: 'add' | 'multiply' | 'xor', one: Valued, other: Valued): Valued => ({
    expression: convert(binary(operator, one.expression, other.expression), type),
    value: (a, b) => {
      const [left, right] = [one.value(a, b), other.value(a, b)];
      return cut(operator === 'add' ? left + right : operator === 'multiply' ? left * right : left ^ right);
    },
  });
  const inputX: Valued = { expression: x, value: (a) => a };
  const inputY: Valued = { expression: y, value: (_, b) => b };
  const named = (name: string, { expression, value }: Valued): Valued => ({
    expression: builder.node(name, expression),
    value,
  });
  const shared = named('shared', operate('multiply', operate('add', inputX, inputY), inputX));
  let inner: Valued = inputY;
  for (let level = 0; level < levels; level++) {
    const first = named(`first${level}`, operate('add', inner, shares(level) ? shared : inputX));
    const second = operate('xor', operate('multiply', first, first), operate('add', first, inputY));
    const other = shares(level) ? operate('xor', shared, inner) : operate('add', inputX, inputY);
    const key = BigInt(level % 8);
    const chosen = binary('equal', slice(x, 2, 0), literal(key, unsigned(3)));
    const before = inner;
    const arms = level % 2 === 0 ? [second, other] : [other, second];
    inner = named(`level${level}`, {
      expression: mux(chosen, arms[0]!.expression, operate('xor', arms[1]!, before).expression),
      value: (a, b) => ((a & 7n) === key ? arms[0]!.value(a, b) : arms[1]!.value(a, b) ^ before.value(a, b)),
    });
  }
  const taken = builder.register('taken', type);
  builder.assign(taken, inner.expression);
  builder.assign(builder.output('result', type), reference(taken));
  const kept = builder.register('kept', type);
  builder.assign(kept, shared.expression);
  builder.assign(builder.output('always', type), reference(kept));
  return { circuit: circuitOf(builder.build()), result: inner, shared };
}

test.each([
  [3, 16],
  [8, 32],
  [9, 40],
])('choices %i deep in %i bits are what the numbers say', (levels, width) => {
  for (const shares of [() => false, () => true, (level: number) => level % 3 === 1]) {
    const { circuit, result, shared } = chain(levels, width, shares);
    const simulator = createSimulator(circuit);
    const random = new RandomSource(levels);
    for (let cycle = 0; cycle < 24; cycle++) {
      const x = (random.value(unsigned(width)) & ~7n) | BigInt(cycle % 8);
      const y = random.value(unsigned(width));
      simulator.set('x', x);
      simulator.set('y', y);
      simulator.step();
      expect([simulator.get('result'), simulator.get('always')]).toEqual([result.value(x, y), shared.value(x, y)]);
    }
  }
});
