import {
  bodies,
  children,
  forEachExpression,
  forEachStatement,
  ownExpressions,
} from '../../../generators/circuit/expressions.ts';
import type {
  Assignable,
  BitType,
  Circuit,
  Expression,
  InputPort,
  LogicModule,
  Signal,
  Statement,
} from '../../../generators/circuit/types.ts';
import { Interpreter } from '../../engine/interpreter/interpreter.ts';
import { chosenClocks, drivenInputs, type Stimulus, traceOutputs } from '../../stimulus.ts';
import type { FuzzCase } from '../corpus.ts';
import { as } from '../random-expressions.ts';
import { type Edit, rewrite } from './rewrite.ts';

/** A way to make cases smaller: the smaller ones of a case, those that drop most first. */
export type Pass = (current: FuzzCase) => Iterable<FuzzCase>;

/** All passes, those that drop most first. */
export const passes: readonly Pass[] = [
  fewerCycles,
  partAsTop,
  cutSignals,
  withoutParts,
  withoutStatements,
  simplerExpressions,
  inlinedNodes,
  narrowerTypes,
  simplerStimulus,
];

function* fewerCycles(current: FuzzCase): Iterable<FuzzCase> {
  const { stimulus } = current;
  for (let step = stimulus.length >> 1; step >= 1; step >>= 1) {
    yield { ...current, stimulus: stimulus.slice(0, -step) };
    yield { ...current, stimulus: stimulus.slice(step) };
  }
}

/** The module of an instance as the top, with the inputs that it had. */
function* partAsTop(current: FuzzCase): Iterable<FuzzCase> {
  const { circuit, stimulus } = current;
  // Which edges a part sees is not what its rows say where there are several clocks.
  if (chosenClocks(circuit).length > 0) return;
  for (const { name, module } of circuit.top.instances) {
    if (module.kind !== 'logic') continue;
    const part = rewrite(circuit, { top: module });
    const inputs = drivenInputs(part);
    const columns = inputs.map((port) => (port.role ? port.name : `${name}.${port.name}`));
    const rows = traceOutputs(new Interpreter(circuit), columns, stimulus);
    yield {
      ...current,
      circuit: part,
      stimulus: rows.map((row) => Object.fromEntries(inputs.map((port, place) => [port.name, row[place]!]))),
    };
  }
}

/** A signal of the top module as an input that has the values which the interpreter gave it. */
function* cutSignals(current: FuzzCase): Iterable<FuzzCase> {
  const { circuit, stimulus } = current;
  const { signals, instances, ports, location } = circuit.top;
  const named: [Signal, string, object][] = signals.map((signal) => [signal, signal.name, signal]);
  for (const instance of instances) {
    for (const output of instance.outputs.values()) named.push([output, `${instance.name}.${output.name}`, instance]);
  }
  const taken = new Set([...ports, ...signals, ...instances].map(({ name }) => name));
  for (const [signal, path, owner] of named) {
    if (!isRead(circuit.top, signal)) continue;
    let name = `cut_${path.replaceAll('.', '_')}`;
    while (taken.has(name)) name += '_';
    const input: InputPort = { kind: 'input', name, type: signal.type, location };
    const reading: Expression = { kind: 'reference', type: signal.type, signal: input };
    const rows = traceOutputs(new Interpreter(circuit), [path], stimulus);
    const drop = owner === signal ? { drop: new Set<object>([signal]) } : {};
    yield {
      ...current,
      circuit: rewrite(circuit, { references: new Map([[signal, reading]]), inputs: [input], ...drop }),
      stimulus: stimulus.map((row, cycle) => ({ ...row, [name]: rows[cycle]![0]! })),
    };
  }
}

function isRead(module: LogicModule, signal: Signal): boolean {
  let found = false;
  forEachRootOf(module, (root) => {
    forEachExpression(root, new Set(), (expression) => {
      if (expression.kind === 'reference' && expression.signal === signal) found = true;
    });
  });
  return found;
}

/** Halves of the ports, signals, instances and properties left out, then each by itself. */
function* withoutParts(current: FuzzCase): Iterable<FuzzCase> {
  for (const module of logicModules(current.circuit)) {
    const { ports, signals, instances, properties = [] } = module;
    const timed = instances.length + properties.length > 0 || signals.some(({ kind }) => kind === 'register');
    const free = timed ? ports.filter((port) => port.kind === 'output' || !port.role) : ports;
    const parts: readonly object[] = [...instances, ...signals, ...properties, ...free];
    for (const group of groups(parts)) yield withEdit(current, { drop: new Set(group) });
  }
}

function* withoutStatements(current: FuzzCase): Iterable<FuzzCase> {
  for (const module of logicModules(current.circuit)) {
    const all: Statement[] = [];
    forEachStatement(module.statements, (statement) => all.push(statement));
    for (const group of groups(all)) yield withEdit(current, { drop: new Set(group) });
    for (const statement of all) {
      for (const body of bodies(statement)) yield withEdit(current, { statements: new Map([[statement, body]]) });
      for (const fewer of withFewerCases(statement)) {
        yield withEdit(current, { statements: new Map([[statement, [fewer]]]) });
      }
    }
  }
}

