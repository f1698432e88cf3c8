import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { frontEndSamples, type LogMelFrontEnd } from '../../generators/networks/front-end.ts';
import { powerSpectrum } from '../../sim/front-end/discrete-fourier-transform.ts';
import { logMelCodes, logMelFeatures } from '../../sim/front-end/log-mel.ts';
import { melFilters } from '../../sim/front-end/mel-energies.ts';
import { cosineTransform, mfccFeatures } from '../../sim/front-end/mfcc.ts';
import { readInput } from '../../sim/front-end/network-input.ts';
import { prepareGolden } from '../../sim/golden/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { sharedData, tcResnet8Folder, tcResnet8FrontEnd, tcResnet8Tensor } from '../support/tc-resnet8.ts';

const vectors = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../networks/kws.vectors.json', import.meta.url)), 'utf8'),
) as { frontEnd: { logMel: number[][]; features: number[][] } };

it('the power spectrum of any size is that of the definition', () => {
  const random = randomNumbers(7);
  for (const size of [1, 2, 3, 7, 16, 60, 125, 480]) {
    const frame = Float64Array.from({ length: size }, () => random.integer(-32768, 32767) / 32768);
    const power = powerSpectrum(size)(frame);
    expect(power).toHaveLength(Math.floor(size / 2) + 1);
    power.forEach((value, bin) => {
      let real = 0;
      let imaginary = 0;
      frame.forEach((sample, n) => {
        real += sample * Math.cos((2 * Math.PI * bin * n) / size);
        imaginary += sample * Math.sin((2 * Math.PI * bin * n) / size);
      });
      expect(Math.abs(value - (real ** 2 + imaginary ** 2))).toBeLessThan(1e-10 * size);
    });
  }
});

describe('log-mel', () => {
  const frontEnd = loadNetwork('kws').frontEnd as LogMelFrontEnd;
  const tone = Float64Array.from({ length: 16000 }, (_, n) => {
    return Math.floor(0.5 * Math.sin((2 * Math.PI * 440 * n) / 16000) * Math.min(1, n / 8000) * 32768 + 0.5) / 32768;
  });

  it('takes one second', () => {
    expect(frontEndSamples(frontEnd)).toBe(16000);
  });

  it('codes of a tone are those of the training', () => {
    expect([...logMelCodes(frontEnd, tone)]).toEqual(vectors.frontEnd.logMel.flat());
  });

  it('features of a tone are those of the training', () => {
    expect([...logMelFeatures(frontEnd, tone)]).toEqual(vectors.frontEnd.features.flat());
  });

  it('do not depend on the level', () => {
    const quiet = logMelFeatures(
      frontEnd,
      tone.map((sample) => sample / 2),
    );
    const loud = logMelFeatures(frontEnd, tone);
    const rows = [3, 10].flatMap((row) => [...loud.subarray(row * 101 + 50, row * 101 + 100)]);
    const quietRows = [3, 10].flatMap((row) => [...quiet.subarray(row * 101 + 50, row * 101 + 100)]);
    for (const [place, value] of rows.entries()) expect(Math.abs(value - quietRows[place]!)).toBeLessThanOrEqual(3);
  });
});

describe.skipIf(!existsSync(tcResnet8Folder))('MFCC, against the checkpoint’s own matrices', () => {
  it('the filter bank', () => {
    const bank = tcResnet8Tensor('features.MelSpectrogram.mel_scale.fb')!;
    melFilters(tcResnet8FrontEnd).forEach(({ first, factors }, filter) => {
      for (let bin = 0; bin < 241; bin++) {
        expect(Math.abs(bank[bin * 40 + filter]! - (factors[bin - first] ?? 0))).toBeLessThan(1e-5);
      }
    });
  });

  it('the cosine transform', () => {
    const matrix = tcResnet8Tensor('features.dct_mat')!;
    for (const [place, value] of cosineTransform(40, 40).entries())
      expect(Math.abs(value - matrix[place]!)).toBeLessThan(1e-5);
  });

  it('the window', () => {
    const window = tcResnet8Tensor('features.MelSpectrogram.spectrogram.window')!;
    for (const [n, value] of window.entries())
      expect(Math.abs(value - Math.sin((Math.PI * n) / 480) ** 2)).toBeLessThan(1e-6);
  });

  it('silence lies at the floor: only the first coefficient differs from 0', () => {
    const features = mfccFeatures(tcResnet8FrontEnd, new Float64Array(16000));
    features.forEach((value, place) => {
      expect(Math.abs(value - (place < 101 ? -100 * Math.sqrt(40) : 0))).toBeLessThan(1e-9);
    });
  });
});

describe.skipIf(!existsSync(sharedData))('real recordings', () => {
  // The scores that the training's Python scripts give for the same files, in training/README.md.
  const loaded = loadNetwork('kws');
  const golden = prepareGolden(loaded.network);
  it.each([
    ['tflm/yes_1000ms', 'of one second', [-538, 353, 1761, -1461, -216, -735, -838, -856, -565, -410, -904, -180]],
    ['tflm/silence_1000ms', 'silent', [2452, -323, -243, -280, -369, -413, -327, -161, -433, -462, -342, -229]],
    [
      'mlcommons/marvin_617de221_0',
      'stereo',
      [-1143, 2085, -1560, -127, -1266, -782, -329, -53, -668, -1072, -1409, -878],
    ],
    [
      'arm/sample_audio',
      'at 44.1 kHz, resampled',
      [-679, 1005, -547, -673, 645, -586, -770, -554, -728, -674, -1067, 1180],
    ],
    [
      'tinymaix/kws_0a',
      'longer: the loudest second',
      [-1595, 1824, -310, -281, -1029, 1152, -384, -255, 77, -977, -964, -975],
    ],
    [
      'tinymaix/kws_2b',
      'longer: the loudest second',
      [-347, 1749, -28, -637, -628, -1254, -635, -1399, -898, 332, 432, -1208],
    ],
  ])('%s, %s', (file, _, scores) => {
    const input = readInput(fileURLToPath(new URL(`inputs/${file}.wav`, sharedData)), loaded);
    expect([...golden.run(input).scores]).toEqual(scores);
  });
});
