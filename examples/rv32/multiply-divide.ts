import {
  type Bool,
  bool,
  cat,
  input,
  Module,
  mux,
  output,
  reg,
  type UInt,
  uint,
  when,
} from '../../generators/language/index.ts';
import type { CoreParameters } from './parameters.ts';

/**
 * The extension M. A division takes 34 cycles: one to take the magnitudes, one for each bit, one to give the result its
 * sign; it ends early when the request is withdrawn.
 */
export const MultiplyDivide = Module('MultiplyDivide', ({ multiplier }: Pick<CoreParameters, 'multiplier'>) => {
  /** Held, with operands that stay as they are, until `done`. */
  const request = input(bool());
  /** Bits 14 to 12 of the instruction. */
  const operation = input(uint(3));
  const first = input(uint(32));
  const second = input(uint(32));

  const divides = operation.bit(2);
  const serial = SerialArithmetic(
    { multiplies: multiplier === 'serial' },
    {
      request: multiplier === 'serial' ? request : request.and(divides),
      operation,
      first,
      second,
    },
  );
  const done = output(bool());
  const result = output(uint(32));
  done.value = serial.done;
  result.value = serial.result;

  if (multiplier !== 'serial') {
    const firstSigned = operation.bits(1, 0).ne(3);
    const secondSigned = operation.bit(1).not();
    const wideFirst = cat(firstSigned.and(first.bit(31)), first).asSInt();
    const wideSecond = cat(secondSigned.and(second.bit(31)), second).asSInt();
    const exact = wideFirst.mul(wideSecond).asUInt().wrap(64);
    const [product, productDone] =
      multiplier === 'single-cycle' ? [exact, request] : registered(request.and(divides.not()), exact);
    when(divides.not(), () => {
      done.value = productDone;
      result.value = mux(operation.bits(1, 0).eq(0), product.bits(31, 0), product.bits(63, 32));
    });
  }
  return { request, operation, first, second, done, result };
});

/** The product a cycle after the request. */
function registered(request: Bool, exact: UInt): readonly [UInt, Bool] {
  const product = reg(uint(64));
  const productValid = reg(bool(), { reset: false });
  product.next = exact;
  productValid.next = request.and(productValid.not());
  return [product, productValid];
}

/** One bit of a quotient, or of a product where it `multiplies`, per cycle. */
export const SerialArithmetic = Module('SerialArithmetic', ({ multiplies }: { readonly multiplies: boolean }) => {
  const request = input(bool());
  const operation = input(uint(3));
  const first = input(uint(32));
  const second = input(uint(32));

  const divides = multiplies ? operation.bit(2) : undefined;
  const givesRemainder = operation.bit(1);
  const firstSigned = divides
    ? mux(divides, operation.bit(0).not(), operation.bits(1, 0).ne(3))
    : operation.bit(0).not();
  const secondSigned = divides ? mux(divides, operation.bit(0).not(), operation.bit(1).not()) : operation.bit(0).not();
  const firstNegative = firstSigned.and(first.bit(31));
  const secondNegative = secondSigned.and(second.bit(31));

  const running = reg(bool(), { reset: false });
  /** Steps that are left. */
  const steps = reg(uint(6), { reset: 0 });
  /** Remainder and quotient, or the upper and the lower half of the product. */
  const high = reg(uint(32));
  const low = reg(uint(32));
  const magnitude = reg(uint(32));
  const done = running.and(steps.eq(0));

  when(request.not().or(done), () => {
    running.next = false;
  })
    .elsewhen(running.not(), () => {
      running.next = true;
      steps.next = 32;
      high.next = 0;
      low.next = negatedIf(firstNegative, first);
      magnitude.next = negatedIf(secondNegative, second);
    })
    .otherwise(() => {
      steps.next = steps.subWrap(1);
      divideStep();
      if (divides) {
        when(divides.not(), () => {
          const sum = high.add(mux(low.bit(0), magnitude, 0));
          high.next = sum.bits(32, 1);
          low.next = cat(sum.bit(0), low.bits(31, 1));
        });
      }
    });

  // A division by 0 leaves all ones as the quotient and the magnitude of the dividend as the remainder.
  const negatesQuotient = firstNegative.xor(secondNegative).and(second.ne(0));
  const result = output(uint(32));
  result.value = mux(givesRemainder, negatedIf(firstNegative, high), negatedIf(negatesQuotient, low));
  if (divides) {
    const product = cat(high, low);
    const signedProduct = negatedIf(firstNegative.xor(secondNegative), product);
    when(divides.not(), () => {
      result.value = mux(operation.bits(1, 0).eq(0), signedProduct.bits(31, 0), signedProduct.bits(63, 32));
    });
  }

  return { request, operation, first, second, done: output(done), result };

  function divideStep(): void {
    const remainder = cat(high, low.bit(31));
    const difference = remainder.sub(magnitude);
    const fits = difference.isNegative().not();
    high.next = mux(fits, difference.asUInt(), remainder).wrap(32);
    low.next = cat(low.bits(30, 0), fits);
  }
});

/** The value, or 2^width minus it. */
function negatedIf(negative: Bool, value: UInt): UInt {
  return mux(negative, value.not().addWrap(1), value);
}
