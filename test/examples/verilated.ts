import type { Circuit } from '../../generators/circuit/types.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import type { Simulator } from '../../sim/engine/index.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';

/** The settled values of ports in one cycle. */
export type PortValues = Readonly<Record<string, bigint>>;

/** The values of the circuit's inputs as they are now, without clock and reset. */
export function inputValues({ top }: Circuit, simulator: Simulator): PortValues {
  const inputs = top.ports.filter((port) => port.kind === 'input' && !port.role);
  return Object.fromEntries(inputs.map(({ name }) => [name, simulator.get(name)]));
}

/** What the printed circuit's outputs show under Verilator, when it is given these inputs cycle by cycle after a reset. */
export async function outputsInVerilator(
  circuit: Circuit,
  cycles: readonly PortValues[],
): Promise<readonly PortValues[]> {
  const { ports } = circuit.top;
  const outputs = ports.filter(({ kind }) => kind === 'output').map(({ name }) => name);
  const model = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
  const simulator = startVerilated(model);
  simulator.set('reset', 1);
  simulator.step();
  simulator.set('reset', 0);
  // All is asked for before the first answer is awaited: one exchange for the whole run.
  const answers = cycles.map((inputs) => {
    for (const [port, value] of Object.entries(inputs)) simulator.set(port, value);
    const values = Promise.all(outputs.map((port) => simulator.get(port)));
    simulator.step();
    return values;
  });
  const rows = await Promise.all(answers);
  await simulator.close();
  return rows.map((values) => Object.fromEntries(values.map((value, at) => [outputs[at]!, value])));
}
