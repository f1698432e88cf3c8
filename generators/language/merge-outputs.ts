import type { Assignable, Connect, OutputPort, Reference, Statement } from '../circuit/types.ts';
import type { Draft, ModuleContext } from './module-context.ts';

type Signals = ModuleContext['signals'];

/**
 * `const sum = …; return { sum: output(sum) }` makes one thing, not two: a wire or value that an output of its own name
 * shows becomes that output. Returns the signals that remain. References and assignments are changed in place, which is
 * sound as long as the module is not closed: each signal has one reference object, shared by all its readers.
 */
export function mergeOutputs(ports: readonly Draft<OutputPort>[], signals: Signals, statements: Statement[]): Signals {
  const assignments = new Map<Assignable, Draft<Connect>[]>();
  collectAssignments(statements, assignments);
  const merged = new Set<Signals[number]>();
  for (const port of ports) {
    const [shown, ...others] = assignments.get(port) ?? [];
    if (!shown || others.length > 0 || !statements.includes(shown) || shown.value.kind !== 'reference') continue;
    const reference: Draft<Reference> = shown.value;
    const signal = signals.find((candidate) => candidate === reference.signal);
    if (
      !signal ||
      signal.kind === 'register' ||
      signal.keep ||
      signal.attributes ||
      signal.name !== port.name ||
      merged.has(signal)
    )
      continue;
    merged.add(signal);
    reference.signal = port;
    if (signal.kind === 'node') shown.value = signal.value;
    else {
      // What is wrong with its drivers is to be mended where the wire is declared.
      port.location = signal.location;
      statements.splice(statements.indexOf(shown), 1);
      for (const connect of assignments.get(signal) ?? []) connect.target = { ...connect.target, signal: port };
    }
  }
  return signals.filter((signal) => !merged.has(signal));
}

/** The assignments to outputs, and to wires, which may become outputs. */
function collectAssignments(statements: readonly Statement[], into: Map<Assignable, Draft<Connect>[]>): void {
  for (const statement of statements) {
    if (statement.kind === 'connect') {
      const { signal } = statement.target;
      if (signal.kind !== 'output' && signal.kind !== 'wire') continue;
      const list = into.get(signal);
      if (list) list.push(statement);
      else into.set(signal, [statement]);
    } else if (statement.kind === 'when') {
      collectAssignments(statement.then, into);
      collectAssignments(statement.otherwise, into);
    } else {
      for (const { body } of statement.cases) collectAssignments(body, into);
      if (statement.fallback) collectAssignments(statement.fallback, into);
    }
  }
}
