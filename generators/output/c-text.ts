/** Text as it may stand in a C comment: one line of printable characters that does not end the comment. */
export function commentText(text: string): string {
  return text.replace(/[^ -~]/g, '?').replaceAll('*/', '* /');
}

/** A string literal; what is not printable ASCII as octal bytes of its UTF-8. */
export function stringLiteral(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const characters = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    // A question mark could begin a trigraph.
    if (byte < 0x20 || byte > 0x7e || '"\\?'.includes(character)) return `\\${byte.toString(8).padStart(3, '0')}`;
    return character;
  });
  return `"${characters.join('')}"`;
}

/** A float literal that gives back the float32 exactly. */
export function floatLiteral(value: number): string {
  const digits = value.toPrecision(9);
  return `${/[.e]/.test(digits) ? digits : `${digits}.0`}f`;
}

/** Unsigned numbers as lines of an initialiser; hexadecimal ones have 32 bits. */
export function initialiserLines(numbers: readonly number[], form: 'decimal' | 'hexadecimal'): readonly string[] {
  const texts = numbers.map((number) =>
    form === 'decimal' ? `${number}` : `0x${number.toString(16).padStart(8, '0')}`,
  );
  const perLine = form === 'decimal' ? 16 : 8;
  return Array.from({ length: Math.ceil(texts.length / perLine) }, (_, line) =>
    texts.slice(line * perLine, (line + 1) * perLine).join(', '),
  );
}
