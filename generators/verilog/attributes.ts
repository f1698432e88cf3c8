import type { Attribute, LogicModule, Register, Signal, SourceLocation } from '../circuit/types.ts';
import { fail } from '../diagnostics.ts';
import type { Dialect } from './dialects.ts';

/** `(* name, name = 3, name = "text" *)`, or nothing where there is none. */
export function printAttributes(attributes: readonly Attribute[] = []): string {
  if (attributes.length === 0) return '';
  const texts = attributes.map(({ name, value }) => (value === undefined ? name : `${name} = ${printValue(value)}`));
  return `(* ${texts.join(', ')} *)`;
}

function printValue(value: string | number): string {
  return typeof value === 'number' ? String(value) : quoted(value);
}

/** Text between quotes, as SystemVerilog reads it. */
export function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, (character) => `\\${character}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/**
 * The user's attributes of something, once they are known to be printable.
 * @throws BurinError B061 where a name or value cannot be written down.
 */
export function checkedAttributes(
  attributes: readonly Attribute[] | undefined,
  owner: string,
  location: SourceLocation,
): readonly Attribute[] {
  for (const { name, value } of attributes ?? []) {
    if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(name))
      fail(
        'B061',
        `attribute '${name}' of ${owner} has no legal name`,
        'use letters, digits and underscores',
        location,
      );
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      fail('B061', `attribute '${name}' of ${owner} is ${value}`, 'give it a whole number or a text', location);
  }
  return attributes ?? [];
}

/** What the printed declaration of a signal or port carries. */
export type AttributesOf = (signal: Signal) => readonly Attribute[];

/** The user's attributes, those that keep a signal, and those of synchronisers, in the dialect's spelling. */
export function planAttributes(module: LogicModule, dialect: Dialect): AttributesOf {
  const synchronisers = findSynchronisers(module);
  return (signal) => {
    const own = checkedAttributes(signal.attributes, signal.name, signal.location);
    const keep = signal.keep ? (signal.kind === 'register' ? dialect.keepRegister : dialect.keepNet) : [];
    const made = [...keep, ...(synchronisers.has(signal) ? dialect.synchroniser : [])];
    return [...made.filter(({ name }) => !own.some((attribute) => attribute.name === name)), ...own];
  };
}

/** The registers that a value from another clock meets first, and those that take nothing but one of these: all stages. */
function findSynchronisers({ signals, statements }: LogicModule): ReadonlySet<Signal> {
  const found = new Set<Signal>(signals.filter((signal) => signal.kind === 'register' && signal.crossing));
  if (found.size === 0) return found;
  const sourceOf = new Map<Signal, Signal | undefined>();
  for (const statement of statements) {
    if (statement.kind !== 'connect' || statement.target.signal.kind !== 'register') continue;
    const { target, value } = statement;
    const register: Register = statement.target.signal;
    const whole = !target.range && !target.element && value.kind === 'reference' && !sourceOf.has(register);
    sourceOf.set(register, whole ? value.signal : undefined);
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [register, source] of sourceOf)
      if (source?.kind === 'register' && found.has(source) && sameClock(register, source)) found.add(register);
  }
  return found;
}

function sameClock(one: Signal, other: Signal): boolean {
  return one.kind === 'register' && other.kind === 'register' && one.clock === other.clock;
}
