import type { PrintedValue, Property } from '../../generators/circuit/types.ts';
import { formatLocation } from '../../generators/diagnostics.ts';
import { PropertyViolation } from './simulator.ts';

/** The values of a message, in its order. */
export function printedValues({ message }: Property): readonly PrintedValue[] {
  return message.filter((part) => typeof part !== 'string');
}

/** The message of a property; `values` are the numbers of its printed values, in their order. */
export function messageText(property: Property, values: readonly bigint[]): string {
  let next = 0;
  return property.message.map((part) => (typeof part === 'string' ? part : valueText(part, values[next++]!))).join('');
}

/** Decimal numbers with their sign, members of enumerations by name; others as the bits of the value, without leading zeros. */
function valueText({ value: { type }, radix }: PrintedValue, value: bigint): string {
  if (radix === 'decimal') {
    const member = type.enumeration?.members.find((one) => one.value === value);
    return member ? member.name : value.toString();
  }
  return BigInt.asUintN(type.width, value).toString(radix === 'binary' ? 2 : 16);
}

/** Whether the property stops the simulation where it fires. */
export function isDemand({ kind }: Property): boolean {
  return kind === 'assert' || kind === 'assume';
}

/** The error for an assertion or assumption that does not hold at `cycle`. */
export function violationOf(property: Property, name: string, cycle: number, text: string): PropertyViolation {
  const { kind, location } = property;
  const says = text === '' ? '' : `: ${text}`;
  const message = `${kind} ${name} does not hold in cycle ${cycle}${says} (${formatLocation(location)})`;
  return new PropertyViolation(message, { property: name, kind, cycle, text, location });
}
