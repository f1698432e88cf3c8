import { type Bool, composite, mux, type UInt } from '../../language/index.ts';

/** Element k comes from place k − amount, modulo the number of elements, which is a power of 2. */
export function rotateUp(elements: readonly UInt[], amount: UInt): readonly UInt[] {
  return rotate(elements, amount, (place, distance) => place - distance);
}

/** Element k comes from place k + amount. */
export function rotateDown(elements: readonly UInt[], amount: UInt): readonly UInt[] {
  return rotate(elements, amount, (place, distance) => place + distance);
}

function rotate(
  elements: readonly UInt[],
  amount: UInt,
  source: (place: number, distance: number) => number,
): readonly UInt[] {
  const { length } = elements;
  const stages = Array.from({ length: amount.width }, (_, bit) => ({ distance: 2 ** bit, turns: amount.bit(bit) }));
  return stages.reduce<readonly UInt[]>(
    (turned, { distance, turns }) =>
      turned.map((element, place) => choose(turns, turned[(source(place, distance) + length) % length]!, element)),
    elements,
  );
}

function choose(condition: Bool, whenTrue: UInt, whenFalse: UInt): UInt {
  return composite(() => mux(condition, whenTrue, whenFalse));
}
