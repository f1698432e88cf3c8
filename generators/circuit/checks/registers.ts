import type { Diagnostic } from '../../diagnostics.ts';
import { forEachStatement } from '../expressions.ts';
import type { Assignable, Circuit } from '../types.ts';
import { logicModules } from './modules.ts';

/** B011: a register that nothing assigns and no reset sets, so that its value is never known. */
export function checkRegisters(circuit: Circuit): readonly Diagnostic[] {
  return logicModules(circuit).flatMap((module) => {
    const assigned = new Set<Assignable>();
    forEachStatement(module.statements, (statement) => {
      if (statement.kind === 'connect') assigned.add(statement.target.signal);
    });
    return module.signals.flatMap((signal) => {
      if (signal.kind !== 'register' || signal.reset || assigned.has(signal)) return [];
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
