import { languageError } from './errors.ts';

/**
 * Refuses what TypeScript would refuse if it were asked: Node runs sources without a check of their types, and a misspelt
 * option would do nothing.
 * @throws BurinError B022 for options that are no record, and for one that `known` does not name.
 */
export function requireOptions(what: string, given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) {
    const example = `{ ${known[0]}: … }`;
    languageError('B022', `${what} is given ${String(given)} for its options`, `give a record, such as ${example}`);
  }
  for (const name of Object.keys(given))
    if (!known.includes(name)) refuse(`${what} has no option ${name}`, name, known);
}

/**
 * As `requireOptions`, for the fields of a record within the options.
 * @throws BurinError B022
 */
export function requireFields(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) if (!known.includes(name)) refuse(`${what} has no field ${name}`, name, known);
}

function refuse(message: string, name: string, known: readonly string[]): never {
  languageError('B022', message, nameRemedy(name, known));
}

/** What to write in place of a name that is none of the known ones. */
export function nameRemedy(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  const list = `there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`;
  const question = near === undefined ? [] : [`is ${near} meant?`];
  return [...question, ...(near === known.join() ? [] : [list])].join(' ');
}

/** The name that takes the fewest changes of a letter, where these are few for its length. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(2, Math.ceil(name.length / 3)) + 1;
  for (const candidate of known) {
    const changes = changesBetween(name.toLowerCase(), candidate.toLowerCase());
    if (changes < least) [nearest, least] = [candidate, changes];
  }
  return nearest;
}

/** Letters to insert, drop or replace, by Wagner and Fischer's algorithm. */
function changesBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, count) => count);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const replaced = row[to - 1]! + Number(one[at - 1] !== other[to - 1]);
      next.push(Math.min(replaced, row[to]! + 1, next[to - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
