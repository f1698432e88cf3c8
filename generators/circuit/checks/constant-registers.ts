import type { Diagnostic } from '../../diagnostics.ts';
import type { Register } from '../types.ts';
import { declarationKey, isMeantSo } from './exempt.ts';
import type { CircuitFacts } from './facts.ts';

/**
 * B025: registers that are read and that nothing assigns, so that they are constants of their reset values. One that is
 * assigned in another variant of its module is no finding; without a reset value it is B011.
 */
export function checkConstantRegisters({ modules, graphOf }: CircuitFacts): readonly Diagnostic[] {
  const assigned = new Set<string>();
  const findings: { readonly key: string; readonly diagnostic: Diagnostic }[] = [];
  for (const module of modules) {
    const { drivers, numbers, targets } = graphOf(module);
    for (const signal of module.signals) {
      if (signal.kind !== 'register') continue;
      const key = declarationKey(signal, signal.name);
      if (drivers.has(signal)) assigned.add(key);
      else if (!isMeantSo(signal) && targets.includes(numbers.get(signal)!)) {
        findings.push({ key, diagnostic: diagnosticOf(signal, module.name) });
      }
    }
  }
  const told = new Set(assigned);
  return findings.flatMap(({ key, diagnostic }) => {
    if (told.has(key)) return [];
    told.add(key);
    return [diagnostic];
  });
}

function diagnosticOf({ name, location }: Register, moduleName: string): Diagnostic {
  return {
    code: 'B025',
    severity: 'warning',
    message: `register ${name} in module ${moduleName} is never assigned: it keeps its reset value`,
    location,
    remedy: `assign it, ${name}.next = …, or use a constant in its place`,
  };
}
