/** Half-width of the filter in periods of the lower of the two rates. */
const halfPeriods = 10;
/** Shape of the Kaiser window: about 50 dB of attenuation. */
const kaiserShape = 5;

/**
 * Changes the sample rate by a rational factor: a low-pass filter at the lower rate's half (sinc under a Kaiser window),
 * evaluated only where samples are wanted. Both rates in Hz.
 */
export function resample(samples: Float64Array, fromRate: number, toRate: number): Float64Array {
  if (fromRate === toRate) return samples;
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  const half = halfPeriods * Math.max(up, down);
  const filter = lowPass(half, 1 / Math.max(up, down));
  return Float64Array.from({ length: Math.ceil((samples.length * up) / down) }, (_, place) => {
    // The wanted sample in steps of the common multiple of both rates; input sample k lies at k·up.
    const centre = place * down;
    const first = Math.max(0, Math.ceil((centre - half) / up));
    const last = Math.min(samples.length - 1, Math.floor((centre + half) / up));
    let sum = 0;
    for (let k = first; k <= last; k++) sum += samples[k]! * filter[centre - k * up + half]!;
    return up * sum;
  });
}

/** Taps −half..half of a low pass whose taps add up to 1; `cutoff` as a fraction of half the sample rate. */
function lowPass(half: number, cutoff: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, place) => {
    const angle = Math.PI * cutoff * (place - half);
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    return sinc * besselI0(kaiserShape * Math.sqrt(1 - ((place - half) / half) ** 2));
  });
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / total);
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  for (let term = 1, n = 1; term > sum * 1e-17; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
