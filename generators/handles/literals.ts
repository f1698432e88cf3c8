/**
 * Plain data as TypeScript text on one line: numbers, bigints, booleans, strings, arrays and records. What is undefined
 * is left out of records.
 * @throws TypeError for anything else.
 */
export function literalText(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return stringText(value);
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(literalText).join(', ')}]`;
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} is no plain data`);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, inner]) => `${keyText(key)}: ${literalText(inner)}`).join(', ')} }`;
}

/** The key of a record: quoted only where it must be. */
export function keyText(key: string): string {
  if (key === '__proto__') return `['__proto__']`; // unquoted, it would set the prototype
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : stringText(key);
}

export function stringText(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A documentation comment, each line behind `indent`. */
export function commentText(text: string, indent: string): string {
  const lines = text
    .trim()
    .replaceAll('*/', '*\\/')
    .split(/\s*\n\s*/);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
}
