import { saturate } from '../../generators/networks/fixed-point.ts';
import type { LogMelFrontEnd } from '../../generators/networks/front-end.ts';
import { melEnergies } from './mel-energies.ts';

/**
 * Logarithms of the mel energies as 8-bit codes, `codesPerOctave` to an octave of power; [mel][frame], flat.
 * @param samples In −1..1, `frontEndSamples` of them.
 */
export function logMelCodes(frontEnd: LogMelFrontEnd, samples: Float64Array): Int8Array {
  const { floor, codesPerOctave } = frontEnd;
  return Int8Array.from(melEnergies(frontEnd, samples), (energy) =>
    saturate(Math.floor(codesPerOctave * Math.log2(energy + floor) + 0.5), 8),
  );
}

/**
 * The codes less each channel's mean over time, rounded to a whole code: what the network is given. The means take the
 * recording's level and a fixed frequency response with them.
 */
export function logMelFeatures(frontEnd: LogMelFrontEnd, samples: Float64Array): Int8Array {
  const { mels, frames } = frontEnd;
  const codes = logMelCodes(frontEnd, samples);
  const features = new Int8Array(codes.length);
  for (let channel = 0; channel < mels; channel++) {
    const row = codes.subarray(channel * frames, (channel + 1) * frames);
    const sum = row.reduce((total, code) => total + code, 0);
    const mean = Math.floor((2 * sum + frames) / (2 * frames));
    row.forEach((code, frame) => {
      features[channel * frames + frame] = saturate(code - mean, 8);
    });
  }
  return features;
}
