import { expect, test } from 'vitest';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  convert,
  literal,
  ModuleBuilder,
  mux,
  reference,
  unsigned,
} from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';

const circuits = 60;
const cycles = 25;

/** Chains of conjunctions, disjunctions and choices over bits of state, as control logic has them. */
function randomGates(seed: number): Circuit {
  const random = new RandomSource(seed);
  const builder = new ModuleBuilder('Gates');
  const bits: Expression[] = [builder.input('first', bit), builder.input('second', bit)];
  const numbers: Expression[] = [builder.input('number', unsigned(8))];
  const flags = Array.from({ length: 5 }, (_, place) => builder.register(`flag${place}`, bit, place % 2));
  const counters = Array.from({ length: 4 }, (_, place) => builder.register(`counter${place}`, unsigned(3 + place)));
  bits.push(...flags.map((flag) => reference(flag)));
  numbers.push(...counters.map((counter) => reference(counter)));
  const number = (depth: number): Expression => {
    if (depth === 0) return random.pick(numbers);
    const sum = () => convert(binary('add', number(depth - 1), number(depth - 1)), unsigned(8));
    return random.chance(0.5) ? sum() : mux(condition(depth - 1), sum(), convert(number(depth - 1), unsigned(8)));
  };
  const condition = (depth: number): Expression => {
    if (depth === 0 || random.chance(0.1)) {
      const counter = reference(random.pick(counters));
      return random.chance(0.5) ? random.pick(bits) : binary('equal', counter, literal(random.below(4), counter.type));
    }
    const kind = random.below(5);
    if (kind === 0) return binary('less', number(depth - 1), number(depth - 1));
    if (kind === 1) return mux(condition(depth - 1), condition(depth - 1), condition(depth - 1));
    return binary(kind === 2 ? 'or' : random.pick(['and', 'or'] as const), condition(depth - 1), condition(depth - 1));
  };
  for (let count = 0; count < 4; count++) bits.push(builder.node(`shared${count}`, condition(4)));
  for (const flag of flags) {
    builder.when(condition(3), () => builder.assign(flag, condition(6)));
  }
  for (const counter of counters) {
    builder.when(condition(5), () => builder.assign(counter, convert(number(3), counter.type)));
  }
  return circuitOf(builder.build());
}

test('logic that waits for bits of state does what it does without waiting', () => {
  for (let seed = 0; seed < circuits; seed++) {
    const circuit = randomGates(seed);
    const wasm = createSimulator(circuit);
    const interpreter = createSimulator(circuit, { engine: 'interpreter' });
    const random = new RandomSource(seed + 13);
    for (let cycle = 0; cycle < cycles; cycle++) {
      for (const port of ['first', 'second', 'number', 'reset']) {
        const value = port === 'reset' ? Number(random.chance(0.1)) : random.below(port === 'number' ? 256 : 2);
        wasm.set(port, value);
        interpreter.set(port, value);
      }
      wasm.step();
      interpreter.step();
      for (const name of interpreter.signals) {
        const expected = interpreter.get(name);
        if (wasm.get(name) !== expected) {
          expect(wasm.get(name), `seed ${seed}, cycle ${cycle}, ${name}`).toBe(expected);
        }
      }
    }
  }
});
