import { languageError } from '../language/errors.ts';
import {
  type Bool,
  composite,
  type KindOf,
  mux,
  type Operand,
  type Shape,
  SInt,
  type UInt,
  type Value,
  vecOf,
} from '../language/index.ts';

/** A condition and the value that holds where it does. */
export type Case<V> = readonly [condition: Bool, value: V];

/** The value of the first condition that holds, else `otherwise`: `muxCase([[full, 3], [empty, 0]], level)`. */
export function muxCase<V extends Value>(cases: readonly Case<Operand<V>>[], otherwise: V): KindOf<V> {
  return composite(() => chain(cases as readonly Case<Value>[], otherwise)) as unknown as KindOf<V>;
}

/** The value of the first condition that holds; the last value where none does, so that its condition costs nothing. */
export function priorityMux<V extends Value>(cases: readonly Case<V>[]): KindOf<V> {
  const last = cases.at(-1);
  if (!last) languageError('B020', 'a priorityMux() of no cases', 'give at least one');
  return composite(() => chain(cases.slice(0, -1), last[1])) as unknown as KindOf<V>;
}

/** The value that stands beside the key, else `otherwise`: `muxLookup(opcode, [[0, sum], [1, difference]], zero)`. */
export function muxLookup<V extends Value>(
  key: UInt,
  entries: readonly (readonly [key: number | bigint, value: Operand<V>])[],
  otherwise: V,
): KindOf<V> {
  const keys = new Set<bigint>();
  for (const [number] of entries) {
    const value = BigInt(number);
    if (keys.has(value)) languageError('B021', `key ${value} of muxLookup() stands twice`, 'keep one of the entries');
    keys.add(value);
  }
  return composite(() => {
    const cases = entries.map(([number, value]): Case<Value> => [key.eq(number), value as Value]);
    return chain(cases, otherwise);
  }) as unknown as KindOf<V>;
}

/**
 * The value of the one condition that holds: an or of masked values, faster than a chain. Where several hold, the
 * values are mixed, where none does, it is 0. All values have one sign and are widened to the widest.
 */
export function mux1H<V extends UInt | SInt>(cases: readonly Case<V>[]): V {
  const [first] = cases;
  if (!first) languageError('B020', 'a mux1H() of no cases', 'give at least one');
  const width = Math.max(...cases.map(([, value]) => value.width));
  return composite((): Value => {
    const masked = cases.map(([condition, value]) => {
      const wide = (value as UInt).extend(width).asUInt();
      return mux(condition, wide, 0);
    });
    const bits = masked.reduce((all, one) => all.or(one));
    return first[1] instanceof SInt ? bits.asSInt() : bits;
  }) as unknown as V;
}

/**
 * A table of constants: entry `index`, 0 beyond the last. `lookup(phase, sine, sint(12))`; becomes a selection from a
 * constant.
 * @throws BurinError B021 for an entry that the shape does not hold.
 */
export function lookup<V extends Value>(index: UInt, entries: readonly Operand<V>[], shape: Shape<V>): V {
  if (entries.length === 0) languageError('B020', 'a lookup() in an empty table', 'give at least one entry');
  return composite(() => vecOf<V>(entries as never, shape).at(index));
}

function chain(cases: readonly Case<Value>[], otherwise: Value): Value {
  return cases.reduceRight((rest, [condition, value]) => mux(condition, value, rest), otherwise);
}
