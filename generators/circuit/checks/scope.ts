import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import type { ModuleGraph } from '../dependence/module-graph.ts';
import { forEachModuleRoot, forEachReference, forEachStatement } from '../expressions.ts';
import type { Assignable, Expression, Instance, LogicModule, Signal, SourceLocation } from '../types.ts';
import { signalPhrase } from './describe.ts';
import type { CircuitFacts } from './facts.ts';

type Owned = Signal | Assignable;

/** B010: a statement or named value that uses a signal of another module. */
export function checkScope({ modules, graphOf }: CircuitFacts): readonly Diagnostic[] {
  const strangers = modules.filter((module) => usesForeign(graphOf(module)));
  if (strangers.length === 0) return [];
  const owners = new Map<Owned | Instance, LogicModule>();
  for (const module of modules) {
    for (const owned of [...module.ports, ...module.signals, ...module.instances]) owners.set(owned, module);
  }
  const ownerOf = (signal: Owned): LogicModule | undefined =>
    owners.get('instance' in signal ? signal.instance : signal);
  return strangers.flatMap((module) => checkModule(module, ownerOf));
}

/** A signal that is reached and not the module's own, or assigned and not among what is reached from it. */
function usesForeign({ vertices, numbers, drivers, ownCount }: ModuleGraph): boolean {
  for (let number = ownCount; number < vertices.length; number += 1) {
    const vertex = vertices[number]!;
    if ('location' in vertex) return true;
  }
  for (const signal of drivers.keys()) if ((numbers.get(signal) ?? ownCount) >= ownCount) return true;
  return false;
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
  forEachStatement(module.statements, (statement) => {
    if (statement.kind === 'connect') check(statement.target.signal, 'assigns', statement.location);
  });
  forEachModuleRoot(module, (root, location) => {
    forEachReference(root, seen, (signal) => check(signal, 'reads', location));
  });
  return diagnostics;
}
