import type { Expression, PrintedValue, Property, SourceLocation } from '../circuit/types.ts';
import { languageError } from './errors.ts';
import { allOf, literal, unsigned } from './expressions.ts';
import { currentContext, type Draft } from './module-context.ts';
import { boolOf } from './operands.ts';
import { captureLocation } from './source-location.ts';
import { type Bool, Value } from './values.ts';

/** Text with values in it, as `message` makes it. */
export type Message = readonly (string | PrintedValue)[];

/** A value in a message that is not to be shown as a decimal number. */
export interface Radix {
  readonly printed: PrintedValue;
}

/** Shows a value of a message in hexadecimal. */
export function hexadecimal({ expression: value }: Value): Radix {
  return { printed: { value, radix: 'hexadecimal' } };
}

/** Shows a value of a message in binary. */
export function binary({ expression: value }: Value): Radix {
  return { printed: { value, radix: 'binary' } };
}

/** Text with hardware values in it: ``message`holds ${count} of ${depth}` ``; enumerations show the member's name. */
export function message(
  texts: TemplateStringsArray,
  ...values: readonly (Value | Radix | string | number | bigint)[]
): Message {
  const parts = texts.flatMap((text, position): Message => {
    const value = values[position];
    const shown = value === undefined ? [] : [partOf(value)];
    return [text, ...shown];
  });
  return joinTexts(parts);
}

function partOf(value: Value | Radix | string | number | bigint): string | PrintedValue {
  if (typeof value !== 'object') return String(value);
  return value instanceof Value ? { value: value.expression, radix: 'decimal' } : value.printed;
}

function joinTexts(parts: Message): Message {
  const joined: (string | PrintedValue)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else if (part !== '') joined.push(part);
  }
  return joined;
}

/**
 * The condition holds at each clock edge at which the branch at hand is taken and the reset is inactive. Simulation
 * stops where it does not. It is no hardware: printed Verilog keeps it in a layer of its own.
 */
export function assert(condition: Bool, text: string | Message = ''): void {
  addProperty('assert', boolOf(condition, 'the condition of assert()'), text, captureLocation());
}

/** As `assert`, but a promise of what surrounds the module: a proof relies on it. */
export function assume(condition: Bool, text: string | Message = ''): void {
  addProperty('assume', boolOf(condition, 'the condition of assume()'), text, captureLocation());
}

/** Counts the clock edges at which the condition holds in the branch at hand: a test should come by here. */
export function cover(condition: Bool, text: string | Message = ''): void {
  addProperty('cover', boolOf(condition, 'the condition of cover()'), text, captureLocation());
}

/** Prints the message at each clock edge at which the branch at hand is taken, in simulation only. */
export function print(text: string | Message): void {
  addProperty('print', literal(unsigned(1), 1n), text, captureLocation());
}

function addProperty(
  kind: Property['kind'],
  condition: Expression,
  text: string | Message,
  location: SourceLocation,
): void {
  const context = currentContext(`${kind}()`);
  const parts = typeof text === 'string' ? [text].filter(Boolean) : text;
  if (kind === 'print' && parts.length === 0) languageError('B020', 'print() of nothing', 'give it a message');
  const property: Draft<Property> = {
    kind,
    name: propertyName(kind, parts),
    clock: context.clock,
    enable: allOf(context.openArms.map((arm) => arm.condition())),
    condition,
    message: parts,
    location,
  };
  context.properties.push(property);
}

/** A name that follows from what the property says, so that it stays when others come or go. */
function propertyName(kind: Property['kind'], text: Message): string {
  const words = text
    .filter((part) => typeof part === 'string')
    .join(' ')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  return [kind, ...words.slice(0, 6)].join('_');
}
