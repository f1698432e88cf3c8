import { type FrontEnd, frontEndSamples } from '../../generators/networks/front-end.ts';
import { powerSpectrum } from './discrete-fourier-transform.ts';

/** One triangle of the filter bank: the factors of the bins from `first` on. */
export interface MelFilter {
  readonly first: number;
  readonly factors: Float64Array;
}

const mel = (frequency: number): number => 2595 * Math.log10(1 + frequency / 700);
const frequencyOf = (value: number): number => 700 * (10 ** (value / 2595) - 1);

/** Triangles of peak 1, their corners equally spaced on the mel scale. */
export function melFilters({ mels, fMin, fMax, sampleRate, window }: FrontEnd): readonly MelFilter[] {
  const bins = Math.floor(window / 2) + 1;
  const corner = (place: number): number => frequencyOf(mel(fMin) + ((mel(fMax) - mel(fMin)) * place) / (mels + 1));
  return Array.from({ length: mels }, (_, filter) => {
    const [low, peak, high] = [corner(filter), corner(filter + 1), corner(filter + 2)];
    const factors = Float64Array.from({ length: bins }, (_, bin) => {
      const frequency = (bin * sampleRate) / window;
      return Math.max(0, Math.min((frequency - low) / (peak - low), (high - frequency) / (high - peak)));
    });
    const first = Math.max(
      0,
      factors.findIndex((factor) => factor > 0),
    );
    const last = factors.findLastIndex((factor) => factor > 0);
    return { first, factors: factors.slice(first, last + 1) };
  });
}

/**
 * Mel energies, [mel][frame], flat. Frame t is `window` samples around sample t·hop, weighted by a periodic Hann window;
 * the signal is mirrored at its ends.
 * @param samples In −1..1, at the front end's rate; `frontEndSamples` of them.
 */
export function melEnergies(frontEnd: FrontEnd, samples: Float64Array): Float64Array {
  const { window, hop, frames, mels } = frontEnd;
  const count = frontEndSamples(frontEnd);
  const spectrumOf = powerSpectrum(window);
  const filters = melFilters(frontEnd);
  const hann = Float64Array.from({ length: window }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window));
  const energies = new Float64Array(mels * frames);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hop - Math.floor(window / 2);
    const power = spectrumOf(hann.map((factor, n) => factor * samples[mirrored(start + n, count)]!));
    filters.forEach(({ first, factors }, filter) => {
      energies[filter * frames + frame] = factors.reduce(
        (sum, factor, place) => sum + factor * power[first + place]!,
        0,
      );
    });
  }
  return energies;
}

function mirrored(place: number, count: number): number {
  const inside = Math.abs(place);
  return inside < count ? inside : 2 * (count - 1) - inside;
}
