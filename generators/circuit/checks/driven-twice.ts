import { type Diagnostic, formatLocation } from '../../diagnostics.ts';
import { type BitMask, type BitRange, maskOfRange, targetRange } from '../bits.ts';
import type { DriversOfSignals } from '../dependence/drivers.ts';
import { forEachStatement } from '../expressions.ts';
import type { Assignable, Connect, LogicModule } from '../types.ts';
import { assignmentText, bitsPhrase, isWhole, signalPhrase, verbFor } from './describe.ts';
import type { CircuitFacts } from './facts.ts';

/**
 * B004: an assignment that never takes effect, since a later one outside of any `when` replaces all its bits. A default
 * that is replaced in part, on some paths, or by several assignments together is what defaults are for.
 */
export function checkDrivenTwice({ modules, graphOf }: CircuitFacts): readonly Diagnostic[] {
  return modules.flatMap((module) => checkModule(module, graphOf(module).drivers));
}

interface Later {
  union: BitMask;
  readonly connects: { readonly connect: Connect; readonly range: BitRange }[];
}

function checkModule(module: LogicModule, drivers: DriversOfSignals): readonly Diagnostic[] {
  const later = new Map<Assignable, Later>();
  const diagnostics: Diagnostic[] = [];
  const check = (connect: Connect): void => {
    const known = later.get(connect.target.signal);
    const hiding = known && hidingConnect(connect, known);
    if (hiding) diagnostics.push(diagnosticOf(connect, hiding, module));
  };
  for (const statement of module.statements.toReversed()) {
    if (statement.kind === 'connect') {
      if (drivers.get(statement.target.signal)?.length === 1) continue;
      check(statement);
      if (!statement.target.element) remember(statement, later);
      continue;
    }
    forEachStatement([statement], (inner) => {
      if (inner.kind === 'connect') check(inner);
    });
  }
  return diagnostics.reverse();
}

/** The assignment that hides `connect`; the search among them runs only where all of them together do. */
function hidingConnect({ target }: Connect, later: Later): Connect | undefined {
  const range = targetRange(target);
  if ((maskOfRange(range) & ~later.union) !== 0n) return undefined;
  return later.connects.find(({ range: { high, low } }) => high >= range.high && low <= range.low)?.connect;
}

function remember(connect: Connect, later: Map<Assignable, Later>): void {
  const { signal } = connect.target;
  const range = targetRange(connect.target);
  const known = later.get(signal);
  if (known) {
    known.union |= maskOfRange(range);
    known.connects.push({ connect, range });
  } else {
    later.set(signal, { union: maskOfRange(range), connects: [{ connect, range }] });
  }
}

function diagnosticOf({ target, location }: Connect, hiding: Connect, { name }: LogicModule): Diagnostic {
  const { signal } = target;
  const bits = maskOfRange(targetRange(target));
  const phrase = bitsPhrase(bits, signal.type);
  const whole = isWhole(bits, signal.type);
  const part = whole ? '' : `${phrase} of `;
  const verb = whole ? 'is' : verbFor(phrase, 'is', 'are');
  return {
    code: 'B004',
    message:
      `${part}${signalPhrase(signal)} in module ${name} ${verb} driven twice: ` +
      `this assignment always replaces the one at ${formatLocation(location)}`,
    location: hiding.location,
    remedy: `remove one of the two; where the first is meant as a default, put ${assignmentText(signal)} here into a when()`,
  };
}
