import {
  type AnyShape,
  type BundleShape,
  type Driven,
  drive,
  type KindOf,
  type Shape,
  Value,
} from '../../language/index.ts';

/** What a stream carries: one value, or a record of them. */
export type Payload = Value | PayloadRecord;
/** A record that a stream carries, nested at will. */
export interface PayloadRecord {
  readonly [field: string]: Payload;
}

/** The kinds of values alone, without their being ports, wires or registers. */
export type Plain<P> = P extends Value ? KindOf<P> : { readonly [K in keyof P]: Plain<P[K]> };

/** The same record, to be driven. */
export type DrivenPayload<P> = P extends Value ? Driven<Plain<P>> : { readonly [K in keyof P]: DrivenPayload<P[K]> };

/** Drives every field of `target` by that of `value`, which has the same fields. */
export function drivePayload(target: Payload, value: Payload): void {
  if (target instanceof Value) drive(target, value as never);
  else for (const [field, part] of Object.entries(target)) drivePayload(part, (value as PayloadRecord)[field]!);
}

/** A record of the same fields. */
export function mapFields<T, R>(record: { readonly [field: string]: T }, use: (part: T) => R): { [field: string]: R } {
  return Object.fromEntries(Object.entries(record).map(([field, part]) => [field, use(part)]));
}

/** The payload with every value replaced; several payloads of one shape walk side by side. */
export function mapPayloads(payloads: readonly Payload[], use: (values: readonly Value[]) => Value): Payload {
  const [first] = payloads;
  if (!first || first instanceof Value) return use(payloads as readonly Value[]);
  return Object.fromEntries(
    Object.keys(first).map((field) => {
      const parts = payloads.map((payload) => (payload as PayloadRecord)[field]!);
      return [field, mapPayloads(parts, use)];
    }),
  );
}

/** The shape with every leaf replaced. */
export function mapShape(shape: AnyShape, use: (leaf: Shape) => Shape): AnyShape {
  if (typeof (shape as Shape).of === 'function') return use(shape as Shape);
  return mapFields(shape as BundleShape, (part) => mapShape(part, use));
}

/** Bits of a shape, over all fields. */
export function widthOfShape(shape: AnyShape): number {
  if (typeof (shape as Shape).of === 'function') return (shape as Shape).type.width;
  return Object.values(shape as BundleShape).reduce((sum, part) => sum + widthOfShape(part), 0);
}

/** The elements under their numbers, as the ports of a module have them: `incoming_0`, `incoming_1`. */
export function numbered<T>(elements: readonly T[]): { readonly [index: string]: T } {
  return { ...elements } as unknown as { readonly [index: string]: T };
}
