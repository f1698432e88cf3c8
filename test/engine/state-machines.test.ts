import { describe, expect, test } from 'vitest';
import type { Circuit, Register } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  convert,
  literal,
  ModuleBuilder,
  memory,
  mux,
  reference,
  slice,
  unsigned,
} from '../../sim/fuzz/circuit-builder.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';

const stateType = unsigned(3);
const byte = unsigned(8);

/**
 * Registers that keep their values in most states, assigned in choices by one state within each other, and a memory
 * whose word is put together from bytes under choices and taken apart again.
 */
function stateMachine(seed: number): Circuit {
  const random = new RandomSource(seed);
  const builder = new ModuleBuilder('Machine');
  const state = builder.register('state', stateType, 0);
  const input = builder.input('input', byte);
  const bits = builder.input('bits', unsigned(64));
  const kept: readonly Register[] = [8, 1, 33, 70].map((width, place) =>
    builder.register(`kept${place}`, unsigned(width), random.chance(0.5) ? 1 : undefined),
  );
  const value = (width: number) => {
    const source = random.pick([input, bits, ...kept.map((register) => reference(register))]);
    return convert(binary('add', source, literal(random.below(4), unsigned(3))), unsigned(width));
  };
  const assign = () => {
    const register = random.pick([...kept, state]);
    builder.assign(register, value(register.type.width));
  };
  const choose = (depth: number) => {
    for (let count = 1 + random.below(2); count > 0; count--) {
      const kind = depth === 0 ? 0 : random.below(4);
      if (kind === 0) assign();
      else if (kind === 1) {
        const isState = binary(
          random.pick(['equal', 'notEqual'] as const),
          reference(state),
          literal(random.below(8), stateType),
        );
        builder.when(isState, () => choose(depth - 1), random.chance(0.5) ? () => choose(depth - 1) : undefined);
      } else {
        const first = random.below(8);
        const cases = [first, (first + 1 + random.below(3)) % 8, (first + 5) % 8].map(
          (number): [number[], () => void] => [[number], () => choose(depth - 1)],
        );
        builder.switch(reference(state), cases, random.chance(0.5) ? () => choose(depth - 1) : undefined);
      }
    }
  };
  builder.assign(state, convert(binary('add', reference(state), literal(1, bit)), stateType));
  choose(4);

  const lanes = { ...unsigned(64), lanes: 8 };
  const store = builder.instance('store', memory('Store', 4, lanes, 'read-first'));
  const packed = Array.from({ length: 8 }, (_, place) => slice(bits, place * 8 + 7, place * 8));
  const other = packed.map((part) => convert(binary('add', part, input), byte));
  const isOdd = slice(reference(state), 0, 0);
  const word = mux(isOdd, concatenate(...packed.toReversed()), concatenate(...other));
  const given = {
    enable: literal(1, bit),
    write: slice(input, 0, 0),
    address: slice(input, 2, 1),
    writeData: convert(word, lanes),
  };
  for (const [name, expression] of Object.entries(given)) builder.assign(store.inputs.get(name)!, expression);
  return circuitOf(builder.build());
}

describe('state machines do compiled what they do interpreted', () => {
  test.each([0, 60])('from seed %d', (first) => {
    for (let seed = first; seed < first + 60; seed++) {
      const circuit = stateMachine(seed);
      const wasm = createSimulator(circuit);
      const interpreter = createSimulator(circuit, { engine: 'interpreter' });
      const random = new RandomSource(seed + 31);
      const names = ['state', 'kept0', 'kept1', 'kept2', 'kept3', 'store.readData'];
      for (let cycle = 0; cycle < 40; cycle++) {
        for (const port of circuit.top.ports) {
          if (port.kind !== 'input' || port.role === 'clock' || random.chance(0.2)) continue;
          const number = port.role === 'reset' ? BigInt(random.below(12) === 0) : random.value(port.type);
          for (const simulator of [wasm, interpreter]) simulator.set(port.name, number);
        }
        wasm.step();
        interpreter.step();
        const read = (simulator: typeof wasm) => names.map((name) => simulator.get(name));
        expect(read(wasm), `seed ${seed}, cycle ${cycle}`).toEqual(read(interpreter));
      }
    }
  });
});
