import { describe, expect, it } from 'vitest';
import type { Expression, Signal } from '../../generators/circuit/types.ts';
import * as build from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';
import { evaluate } from './evaluate.ts';
import { ExpressionSource } from './random-expressions.ts';
import { hasIcarus, simulateInIcarus } from './tools.ts';

const inputTypes = [
  build.bit,
  build.signed(1),
  build.unsigned(2),
  build.unsigned(5),
  build.signed(6),
  build.signed(8),
  build.unsigned(8),
  build.signed(20),
  build.unsigned(33),
  build.signed(64),
  build.unsigned(80),
];
const outputsPerModule = 40;
const vectorCount = 24;

/** Outputs driven continuously, under conditions, and by elements of nodes: each place prints expressions its own way. */
function randomModule(seed: number) {
  const random = new RandomSource(seed);
  const builder = new build.ModuleBuilder(`Random${seed}`);
  const inputs = inputTypes.map((type, at) => builder.input(`in${at}`, type));
  const nodes: Expression[] = [];
  const expected: ((values: Map<Signal, bigint>) => bigint)[] = [];
  for (let at = 0; at < outputsPerModule; at++) {
    const source = new ExpressionSource(random, [...inputs, ...nodes]);
    const value = source.next(1 + random.below(5));
    const output = builder.output(`out${at}`, value.type);
    if (at % 3 === 0) {
      builder.assign(output, value);
      expected.push((values) => evaluate(value, values));
    } else if (at % 3 === 1) {
      const condition = source.fit(source.next(2), build.bit);
      const other = source.fit(source.next(3), value.type);
      builder.assign(output, value);
      builder.when(condition, () => builder.assign(output, other));
      expected.push((values) => evaluate(evaluate(condition, values) === 1n ? other : value, values));
    } else {
      const node = builder.node(`node${at}`, value);
      nodes.push(node);
      builder.assign(output, node);
      expected.push((values) => {
        const result = evaluate(value, values);
        if (node.kind === 'reference') values.set(node.signal, result);
        return result;
      });
    }
  }
  return { circuit: build.circuitOf(builder.build()), inputs, expected, random };
}

describe.skipIf(!hasIcarus)('expressions mean in Icarus what the circuit says', () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 107, 114, 185, 214, 227, 464, 624]) {
    it(`${outputsPerModule} random expressions, seed ${seed}`, () => {
      const { circuit, inputs, expected, random } = randomModule(seed);
      const vectors = Array.from({ length: vectorCount }, () => inputs.map(({ type }) => random.value(type)));
      const results = simulateInIcarus(circuit, vectors);
      const wanted = vectors.map((vector) => {
        const values = new Map<Signal, bigint>();
        inputs.forEach((input, at) => {
          if (input.kind === 'reference') values.set(input.signal, vector[at]!);
        });
        return expected.map((compute) => compute(values));
      });
      expect(results).toEqual(wanted);
    });
  }
});
