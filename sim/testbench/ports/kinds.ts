import type { BitType } from '../../../generators/circuit/types.ts';
import { fail } from '../../../generators/diagnostics.ts';
import { literal } from '../../../generators/language/expressions.ts';
import { Bool, type Value, Vec } from '../../../generators/language/index.ts';
import { fractionText } from '../../waves/value-text.ts';

/** How the bits of a port are read by a test. */
export type PortKind =
  | { readonly kind: 'boolean'; readonly type: BitType }
  /** With `fractionBits` a fixed-point number, in units of 2^-fractionBits. */
  | { readonly kind: 'integer'; readonly type: BitType; readonly fractionBits?: number }
  | { readonly kind: 'member'; readonly type: BitType }
  | { readonly kind: 'vector'; readonly type: BitType; readonly element: PortKind; readonly count: number };

/** A value as a test writes and reads it: a member of an enumeration by its name, a vector as an array. */
export type PlainValue = boolean | number | bigint | string | readonly PlainValue[];

/** What the circuit tells of a signal's values. */
export interface SignalType {
  readonly type: BitType;
  readonly fractionBits?: number | undefined;
}

/** Wider integers are not exact as numbers. */
const exactBits = 53;

/** The kind that a value of the language was declared with. */
export function kindOfValue(value: Value): PortKind {
  const { type } = value.expression;
  if (value instanceof Bool) return { kind: 'boolean', type };
  if (!(value instanceof Vec)) return kindOfSignal({ type, fractionBits: value.binaryPoint });
  const { element, length } = value as Vec<Value>;
  return { kind: 'vector', type, element: kindOfValue(element.of(literal(element.type, 0n))), count: length };
}

/** The kind that the circuit alone tells: one bit is a number, elements of a vector are unsigned. */
export function kindOfSignal({ type, fractionBits }: SignalType): PortKind {
  if (type.enumeration) return { kind: 'member', type };
  if (fractionBits !== undefined) return { kind: 'integer', type, fractionBits };
  if (type.lanes === undefined) return { kind: 'integer', type };
  const element: BitType = { width: type.width / type.lanes, signed: false };
  return { kind: 'vector', type, element: { kind: 'integer', type: element }, count: type.lanes };
}

/** The kind as a user declares it, for messages: `uint(8)`. */
export function kindText(kind: PortKind): string {
  const { width, signed, enumeration } = kind.type;
  if (kind.kind === 'boolean') return 'bool()';
  if (kind.kind === 'member') return enumeration!.name;
  if (kind.kind === 'vector') return `vec(${kind.count}, ${kindText(kind.element)})`;
  if (kind.kind === 'integer' && kind.fractionBits !== undefined) {
    return `${signed ? 'fixed' : 'unsignedFixed'}(${width - kind.fractionBits}, ${kind.fractionBits})`;
  }
  return `${signed ? 'sint' : 'uint'}(${width})`;
}

/**
 * The multiple of the port's unit that is nearest to a real number, ties upwards.
 * @throws BurinError B600 for a number that is not finite, or beyond the port's range
 */
export function encodeReal(name: string, kind: PortKind, real: number): bigint {
  const fractionBits = pointOf(kind);
  const { low, high } = rangeOf(kind.type);
  // Scaling by a power of two is exact.
  const nearest = Math.round(real * 2 ** fractionBits);
  if (Number.isFinite(nearest) && BigInt(nearest) >= low && BigInt(nearest) <= high) return BigInt(nearest);
  return fail(
    'B600',
    `${name}, which is ${kindText(kind)}, cannot be ${real}`,
    `give a number from ${fractionText(low, fractionBits)} to ${fractionText(high, fractionBits)}`,
  );
}

/** The real number that a port's bits stand for, as near as a number comes. */
export function decodeReal(kind: PortKind, value: bigint | number): number {
  return Number(decode(kind, value)) * 2 ** -pointOf(kind);
}

const pointOf = (kind: PortKind): number => (kind.kind === 'integer' ? (kind.fractionBits ?? 0) : 0);

/**
 * The plain value of what an engine gives, which is signed where the type is. Integers are numbers up to 53 bits and
 * bigints above. Bits that are no member of the enumeration read as `Mode(3)`.
 */
export function decode(kind: PortKind, value: bigint | number): PlainValue {
  const { width, signed, enumeration } = kind.type;
  if (kind.kind === 'boolean') return Number(value) === 1;
  if (kind.kind === 'integer') {
    const number = typeof value === 'bigint' && signed ? BigInt.asIntN(width, value) : value;
    return width <= exactBits ? Number(number) : BigInt(number);
  }
  if (kind.kind === 'member') {
    const member = enumeration!.members.find((candidate) => candidate.value === BigInt(value));
    return member?.name ?? `${enumeration!.name}(${value})`;
  }
  const { element, count } = kind;
  const bits = BigInt(value);
  return Array.from({ length: count }, (_, index) =>
    decode(element, BigInt.asUintN(element.type.width, bits >> BigInt(index * element.type.width))),
  );
}

