import type { Diagnostic } from '../../diagnostics.ts';
import { isReservedWord } from '../reserved-words.ts';
import type { Module, SourceLocation } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

/**
 * B060: modules, ports and parameters of external modules that are called as a word of SystemVerilog. Others write these
 * names in their sources, so that printing may not change them as it does those of signals inside.
 */
export function checkReservedNames({ circuit }: CircuitFacts): readonly Diagnostic[] {
  return circuit.modules.flatMap(checkModule);
}

function checkModule(module: Module): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const check = (what: string, name: string, location: SourceLocation): void => {
    if (!isReservedWord(name)) return;
    const message = `${what} '${name}' has a name that SystemVerilog reserves`;
    diagnostics.push({ code: 'B060', message, location, remedy: 'give it another name' });
  };
  const printedName = module.kind === 'external' ? module.moduleName : module.name;
  check(module.kind === 'external' ? 'external module' : 'module', printedName, module.location);
  for (const { name, location } of module.ports) check(`port of ${printedName}`, name, location);
  if (module.kind === 'external') {
    for (const { name } of module.parameters) check(`parameter of ${printedName}`, name, module.location);
  }
  return diagnostics;
}
