import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { literalText, shortText } from '../expression-text.ts';
import { forEachStatement } from '../expressions.ts';
import type { Literal, SourceLocation, Switch } from '../types.ts';
import type { CircuitFacts } from './facts.ts';

/**
 * B009: a case that can never run, since an earlier one has its value or the selector's enumeration does not. A fallback
 * behind complete cases is no finding: generators write it for sizes at which the cases are not complete.
 */
export function checkSwitchCases({ modules }: CircuitFacts): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const module of modules) {
    forEachStatement(module.statements, (statement) => {
      if (statement.kind === 'switch') diagnostics.push(...checkSwitch(statement, module.name));
    });
  }
  return diagnostics;
}

function checkSwitch({ selector, cases }: Switch, moduleName: string): readonly Diagnostic[] {
  const known = new Map<bigint, SourceLocation>();
  const diagnostics: Diagnostic[] = [];
  const where = `of the switch on ${shortText(selector)} in module ${moduleName}`;
  for (const { values, location } of cases) {
    for (const literal of values) {
      const earlier = known.get(literal.value);
      if (earlier) diagnostics.push(duplicate(literal, where, earlier, location));
      else if (isNoMember(literal, selector.type)) diagnostics.push(unreachable(literal, where, selector, location));
      known.set(literal.value, earlier ?? location);
    }
  }
  return diagnostics;
}

function isNoMember({ value }: Literal, { enumeration }: Switch['selector']['type']): boolean {
  return enumeration !== undefined && !enumeration.members.some((member) => member.value === value);
}

function duplicate(literal: Literal, where: string, earlier: SourceLocation, location: SourceLocation): Diagnostic {
  return {
    code: 'B009',
    message: `case ${literalText(literal)} ${where} never runs: the case at ${formatLocation(earlier)} has the same value`,
    location,
    remedy: 'remove one of the two, or join their bodies',
  };
}

function unreachable(
  literal: Literal,
  where: string,
  { type }: Switch['selector'],
  location: SourceLocation,
): Diagnostic {
  return {
    code: 'B009',
    message: `case ${literalText(literal)} ${where} never runs: enumeration ${type.enumeration!.name} has no such member`,
    location,
    remedy: 'name a member of the enumeration, or switch on the bits: asUInt()',
  };
}
