import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import wavefile from 'wavefile';
import { BurinError } from '../../generators/diagnostics.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import { readFloatInput } from '../../sim/front-end/float-input.ts';
import { readInput } from '../../sim/front-end/network-input.ts';
import { fitRecording, readRecording } from '../../sim/front-end/recording.ts';
import { resample } from '../../sim/front-end/resample.ts';

const folder = mkdtempSync(join(tmpdir(), 'burin-front-end-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);
const loaded = loadNetwork('kws');
const yes = fileURLToPath(new URL('../../examples/yes.wav', import.meta.url));

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(BurinError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'no error';
}

function writeWav(name: string, channels: number, rate: number, depth: string, samples: number[] | number[][]): string {
  const wav = new wavefile.WaveFile();
  wav.fromScratch(channels, rate, depth, samples as never);
  writeFileSync(file(name), wav.toBuffer());
  return file(name);
}

describe('recordings', () => {
  it('samples lie in −1..1, of two channels the mean', () => {
    const path = writeWav('stereo.wav', 2, 16000, '16', [
      [-32768, 100, 32767],
      [-32768, 300, 32767],
    ]);
    expect([...readRecording(path, 16000)]).toEqual([-1, 200 / 32768, 32767 / 32768]);
  });

  it('short ones are followed by silence, of long ones the loudest stretch is taken', () => {
    expect([...fitRecording(Float64Array.of(1, 2), 4)]).toEqual([1, 2, 0, 0]);
    expect([...fitRecording(Float64Array.of(0, 1, -3, 2, 0, 3), 3)]).toEqual([1, -3, 2]);
    expect([...fitRecording(Float64Array.of(1, 0, 1, 0), 3)]).toEqual([1, 0, 1]);
  });

  it('resampling keeps a tone and removes one that the lower rate cannot hold', () => {
    const tone = (frequency: number, rate: number, count: number) =>
      Float64Array.from({ length: count }, (_, n) => Math.sin((2 * Math.PI * frequency * n) / rate));
    for (const rate of [8000, 22050, 44100, 48000]) {
      const low = resample(tone(1000, rate, rate / 10), rate, 16000);
      const exact = tone(1000, 16000, low.length);
      for (let n = 200; n < low.length - 200; n++) expect(Math.abs(low[n]! - exact[n]!)).toBeLessThan(0.01);
    }
    const high = resample(tone(12000, 48000, 4800), 48000, 16000);
    for (let n = 200; n < high.length - 200; n++) expect(Math.abs(high[n]!)).toBeLessThan(0.01);
  });

  it.each<[string, () => string, string]>([
    [
      'missing',
      () => file('none.wav'),
      'error B330: there is no recording none.wav\n  remedy: give the path of a WAV file',
    ],
    [
      'no WAV file',
      () => {
        writeFileSync(file('text.wav'), 'this is text, and long enough to hold a header of forty-four bytes');
        return file('text.wav');
      },
      'error B331: text.wav is no whole WAV file: Not a supported format.\n  remedy: record or convert it again, as 16-bit PCM',
    ],
    [
      'truncated',
      () => {
        writeFileSync(file('short.wav'), readFileSync(yes).subarray(0, 1000));
        return file('short.wav');
      },
      'error B331: short.wav is no whole WAV file: its header promises 32000 bytes of samples, but it has 956\n' +
        '  remedy: record or convert it again, as 16-bit PCM',
    ],
    [
      'no samples',
      () => writeWav('empty.wav', 1, 16000, '16', []),
      'error B331: empty.wav is no whole WAV file: it has no samples\n  remedy: record or convert it again, as 16-bit PCM',
    ],
    [
      '8-bit samples',
      () => writeWav('eight.wav', 1, 16000, '8', [1, 2, 3]),
      'error B332: eight.wav has 8-bit samples (format 1)\n' +
        '  remedy: convert it to 16-bit PCM, for example with: sox in.wav -b 16 -e signed-integer out.wav',
    ],
    [
      'float samples',
      () => writeWav('float.wav', 1, 16000, '32f', [0.1, 0.2]),
      'error B332: float.wav has 32-bit samples (format 3)\n' +
        '  remedy: convert it to 16-bit PCM, for example with: sox in.wav -b 16 -e signed-integer out.wav',
    ],
    [
      'too low a rate',
      () => writeWav('slow.wav', 1, 4000, '16', [1, 2, 3]),
      'error B333: slow.wav has a sample rate of 4000 Hz\n' +
        '  remedy: record at 16000 Hz; rates from 8000 to 192000 Hz are resampled',
    ],
  ])('%s: refused', (_, path, expected) => {
    expect(messageOf(() => readInput(path(), loaded))).toBe(expected);
  });

  it('for a network without a front end: refused', () => {
    const { frontEnd: _, ...features } = loaded;
    expect(messageOf(() => readInput(yes, { ...features, file: 'x.json' }))).toBe(
      'error B334: the network kws-tcresnet8-w6 (x.json) does not say how its input is made from sound\n' +
        '  remedy: give features instead of a recording (.json or .i8), or add a frontEnd to the network file',
    );
  });
});

describe('features', () => {
  const [vector] = loadVectors('kws');
  const rows = Array.from({ length: 40 }, (_, channel) => [
    ...vector!.input.subarray(channel * 101, (channel + 1) * 101),
  ]);
  const json = (name: string, value: unknown) => {
    writeFileSync(file(name), JSON.stringify(value));
    return file(name);
  };

  it('are read as arrays, as an object and as bytes', () => {
    expect(readInput(json('rows.json', rows), loaded)).toEqual(vector!.input);
    expect(readInput(json('object.json', { features: rows }), loaded)).toEqual(vector!.input);
    writeFileSync(file('bytes.i8'), vector!.input);
    expect(readInput(file('bytes.i8'), loaded)).toEqual(vector!.input);
  });

  const remedy = '\n  remedy: write 40 arrays of 101 whole numbers: [channel][position]';
  it.each<[string, () => string, string]>([
    [
      'another kind of file',
      () => file('features.csv'),
      'error B335: features.csv is no kind of input that is known\n  remedy: give a recording (.wav) or features (.json or .i8)',
    ],
    [
      'too few bytes',
      () => {
        writeFileSync(file('few.i8'), new Uint8Array(7));
        return file('few.i8');
      },
      'error B336: few.i8 has 7 bytes, but network kws-tcresnet8-w6 takes 40 channels × 101 positions\n' +
        '  remedy: write 4040 bytes, one for each feature',
    ],
    [
      'too few channels',
      () => json('few.json', rows.slice(1)),
      `error B336: few.json holds an array of 39, but network kws-tcresnet8-w6 takes 40 channels${remedy}`,
    ],
    [
      'another length',
      () => json('length.json', rows.with(3, [1, 2])),
      `error B336: channel 3 of length.json is an array of 2, not an array of 101${remedy}`,
    ],
    [
      'a real number',
      () => json('real.json', rows.with(3, rows[3]!.with(5, 0.5))),
      `error B337: feature [3][5] of real.json is 0.5, not a whole number${remedy}`,
    ],
    [
      'a number out of range',
      () => json('range.json', rows.with(3, rows[3]!.with(5, 128))),
      "error B337: feature [3][5] of range.json is 128, beyond the network's 8-bit activations\n" +
        '  remedy: give values from -128 to 127',
    ],
    [
      'not JSON',
      () => {
        writeFileSync(file('cut.json'), '[[1, 2');
        return file('cut.json');
      },
      'cut.json:1:7: error B301: the JSON ends too early, at byte 6\n  remedy: the file is truncated: write or copy it again',
    ],
  ])('%s: refused', (_, path, expected) => {
    expect(messageOf(() => readInput(path(), loaded))).toBe(expected);
  });
});

describe('inputs of float networks', () => {
  const float = {
    network: { name: 'tiny', classes: [], input: { channels: 2, length: 3 }, layers: [] },
    file: 'tiny.json',
  };
  const json = (name: string, value: unknown) => {
    writeFileSync(file(name), JSON.stringify(value));
    return file(name);
  };

  it('are read as arrays of real numbers', () => {
    const rows = [
      [1, 2.5, -3],
      [0, 1e3, 4],
    ];
    expect([...readFloatInput(json('float.json', rows), float)]).toEqual(rows.flat());
  });

  it('are made from recordings by the front end', () => {
    const withFrontEnd = { ...float, frontEnd: loaded.frontEnd! };
    expect([...readFloatInput(yes, withFrontEnd)]).toEqual([...readInput(yes, loaded)]);
  });

  it.each<[string, () => string, string]>([
    [
      'a feature that is no number',
      () =>
        json('none.json', [
          [1, 2, null],
          [1, 2, 3],
        ]),
      'error B337: feature [0][2] of none.json is null, not a number\n  remedy: write 2 arrays of 3 numbers: [channel][position]',
    ],
    [
      'a recording without a front end',
      () => yes,
      'error B334: the network tiny does not say how its input is made from sound\n' +
        '  remedy: give features instead of a recording (.json), or add a frontEnd to the network file',
    ],
    [
      'another kind of file',
      () => file('features.i8'),
      'error B335: features.i8 is no kind of input that is known\n  remedy: give a recording (.wav) or features (.json)',
    ],
  ])('%s: refused', (_, path, expected) => {
    expect(messageOf(() => readFloatInput(path(), float))).toBe(expected);
  });
});
