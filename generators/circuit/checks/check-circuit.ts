import { BurinError, type Diagnostic, formatDiagnostic } from '../../diagnostics.ts';
import type { Circuit } from '../types.ts';
import { checkClockCrossing } from './clock-crossing.ts';
import { checkClocks } from './clocks.ts';
import { checkCombinationalLoop } from './combinational-loop.ts';
import { checkConstantRegisters } from './constant-registers.ts';
import { checkDrivenTwice } from './driven-twice.ts';
import { type CircuitFacts, factsOf } from './facts.ts';
import { checkIdentifiers } from './identifiers.ts';
import { checkIndexOutOfRange, checkIndexTooWide } from './index-range.ts';
import { checkLatch } from './latch.ts';
import { checkMemoryPorts } from './memory-ports.ts';
import { checkNames } from './names.ts';
import { bySourceLocation } from './places.ts';
import { checkRegisters } from './registers.ts';
import { checkReservedNames } from './reserved-names.ts';
import { checkResetCrossing } from './reset-crossing.ts';
import { checkScope } from './scope.ts';
import { checkSwitchCases } from './switch-cases.ts';
import { checkUndriven } from './undriven.ts';
import { checkUnreachable } from './unreachable.ts';
import { checkUnused } from './unused.ts';
import { applyWarningRules, type WarningRule } from './warning-rules.ts';
import { checkWellFormed } from './well-formed.ts';

type Check = (facts: CircuitFacts) => readonly Diagnostic[];

/** The checks that find errors, in the order of their numbers. */
const errorChecks: readonly Check[] = [
  checkUndriven,
  checkDrivenTwice,
  checkLatch,
  checkCombinationalLoop,
  checkNames,
  checkIdentifiers,
  checkSwitchCases,
  checkScope,
  checkRegisters,
  checkClocks,
  checkClockCrossing,
  checkMemoryPorts,
  checkIndexOutOfRange,
  checkReservedNames,
];

/** Those that find what is suspicious. */
const warningChecks: readonly Check[] = [
  checkUnused,
  checkResetCrossing,
  checkUnreachable,
  checkIndexTooWide,
  checkConstantRegisters,
];

/**
 * The findings about a circuit, by place in the user's source: errors, or warnings where there are none, since what an
 * error leaves unconnected is suspicious as well. Where the circuit contradicts itself (B100), these findings alone: the
 * other checks rely on its rules.
 */
export function checkCircuit(circuit: Circuit): readonly Diagnostic[] {
  const facts = factsOf(circuit);
  const run = (checks: readonly Check[]): readonly Diagnostic[] =>
    checks.flatMap((check) => check(facts)).sort(byPlace);
  for (const checks of [[checkWellFormed], errorChecks]) {
    const errors = run(checks);
    if (errors.length > 0) return errors;
  }
  return run(warningChecks);
}

/** What becomes of warnings. */
export interface SoundnessOptions {
  readonly warnings?: readonly WarningRule[];
  /** Takes each warning that the rules leave; standard error unless given. */
  readonly report?: (warning: Diagnostic) => void;
}

/**
 * Reports the warnings, and holds the circuit to be free of errors.
 * @throws BurinError with all errors, if there are any.
 */
export function requireSound(circuit: Circuit, { warnings = [], report = printWarning }: SoundnessOptions = {}): void {
  const diagnostics = applyWarningRules(checkCircuit(circuit), warnings);
  for (const diagnostic of diagnostics) if (diagnostic.severity === 'warning') report(diagnostic);
  const errors = diagnostics.filter(({ severity }) => severity === undefined);
  if (errors.length > 0) throw new BurinError(errors);
}

function printWarning(warning: Diagnostic): void {
  console.warn(formatDiagnostic(warning));
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const place = a.location && b.location ? bySourceLocation(a.location, b.location) : 0;
  return place || (a.code < b.code ? -1 : Number(a.code > b.code));
}