function withFewerCases(statement: Statement): readonly Statement[] {
  if (statement.kind !== 'switch') return [];
  const { cases, fallback, ...rest } = statement;
  const shorter = cases.map((one): Statement => {
    const others = cases.filter((other) => other !== one);
    return { ...rest, cases: others, ...(fallback ? { fallback } : {}) };
  });
  return fallback ? [{ ...rest, cases }, ...shorter] : shorter;
}

function* simplerExpressions(current: FuzzCase): Iterable<FuzzCase> {
  for (const module of logicModules(current.circuit)) {
    const seen = new Set<Expression>();
    const all: Expression[] = [];
    forEachRootOf(module, (root) => forEachExpression(root, seen, (expression) => all.push(expression)));
    // The outermost first: they hold the others.
    for (const expression of all.reverse()) {
      if (expression.kind === 'literal') {
        if (expression.value !== 0n)
          yield withEdit(current, { replace: new Map([[expression, zero(expression.type)]]) });
        continue;
      }
      yield withEdit(current, { replace: new Map([[expression, zero(expression.type)]]) });
      // Bits that are all 1 are true, and as far from 0 as can be.
      yield withEdit(current, { replace: new Map([[expression, ones(expression.type)]]) });
      // What a conversion holds has its type by another conversion; what that holds may do without.
      const inner = expression.kind === 'convert' ? children(expression.operand) : children(expression);
      for (const child of inner) {
        yield withEdit(current, { replace: new Map([[expression, as(child, expression.type)]]) });
      }
    }
  }
}

function* inlinedNodes(current: FuzzCase): Iterable<FuzzCase> {
  for (const module of logicModules(current.circuit)) {
    for (const signal of module.signals) {
      if (signal.kind !== 'node') continue;
      yield withEdit(current, { references: new Map([[signal, signal.value]]), drop: new Set([signal]) });
    }
  }
}

/** Inputs and outputs of the top module, wires and registers with fewer bits, without sign, lanes and names. */
function* narrowerTypes(current: FuzzCase): Iterable<FuzzCase> {
  const { circuit, stimulus } = current;
  for (const module of logicModules(circuit)) {
    const partly = new Set<Assignable>();
    forEachStatement(module.statements, (statement) => {
      if (statement.kind === 'connect' && (statement.target.range || statement.target.element))
        partly.add(statement.target.signal);
    });
    const ports = module === circuit.top ? module.ports : [];
    for (const signal of [...ports, ...module.signals]) {
      if (signal.kind === 'node' || (signal.kind === 'input' && signal.role)) continue;
      const { type } = signal;
      for (const width of new Set([1, type.width >> 1, type.width - 1, type.width])) {
        const same = width === type.width;
        if (width < 1 || (!same && partly.has(signal as Assignable))) continue;
        const simpler: BitType = { width, signed: same ? type.signed : type.signed && width > 1 };
        if (same && !type.lanes && !type.enumeration) continue;
        const edited = rewrite(circuit, { types: new Map([[signal, simpler]]) });
        const cut = (value: bigint) => (simpler.signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value));
        const isInput = signal.kind === 'input';
        yield {
          ...current,
          circuit: edited,
          stimulus: isInput
            ? stimulus.map((row) => ({ ...row, [signal.name]: cut(row[signal.name] ?? 0n) }))
            : stimulus,
        };
      }
    }
  }
}

function* simplerStimulus(current: FuzzCase): Iterable<FuzzCase> {
  const { stimulus, circuit } = current;
  const replaced = (
    change: (row: Readonly<Record<string, bigint>>, cycle: number) => Readonly<Record<string, bigint>>,
  ): FuzzCase => ({
    ...current,
    stimulus: stimulus.map(change),
  });
  for (const { name } of drivenInputs(circuit)) {
    if (stimulus.some((row) => row[name] !== 0n)) yield replaced((row) => ({ ...row, [name]: 0n }));
  }
  for (const [cycle, row] of stimulus.entries()) {
    for (const [name, value] of Object.entries(row)) {
      const smaller = [0n, 1n, value / 2n].filter((one) => magnitude(one) < magnitude(value));
      for (const one of new Set(smaller)) {
        yield replaced((other, place) => (place === cycle ? { ...other, [name]: one } : other));
      }
    }
  }
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

const zero = (type: BitType): Expression => ({ kind: 'literal', type, value: 0n });

const ones = (type: BitType): Expression => ({
  kind: 'literal',
  type,
  value: type.signed ? -1n : (1n << BigInt(type.width)) - 1n,
});

function logicModules({ modules }: Circuit): readonly LogicModule[] {
  return modules.filter((module) => module.kind === 'logic').reverse();
}

function forEachRootOf(module: LogicModule, visit: (root: Expression) => void): void {
  for (const signal of module.signals) if (signal.kind === 'node') visit(signal.value);
  forEachStatement(module.statements, (statement) => ownExpressions(statement).forEach(visit));
}

function withEdit(current: FuzzCase, edit: Edit): FuzzCase {
  const circuit = rewrite(current.circuit, edit);
  const names = new Set([...drivenInputs(circuit), ...chosenClocks(circuit)].map(({ name }) => name));
  const stimulus: Stimulus = current.stimulus.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name))),
  );
  return { ...current, circuit, stimulus };
}

/** The whole list, its halves, their halves and so on, down to single items. */
function* groups<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let size = items.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
  }
}