/**
 * What an engine is given for a plain value: in the type's range, negative where it is signed.
 * @throws BurinError B600 for a value that the port cannot take
 */
export function encode(name: string, kind: PortKind, value: PlainValue): bigint {
  if (kind.kind === 'vector') return encodeVector(name, kind, value);
  if (kind.kind === 'member' && typeof value === 'string') {
    const { members, name: enumeration } = kind.type.enumeration!;
    const member = members.find((candidate) => candidate.name === value);
    if (member) return member.value;
    return fail(
      'B600',
      `${name} cannot be ${value}: that is no member of ${enumeration}`,
      `choose among ${members.map((one) => one.name).join(', ')}`,
    );
  }
  const isExact = typeof value === 'bigint' || typeof value === 'boolean' || Number.isSafeInteger(value);
  if (!isExact) return refuse(name, kind, value);
  const number = BigInt(value as number | bigint | boolean);
  const { low, high } = rangeOf(kind.type);
  return number >= low && number <= high ? number : refuse(name, kind, value);
}

function encodeVector(name: string, kind: Extract<PortKind, { kind: 'vector' }>, value: PlainValue): bigint {
  if (typeof value === 'bigint' && value >= 0n && value <= rangeOf(kind.type).high) return value;
  if (!Array.isArray(value) || value.length !== kind.count) return refuse(name, kind, value);
  const { width } = kind.element.type;
  return (value as readonly PlainValue[]).reduce<bigint>((bits, element, index) => {
    const inner = encode(`${name}[${index}]`, kind.element, element);
    return bits | (BigInt.asUintN(width, inner) << BigInt(index * width));
  }, 0n);
}

function rangeOf({ width, signed }: BitType): { readonly low: bigint; readonly high: bigint } {
  const half = 1n << BigInt(width - 1);
  return signed ? { low: -half, high: half - 1n } : { low: 0n, high: 2n * half - 1n };
}

function refuse(name: string, kind: PortKind, value: PlainValue): never {
  const { low, high } = rangeOf(kind.type);
  const remedy = {
    boolean: 'give true or false',
    integer: integerRemedy(kind, low, high),
    member: `give the name of a member: ${kind.type.enumeration?.members.map((one) => one.name).join(', ')}`,
    vector: `give an array of ${kind.kind === 'vector' ? kind.count : 0} elements`,
  }[kind.kind];
  return fail('B600', `${name}, which is ${kindText(kind)}, cannot be ${showPlain(value)}`, remedy);
}

function integerRemedy(kind: PortKind, low: bigint, high: bigint): string {
  const fractionBits = pointOf(kind);
  if (fractionBits === 0) return `give a whole number from ${low} to ${high}; beyond 53 bits as a bigint`;
  return `give .real a number, or .value a whole number of 2^-${fractionBits}, from ${low} to ${high}`;
}

/** A plain value as messages show it. */
export function showPlain(value: PlainValue): string {
  if (Array.isArray(value)) return `[${(value as readonly PlainValue[]).map(showPlain).join(', ')}]`;
  return String(value);
}

/** A value in decimal and, from 10 on, in hexadecimal of the type's width: `42 = 0x2a`. */
export function showBoth(kind: PortKind, value: PlainValue): string {
  if (kind.kind === 'vector' && Array.isArray(value)) {
    return `[${(value as readonly PlainValue[]).map((element) => showBoth(kind.element, element)).join(', ')}]`;
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') return showPlain(value);
  if (typeof value === 'number' && !Number.isInteger(value)) return String(value);
  const point = pointOf(kind);
  const real = point > 0 ? `${fractionText(BigInt(value), point)}: ` : '';
  if (value >= 0 && value < 10) return `${real}${value}`;
  const bits = BigInt.asUintN(kind.type.width, BigInt(value));
  return `${real}${value} = 0x${bits.toString(16).padStart(Math.ceil(kind.type.width / 4), '0')}`;
}

/** Whether both are the same value; true and 1, and numbers and bigints, are alike. */
export function samePlain(left: PlainValue, right: PlainValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((element, index) => samePlain(element, right[index]!));
  }
  if (typeof left === 'string' || typeof right === 'string') return left === right;
  if (Array.isArray(left) || Array.isArray(right)) return false;
  // Numbers that are not whole, like NaN, equal nothing that hardware holds.
  const [first, second] = [left as number | bigint | boolean, right as number | bigint | boolean];
  return (
    Number(first) === Number(second) && (typeof first !== 'bigint' || typeof second !== 'bigint' || first === second)
  );
}
