import type { SourceLocation } from '../types.ts';

/** The order of places in the source: by file, line, column. */
export function bySourceLocation(a: SourceLocation, b: SourceLocation): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
