import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../sim/engine/index.ts';
import { RandomSource, randomCircuit } from '../support/random-circuit.ts';

const seeds = 200;
const cyclesEach = 10;

/** Drives both simulators alike and compares every signal before every edge, and all memory words at the end. */
function compare(seed: number): void {
  const circuit = randomCircuit(seed);
  const wasm = createSimulator(circuit);
  const interpreter = createSimulator(circuit, { engine: 'interpreter' });
  const random = new RandomSource(seed + 1_000_003);
  expect(wasm.signals.toSorted()).toEqual(interpreter.signals.toSorted());
  for (let cycle = 0; cycle < cyclesEach; cycle++) {
    for (const port of circuit.top.ports) {
      if (port.kind !== 'input' || port.role === 'clock' || random.chance(0.3)) continue;
      const value = port.role === 'reset' ? BigInt(random.below(8) === 0) : random.value(port.type);
      wasm.set(port.name, value);
      interpreter.set(port.name, value);
    }
    for (const signal of interpreter.signals) {
      const expected = interpreter.get(signal);
      if (wasm.get(signal) !== expected) {
        expect(wasm.get(signal), `seed ${seed}, cycle ${cycle}, ${signal}`).toBe(expected);
      }
    }
    wasm.step();
    interpreter.step();
  }
  for (const { name, depth } of interpreter.memories) {
    for (let address = 0; address < depth; address++) {
      expect(wasm.readMemory(name, address)).toBe(interpreter.readMemory(name, address));
    }
  }
}

describe('compiled and interpreted circuits agree', () => {
  const block = 50;
  for (let first = 0; first < seeds; first += block) {
    test(`random circuits ${first} to ${first + block - 1}`, () => {
      for (let seed = first; seed < first + block; seed++) compare(seed);
    });
  }

  test('a choice between an unsigned word of 64 bits and a signed one has no joint type (seed 479)', () => {
    compare(479);
  });
});
