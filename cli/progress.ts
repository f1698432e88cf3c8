/** A line on standard error that tells what goes on; only where a person looks. */
export function progressLine(first: string): { readonly update: (text: string) => void; readonly clear: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => {}, clear: () => {} };
  const update = (text: string): void => {
    stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
  };
  update(first);
  return { update, clear: () => void stderr.write('\r\u001b[K') };
}
