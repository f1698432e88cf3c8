import { describe, expect, it } from 'vitest';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import type { Circuit, Expression, InputPort, LogicModule } from '../../generators/circuit/types.ts';
import { binary, bit, circuitOf, ModuleBuilder, reference } from '../support/circuit-builder.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { inStepWith, port } from './two-clocks.ts';

const below = (seed: number) => {
  const { integer } = randomNumbers(seed);
  return (bound: number): number => integer(0, bound - 1);
};

/** One net of a design without hierarchy: a gate of two others, or a register of one of two clocks. */
type Net = { readonly gate: readonly [number, number] } | { readonly clock: 0 | 1; data: number };

/** A cell: its inputs come first among its nets, then registers and gates; the last so many nets are its outputs. */
interface Cell {
  readonly inputs: number;
  readonly nets: readonly Net[];
  readonly outputs: number;
}

function randomCell(pick: (below: number) => number): Cell {
  const inputs = 1 + pick(3);
  const nets: Net[] = [];
  const registers = pick(3);
  for (let index = 0; index < registers; index += 1) nets.push({ clock: pick(4) === 0 ? 1 : 0, data: 0 });
  const gates = 1 + pick(4);
  for (let index = 0; index < gates; index += 1) {
    const known = inputs + nets.length;
    nets.push({ gate: [pick(known), pick(known)] });
  }
  for (const net of nets) if ('clock' in net) net.data = pick(inputs + nets.length);
  return { inputs, nets, outputs: 1 + pick(2) };
}

function moduleOf(name: string, { inputs, nets, outputs }: Cell): LogicModule {
  const builder = new ModuleBuilder(name);
  const second = port('second', 'clock');
  const values: Expression[] = Array.from({ length: inputs }, (_, index) => builder.input(`in${index}`, bit));
  const later: (() => void)[] = [];
  nets.forEach((net, index) => {
    if ('gate' in net) {
      values.push(builder.node(`gate${index}`, binary('xor', values[net.gate[0]]!, values[net.gate[1]]!)));
      return;
    }
    const register = builder.register(`register${index}`, bit);
    if (net.clock === 1) inStepWith(second, register);
    values.push(reference(register));
    later.push(() => builder.assign(register, values[net.data]!));
  });
  for (const connect of later) connect();
  for (let index = 0; index < outputs; index += 1) {
    builder.assign(builder.output(`out${index}`, bit), values.at(-1 - index)!);
  }
  const module = builder.build();
  return { ...module, ports: [module.ports[0]!, second, ...module.ports.slice(1)] };
}

/** Cells one behind the other, each fed by outputs before it or by registers; and the same without hierarchy. */
function randomDesign(seed: number): { readonly circuit: Circuit; readonly flat: readonly Net[] } {
  const pick = below(seed);
  const cells = Array.from({ length: 2 }, () => randomCell(pick));
  const modules = cells.map((cell, index) => moduleOf(`Cell${index}`, cell));
  const builder = new ModuleBuilder('Top');
  const other = port('other', 'clock');
  const flat: Net[] = [];
  const values: Expression[] = [];
  const numbers: number[] = [];
  for (const clock of [0, 1] as const) {
    const register = builder.register(`first${clock}`, bit);
    if (clock === 1) inStepWith(other, register);
    builder.assign(register, reference(register));
    values.push(reference(register));
    numbers.push(flat.length);
    flat.push({ clock, data: flat.length });
  }
  for (let index = 0; index < 3; index += 1) {
    const which = pick(cells.length);
    const cell = cells[which]!;
    const instance = builder.instance(`cell${index}`, modules[which]!);
    const swapped = pick(2) === 1;
    const [first, second] = swapped ? [other, builder.clock] : [builder.clock, other];
    const clocking = new Map<string, InputPort>([
      ['clock', first],
      ['second', second],
    ]);
    Object.assign(instance, { clocking });
    const local: number[] = [];
    for (let input = 0; input < cell.inputs; input += 1) {
      const from = pick(values.length);
      builder.assign(instance.inputs.get(`in${input}`)!, values[from]!);
      local.push(numbers[from]!);
    }
    const base = flat.length - cell.inputs;
    const numberOf = (net: number): number => local[net] ?? base + net;
    for (const net of cell.nets) {
      if ('gate' in net) flat.push({ gate: [numberOf(net.gate[0]), numberOf(net.gate[1])] });
      else flat.push({ clock: (swapped ? 1 - net.clock : net.clock) as 0 | 1, data: numberOf(net.data) });
    }
    for (let output = 0; output < cell.outputs; output += 1) {
      values.push(reference(instance.outputs.get(`out${output}`)!));
      numbers.push(numberOf(cell.inputs + cell.nets.length - 1 - output));
    }
  }
  const module = builder.build();
  return { circuit: circuitOf({ ...module, ports: [module.ports[0]!, other, ...module.ports.slice(1)] }), flat };
}

/** Whether a register of one clock can see one of the other, by walking the flat design from each register. */
function crosses(flat: readonly Net[]): boolean {
  const clocksOf = (number: number): readonly number[] => {
    const net = flat[number]!;
    return 'gate' in net ? net.gate.flatMap(clocksOf) : [net.clock];
  };
  return flat.some((net) => 'clock' in net && clocksOf(net.data).some((clock) => clock !== net.clock));
}

describe('B013 and a walk through the design without hierarchy', () => {
  it('agree on random designs', () => {
    let crossing = 0;
    const count = 300;
    for (let seed = 1; seed <= count; seed += 1) {
      const { circuit, flat } = randomDesign(seed);
      const diagnostics = checkCircuit(circuit).filter(({ severity }) => severity === undefined);
      expect(diagnostics.filter(({ code }) => code !== 'B013')).toEqual([]);
      expect([seed, diagnostics.length > 0]).toEqual([seed, crosses(flat)]);
      if (crosses(flat)) crossing += 1;
    }
    // Both verdicts must occur often, or the comparison says nothing.
    expect(crossing).toBeGreaterThan(count / 6);
    expect(crossing).toBeLessThan((count * 5) / 6);
  });
});
