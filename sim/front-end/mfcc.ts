import type { MfccFrontEnd } from '../../generators/networks/front-end.ts';
import { melEnergies } from './mel-energies.ts';

/** Energies below it count as it: the logarithm of 0 is not a number to work with. */
const leastEnergy = 1e-10;

/**
 * Mel-frequency cepstral coefficients, [coefficient][frame], flat: the energies in dB, those more than `dynamicRange`
 * below the recording's largest raised to that level, then an orthonormal DCT-II over the mels.
 * @param samples In −1..1, `frontEndSamples` of them.
 */
export function mfccFeatures(frontEnd: MfccFrontEnd, samples: Float64Array): Float64Array {
  const { mels, frames, coefficients, dynamicRange } = frontEnd;
  const decibels = melEnergies(frontEnd, samples).map((energy) => 10 * Math.log10(Math.max(energy, leastEnergy)));
  const lowest = decibels.reduce((most, value) => Math.max(most, value), -Infinity) - dynamicRange;
  const matrix = cosineTransform(coefficients, mels);
  const features = new Float64Array(coefficients * frames);
  for (let coefficient = 0; coefficient < coefficients; coefficient++) {
    for (let frame = 0; frame < frames; frame++) {
      let sum = 0;
      for (let filter = 0; filter < mels; filter++) {
        sum += matrix[coefficient * mels + filter]! * Math.max(decibels[filter * frames + frame]!, lowest);
      }
      features[coefficient * frames + frame] = sum;
    }
  }
  return features;
}

/** The first rows of the orthonormal DCT-II, [coefficient][input], flat. */
export function cosineTransform(coefficients: number, inputs: number): Float64Array {
  return Float64Array.from({ length: coefficients * inputs }, (_, place) => {
    const coefficient = Math.floor(place / inputs);
    const scale = Math.sqrt((coefficient === 0 ? 1 : 2) / inputs);
    return scale * Math.cos((Math.PI / inputs) * ((place % inputs) + 0.5) * coefficient);
  });
}
