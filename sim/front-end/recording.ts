import { existsSync, readFileSync, statSync } from 'node:fs';
import wavefile from 'wavefile';
import { fail } from '../../generators/diagnostics.ts';
import { resample } from './resample.ts';

const lowestRate = 8000;
const highestRate = 192000;
/** What recorders that write to a pipe put for the number of bytes. */
const lengthUnknown = 2 ** 32 - 1;

/**
 * Reads a WAV file of 16-bit PCM.
 * @param sampleRate The rate wanted, in Hz; other rates from 8 to 192 kHz are resampled.
 * @returns Samples in −1..1. Of several channels the mean.
 * @throws BurinError B330: no such file; B331: no WAV file; B332: a format that is not 16-bit PCM; B333: sample rate.
 */
export function readRecording(file: string, sampleRate: number): Float64Array {
  if (!existsSync(file) || !statSync(file).isFile()) {
    fail('B330', `there is no recording ${file}`, 'give the path of a WAV file');
  }
  const wav = new wavefile.WaveFile();
  const notWhole = (what: string): never =>
    fail('B331', `${file} is no whole WAV file: ${what}`, 'record or convert it again, as 16-bit PCM');
  try {
    wav.fromBuffer(readFileSync(file));
  } catch (error) {
    notWhole((error as Error).message);
  }
  const { chunkSize, samples: bytes } = wav.data as { chunkSize: number; samples: ArrayLike<number> };
  if (bytes.length < chunkSize && chunkSize !== lengthUnknown) {
    notWhole(`its header promises ${chunkSize} bytes of samples, but it has ${bytes.length}`);
  }
  if (bytes.length === 0) notWhole('it has no samples');
  const format = wav.fmt as { audioFormat: number; numChannels: number; sampleRate: number; bitsPerSample: number };
  if (format.bitsPerSample !== 16 || wav.bitDepth !== '16') {
    fail(
      'B332',
      `${file} has ${format.bitsPerSample}-bit samples (format ${format.audioFormat})`,
      'convert it to 16-bit PCM, for example with: sox in.wav -b 16 -e signed-integer out.wav',
    );
  }
  if (format.sampleRate < lowestRate || format.sampleRate > highestRate) {
    fail(
      'B333',
      `${file} has a sample rate of ${format.sampleRate} Hz`,
      `record at ${sampleRate} Hz; rates from ${lowestRate} to ${highestRate} Hz are resampled`,
    );
  }
  const interleaved = wav.getSamples(true, Int16Array) as unknown as Int16Array;
  const channels = format.numChannels;
  const samples = Float64Array.from({ length: Math.floor(interleaved.length / channels) }, (_, place) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += interleaved[place * channels + channel]!;
    return sum / channels / 32768;
  });
  return resample(samples, format.sampleRate, sampleRate);
}

/** Brings a recording to `count` samples: a shorter one is followed by silence, of a longer one the loudest stretch is taken. */
export function fitRecording(samples: Float64Array, count: number): Float64Array {
  if (samples.length <= count) {
    const padded = new Float64Array(count);
    padded.set(samples);
    return padded;
  }
  const energy = new Float64Array(samples.length + 1);
  samples.forEach((sample, place) => {
    energy[place + 1] = energy[place]! + sample * sample;
  });
  let best = 0;
  const energyFrom = (start: number): number => energy[start + count]! - energy[start]!;
  for (let start = 1; start + count <= samples.length; start++) if (energyFrom(start) > energyFrom(best)) best = start;
  return samples.slice(best, best + count);
}
