import { z } from 'zod';

const positiveInteger = z.int().min(1);

const spectrum = {
  /** Samples per second, in Hz. */
  sampleRate: positiveInteger,
  /** Samples of a frame. */
  window: positiveInteger,
  /** Samples from one frame to the next. */
  hop: positiveInteger,
  windowShape: z.literal('hann, periodic'),
  /** Frame t is centred on sample t·hop; the signal is mirrored at its ends. */
  centre: z.literal('reflect'),
  frames: z.int().min(2),
  mels: positiveInteger,
  /** Hz. */
  fMin: z.number().min(0),
  /** Hz. */
  fMax: z.number().positive(),
  melScale: z.literal('2595 log10(1 + f/700)'),
  melNorm: z.literal('none (peak 1)'),
};

const logMel = z.strictObject({
  kind: z.literal('log-mel, channel mean removed'),
  ...spectrum,
  /** Added to each mel energy before the logarithm. */
  floor: z.number().positive(),
  codesPerOctave: z.number().positive(),
});

const mfcc = z.strictObject({
  kind: z.literal('mfcc'),
  ...spectrum,
  /** Rows of the orthonormal DCT-II that are kept. */
  coefficients: positiveInteger,
  /** Energies lower than the largest one by more than this are raised to it. dB. */
  dynamicRange: z.number().positive(),
});

export const frontEndSchema = z.discriminatedUnion('kind', [logMel, mfcc]);

/** How a network's input is made from sound. `sim/front-end` computes it. */
export type FrontEnd = z.infer<typeof frontEndSchema>;
export type LogMelFrontEnd = z.infer<typeof logMel>;
export type MfccFrontEnd = z.infer<typeof mfcc>;

/** Samples that the frames are cut from: frame 0 is centred on the first, the last frame one past the last. */
export function frontEndSamples({ hop, frames }: FrontEnd): number {
  return hop * (frames - 1);
}
