import { fail } from '../../diagnostics.ts';

/** How a sum is divided by a power of two: ties upwards, ties to the even neighbour, or towards minus infinity. */
export type Rounding = 'half-up' | 'half-even' | 'truncate';
export const roundings: readonly Rounding[] = ['half-up', 'half-even', 'truncate'];

/** The parameters of one UltraTrail. Defaults are the published instance. */
export interface UltraTrailParameters {
  /** Side N of the N×N multiplier array: input channels and output channels per cycle. 2, 4, 6, 8, 16 or 32. */
  readonly array: number;
  /** Bits of a weight, two's complement, 2..8. */
  readonly weightBits: number;
  /** Bits of an activation (feature), two's complement, 4..8. */
  readonly activationBits: number;
  /** Bits of a bias, two's complement, 2..16. */
  readonly biasBits: number;
  /** Bits to which sums saturate, 12..32. */
  readonly accumulatorBits: number;
  /** Bits of a partial sum in LMEM above the accumulator's, 0..12; raised for networks that need it unless set. */
  readonly guardBits: number;
  /** Rounding of the requantisation: half-up, half-even or truncate. */
  readonly rounding: Rounding;
  /** The layer word has a requantisation shift of its own, for networks with a format per layer. */
  readonly layerShift: boolean;
  /** Words of WMEM, each N×N weights. */
  readonly weightDepth: number;
  /** Words of BMEM, each N biases. */
  readonly biasDepth: number;
  /** Words of FMEM0, each N features. */
  readonly featureDepth0: number;
  /** Words of FMEM1, each N features. */
  readonly featureDepth1: number;
  /** Words of FMEM2, each N features. */
  readonly featureDepth2: number;
  /** Words of LMEM over both banks, each N partial sums; even. */
  readonly partialSumDepth: number;
  /** Layers that the program memory holds, 1..256. */
  readonly maximumLayers: number;
  /** Largest length of a feature map, in positions. */
  readonly maximumLength: number;
  /** Largest number of channels of a feature map. */
  readonly maximumChannels: number;
  /** Largest kernel, in taps. */
  readonly maximumKernel: number;
  /** Largest stride, in positions; raised for networks that need it unless set. */
  readonly maximumStride: number;
}

export const arraySizes = [2, 4, 6, 8, 16, 32] as const;

const powerOfTwoFrom = (value: number): number => 2 ** Math.ceil(Math.log2(value));

/**
 * Fills in what `given` leaves out. Memory depths follow the array: as many weights and features as the published
 * 8×8 instance holds, rounded up to a power of two words, at least 512 words of WMEM and FMEM0.
 * @throws BurinError where a parameter is out of its range.
 */
export function ultraTrailParameters(given: Partial<UltraTrailParameters> = {}): UltraTrailParameters {
  const array = given.array ?? 8;
  requireOneOf('array', array, arraySizes);
  const parameters: UltraTrailParameters = {
    array,
    weightBits: 6,
    activationBits: 8,
    biasBits: 8,
    accumulatorBits: 20,
    guardBits: 0,
    rounding: 'half-up',
    layerShift: false,
    weightDepth: Math.max(512, powerOfTwoFrom(65536 / array ** 2)),
    biasDepth: powerOfTwoFrom(512 / array),
    featureDepth0: Math.max(512, powerOfTwoFrom(4096 / array)),
    featureDepth1: powerOfTwoFrom(2048 / array),
    featureDepth2: powerOfTwoFrom(2048 / array),
    partialSumDepth: 128,
    maximumLayers: 16,
    maximumLength: 127,
    maximumChannels: 64,
    maximumKernel: 15,
    maximumStride: 8,
    ...given,
  };
  requireOneOf('rounding', parameters.rounding, roundings);
  for (const [name, least, most] of integerRanges) requireInteger(name, parameters[name] as number, least, most);
  if (parameters.partialSumDepth % 2 !== 0) {
    fail('B200', `partialSumDepth is ${parameters.partialSumDepth}`, 'choose an even number: LMEM is two equal banks');
  }
  return parameters;
}

/** The whole-number parameters with their least and largest value. */
export const integerRanges: readonly (readonly [keyof UltraTrailParameters, number, number])[] = [
  ['weightBits', 2, 8],
  ['activationBits', 4, 8],
  ['biasBits', 2, 16],
  ['accumulatorBits', 12, 32],
  ['guardBits', 0, 12],
  ['weightDepth', 2, 65536],
  ['biasDepth', 2, 4096],
  ['featureDepth0', 2, 65536],
  ['featureDepth1', 2, 65536],
  ['featureDepth2', 2, 65536],
  ['partialSumDepth', 4, 4096],
  ['maximumLayers', 1, 256],
  ['maximumLength', 1, 4095],
  ['maximumChannels', 1, 4096],
  ['maximumKernel', 1, 255],
  ['maximumStride', 1, 255],
];

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  fail('B200', `${name} is ${value}`, `choose a whole number from ${least} to ${most}`);
}

function requireOneOf<T>(name: string, value: T, allowed: readonly T[]): void {
  if (!allowed.includes(value)) fail('B200', `${name} is ${value}`, `choose one of ${allowed.join(', ')}`);
}

/** Some of the parameters: modules take only those that they depend on. */
export function pick<Name extends keyof UltraTrailParameters>(
  parameters: UltraTrailParameters,
  names: readonly Name[],
): Pick<UltraTrailParameters, Name> {
  return Object.fromEntries(names.map((name) => [name, parameters[name]])) as Pick<UltraTrailParameters, Name>;
}
