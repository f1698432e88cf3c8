import { BurinError, type Diagnostic } from '../../diagnostics.ts';
import type { Circuit } from '../types.ts';
import { checkClocks } from './clocks.ts';
import { checkCombinationalLoop } from './combinational-loop.ts';
import { checkDrivenTwice } from './driven-twice.ts';
import { type CircuitFacts, factsOf } from './facts.ts';
import { checkIdentifiers } from './identifiers.ts';
import { checkLatch } from './latch.ts';
import { checkNames } from './names.ts';
import { bySourceLocation } from './places.ts';
import { checkRegisters } from './registers.ts';
import { checkScope } from './scope.ts';
import { checkSwitchCases } from './switch-cases.ts';
import { checkUndriven } from './undriven.ts';
import { checkWellFormed } from './well-formed.ts';

/** All checks of a design, in the order of their numbers. */
const designChecks: readonly ((facts: CircuitFacts) => readonly Diagnostic[])[] = [
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
];

/**
 * All findings about a circuit, by place in the user's source. Where the circuit contradicts itself (B100), these
 * findings alone: the other checks rely on its rules.
 */
export function checkCircuit(circuit: Circuit): readonly Diagnostic[] {
  const facts = factsOf(circuit);
  const contradictions = checkWellFormed(facts);
  if (contradictions.length > 0) return contradictions;
  return designChecks.flatMap((check) => check(facts)).sort(byPlace);
}

/** @throws BurinError with all findings, if there are any. */
export function requireSound(circuit: Circuit): void {
  const diagnostics = checkCircuit(circuit);
  if (diagnostics.length > 0) throw new BurinError(diagnostics);
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const place = a.location && b.location ? bySourceLocation(a.location, b.location) : 0;
  return place || (a.code < b.code ? -1 : Number(a.code > b.code));
}
