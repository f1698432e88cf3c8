import type { Diagnostic } from '../../diagnostics.ts';
import type { BitType, Enumeration, Module, SourceLocation } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * B008: names that no Verilog tool takes as they stand: of modules, signals, instances, properties, enumerations and
 * their members, and of what external modules and their parameters are called in the text.
 */
export function checkIdentifiers({ circuit }: CircuitFacts): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const enumerations = new Set<Enumeration>();
  for (const module of circuit.modules) checkModule(module, enumerations, diagnostics);
  return diagnostics;
}

function checkModule(module: Module, enumerations: Set<Enumeration>, diagnostics: Diagnostic[]): void {
  const check = (kind: string, name: string, location: SourceLocation): void => {
    if (!identifier.test(name)) diagnostics.push(diagnosticOf(kind, name, location));
  };
  const checkType = ({ enumeration }: BitType, location: SourceLocation): void => {
    if (!enumeration || enumerations.has(enumeration)) return;
    enumerations.add(enumeration);
    check('enumeration', enumeration.name, location);
    for (const { name } of enumeration.members) check(`member of enumeration ${enumeration.name}`, name, location);
  };
  const checkPart = (kind: string, name: string, location: SourceLocation): void => {
    if (!identifier.test(name)) diagnostics.push(diagnosticOf(`${kind} of module ${module.name}`, name, location));
  };
  check(module.kind === 'memory' ? 'memory' : 'module', module.name, module.location);
  const signals = module.kind === 'logic' ? module.signals : [];
  for (const list of [module.ports, signals]) {
    for (const { kind, name, location } of list) checkPart(kind, name, location);
  }
  if (module.kind === 'external') {
    check('module', module.moduleName, module.location);
    for (const { name } of module.parameters) checkPart('parameter', name, module.location);
  }
  if (module.kind === 'logic') {
    for (const { name, location } of module.instances) checkPart('instance', name, location);
    for (const { name, location } of module.properties ?? []) checkPart('property', name, location);
  }
  for (const list of [module.ports, signals]) for (const { type, location } of list) checkType(type, location);
}

function diagnosticOf(what: string, name: string, location: SourceLocation): Diagnostic {
  return {
    code: 'B008',
    message: `"${name}" cannot be the name of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`,
    location,
    remedy: 'use letters, digits and underscores, and no digit in front',
  };
}
