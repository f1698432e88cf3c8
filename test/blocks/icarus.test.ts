import { describe, expect, it } from 'vitest';
import {
  arbitrate,
  connectStream,
  counter,
  debounce,
  filterStream,
  forkStream,
  inputStream,
  joinStreams,
  lfsr,
  mapStream,
  narrowStream,
  nestedMachine,
  outputStream,
  pipeRegister,
  pulseEvery,
  queue,
  risingEdge,
  rotateLeft,
  skidBuffer,
  stateMachine,
  throttle,
  widenStream,
} from '../../generators/blocks/index.ts';
import { bool, input, Module, mux, output, reg, uint } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { hasIcarus, simulateInIcarus } from '../verilog/tools.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

/** Many blocks in one design: two streams are merged, stored, split, joined and slowed down under a state machine. */
const Everything = Module('Everything', () => {
  const left = inputStream(uint(8));
  const right = inputStream(uint(8));
  const results = outputStream(uint(9));
  const button = input(bool());

  const noise = lfsr(9, { seed: 77 });
  const tick = pulseEvery(3);
  const pressed = risingEdge(debounce(button, 2));
  const presses = counter(5, { enable: pressed });
  const merged = arbitrate([queue(left, { depth: 3, flow: true }), pipeRegister(right)], 'round-robin');
  const blocks = widenStream(merged, 3);
  const words = narrowStream(skidBuffer(blocks));
  const turned = mapStream(words, (word) => rotateLeft(word, 3));
  const kept = filterStream(turned, (word) => word.ne(0x55));
  const [first, second] = forkStream(kept, 2, 'eager');
  const pairs = joinStreams({ a: first!, b: queue(second!, { depth: 2, pipe: true }) });
  const slow = throttle(pairs, tick.or(noise.bit(0)));
  const sums = mapStream(slow, ({ a, b }) => a.add(b));
  // Undefined words of an empty queue stay inside.
  connectStream({ ...sums, payload: mux(sums.valid, sums.payload, 0) }, results);

  const busy = output(bool());
  busy.value = false;
  const rounds = reg(uint(4), { reset: 0 });
  const inner = nestedMachine('Inner', ['Warm', 'Hot']);
  inner.define({
    Warm: { after: { cycles: 4, to: 'Hot' } },
    Hot: {
      active: () => {
        busy.value = true;
      },
      next: [{ when: tick, to: 'done' }],
    },
  });
  const phase = stateMachine('Phase', ['Idle', 'Run', 'Cool']);
  phase.define({
    Idle: { next: [{ when: pressed, to: 'Run' }] },
    Run: {
      run: { machine: inner, to: 'Cool' },
      exit: () => {
        rounds.next = rounds.addWrap(1);
      },
      next: [{ when: noise.bits(4, 0).eq(3), to: 'Idle' }],
    },
    Cool: { after: { cycles: 6, to: 'Idle' } },
  });

  return { left, right, results, button, busy, rounds: output(rounds), presses: output(presses.value) };
});

describe('many blocks in one design', () => {
  const circuit = circuitOf(Everything);
  const inputs = circuit.top.ports.filter((port) => port.kind === 'input' && !port.role);
  const outputs = circuit.top.ports.filter((port) => port.kind === 'output');
  const random = randomNumbers(2024);
  const vectors = Array.from({ length: 1500 }, () =>
    inputs.map(({ type, name }) => {
      const chance = name === 'button' ? 0.8 : 0.6;
      return type.width === 1 ? BigInt(random.chance(chance)) : BigInt(random.integer(0, 2 ** type.width - 1));
    }),
  );

  it.skipIf(!hasIcarus).each(engines)('do in the %s engine what their Verilog does in Icarus', (engine) => {
    const simulator = createSimulator(circuit, { engine });
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    const expected = vectors.map((vector) => {
      inputs.forEach(({ name }, index) => void simulator.set(name, vector[index]!));
      const seen = outputs.map(({ name }) => simulator.get(name));
      simulator.step();
      return seen;
    });
    const zeros = inputs.map(({ name }) => `${name} = 0;`);
    const initial = ['reset = 1;', ...zeros, '#1 clock = 1;', '#1 clock = 0;'];
    expect(simulateInIcarus(circuit, vectors, { initial })).toEqual(expected);
    // Not vacuous: every output takes more than one value.
    outputs.forEach(({ name }, index) => {
      expect(new Set(expected.map((row) => row[index])).size, name).toBeGreaterThan(1);
    });
  });

  it('print clean Verilog', () => {
    expectCleanVerilog(circuit);
  });
});
