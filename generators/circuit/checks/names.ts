import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import type { Circuit, LogicModule, SourceLocation } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

/** B007: two things of one name, where the printed module could hold only one. */
export function checkNames({ circuit, modules }: CircuitFacts): readonly Diagnostic[] {
  return [...checkModules(circuit), ...modules.flatMap(checkModule)];
}

interface Named {
  readonly phrase: string;
  readonly name: string;
  readonly location: SourceLocation;
}

function checkModules({ modules }: Circuit): readonly Diagnostic[] {
  const named = modules.map(({ kind, name, location }) => ({ phrase: phraseOf(kind), name, location }));
  const remedy = 'give one of them a name of its own, for instance from its parameters';
  return collisions(named, 'the circuit', remedy);
}

function phraseOf(kind: 'logic' | 'memory' | 'external'): string {
  if (kind === 'external') return 'external module';
  return kind === 'memory' ? 'memory' : 'module';
}

/** Large modules have many names: what is told about them is made where two are alike only. */
function checkModule(module: LogicModule): readonly Diagnostic[] {
  const { name, ports, signals, instances, properties = [] } = module;
  const names = new Set<string>();
  const lists: readonly (readonly { readonly name: string }[])[] = [ports, signals, instances, properties];
  let count = 0;
  for (const list of lists) {
    count += list.length;
    for (const thing of list) names.add(thing.name);
  }
  return names.size === count ? [] : collisions(namedThings(module), `module ${name}`, 'rename one of them');
}

function namedThings({ ports, signals, instances, properties = [] }: LogicModule): readonly Named[] {
  return [
    ...[...ports, ...signals].map(({ kind, name, location }) => ({ phrase: kind, name, location })),
    ...instances.map(({ name, location }) => ({ phrase: 'instance', name, location })),
    ...properties.map(({ name, location }) => ({ phrase: 'property', name, location })),
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
