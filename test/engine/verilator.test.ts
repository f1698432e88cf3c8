import { execaSync } from 'execa';
import { describe, expect, test } from 'vitest';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { RandomSource, randomCircuits } from '../support/random-circuit.ts';

const hasVerilator = execaSync('verilator', ['--version'], { reject: false }).exitCode === 0;
const circuitsAtOnce = 8;
const cycles = 60;

describe.skipIf(!hasVerilator)('random circuits behave as their SystemVerilog does in Verilator', () => {
  test.each([10])('from seed %d', { timeout: 600_000 }, async (seed) => {
    const circuit = randomCircuits(seed, circuitsAtOnce);
    // Only ports are compared, so that Verilator may drop memories that nothing reads.
    const model = { ...modelInterface(circuit), memories: [] };
    const built = await buildVerilator({ files: emitVerilog(circuit), model });
    const verilated = startVerilated(built);
    const simulator = createSimulator(circuit);
    const random = new RandomSource(seed + 5);
    const outputs = circuit.top.ports.filter((port) => port.kind === 'output');
    const seen: { place: string; ours: bigint; theirs: Promise<bigint> }[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      for (const port of circuit.top.ports) {
        if (port.kind !== 'input' || port.role === 'clock' || random.chance(0.3)) continue;
        const value = port.role === 'reset' ? BigInt(random.below(10) === 0) : random.value(port.type);
        simulator.set(port.name, value);
        verilated.set(port.name, value);
      }
      for (const { name } of outputs) {
        seen.push({ place: `cycle ${cycle}, ${name}`, ours: simulator.get(name), theirs: verilated.get(name) });
      }
      simulator.step();
      verilated.step();
    }
    for (const { place, ours, theirs } of seen) expect(ours, place).toBe(await theirs);
    // Outputs that stood still would agree for nothing.
    expect(new Set(seen.map(({ ours }) => ours)).size).toBeGreaterThan(50);
    await verilated.close();
  });
});
