/** A table for people: the first column to the left, the others to the right. */
export function formatTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('   '),
  );
  return `${title}\n${text.map((line) => `  ${line.trimEnd()}\n`).join('')}`;
}

/** Three significant digits, in the unit in which they read best. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${digits(milliseconds / 1000)} s`;
  return milliseconds >= 1 ? `${digits(milliseconds)} ms` : `${digits(milliseconds * 1000)} µs`;
}

export function formatRatio(ratio: number): string {
  return `${digits(ratio)}×`;
}

export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Says on the error output what a long measurement is at, so that its result alone is on the other one. */
export function sayProgress(what: string): void {
  process.stderr.write(`measuring ${what}\n`);
}
