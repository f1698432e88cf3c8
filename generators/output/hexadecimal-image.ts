/** A memory image for `$readmemh`: one word of `bits` bits per line, from address 0. */
export function hexadecimalImage(words: readonly bigint[], bits: number): string {
  const digits = Math.ceil(bits / 4);
  return words.map((word) => `${word.toString(16).padStart(digits, '0')}\n`).join('');
}

/** A file of JSON. */
export function jsonText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
