/** Exit code of a program whose reader went away: 128 + SIGPIPE, as of every other tool. */
const readerGone = 141;

/**
 * Ends the program quietly where nobody reads its output any more, as in `burin list | head -1`. It is not a success:
 * a verification that nobody saw the end of must not count as passed.
 */
export function endWhenReaderIsGone(): void {
  const end = (code: () => number) => (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(code());
  };
  process.stdout.on(
    'error',
    end(() => readerGone),
  );
  // Messages that nobody reads do not change how the command ended.
  process.stderr.on(
    'error',
    end(() => Number(process.exitCode ?? readerGone)),
  );
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** What the user should know, beside the result. */
export function printNotes(notes: readonly string[]): void {
  for (const note of notes) process.stderr.write(`${note}\n`);
}
