import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../sim/engine/index.ts';
import { RandomSource } from '../support/random-circuit.ts';
import { randomLanes } from '../support/random-lanes.ts';

const circuits = 120;
const cycles = 12;

/** Runs both simulators on the same inputs; compares state after every edge and all memory words at the end. */
function compare(seed: number): void {
  const circuit = randomLanes(seed);
  const wasm = createSimulator(circuit);
  const interpreter = createSimulator(circuit, { engine: 'interpreter' });
  const random = new RandomSource(seed + 77);
  const registers = ['kept', 'other', 'packed', ...interpreter.signals.filter((name) => name.includes('.state'))];
  for (let cycle = 0; cycle < cycles; cycle++) {
    for (const port of circuit.top.ports) {
      if (port.kind !== 'input' || port.role === 'clock' || random.chance(0.2)) continue;
      const value = port.role === 'reset' ? BigInt(random.below(8) === 0) : random.value(port.type);
      wasm.set(port.name, value);
      interpreter.set(port.name, value);
    }
    wasm.step();
    interpreter.step();
    for (const name of [...registers, 'ram.readData', 'result']) {
      const expected = interpreter.get(name);
      if (wasm.get(name) !== expected) {
        expect(wasm.get(name), `seed ${seed}, cycle ${cycle}, ${name}`).toBe(expected);
      }
    }
  }
  for (let address = 0; address < 8; address++) {
    expect(wasm.readMemory('ram', address), `seed ${seed}`).toBe(interpreter.readMemory('ram', address));
  }
}

describe('instances that are evaluated together do what each does by itself', () => {
  const block = 30;
  for (let first = 0; first < circuits; first += block) {
    test(`random instances ${first} to ${first + block - 1}`, () => {
      for (let seed = first; seed < first + block; seed++) compare(seed);
    });
  }
});

test('words of memories held by lanes are read and written as a whole', () => {
  const circuit = randomLanes(3);
  const simulator = createSimulator(circuit);
  const { width } = simulator.memories.find(({ name }) => name === 'ram')!;
  const word = (1n << BigInt(width)) - 2n;
  simulator.writeMemory('ram', 5, word);
  expect(simulator.readMemory('ram', 5)).toBe(word);
  expect(simulator.readMemory('ram', 4)).toBe(0n);
});
