import type { Diagnostic } from '../../diagnostics.ts';
import { type BitMask, lowestBit, maskOfRange, targetRange } from '../bits.ts';
import { literalText, shortText } from '../expression-text.ts';
import type { Assignable, Expression, Statement, Switch } from '../types.ts';
import { type Branch, branchesOf, type Coverage, coverageOf, missingValues, nothing } from './coverage.ts';
import { assignmentText, at, bitsPhrase, isWhole, joined, someOf, verbFor } from './describe.ts';
import type { CircuitFacts } from './facts.ts';
import { type Finding, foldArrays } from './fold-arrays.ts';
import { targetsInDoubt } from './modules.ts';

/** B005: bits of an output, wire or instance input that are assigned on some paths, yet not on all: a latch. */
export function checkLatch({ modules, graphOf, coverageIn }: CircuitFacts): readonly Diagnostic[] {
  return modules.flatMap((module) => {
    const coverage = coverageIn(module);
    const findings: Finding[] = [];
    for (const signal of targetsInDoubt(module, graphOf(module).drivers)) {
      const { always, sometimes } = coverage.get(signal) ?? nothing;
      const missing = sometimes & ~always;
      if (missing !== 0n) findings.push(findingOf(signal, missing, module.statements, module.name));
    }
    return foldArrays('B005', findings);
  });
}

const mostPaths = 3;

function findingOf(
  signal: Assignable,
  missing: BitMask,
  statements: readonly Statement[],
  moduleName: string,
): Finding {
  const paths: string[] = [];
  let rest = missing;
  while (rest !== 0n && paths.length < mostPaths) {
    const path = pathWithout(statements, signal, 1n << BigInt(lowestBit(rest)));
    const bits = missing & ~path.assigned;
    paths.push(`${subjectOf(bits, signal)} no value where ${joined(path.choices)}`);
    rest &= ~bits;
  }
  if (rest !== 0n) paths.push(`${subjectOf(rest, signal)} none on other paths`);
  return {
    signal,
    text: (phrase) => `${phrase} in module ${moduleName} would be a latch: ${paths.join('; ')}`,
    remedy: `give it a default, ${assignmentText(signal)}, before the first condition, or complete the conditions with otherwise()`,
  };
}

function subjectOf(bits: BitMask, { type }: Assignable): string {
  if (isWhole(bits, type)) return 'it has';
  const phrase = bitsPhrase(bits, type);
  return `${phrase} ${verbFor(phrase, 'has', 'have')}`;
}

/** One path through statements: what was chosen on the way, and the bits of the signal that it may assign. */
interface Path {
  readonly choices: readonly string[];
  readonly assigned: BitMask;
}

/**
 * A path on which the statements do not assign `bit` (one set bit) of the signal; there must be one. It chooses only
 * where `bit` is at stake, and a branch that leaves the signal alone before others, so that it is short.
 */
function pathWithout(statements: readonly Statement[], signal: Assignable, bit: BitMask): Path {
  const choices: string[] = [];
  let assigned = 0n;
  for (const statement of statements) {
    if (statement.kind === 'connect') {
      const { target } = statement;
      if (target.signal !== signal) continue;
      const bits = maskOfRange(targetRange(target));
      if (!target.element) assigned |= bits;
      else if ((bits & bit) !== 0n) choices.push(`${shortText(target.element.index)} selects another element`);
      continue;
    }
    const branches = branchesOf(statement).map((branch) => ({ branch, coverage: coverageIn(branch, signal) }));
    const atStake = branches.reduce((bits, { coverage }) => bits | coverage.sometimes, 0n);
    if ((atStake & bit) === 0n) {
      assigned |= atStake;
      continue;
    }
    const open = branches.filter(({ coverage }) => (coverage.always & bit) === 0n);
    const { branch } = open.find(({ coverage }) => coverage.sometimes === 0n) ?? open[0]!;
    const inner = pathWithout(branch.body, signal, bit);
    choices.push(choiceText(statement, branch), ...inner.choices);
    assigned |= inner.assigned;
  }
  return { choices, assigned };
}

function coverageIn({ body }: Branch, signal: Assignable): Coverage {
  return coverageOf(body).get(signal) ?? nothing;
}

function choiceText(statement: Exclude<Statement, { kind: 'connect' }>, { choice }: Branch): string {
  if (statement.kind === 'when') return `${quoted(statement.condition)} is ${choice}${at(statement.location)}`;
  return `${quoted(statement.selector)} is ${valuesText(statement, choice)}${at(statement.location)}`;
}

const mostValues = 4;

function valuesText(statement: Switch, choice: Branch['choice']): string {
  if (typeof choice === 'number') {
    return someOf(statement.cases[choice]!.values.map(literalText), mostValues, 'or');
  }
  const missing = missingValues(statement);
  return typeof missing === 'string' ? 'none of the cases' : someOf(missing, mostValues, 'or');
}

const quoted = (expression: Expression): string => `(${shortText(expression)})`;
