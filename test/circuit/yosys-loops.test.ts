import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import type { Expression, LogicModule, Signal, Wire } from '../../generators/circuit/types.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  ModuleBuilder,
  mux,
  reference,
  shift,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { type RandomNumbers, randomNumbers } from '../support/random-numbers.ts';

const hasYosys = spawnSync('yosys', ['-V']).status === 0;
const designCount = 150;
const verilogOperators: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  and: '&',
  or: '|',
  xor: '^',
  equal: '==',
  less: '<',
};

/** The Verilog of a module of unconditional assignments, one wire for each expression; written for this test alone. */
function verilogOf(module: LogicModule): string {
  const lines: string[] = [];
  const range = (width: number) => `[${width - 1}:0]`;
  const nameOf = (signal: Signal) =>
    signal.kind === 'instanceOutput' ? `${signal.instance.name}_${signal.name}` : signal.name;
  const textOf = (expression: Expression): string => {
    if (expression.kind === 'reference') return nameOf(expression.signal);
    const operation = operationOf(expression);
    const name = `part_${lines.length}`;
    lines.push(`wire ${range(expression.type.width)} ${name} = ${operation};`);
    return name;
  };
  const operationOf = (expression: Expression): string => {
    switch (expression.kind) {
      case 'unary':
        return `${expression.operator === 'not' ? '~' : '^'}${textOf(expression.operand)}`;
      case 'binary':
        return `${textOf(expression.left)} ${verilogOperators[expression.operator]} ${textOf(expression.right)}`;
      case 'shift':
        return `${textOf(expression.operand)} ${expression.direction === 'left' ? '<<' : '>>'} ${textOf(expression.amount)}`;
      case 'mux':
        return `${textOf(expression.condition)} ? ${textOf(expression.whenTrue)} : ${textOf(expression.whenFalse)}`;
      case 'slice':
        return `${textOf(expression.operand)}[${expression.high}:${expression.low}]`;
      case 'concatenate':
        return `{${expression.parts.map(textOf).join(', ')}}`;
      default:
        throw new Error(`no Verilog for ${expression.kind}`);
    }
  };
  for (const statement of module.statements) {
    if (statement.kind !== 'connect') throw new Error('only unconditional assignments');
    const { signal, range: part } = statement.target;
    const name = signal.kind === 'instanceInput' ? `${signal.instance.name}_${signal.name}` : signal.name;
    const bits = part ? `[${part.high}:${part.low}]` : '';
    const value = textOf(statement.value);
    lines.push(`assign ${name}${bits} = ${value};`);
  }
  const ports = module.ports.map(({ kind, type, name }) => `${kind} ${range(type.width)} ${name}`);
  const wires = [
    ...module.signals,
    ...module.instances.flatMap(({ name, inputs, outputs }) =>
      [...inputs.values(), ...outputs.values()].map((port) => ({ type: port.type, name: `${name}_${port.name}` })),
    ),
  ].map(({ type, name }) => `wire ${range(type.width)} ${name};`);
  const instances = module.instances.map(({ name, module: child, inputs, outputs }) => {
    const connections = [...inputs.keys(), ...outputs.keys()].map((port) => `.${port}(${name}_${port})`);
    return `${child.name} ${name} (${connections.join(', ')});`;
  });
  return [`module ${module.name} (${ports.join(', ')});`, ...wires, ...lines, ...instances, 'endmodule', ''].join('\n');
}

/** Exactly `width` bits made of the given values by random operators, a few deep. */
function randomExpression(
  random: RandomNumbers,
  values: readonly Expression[],
  width: number,
  depth: number,
): Expression {
  const below = (narrower: number) => randomExpression(random, values, narrower, depth - 1);
  if (depth === 0) {
    const fitting = values.filter(({ type }) => type.width >= width);
    const value = fitting[random.integer(0, fitting.length - 1)]!;
    const low = random.integer(0, value.type.width - width);
    return slice(value, low + width - 1, low);
  }
  const cut = (expression: Expression, low: number) => slice(expression, low + width - 1, low);
  switch (random.integer(0, 8)) {
    case 0:
      return cut(
        binary(random.integer(0, 1) === 0 ? 'add' : 'subtract', below(width), below(width)),
        random.integer(0, 1),
      );
    case 1:
      return binary((['and', 'or', 'xor'] as const)[random.integer(0, 2)]!, below(width), below(width));
    case 2:
      return unary('not', below(width));
    case 3:
      return mux(below(1), below(width), below(width));
    case 4:
      return cut(shift('left', below(width), below(1)), random.integer(0, 1));
    case 5:
      return shift('right', below(width), below(random.integer(1, 2)));
    case 6:
    case 7: {
      if (width === 1)
        return random.integer(0, 1) === 0 ? unary('xorReduce', below(2)) : binary('less', below(2), below(2));
      const low = random.integer(1, width - 1);
      return concatenate(below(width - low), below(low));
    }
    default:
      return below(width);
  }
}

