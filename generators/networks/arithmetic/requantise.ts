import { clamp, multiplyByQuantised, multiplyWideByQuantised, roundHalfAway, roundHalfEven } from './integers.ts';
import type { Requantisation } from './requantisation.ts';
import type { Rescaling, SingleScaling } from './rescaling.ts';

/** From an accumulator and its output channel to the stored number. */
export type Requantiser = (accumulator: number, channel: number) => number;

/** Accumulators of 32 bits wrap; wide ones are whole numbers below 2^53. */
export function requantiser({ scaling, outputZeroPoint, lowest, highest }: Requantisation): Requantiser {
  const finish = (scaled: number) => clamp(scaled + outputZeroPoint, lowest, highest);
  switch (scaling.kind) {
    case 'fixed-point': {
      const { multipliers, shifts, wide } = scaling;
      const multiply = wide ? multiplyWideByQuantised : multiplyByQuantised;
      return (accumulator, channel) =>
        finish(multiply(wide ? accumulator : accumulator | 0, multipliers[channel]!, shifts[channel]!));
    }
    case 'float64': {
      const round = scaling.round === 'half-away' ? roundHalfAway : roundHalfEven;
      return (accumulator, channel) => finish(round((accumulator | 0) * scaling.scales[channel]!));
    }
    case 'float32':
      return (accumulator, channel) =>
        finish(roundHalfEven(Math.fround(Math.fround(accumulator | 0) * scaling.scales[channel]!)));
  }
}

/** Of differences to the input's zero point, or sums of them. */
export function rescaler({ scaling, outputZeroPoint, lowest, highest }: Rescaling): (difference: number) => number {
  const scaled = scaledNumber(scaling);
  return (difference) => clamp(scaled(difference) + outputZeroPoint, lowest, highest);
}

function scaledNumber(scaling: SingleScaling): (difference: number) => number {
  switch (scaling.kind) {
    case 'fixed-point':
      return (difference) => multiplyByQuantised(difference, scaling.multiplier, scaling.shift);
    case 'float32':
      return (difference) => roundHalfEven(Math.fround(difference * scaling.scale));
    case 'float32-mean':
      return (difference) => roundHalfEven(Math.fround(Math.fround(difference * scaling.scale) / scaling.count));
    case 'bytes':
      return (difference) => (difference * scaling.multiplier + 128) >> 8;
  }
}
