import type { SoundnessOptions } from '../generators/circuit/checks/index.ts';
import { parseWarningRule } from '../generators/circuit/checks/index.ts';
import { type Diagnostic, formatDiagnostic } from '../generators/diagnostics.ts';

/** Takes the warnings about a design: prints them as errors are printed, and keeps them for the report. */
export interface Warnings extends SoundnessOptions {
  readonly found: readonly Diagnostic[];
}

/** @throws BurinError B526 where a rule given with `--warn` is none. */
export function collectWarnings(rules: readonly string[] = []): Warnings {
  const found: Diagnostic[] = [];
  const report = (warning: Diagnostic): void => {
    found.push(warning);
    process.stderr.write(`${formatDiagnostic(warning)}\n`);
  };
  return { warnings: rules.map(parseWarningRule), report, found };
}

/** The warnings for a report in JSON, where there are any. */
export function warningsFound({ found }: Warnings): { readonly warnings?: readonly Diagnostic[] } {
  return found.length > 0 ? { warnings: found } : {};
}
