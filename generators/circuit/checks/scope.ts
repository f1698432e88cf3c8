import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { forEachReference, forEachStatement, ownExpressions } from '../expressions.ts';
import type { Assignable, Circuit, Expression, Instance, LogicModule, Signal, SourceLocation } from '../types.ts';
import { signalPhrase } from './describe.ts';
import { logicModules } from './modules.ts';

type Owned = Signal | Assignable;

/** B010: a statement or named value that uses a signal of another module. */
export function checkScope(circuit: Circuit): readonly Diagnostic[] {
  const owners = new Map<Owned | Instance, LogicModule>();
  for (const module of logicModules(circuit)) {
    for (const owned of [...module.ports, ...module.signals, ...module.instances]) owners.set(owned, module);
  }
  const ownerOf = (signal: Owned): LogicModule | undefined =>
    owners.get('instance' in signal ? signal.instance : signal);
  return logicModules(circuit).flatMap((module) => checkModule(module, ownerOf));
}

function checkModule(module: LogicModule, ownerOf: (signal: Owned) => LogicModule | undefined): readonly Diagnostic[] {
  const seen = new Set<Expression>();
  const foreign = new Set<Owned>();
  const diagnostics: Diagnostic[] = [];
  const check = (signal: Owned, verb: 'reads' | 'assigns', location: SourceLocation): void => {
    const owner = ownerOf(signal);
    if (owner === module || foreign.has(signal)) return;
    foreign.add(signal);
    const home = owner ? `of module ${owner.name}` : 'of no module of this design';
    diagnostics.push({
      code: 'B010',
      message: `module ${module.name} ${verb} ${signalPhrase(signal)} ${home}, made at ${formatLocation(signal.location)}`,
      location,
      remedy: `lead the value through ports: an output of the one module, an input of the other`,
    });
  };
  const checkRoot = (root: Expression, location: SourceLocation): void => {
    forEachReference(root, seen, (signal) => check(signal, 'reads', location));
  };
  for (const signal of module.signals) if (signal.kind === 'node') checkRoot(signal.value, signal.location);
  forEachStatement(module.statements, (statement) => {
    if (statement.kind === 'connect') check(statement.target.signal, 'assigns', statement.location);
    for (const root of ownExpressions(statement)) checkRoot(root, statement.location);
  });
  return diagnostics;
}
