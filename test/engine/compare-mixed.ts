import { expect } from 'vitest';
import type { Property } from '../../generators/circuit/types.ts';
import { PropertyViolation, type Simulator } from '../../sim/engine/index.ts';
import { Interpreter } from '../../sim/engine/interpreter/interpreter.ts';
import type { ProfilePace } from '../../sim/engine/wasm/profile.ts';
import { WasmSimulator } from '../../sim/engine/wasm/wasm-simulator.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';
import { mixedCircuit } from './mixed-circuit.ts';

/** What a step did: nothing to tell, or the violation that stopped it. */
function outcome(step: () => void): Partial<PropertyViolation> | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (!(error instanceof PropertyViolation)) throw error;
    const { message, property, kind, cycle, text, location } = error;
    return { message, property, kind, cycle, text, location };
  }
}

/** What happened in a comparison, so that a test can tell that it compared something. */
export interface Seen {
  prints: number;
  violations: number;
  covered: number;
}

/** Drives both simulators alike; all signals, messages, counts, violations and memories must be equal. */
export function compareMixed(
  seed: number,
  kinds: readonly Property['kind'][],
  seen: Seen,
  { cycles = 12, pace }: { readonly cycles?: number; readonly pace?: ProfilePace } = {},
): void {
  const circuit = mixedCircuit(seed, kinds);
  const printed: Record<Simulator['engine'], string[]> = { wasm: [], interpreter: [] };
  const wasm = new WasmSimulator(circuit, { print: (text) => printed.wasm.push(text) }, pace);
  const interpreter = new Interpreter(circuit, { print: (text) => printed.interpreter.push(text) });
  const random = new RandomSource(seed + 77);
  expect(wasm.signals).toEqual(interpreter.signals);
  expect([wasm.clocks, wasm.resets]).toEqual([interpreter.clocks, interpreter.resets]);
  for (let cycle = 0; cycle < cycles; cycle++) {
    const place = `seed ${seed}, cycle ${cycle}`;
    for (const port of circuit.top.ports) {
      if (port.kind !== 'input' || port.role === 'clock' || random.chance(0.3)) continue;
      const value = port.role === 'reset' ? BigInt(random.below(8) === 0) : random.value(port.type);
      wasm.set(port.name, value);
      interpreter.set(port.name, value);
    }
    for (const signal of interpreter.signals) {
      const expected = interpreter.get(signal);
      if (wasm.get(signal) !== expected) expect(wasm.get(signal), `${place}, ${signal}`).toBe(expected);
    }
    const clocks = random.chance(0.3) ? undefined : wasm.clocks.filter(() => random.chance(0.6));
    const rising = clocks?.length === 0 ? wasm.clocks[0] : clocks;
    const count = random.pick([1, 1, 2, 5]);
    const stopped = outcome(() => interpreter.step(count, rising));
    expect(
      outcome(() => wasm.step(count, rising)),
      place,
    ).toEqual(stopped);
    expect(printed.wasm, place).toEqual(printed.interpreter);
    expect([wasm.cycle, wasm.covers], place).toEqual([interpreter.cycle, interpreter.covers]);
    if (stopped) seen.violations++;
  }
  for (const { name, depth } of interpreter.memories) {
    for (let address = 0; address < depth; address++) {
      expect(wasm.readMemory(name, address), `seed ${seed}, ${name}`).toBe(interpreter.readMemory(name, address));
    }
  }
  seen.prints += printed.wasm.length;
  seen.covered += wasm.covers.filter(({ count }) => count > 0).length;
}
