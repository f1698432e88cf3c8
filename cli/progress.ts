/** A line on standard error that tells what goes on; only where a person looks. */
export function progressLine(first: string): { readonly update: (text: string) => void; readonly clear: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => {}, clear: () => {} };
  let shown = false;
  const update = (text: string): void => {
    shown = true;
    // A terminal that does not know its width says 0.
    stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns || 80) - 1)}`);
  };
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  update(first);
  return { update, clear };
}
