import { languageError } from '../../language/errors.ts';
import { composite, SInt, UInt } from '../../language/index.ts';
import { type RoundingMode, roundedShiftRight } from '../rounding.ts';
import { Fixed, type FixedShape } from './fixed.ts';

/** What a conversion does with numbers that the new shape does not hold. */
export interface FixedConversion {
  /** What becomes of bits below the new point; required where there are any. */
  readonly rounding?: RoundingMode;
  /** What becomes of numbers beyond the new range; required where there are any. */
  readonly overflow?: 'saturate' | 'wrap';
}

/**
 * The number in another fixed-point shape of the same sign: rounded first, then brought into range.
 * Example: `product.toFixed` as `toFixed(product, fixed(2, 14), { rounding: 'half-even', overflow: 'saturate' })`.
 * @throws BurinError B001 where bits may be lost that `conversion` says nothing of.
 */
export function toFixed<N extends SInt | UInt>(
  value: Fixed<N>,
  shape: FixedShape<NoInfer<N>>,
  { rounding, overflow }: FixedConversion = {},
): Fixed<N> {
  const dropped = value.fractionBits - shape.fractionBits;
  const { signed, width } = shape.type;
  if (value.expression.type.signed !== signed) {
    languageError(
      'B002',
      `a number of ${value.kindText} becomes one of ${shape.text}`,
      'make both signed with toSigned(), or take the raw number and say what is meant',
    );
  }
  if (dropped > 0 && rounding === undefined) {
    languageError(
      'B001',
      `${value.kindText} has ${dropped} bits below the last one of ${shape.text}`,
      "say how to round: { rounding: 'half-up' | 'half-even' | 'truncate' }",
    );
  }
  return composite(() => {
    const scaled = dropped > 0 ? rounded(value, dropped, rounding!) : (value.raw.shiftLeft(-dropped) as N);
    if (scaled.width > width && overflow === undefined) {
      languageError(
        'B001',
        `${value.kindText}, rounded, has numbers beyond the range of ${shape.text}`,
        "say what becomes of them: { overflow: 'saturate' | 'wrap' }",
      );
    }
    const fitted = scaled.width <= width ? scaled.extend(width) : inRange(scaled, width, overflow!);
    return new Fixed<N>(fitted.expression, shape.fractionBits);
  });
}

function inRange<N extends SInt | UInt>(value: N, width: number, overflow: 'saturate' | 'wrap'): SInt | UInt {
  return overflow === 'wrap' ? value.wrap(width) : value.saturate(width);
}

/** `value` without its lowest `dropped` bits, as narrow as the rounded numbers allow. */
function rounded<N extends SInt | UInt>(value: Fixed<N>, dropped: number, mode: RoundingMode): N {
  const { raw } = value.toSigned();
  const wide = raw.extend(Math.max(raw.width, dropped + 1));
  const result = roundedShiftRight(wide, dropped, mode);
  // Truncating never leaves the range of the bits that are kept.
  const kept = mode === 'truncate' ? result.wrap(result.width - 1) : result;
  if (value.expression.type.signed) return new SInt(kept.expression) as N;
  // Rounded numbers of an unsigned value have no sign: its bit is 0.
  return new UInt(kept.asUInt().wrap(Math.max(1, kept.width - 1)).expression) as N;
}
