import { fail } from '../../diagnostics.ts';

/** The parameters of one TensorTrail. `docs/tensortrail.md` has the architecture. */
export interface TensorTrailParameters {
  /** Side N of the N×N array: N output channels by N positions (or input channels) per cycle. 2, 4, 8, 16 or 32. */
  readonly array: number;
  /** Bits of a partial sum, 16..32. Sums wrap; the mapper proves the width from the weights. */
  readonly accumulatorBits: number;
  /** Largest left shift before the requantiser's multiplier, 0..31; 20 where the hardware adds tensors. */
  readonly maximumLeftShift: number;
  /** Words of the weight memory, each N×N bytes; a power of two where weights are streamed. */
  readonly weightDepth: number;
  /** Words of the parameter memory, each N times bias, multiplier and shifts. */
  readonly parameterDepth: number;
  /** Rows of each of the N banks of the feature memory; a row is a word of N bytes. */
  readonly featureDepth: number;
  /** Words of the tap memory. */
  readonly tapDepth: number;
  /** Instructions that the program memory holds. */
  readonly maximumInstructions: number;
  /** Bits of a row or column number of an output region, 2..12. */
  readonly coordinateBits: number;
  /** Largest number of channels of a tensor. */
  readonly maximumChannels: number;
  /** The hardware adds and subtracts tensors. */
  readonly add: boolean;
  /** The hardware multiplies tensors. */
  readonly multiply: boolean;
  /** The hardware takes maxima (max pooling). */
  readonly maximum: boolean;
  /** The hardware divides sums as average pooling does. */
  readonly average: boolean;
  /** The hardware applies tables of 256 entries (unary functions). */
  readonly table: boolean;
  /** The hardware finds the channel of the largest value. */
  readonly argmax: boolean;
  /** The hardware scales with one rounding, half to even, where an instruction says so: all arithmetics but `tflm`. */
  readonly halfEven: boolean;
  /** It also rounds as a float32 product does where an instruction says so: `xnnpack`. Needs `halfEven`. */
  readonly float32: boolean;
  /** Weights enter through a stream port while the array computes; the weight memory is a ring that the stream fills. */
  readonly weightStream: boolean;
  /** Bits of the stream port: a power of two from 8 to a weight word, N×N bytes. Without meaning where nothing is streamed. */
  readonly weightStreamBits: number;
}

/**
 * Cycles from the last issue that uses streamed words until the ring counts them as free: no earlier than the words that
 * take their places can be stored behind the last read. Bytes of a table are read later than weights.
 */
export const weightReleaseCycles = { issues: 2, table: 10 } as const;

export const tensorArraySizes = [2, 4, 8, 16, 32] as const;

/** The whole-number parameters with their least and largest value. */
export const tensorIntegerRanges: readonly (readonly [keyof TensorTrailParameters, number, number])[] = [
  ['accumulatorBits', 16, 32],
  ['maximumLeftShift', 0, 31],
  ['weightDepth', 2, 1048576],
  ['parameterDepth', 2, 65536],
  ['featureDepth', 2, 1048576],
  ['tapDepth', 2, 65536],
  ['maximumInstructions', 2, 4096],
  ['coordinateBits', 2, 12],
  ['maximumChannels', 1, 65536],
];

/**
 * Fills in what `given` leaves out: an 8×8 array that holds each network of MLPerf Tiny.
 * @throws BurinError B200 where a parameter is out of its range
 */
export function tensorTrailParameters(given: Partial<TensorTrailParameters> = {}): TensorTrailParameters {
  const array = given.array ?? 8;
  if (!tensorArraySizes.some((size) => size === array)) {
    fail('B200', `array is ${array}`, `choose one of ${tensorArraySizes.join(', ')}`);
  }
  const parameters: TensorTrailParameters = {
    array,
    accumulatorBits: 32,
    maximumLeftShift: 20,
    weightDepth: Math.max(16, 2 ** Math.ceil(Math.log2(327_680 / array ** 2))),
    parameterDepth: Math.max(16, 4096 / array),
    featureDepth: Math.max(16, 2 ** Math.ceil(Math.log2(131_072 / array ** 2))),
    tapDepth: 512,
    maximumInstructions: 128,
    coordinateBits: 8,
    maximumChannels: 1024,
    add: true,
    multiply: true,
    maximum: true,
    average: true,
    table: true,
    argmax: true,
    halfEven: false,
    float32: false,
    weightStream: false,
    weightStreamBits: Math.min(64, 8 * array ** 2),
    ...given,
  };
  for (const [name, least, most] of tensorIntegerRanges) {
    const value = parameters[name] as number;
    if (!Number.isInteger(value) || value < least || value > most) {
      fail('B200', `${name} is ${value}`, `choose a whole number from ${least} to ${most}`);
    }
  }
  if (parameters.float32 && !parameters.halfEven) {
    fail('B200', 'float32 is true, and halfEven is false', 'set halfEven=true too');
  }
  if (parameters.weightStream) requireRing(parameters);
  return parameters;
}

function requireRing({ array, weightDepth, weightStreamBits }: TensorTrailParameters): void {
  const isPower = (value: number): boolean => Number.isInteger(Math.log2(value));
  if (!isPower(weightDepth)) {
    fail('B200', `weightDepth is ${weightDepth}, and weights are streamed`, 'choose a power of two');
  }
  const most = 8 * array ** 2;
  if (!isPower(weightStreamBits) || weightStreamBits < 8 || weightStreamBits > most) {
    fail('B200', `weightStreamBits is ${weightStreamBits}`, `choose a power of two from 8 to ${most}, a weight word`);
  }
}

/** Bits of the address of a feature word, over all banks; bank = address mod N, row = address div N. */
export function featureAddressBits({ array, featureDepth }: TensorTrailParameters): number {
  return Math.ceil(Math.log2(array * featureDepth));
}
