import type { SourceLocation } from './circuit/types.ts';

/** One finding about the user's input or design: what is wrong, where, and what to do about it. */
export interface Diagnostic {
  /** Stable number of the check, e.g. `B003`. */
  readonly code: string;
  /** Absent where it is an error. */
  readonly severity?: 'warning';
  readonly message: string;
  readonly location?: SourceLocation;
  readonly remedy: string;
}

/** An error that the user can mend. Its message is whole: it is printed as it stands, without a stack trace. */
export class BurinError extends Error {
  override readonly name: string = 'BurinError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.diagnostics = diagnostics;
  }
}

export function formatDiagnostic({ code, severity, message, location, remedy }: Diagnostic): string {
  const place = location ? `${formatLocation(location)}: ` : '';
  return `${place}${severity ?? 'error'} ${code}: ${message}\n  remedy: ${remedy}`;
}

/** `file:line:column`, the file relative to the working directory where it lies below it. */
export function formatLocation({ file, line, column }: SourceLocation): string {
  return `${relativeFile(file)}:${line}:${column}`;
}

/** A file as messages name it: relative to the working directory where it lies below it. */
export function relativeFile(file: string): string {
  const directory = `${process.cwd()}/`;
  return file.startsWith(directory) ? file.slice(directory.length) : file;
}

/** Throws one error with the given text and remedy. */
export function fail(code: string, message: string, remedy: string, location?: SourceLocation): never {
  throw new BurinError([{ code, message, remedy, ...(location ? { location } : {}) }]);
}
