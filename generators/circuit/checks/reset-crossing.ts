import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { clockingOf, clockPorts } from '../clocking.ts';
import type { InputPort, LogicModule, Module, SourceLocation } from '../types.ts';
import { hasSeveralDomains } from './clock-crossing.ts';
import { joined } from './describe.ts';
import type { CircuitFacts } from './facts.ts';

/** What a reset acts on, for each clock by which that is in step: an example. */
type Served = ReadonlyMap<InputPort, { readonly phrase: string; readonly location: SourceLocation }>;

/**
 * B017: a reset that acts on registers of more than one clock. It ends in step with one of them at most; told where the
 * clocks first meet, not once more for every module around.
 */
export function checkResetCrossing({ modules }: CircuitFacts): readonly Diagnostic[] {
  if (!modules.some(hasSeveralDomains)) return [];
  const servedBy = new Map<Module, ReadonlyMap<InputPort, Served>>();
  return modules.flatMap((module) => {
    const { served, told } = resetsOf(module, servedBy);
    servedBy.set(module, served);
    return [...served].flatMap(([reset, clocks]) => {
      if (clocks.size < 2 || told.has(reset)) return [];
      const parts = [...clocks].map(
        ([{ name }, { phrase, location }]) => `${phrase} (${formatLocation(location)}) in step with ${name}`,
      );
      return [
        {
          code: 'B017',
          severity: 'warning' as const,
          message: `reset ${reset.name} of module ${module.name} acts on registers of several clocks: ${joined(parts)}`,
          location: reset.location,
          remedy: 'give each clock a reset of its own, which ends in step with it: synchroniseReset()',
        },
      ];
    });
  });
}

/** The clocks behind each reset of a module, and the resets of which an instance alone has several already. */
function resetsOf(module: LogicModule, servedBy: ReadonlyMap<Module, ReadonlyMap<InputPort, Served>>) {
  const served = new Map<InputPort, Map<InputPort, { phrase: string; location: SourceLocation }>>();
  const told = new Set<InputPort>();
  const note = (reset: InputPort, clock: InputPort, phrase: string, location: SourceLocation): void => {
    const clocks = served.get(reset) ?? new Map();
    served.set(reset, clocks);
    if (!clocks.has(clock)) clocks.set(clock, { phrase, location });
  };
  for (const signal of module.signals) {
    if (signal.kind !== 'register' || !signal.reset) continue;
    note(signal.reset.signal, signal.clock, `register ${signal.name}`, signal.location);
  }
  for (const instance of module.instances) {
    const inside = servedBy.get(instance.module);
    if (!inside || clockPorts(instance.module).length < 2) continue;
    const clocking = clockingOf(instance, module);
    for (const [innerReset, clocks] of inside) {
      const reset = clocking.get(innerReset.name);
      const outer = new Set<InputPort>();
      for (const inner of clocks.keys()) {
        const clock = clocking.get(inner.name);
        if (!reset || !clock) continue;
        outer.add(clock);
        note(reset, clock, `instance ${instance.name}`, instance.location);
      }
      if (reset && outer.size > 1) told.add(reset);
    }
  }
  return { served, told };
}
