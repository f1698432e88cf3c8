import { expect, test } from 'vitest';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import {
  binary,
  circuitOf,
  concatenate,
  ModuleBuilder,
  reference,
  slice,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';

const width = 8;
const byte = unsigned(width);

/**
 * Wires of which each bit depends on the ones below and on the wire before: bit n of the last one is the parity of what
 * all lower bits were, so that no wire can be worked out as a whole before its bits are.
 */
function ripples(count: number): Circuit {
  const builder = new ModuleBuilder('Ripples');
  const input = builder.input('input', byte);
  let previous: Expression = input;
  for (let place = 0; place < count; place++) {
    const wire = builder.wire(`wire${place}`, byte);
    const own = reference(wire);
    const carried = concatenate(slice(own, width - 2, 0), slice(previous, 0, 0));
    builder.assign(wire, binary('xor', carried, concatenate(slice(previous, width - 1, 1), slice(previous, 1, 1))));
    previous = own;
  }
  builder.assign(builder.output('low', unsigned(3)), slice(previous, 2, 0));
  builder.assign(builder.output('all', byte), previous);
  return circuitOf(builder.build());
}

/** The same on numbers, bit by bit from below. */
function rippled(count: number, input: number): number {
  const bit = (value: number, place: number) => (value >> place) & 1;
  let previous = input;
  for (let place = 0; place < count; place++) {
    let own = bit(previous, 0) ^ bit(previous, 1);
    for (let n = 1; n < width; n++) own |= (bit(own, n - 1) ^ bit(previous, n)) << n;
    previous = own;
  }
  return previous;
}

test.each<[Simulator['engine'], number]>([
  ['wasm', 1],
  ['wasm', 7],
  ['wasm', 300],
  ['interpreter', 7],
])('%s: bits that depend on others of their signal, %d times in a row', (engine, count) => {
  const simulator = createSimulator(ripples(count), { engine });
  const random = new RandomSource(count);
  for (let round = 0; round < 20; round++) {
    const input = random.below(256);
    simulator.set('input', input);
    const expected = rippled(count, input);
    expect([simulator.getNumber('low'), simulator.getNumber('all')]).toEqual([expected & 7, expected]);
  }
});
