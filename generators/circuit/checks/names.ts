import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import type { Circuit, LogicModule, SourceLocation } from '../types.ts';
import { logicModules } from './modules.ts';

/** B007: two things of one name, where the printed module could hold only one. */
export function checkNames(circuit: Circuit): readonly Diagnostic[] {
  const modules = circuit.modules.map(({ kind, name, location }) => ({
    phrase: kind === 'memory' ? 'memory' : 'module',
    name,
    location,
  }));
  return [
    ...collisions(modules, 'the circuit', 'give one of them a name of its own, for instance from its parameters'),
    ...logicModules(circuit).flatMap((module) =>
      collisions(namedThings(module), `module ${module.name}`, 'rename one of them'),
    ),
  ];
}

interface Named {
  readonly phrase: string;
  readonly name: string;
  readonly location: SourceLocation;
}

function namedThings({ ports, signals, instances }: LogicModule): readonly Named[] {
  return [
    ...[...ports, ...signals].map(({ kind, name, location }) => ({ phrase: kind, name, location })),
    ...instances.map(({ name, location }) => ({ phrase: 'instance', name, location })),
  ];
}

function collisions(things: readonly Named[], where: string, remedy: string): readonly Diagnostic[] {
  const first = new Map<string, Named>();
  const diagnostics: Diagnostic[] = [];
  for (const thing of things) {
    const { phrase, name, location } = thing;
    const other = first.get(name);
    if (!other) {
      first.set(name, thing);
      continue;
    }
    const both = `the ${other.phrase} at ${formatLocation(other.location)} and this ${phrase}`;
    diagnostics.push({ code: 'B007', message: `${where} has two things named ${name}: ${both}`, location, remedy });
  }
  return diagnostics;
}
