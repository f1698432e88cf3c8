import { type Diagnostic, fail, relativeFile } from '../../diagnostics.ts';

/** The numbers of the warnings; all others are errors, which no rule changes. */
export const warningCodes = ['B014', 'B017', 'B018', 'B019', 'B025'] as const;

const actions = ['ignore', 'warning', 'error'] as const;

/** What becomes of warnings. Of several rules for one warning the last holds. */
export interface WarningRule {
  /** One of `warningCodes`, or `any`. */
  readonly code: string;
  /**
   * Where: a file as messages name it, with `:line` behind it or without. `*` stands for any text without a slash, `**`
   * for any text. Everywhere unless given.
   */
  readonly place?: string;
  readonly action: (typeof actions)[number];
}

/**
 * The findings after the rules: warnings without those that are ignored, and errors where a rule makes them so.
 * @throws BurinError B526 for a rule that names no warning.
 */
export function applyWarningRules(
  diagnostics: readonly Diagnostic[],
  rules: readonly WarningRule[],
): readonly Diagnostic[] {
  rules.forEach(requireWarning);
  const matchers = rules.map((rule) => ({ ...rule, matches: placeMatcher(rule.place) }));
  return diagnostics.flatMap((diagnostic) => {
    if (diagnostic.severity !== 'warning') return [diagnostic];
    const rule = matchers.findLast(
      ({ code, matches }) => (code === 'any' || code === diagnostic.code) && matches(diagnostic),
    );
    if (rule?.action === 'ignore') return [];
    if (rule?.action !== 'error') return [diagnostic];
    const { severity, ...error } = diagnostic;
    return [error];
  });
}

/**
 * A rule as it is written on the command line: `B014=ignore`, `B014@generators/**=ignore`, `any=error`.
 * @throws BurinError B526 for another text, or one that names no warning.
 */
export function parseWarningRule(text: string): WarningRule {
  const [, code, place, action] = /^([^@=]+)(?:@(.+))?=([a-z]+)$/.exec(text) ?? [];
  const known = actions.find((name) => name === action);
  if (code === undefined || !known) {
    fail(
      'B526',
      `${text} is no rule for warnings`,
      `write for example B014=ignore, B014@source/**=ignore or any=error; the actions are ${actions.join(', ')}`,
    );
  }
  const rule: WarningRule = { code, action: known, ...(place === undefined ? {} : { place }) };
  requireWarning(rule);
  return rule;
}

function requireWarning({ code }: WarningRule): void {
  const known: readonly string[] = ['any', ...warningCodes];
  if (!known.includes(code)) fail('B526', `there is no warning ${code}`, `choose one of ${known.join(', ')}`);
}

function placeMatcher(place: string | undefined): (diagnostic: Diagnostic) => boolean {
  if (place === undefined) return () => true;
  const pattern = place
    .split(/(\*\*\/?|\*)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      return part === '*' ? '[^/]*' : part.replace(/[.+^${}()|[\]\\?]/g, '\\$&');
    })
    .join('');
  const whole = new RegExp(`^(?:${pattern})(?::\\d+)?$`);
  return ({ location }) => location !== undefined && whole.test(`${relativeFile(location.file)}:${location.line}`);
}