/** Two inputs, two outputs, each output made of the inputs alone. */
function randomLeaf(random: RandomNumbers, name: string): LogicModule {
  const builder = new ModuleBuilder(name);
  const inputs = [builder.input('first', unsigned(4)), builder.input('second', unsigned(3))];
  for (const output of [builder.output('third', unsigned(4)), builder.output('fourth', unsigned(2))]) {
    builder.assign(output, randomExpression(random, inputs, output.type.width, 1));
  }
  return withoutClock(builder.build());
}

/**
 * Two gates in each assignment: yosys sees no loop where wires alone feed each other (they are one undriven net), nor
 * where one gate feeds itself.
 */
const gates = (value: Expression): Expression => unary('not', unary('not', value));

/** Wires in halves, and two instances of a leaf, that read each other at random. */
function randomDesign(random: RandomNumbers, name: string): LogicModule {
  const builder = new ModuleBuilder(name);
  const leaf = randomLeaf(random, `${name}_Leaf`);
  const wires: readonly Wire[] = [6, 5, 4].map((width, index) => builder.wire(`wire_${index}`, unsigned(width)));
  const instances = ['left', 'right'].map((instanceName) => builder.instance(instanceName, leaf));
  const inputs = [builder.input('data', unsigned(6)), builder.input('more', unsigned(8))];
  const values = [
    ...Array.from({ length: 5 }, () => inputs).flat(), // often enough that about half of the designs have no loop
    ...wires.map(reference),
    ...instances.flatMap(({ outputs }) => [...outputs.values()].map(reference)),
  ];
  for (const wire of wires) {
    const low = random.integer(1, wire.type.width - 1);
    for (const range of [
      { high: wire.type.width - 1, low },
      { high: low - 1, low: 0 },
    ]) {
      const width = range.high - range.low + 1;
      builder.connect({ signal: wire, range }, gates(randomExpression(random, values, width, random.integer(0, 1))));
    }
  }
  for (const instance of instances) {
    for (const port of instance.inputs.values()) {
      builder.assign(port, gates(randomExpression(random, values, port.type.width, 0)));
    }
  }
  builder.assign(builder.output('result', bit), unary('xorReduce', reference(wires[0]!)));
  return withoutClock(builder.build());
}

function withoutClock(module: LogicModule): LogicModule {
  return { ...module, ports: module.ports.filter((port) => port.kind === 'output' || !port.role) };
}

describe.skipIf(!hasYosys)('combinational loops, judged by yosys on single gates', () => {
  it(`agrees on ${designCount} random designs of wires and instances`, () => {
    const random = randomNumbers(20);
    const designs = Array.from({ length: designCount }, (_, index) => randomDesign(random, `Design_${index}`));
    const modules = designs.flatMap((design) => [design.instances[0]!.module as LogicModule, design]);
    const folder = mkdtempSync(join(tmpdir(), 'burin-loops-'));
    try {
      const file = join(folder, 'designs.v');
      writeFileSync(file, modules.map(verilogOf).join('\n'));
      const script = `read_verilog ${file}; flatten; techmap; check`;
      const log = execaSync('yosys', ['-p', script]).stdout;
      const looped = new Set([...log.matchAll(/found logic loop in module (\w+)/g)].map(([, name]) => name));
      const found = new Set(
        designs
          .filter((design) => {
            const diagnostics = checkCircuit(circuitOf(design)).filter(({ severity }) => severity === undefined);
            expect(diagnostics.filter(({ code }) => code !== 'B006')).toEqual([]);
            return diagnostics.length > 0;
          })
          .map(({ name }) => name),
      );
      // Both verdicts must occur often, or the comparison says nothing.
      expect(looped.size).toBeGreaterThan(designCount / 5);
      expect(looped.size).toBeLessThan((designCount * 4) / 5);
      expect([...found].sort()).toEqual([...looped].sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
