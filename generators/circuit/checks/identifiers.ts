import type { Diagnostic } from '../../diagnostics.ts';
import type { BitType, Circuit, Enumeration, Module, SourceLocation } from '../types.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** B008: names that no Verilog tool takes as they stand: of modules, signals, instances, enumerations and members. */
export function checkIdentifiers(circuit: Circuit): readonly Diagnostic[] {
  const enumerations = new Set<Enumeration>();
  return circuit.modules.flatMap((module) => [
    ...check(module.kind === 'memory' ? 'memory' : 'module', module.name, module.location),
    ...partsOf(module).flatMap(({ kind, name, location }) => check(`${kind} of module ${module.name}`, name, location)),
    ...typesOf(module).flatMap(({ type: { enumeration }, location }) => {
      if (!enumeration || enumerations.has(enumeration)) return [];
      enumerations.add(enumeration);
      return checkEnumeration(enumeration, location);
    }),
  ]);
}

interface Part {
  readonly kind: string;
  readonly name: string;
  readonly location: SourceLocation;
}

function partsOf(module: Module): readonly Part[] {
  if (module.kind !== 'logic') return module.ports;
  const instances = module.instances.map(({ name, location }) => ({ kind: 'instance', name, location }));
  return [...module.ports, ...module.signals, ...instances];
}

function typesOf(module: Module): readonly { readonly type: BitType; readonly location: SourceLocation }[] {
  return module.kind !== 'logic' ? module.ports : [...module.ports, ...module.signals];
}

function checkEnumeration({ name, members }: Enumeration, location: SourceLocation): readonly Diagnostic[] {
  return [
    ...check('enumeration', name, location),
    ...members.flatMap((member) => check(`member of enumeration ${name}`, member.name, location)),
  ];
}

function check(what: string, name: string, location: SourceLocation): readonly Diagnostic[] {
  if (identifier.test(name)) return [];
  return [
    {
      code: 'B008',
      message: `"${name}" cannot be the name of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`,
      location,
      remedy: 'use letters, digits and underscores, and no digit in front',
    },
  ];
}
