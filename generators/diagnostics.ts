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

/**
 * An error that the user can mend. Its message is whole: it is printed as it stands, without a stack trace. Where Node
 * prints it, its stack has the user's frames alone.
 */
export class BurinError extends Error {
  declare readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    // Node prints what can be enumerated of an error behind its stack: all would be told twice.
    Object.defineProperty(this, 'diagnostics', { value: diagnostics });
    this.stack = [`${this.name}: ${this.message}`, ...userFrames(this.stack ?? '')].join('\n');
  }

  override get name(): string {
    return 'BurinError';
  }
}

const root = new URL('..', import.meta.url);
const ownFolders = ['generators/', 'sim/', 'cli/', 'bin/'].flatMap((folder) => {
  const { href, pathname } = new URL(folder, root);
  return [href, decodeURIComponent(pathname)];
});

/** The lines of a stack that name neither Burin's files nor Node's. */
function userFrames(stack: string): readonly string[] {
  const isOwn = (line: string): boolean => line.includes('node:') || ownFolders.some((folder) => line.includes(folder));
  return stack.split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line) && !isOwn(line));
}

/**
 * Where an exception was thrown, as messages name it: `file:line:column` of the first frame outside of libraries.
 * Nothing where that is Burin's own, or there is none.
 */
export function placeInUserCode(error: Error): string | undefined {
  const isOfLibrary = (line: string): boolean => /node:|\/node_modules\/(?!burin\/)/.test(line);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  const first = frames.find((line) => isOwnFrame(line) || !isOfLibrary(line));
  if (first === undefined || isOwnFrame(first)) return undefined;
  const place = first
    .trim()
    .replace(/^at (?:.* \()?/, '')
    .replace(/\)$/, '');
  return relativeFile(place.startsWith('file:') ? decodeURIComponent(new URL(place).pathname) : place);
}

const isOwnFrame = (line: string): boolean =>
  line.includes('/node_modules/burin/') || ownFolders.some((folder) => line.includes(folder));

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
