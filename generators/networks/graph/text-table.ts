/**
 * Rows of cells under each other as lines of text: as wide as the widest of a column needs, the first `textColumns` to the
 * left and numbers to the right. Rows are as long as the first.
 */
export function alignedRows(rows: readonly (readonly string[])[], textColumns: number): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((text, column) => (column < textColumns ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
