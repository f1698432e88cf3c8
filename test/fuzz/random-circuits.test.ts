import { describe, expect, test } from 'vitest';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import { forEachExpression, forEachRoot, forEachStatement } from '../../generators/circuit/expressions.ts';
import { printCircuit } from '../../generators/circuit/print.ts';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { fromJson, toJson } from '../../sim/fuzz/graph-json.ts';
import { randomCircuit } from '../../sim/fuzz/random-circuit.ts';
import { rewrite } from '../../sim/fuzz/shrink/rewrite.ts';

const circuits = Array.from({ length: 120 }, (_, seed) => randomCircuit(seed, { exotic: true }));

/** What a circuit is made of, in words. */
function ingredients({ modules }: Circuit): readonly string[] {
  const found: string[] = [];
  for (const module of modules) {
    found.push(
      module.kind === 'memory' ? `${module.organisation} ${module.initial ? 'with' : 'without'} contents` : '',
    );
    if (module.kind === 'external') found.push('external');
    if (module.kind !== 'logic') continue;
    if (module.ports.filter((port) => port.kind === 'input' && port.role === 'clock').length > 1)
      found.push('two clocks');
    for (const signal of module.signals) {
      if (signal.kind === 'register') found.push(signal.reset ? 'register with reset' : 'register without reset');
      if (signal.kind === 'register' && signal.crossing) found.push('crossing');
      if (signal.type.lanes) found.push('lanes');
      if (signal.type.enumeration) found.push('enumeration');
      if (signal.type.width > 64) found.push('wide');
    }
    for (const instance of module.instances) found.push(instance.array ? 'array of instances' : 'instance');
    forEachStatement(module.statements, (statement) => {
      found.push(statement.kind);
      if (statement.kind === 'connect' && statement.target.range) found.push('range');
      if (statement.kind === 'connect' && statement.target.element) found.push('element');
      if (statement.kind === 'when' && statement.then.some(({ kind }) => kind !== 'connect')) found.push('nested');
    });
    const seen = new Set<Expression>();
    forEachRoot(module.statements, (root) => {
      forEachExpression(root, seen, (expression) => {
        const operator = 'operator' in expression ? ` ${expression.operator}` : '';
        found.push(`${expression.kind}${operator}${expression.kind === 'shift' ? ` ${expression.direction}` : ''}`);
      });
    });
  }
  return found;
}

describe('random circuits', () => {
  test('are sound', () => {
    const errors = circuits
      .flatMap((circuit) => checkCircuit(circuit))
      .filter(({ severity }) => severity !== 'warning');
    expect(errors).toEqual([]);
  });

  test('are made of everything that a circuit can have', () => {
    const all = new Set(circuits.flatMap(ingredients));
    const binaries = ['add', 'subtract', 'multiply', 'and', 'or', 'xor', 'equal', 'notEqual', 'less', 'lessEqual'];
    const unaries = ['not', 'negate', 'andReduce', 'orReduce', 'xorReduce'];
    const others = [
      'literal',
      'reference',
      'mux',
      'slice',
      'element',
      'concatenate',
      'convert',
      'shift left',
      'shift right',
    ];
    const memories = ['single-port', 'two-port', 'asynchronous-read'];
    const expected = [
      ...[...binaries, 'greater', 'greaterEqual'].map((operator) => `binary ${operator}`),
      ...unaries.map((operator) => `unary ${operator}`),
      ...others,
      ...memories.flatMap((memory) => [`${memory} with contents`, `${memory} without contents`]),
      'read-only with contents',
      ...['connect', 'when', 'switch', 'range', 'nested', 'lanes', 'enumeration', 'wide'],
      ...['external', 'two clocks', 'crossing'],
      ...['instance', 'array of instances', 'register with reset', 'register without reset'],
    ];
    expect(expected.filter((ingredient) => !all.has(ingredient))).toEqual([]);
  });

  test('follow from their seed alone', () => {
    expect(printCircuit(randomCircuit(7, { exotic: true }))).toBe(printCircuit(circuits[7]!));
    expect(printCircuit(randomCircuit(8, { exotic: true }))).not.toBe(printCircuit(circuits[7]!));
  });

  test('come back from JSON with everything that was shared', () => {
    for (const circuit of circuits.slice(0, 20)) {
      const text = JSON.stringify(toJson(circuit));
      const back = fromJson<Circuit>(JSON.parse(text));
      expect(printCircuit(back)).toBe(printCircuit(circuit));
      expect(checkCircuit(back).filter(({ severity }) => severity !== 'warning')).toEqual([]);
      expect(JSON.stringify(toJson(back))).toBe(text);
    }
  });

  test('are rewritten as they are by an edit that changes nothing', () => {
    for (const circuit of circuits.slice(0, 40)) expect(printCircuit(rewrite(circuit, {}))).toBe(printCircuit(circuit));
  });
});

test('what is no plain data cannot be kept', () => {
  expect(() => toJson({ at: () => 1 })).toThrow(new TypeError('a function is no plain data'));
  expect(() => toJson([new Date(0)])).toThrow(new TypeError('Date is no plain data'));
});
