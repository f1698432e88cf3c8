import { describe, expect, test } from 'vitest';
import type { Property } from '../../generators/circuit/types.ts';
import { SimulationError } from '../../sim/engine/index.ts';
import { Interpreter } from '../../sim/engine/interpreter/interpreter.ts';
import type { Simulator } from '../../sim/engine/simulator.ts';
import type { HeldBits, SavedState } from '../../sim/engine/state-access.ts';
import type { ProfilePace } from '../../sim/engine/wasm/profile.ts';
import { WasmSimulator } from '../../sim/engine/wasm/wasm-simulator.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';
import { mixedCircuit } from './mixed-circuit.ts';

const hasty = { interval: 3, samples: 2, profiles: 6, growth: 1 };
/** What the step is compiled again for. */
const paces: readonly (readonly [string, ProfilePace])[] = [
  ['usual states', { ...hasty, fewestGated: Number.POSITIVE_INFINITY, mostWork: 0, fewestSaved: 0 }],
  ['what changes', { ...hasty, fewestGated: 0, mostWork: 2, fewestSaved: 0 }],
];

/** Everything that holds a value between edges: registers, and some stored words. */
function places({ registers, memories }: Simulator, random: RandomSource) {
  const words = memories.map(({ name, depth, width }) => {
    return { place: { memory: name, address: random.below(depth) }, width };
  });
  return [...registers.map(({ name, width }) => ({ place: { register: name }, width })), ...words];
}

/** A change of state from outside, made to both engines alike; in words. */
function disturb(random: RandomSource, engines: readonly Simulator[], saved: SavedState[][]): string {
  const [first] = engines as [Simulator, ...Simulator[]];
  const every = (act: (engine: Simulator, place: number) => void) => {
    for (const [place, engine] of engines.entries()) act(engine, place);
  };
  const action = random.pick(['register', 'flip', 'flip', 'memory', 'hold', 'save', 'restore'] as const);
  if (action === 'register' && first.registers.length > 0) {
    const { name, width, signed } = random.pick(first.registers);
    const value = random.value({ width, signed });
    every((engine) => engine.writeRegister(name, value));
    return `${name} = ${value}`;
  }
  if (action === 'memory' && first.memories.length > 0) {
    const { name, depth } = random.pick(first.memories);
    const [to, from] = [random.below(depth), random.below(depth)];
    const word = first.readMemory(name, from);
    every((engine) => engine.writeMemory(name, to, word));
    return `${name}[${to}] = ${word}`;
  }
  const all = places(first, random);
  if (action === 'flip' && all.length > 0) {
    const { place, width } = random.pick(all);
    const mask = random.value({ width, signed: false });
    every((engine) => engine.flipBits(place, mask));
    return `flips ${mask} of ${JSON.stringify(place)}`;
  }
  if (action === 'hold' && all.length > 0) {
    const held = Array.from({ length: random.below(4) }, (): HeldBits => {
      const { place, width } = random.pick(all);
      const bits = { width, signed: false };
      return { ...place, mask: random.value(bits), value: random.value(bits) };
    });
    every((engine) => engine.holdBits(held));
    return `holds ${held.length}`;
  }
  if (action === 'save') {
    saved.push(engines.map((engine) => engine.saveState()));
    return 'saves';
  }
  if (action !== 'restore' || saved.length === 0) return 'nothing';
  const states = random.pick(saved);
  every((engine, place) => engine.restoreState(states[place]!));
  return 'restores';
}

function compare(seed: number, kinds: readonly Property['kind'][], pace: ProfilePace): number {
  const circuit = mixedCircuit(seed, kinds);
  const quiet = { print: () => {} };
  const wasm = new WasmSimulator(circuit, quiet, pace);
  const interpreter = new Interpreter(circuit, quiet);
  const engines = [wasm, interpreter];
  const random = new RandomSource(seed + 4711);
  const saved: SavedState[][] = [];
  expect(wasm.registers).toEqual(interpreter.registers);
  const observation = random.chance(0.2) ? wasm.observe(wasm.signals, () => {}) : undefined;
  let disturbed = 0;
  for (let cycle = 0; cycle < 24; cycle++) {
    for (const { name, type, ...port } of circuit.top.ports) {
      if (port.kind !== 'input' || port.role === 'clock' || random.chance(0.5)) continue;
      const value = port.role === 'reset' ? BigInt(random.below(8) === 0) : random.value(type);
      for (const engine of engines) engine.set(name, value);
    }
    const what = random.chance(0.7) ? disturb(random, engines, saved) : 'nothing';
    if (what !== 'nothing') disturbed++;
    for (const signal of interpreter.signals) {
      const expected = interpreter.get(signal);
      if (wasm.get(signal) !== expected) {
        expect(wasm.get(signal), `seed ${seed}, cycle ${cycle}, ${what}: ${signal}`).toBe(expected);
      }
    }
    for (const { name, depth } of interpreter.memories) {
      for (let address = 0; address < depth; address++) {
        const expected = interpreter.readMemory(name, address);
        const place = `seed ${seed}, cycle ${cycle}, ${what}: ${name}[${address}]`;
        if (wasm.readMemory(name, address) !== expected) expect(wasm.readMemory(name, address), place).toBe(expected);
      }
    }
    const clocks = wasm.clocks.filter(() => random.chance(0.8));
    const rising = clocks.length === 0 ? undefined : clocks;
    const count = random.pick([1, 1, 3]);
    const outcomes = engines.map((engine) => {
      try {
        engine.step(count, rising);
        return 'stepped';
      } catch (error) {
        if (!(error instanceof SimulationError)) throw error;
        return error.message;
      }
    });
    expect(outcomes[0], `seed ${seed}, cycle ${cycle}`).toBe(outcomes[1]);
  }
  observation?.end();
  return disturbed;
}

describe.each(paces)('with code for %s, state written, held, saved and restored', (_, pace) => {
  test.each([
    ['no properties', []],
    ['assertions', ['assert', 'cover']],
  ] as const)('is the same in both engines on random circuits, with %s', (_, kinds) => {
    let disturbed = 0;
    for (let seed = 0; seed < 25; seed++) disturbed += compare(seed, kinds, pace);
    expect(disturbed).toBeGreaterThan(150);
  });
});
