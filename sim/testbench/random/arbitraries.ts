import fc from 'fast-check';
import { fail } from '../../../generators/diagnostics.ts';
import { literal } from '../../../generators/language/expressions.ts';
import type { AnyShape, FlippedShape, Shape } from '../../../generators/language/index.ts';
import { type BundleShape, isFlipped, isShape } from '../../../generators/language/shapes.ts';
import { decode, kindOfValue, type PlainValue, type PortKind } from '../ports/kinds.ts';
import type { ReadOf } from '../ports/port-types.ts';

/** The plain value of a shape: what a driver sends and a monitor gives. */
export type PlainOf<S, Wide extends boolean = false> =
  S extends Shape<infer V>
    ? ReadOf<V> extends number
      ? Wide extends true
        ? number | bigint
        : number
      : ReadOf<V>
    : S extends FlippedShape<infer Inner>
      ? PlainOf<Inner, Wide>
      : { readonly [K in keyof S]: PlainOf<S[K], Wide> };

/** How arbitraries are made. */
export interface ArbitraryOptions<Wide extends boolean = boolean> {
  /** Integers of more than 53 bits are bigints, and no error. */
  readonly wide?: Wide;
}

/**
 * An arbitrary of fast-check for the values of a shape: numbers in its range with a bias to the ends, members of an
 * enumeration by name, arrays for vectors, records for records. Shrinks towards 0.
 * @throws BurinError B601 for an integer of more than 53 bits without `wide`
 */
export function arbitraryOf<S extends AnyShape, Wide extends boolean = false>(
  shape: S,
  { wide }: ArbitraryOptions<Wide> = {},
): fc.Arbitrary<PlainOf<S, Wide>> {
  return arbitraryOfPart(shape, wide ?? false) as fc.Arbitrary<PlainOf<S, Wide>>;
}

/** Values of a shape that follow from the seed alone. */
export function samplesOf<S extends AnyShape, Wide extends boolean = false>(
  shape: S,
  { count, seed, ...options }: ArbitraryOptions<Wide> & { readonly count: number; readonly seed: number },
): readonly PlainOf<S, Wide>[] {
  return fc.sample(arbitraryOf(shape, options as ArbitraryOptions<Wide>), { numRuns: count, seed });
}

function arbitraryOfPart(shape: AnyShape, wide: boolean): fc.Arbitrary<unknown> {
  if (isShape(shape)) return arbitraryOfKind(kindOfValue(shape.of(literal(shape.type, 0n))), wide, shape.text);
  if (isFlipped(shape)) return arbitraryOfPart(shape['~flipped'], wide);
  const fields = Object.entries(shape as BundleShape).map(([field, part]) => [field, arbitraryOfPart(part, wide)]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>);
}

function arbitraryOfKind(kind: PortKind, wide: boolean, text: string): fc.Arbitrary<PlainValue> {
  const { width, signed, enumeration } = kind.type;
  if (kind.kind === 'boolean') return fc.boolean();
  if (kind.kind === 'member') return fc.constantFrom(...enumeration!.members.map(({ name }) => name));
  if (kind.kind === 'vector') {
    return fc.array(arbitraryOfKind(kind.element, wide, text), { minLength: kind.count, maxLength: kind.count });
  }
  const half = 1n << BigInt(width - 1);
  const [min, max] = signed ? [-half, half - 1n] : [0n, 2n * half - 1n];
  if (width <= 32) return fc.integer({ min: Number(min), max: Number(max) });
  if (width > 53 && !wide) {
    fail('B601', `${text} is too wide for numbers`, 'say { wide: true }: its integers are bigints then');
  }
  return fc.bigInt({ min, max }).map((value) => decode(kind, value));
}
