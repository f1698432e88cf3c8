import type { Diagnostic } from '../../diagnostics.ts';
import type { CircuitFacts } from './facts.ts';

/** B011: a register that nothing assigns and no reset sets, so that its value is never known. */
export function checkRegisters({ modules, graphOf }: CircuitFacts): readonly Diagnostic[] {
  return modules.flatMap((module) => {
    const { drivers } = graphOf(module);
    return module.signals.flatMap((signal) => {
      if (signal.kind !== 'register' || signal.reset || drivers.has(signal)) return [];
      return [
        {
          code: 'B011',
          message: `register ${signal.name} in module ${module.name} is never assigned and has no reset value`,
          location: signal.location,
          remedy: `assign it, ${signal.name}.next = …, or give it a reset value: reg(…, { reset: 0 })`,
        },
      ];
    });
  });
}
