import {
  type Bool,
  bool,
  cat,
  constant,
  fill,
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

/**
 * One bit of a quotient, or of a product where it `multiplies`, per cycle, by one adder for both. A division works on
 * the magnitude of the dividend and adds or subtracts the divisor by its sign; one negation serves the dividend before
 * and the result behind. A product adds the signed second operand where bits of the first one are set, and subtracts it
 * for a sign bit.
 */
export const SerialArithmetic = Module('SerialArithmetic', ({ multiplies }: { readonly multiplies: boolean }) => {
  /** Held, with operands that stay as they are, until `done`. */
  const request = input(bool());
  const operation = input(uint(3));
  const first = input(uint(32));
  const second = input(uint(32));

  const divides = multiplies ? operation.bit(2) : constant(bool(), true);
  const givesRemainder = operation.bit(1);
  const divisionSigned = operation.bit(0).not();
  const firstNegative = divisionSigned.and(first.bit(31));
  const secondNegative = divisionSigned.and(second.bit(31));

  const running = reg(bool(), { reset: false });
  /** Steps that are left. */
  const steps = reg(uint(6), { reset: 0 });
  /** The remainder, or the upper part of the product, which may be negative. */
  const high = reg(uint(33));
  /** Bits of the dividend that are left above those of the quotient; bits of the product above those of the factor. */
  const low = reg(uint(32));
  const done = running.and(steps.eq(0));

  const isLast = steps.eq(1);
  const productSignedFirst = operation.bits(1, 0).ne(3);
  const productSignedSecond = operation.bit(1).not();
  const secondSign = mux(divides, divisionSigned, productSignedSecond).and(second.bit(31));
  const takesSecond = divides.or(low.bit(0));
  const subtracts = mux(divides, secondNegative.not(), isLast.and(productSignedFirst).and(low.bit(0)));
  const left = mux(divides, cat(high.bits(31, 0), low.bit(31)), high);
  const right = cat(secondSign, second).and(fill(33, takesSecond)).xor(fill(33, subtracts));
  // Both operands have a sign, but for a remainder: that is less than 2^32 and a divisor away from its difference.
  const leftSign = divides.not().and(high.bit(32));
  const total = addWithCarry(cat(leftSign, left), cat(right.bit(32), right), subtracts);
  const fits = total.bit(33).not();

  const negated = mux(running, mux(givesRemainder, high.bits(31, 0), low), first);
  // A division by 0 leaves all ones as the quotient and the magnitude of the dividend as the remainder.
  const negatesQuotient = firstNegative.xor(secondNegative).and(second.ne(0));
  const negates = mux(running.and(givesRemainder.not()), negatesQuotient, firstNegative);
  const signed = negated.xor(fill(32, negates)).addWrap(cat(negates));

  when(request.not().or(done), () => {
    running.next = false;
  })
    .elsewhen(running.not(), () => {
      running.next = true;
      steps.next = 32;
      high.next = 0;
      low.next = mux(divides, signed, first);
    })
    .otherwise(() => {
      steps.next = steps.subWrap(1);
      high.next = mux(divides, mux(fits, total.bits(32, 0), left), total.bits(33, 1));
      low.next = mux(divides, cat(low.bits(30, 0), fits), cat(total.bit(0), low.bits(31, 1)));
    });

  const product = mux(operation.bits(1, 0).eq(0), low, high.bits(31, 0));
  const result = mux(divides, signed, product);
  return { request, operation, first, second, done: output(done), result: output(result) };
});

/** Both vectors and a carry, in one adder. */
function addWithCarry(left: UInt, right: UInt, carry: Bool): UInt {
  return cat(left, constant(bool(), true)).addWrap(cat(right, carry)).bits(left.width, 1);
}
