import {
  bool,
  input,
  instanceArray,
  Module,
  output,
  reg,
  regNext,
  sint,
  uint,
  vec,
  vecOf,
  when,
} from '../../generators/language/index.ts';

/** One processing element: an 8-bit product, registered, and a 32-bit sum that it is added to. */
export const ProcessingElement = Module('ProcessingElement', () => {
  const clear = input(bool());
  const accumulate = input(bool());
  const feature = input(sint(8));
  const weight = input(sint(8));

  const product = regNext(feature.mul(weight));
  const sum = reg(sint(32));
  when(clear, () => {
    sum.next = 0;
  }).elsewhen(accumulate, () => {
    sum.next = sum.addWrap(product);
  });

  return { clear, accumulate, feature, weight, sum: output(sum) };
});

/** An N×N array: weights run along the rows, features along the columns, `out` shows the sums of one row. */
export const OuterProductArray = Module('OuterProductArray', ({ size }: { readonly size: number }) => {
  const clear = input(bool());
  const enable = input(bool());
  const features = input(vec(size, sint(8)));
  const weights = input(vec(size, sint(8)));
  const row = input(uint(Math.ceil(Math.log2(size))));

  const accumulate = regNext(enable, { reset: false });
  const elements = instanceArray([size, size], ([y = 0, x = 0]) =>
    ProcessingElement({}, { clear, accumulate, feature: features.at(x), weight: weights.at(y) }),
  );
  const sums = vecOf(
    elements.map(({ sum }) => sum.asUInt()),
    uint(32),
  );
  const rows = vec(size, uint(32 * size)).of(sums.expression);

  return { clear, enable, features, weights, row, out: output(rows.at(row)) };
});
