import type { ElementwiseParameters } from './elementwise.ts';
import { clamp, multiplyByQuantised, roundHalfEven } from './integers.ts';

/** The result for two stored numbers. */
export function elementwiseFunction(parameters: ElementwiseParameters): (first: number, second: number) => number {
  const { lowest, highest, zeroPoints, outputZeroPoint } = parameters;
  const [firstZero, secondZero] = zeroPoints;
  const finish = (value: number) => clamp(value + outputZeroPoint, lowest, highest);
  switch (parameters.kind) {
    case 'common-scale': {
      const { inputs, output, sign } = parameters;
      const left = 2 ** parameters.leftShift;
      return (first, second) => {
        const a = multiplyByQuantised((first - firstZero) * left, inputs[0].multiplier, inputs[0].shift);
        const b = multiplyByQuantised((second - secondZero) * left, inputs[1].multiplier, inputs[1].shift);
        return finish(multiplyByQuantised(a + sign * b, output.multiplier, output.shift));
      };
    }
    case 'single-shift': {
      const { bias, multipliers, shift } = parameters;
      return (first, second) => finish((bias + first * multipliers[0] + second * multipliers[1]) >> shift);
    }
    case 'float32-sum': {
      const { scales, outputScale, sign } = parameters;
      return (first, second) => {
        const a = Math.fround(scales[0] * (first - firstZero));
        const b = Math.fround(scales[1] * (second - secondZero));
        return finish(roundHalfEven(Math.fround(Math.fround(a + sign * b) / outputScale)));
      };
    }
    case 'product': {
      const { multiplier, shift } = parameters.output;
      return (first, second) =>
        finish(multiplyByQuantised((first - firstZero) * (second - secondZero), multiplier, shift));
    }
    case 'float32-product': {
      const { scale } = parameters;
      return (first, second) => finish(roundHalfEven(Math.fround((first - firstZero) * (second - secondZero) * scale)));
    }
    case 'minimum':
      return (first, second) => clamp(Math.min(first, second), lowest, highest);
    case 'maximum':
      return (first, second) => clamp(Math.max(first, second), lowest, highest);
  }
}
