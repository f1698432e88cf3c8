import FFT from 'fft.js';

/** |X[k]|² for k = 0..⌊size/2⌋ of a real frame of `size` samples, without scaling. */
export type PowerSpectrum = (frame: Float64Array) => Float64Array;

/**
 * The power spectrum for frames of any size (speech frames are rarely a power of two long). Bluestein's chirp method
 * turns the transform into a convolution, which the library's power-of-two transform computes:
 * with w[n] = exp(−iπn²/size), X[k] = w[k] · Σ_n (x[n]·w[n]) · conj(w[k − n]).
 */
export function powerSpectrum(size: number): PowerSpectrum {
  const bins = Math.floor(size / 2) + 1;
  const length = 2 ** Math.ceil(Math.log2(2 * size));
  const transform = new FFT(length);
  // n² mod 2·size keeps the angle small, and so exact to the last bit.
  const angles = Float64Array.from({ length: size }, (_, n) => (Math.PI * ((n * n) % (2 * size))) / size);
  const chirp = new Float64Array(2 * length);
  angles.forEach((angle, n) => {
    for (const place of n === 0 ? [0] : [n, length - n]) {
      chirp[2 * place] = Math.cos(angle);
      chirp[2 * place + 1] = Math.sin(angle);
    }
  });
  const chirpSpectrum = new Float64Array(2 * length);
  transform.transform(chirpSpectrum, chirp);

  return (frame) => {
    const signal = new Float64Array(2 * length);
    angles.forEach((angle, n) => {
      signal[2 * n] = frame[n]! * Math.cos(angle);
      signal[2 * n + 1] = -frame[n]! * Math.sin(angle);
    });
    const spectrum = new Float64Array(2 * length);
    transform.transform(spectrum, signal);
    for (let place = 0; place < 2 * length; place += 2) {
      const real = spectrum[place]!;
      const imaginary = spectrum[place + 1]!;
      spectrum[place] = real * chirpSpectrum[place]! - imaginary * chirpSpectrum[place + 1]!;
      spectrum[place + 1] = real * chirpSpectrum[place + 1]! + imaginary * chirpSpectrum[place]!;
    }
    transform.inverseTransform(signal, spectrum);
    // The outer factor w[k] has magnitude 1: the power does not need it.
    return Float64Array.from({ length: bins }, (_, k) => signal[2 * k]! ** 2 + signal[2 * k + 1]! ** 2);
  };
}
