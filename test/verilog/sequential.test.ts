import { describe, expect, it } from 'vitest';
import type { Circuit, Module } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { RandomSource, randomCircuit } from '../support/random-circuit.ts';
import { hasIcarus, simulateInIcarus } from './tools.ts';

const cycles = 30;

/** Statements that give every register and memory word the 0 that our simulators start from. */
function initialZeros(module: Module, path: string): readonly string[] {
  if (module.kind === 'external') return [];
  if (module.kind === 'memory')
    return [`${path}.readData = 0;`, `for (i = 0; i < ${module.depth}; i = i + 1) ${path}.words[i] = 0;`];
  const registers = module.signals.filter(({ kind }) => kind === 'register');
  return [
    ...registers.map(({ name }) => `${path}.${name} = 0;`),
    ...module.instances.flatMap((instance) => initialZeros(instance.module, `${path}.${instance.name}`)),
  ];
}

/** A read beyond the depth is undefined in Verilog and 0 for us. */
function readsBeyond({ modules }: Circuit): boolean {
  return modules.some((module) => module.kind === 'memory' && module.depth < 2 ** module.ports[3]!.type.width);
}

const seeds = Array.from({ length: 60 }, (_, seed) => 500 + seed).filter((seed) => !readsBeyond(randomCircuit(seed)));

describe.skipIf(!hasIcarus)('random circuits run in Icarus as in our interpreter', () => {
  it.each(seeds)('seed %d', (seed) => {
    const circuit = randomCircuit(seed);
    const random = new RandomSource(seed);
    const inputs = circuit.top.ports.filter((port) => port.kind === 'input' && !port.role);
    const outputs = circuit.top.ports.filter((port) => port.kind === 'output');
    const vectors = Array.from({ length: cycles }, () => inputs.map(({ type }) => random.value(type)));
    const simulator = createSimulator(circuit, { engine: 'interpreter' });
    const hasReset = circuit.top.ports.some((port) => port.kind === 'input' && port.role === 'reset');
    const expected = vectors.map((vector, cycle) => {
      if (hasReset) simulator.set('reset', cycle < 1);
      inputs.forEach(({ name }, at) => {
        simulator.set(name, vector[at]!);
      });
      const row = outputs.map(({ name }) => BigInt(simulator.get(name)));
      simulator.step();
      return row;
    });
    const initial = initialZeros(circuit.top, 'dut');
    expect(simulateInIcarus(circuit, vectors, { resetCycles: 1, initial })).toEqual(expected);
  });
});
