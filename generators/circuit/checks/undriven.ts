import type { Diagnostic } from '../../diagnostics.ts';
import { maskOf } from '../bits.ts';
import { nothing } from './coverage.ts';
import { assignmentText, bitsPhrase, isWhole, verbFor } from './describe.ts';
import type { CircuitFacts } from './facts.ts';
import { type Finding, foldArrays } from './fold-arrays.ts';
import { targetsInDoubt } from './modules.ts';

/** B003: an output, wire or instance input of which no statement ever assigns some bits. */
export function checkUndriven({ modules, graphOf, coverageIn }: CircuitFacts): readonly Diagnostic[] {
  return modules.flatMap((module) => {
    const coverage = coverageIn(module);
    const findings: Finding[] = [];
    for (const signal of targetsInDoubt(module, graphOf(module).drivers)) {
      const missing = maskOf(signal.type.width) & ~(coverage.get(signal) ?? nothing).sometimes;
      if (missing === 0n) continue;
      const whole = isWhole(missing, signal.type);
      const bits = bitsPhrase(missing, signal.type);
      const part = whole ? '' : `${bits} of `;
      const verb = whole ? 'is' : verbFor(bits, 'is', 'are');
      findings.push({
        signal,
        text: (phrase) => `${part}${phrase} in module ${module.name} ${verb} never assigned`,
        remedy: `assign ${whole ? 'it' : 'every bit'} in the body of ${module.name}: ${assignmentText(signal)}`,
      });
    }
    return foldArrays('B003', findings);
  });
}
