import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { saveFloatNetwork } from '../../generators/networks/format/save-network.ts';
import { loadTcResnet8, sharedData, tcResnet8Folder, tcResnet8FrontEnd } from '../support/tc-resnet8.ts';
import { hasTool } from '../support/tools.ts';
import { burin, emptyFolder, example, filesBelow } from './burin.ts';

/** Two channels of three taps, a mean, and two scores: the sum of the input's rise, and of its fall. */
const slopes = {
  name: 'slopes',
  classes: ['rise', 'fall'],
  input: { channels: 1, length: 8 },
  layers: [
    {
      ...{ name: 'edge', type: 'conv1d', input: 'input', inChannels: 1, outChannels: 2, kernel: 3, stride: 1 },
      ...{ padding: 1, inLength: 8, outLength: 8, relu: true, residual: null },
      weights: [[[-0.5, 0, 0.5]], [[0.5, 0, -0.5]]],
      bias: [0.0625, 0.0625],
    },
    { name: 'mean', type: 'averagePool', input: 'edge', channels: 2, inLength: 8 },
    {
      name: 'scores',
      type: 'linear',
      input: 'mean',
      inFeatures: 2,
      outFeatures: 2,
      weights: [
        [1, -1],
        [-1, 1],
      ],
    },
  ],
};

function slopesFolder(): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'float.json'), JSON.stringify(slopes));
  const ramp = [0, 0, 0.25, 0.5, 0.75, 1, 1, 1];
  writeFileSync(join(folder, 'up.json'), JSON.stringify([ramp]));
  writeFileSync(join(folder, 'down.json'), JSON.stringify({ features: [ramp.toReversed()] }));
  return folder;
}

describe('a small network of real numbers', () => {
  test.each([
    ['6', [] as string[]],
    ['4', ['--no-layer-shift']],
  ])('in %s bits %j runs and verifies', (bits, more) => {
    const folder = slopesFolder();
    const quantise = ['quantise', 'float.json', 'up.json', 'down.json', '--out', 'my net.json', '--json'];
    const { status, stdout, stderr } = burin([...quantise, '--weight-bits', bits, ...more], { folder });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ file: 'my net.json', network: 'slopes', agreements: 2, inputs: 2 });
    expect(report.layers.map(({ name }: { name: string }) => name)).toEqual(['edge', 'scores']);
    expect(filesBelow(folder)).toEqual(['down.json', 'float.json', 'my net.json', 'up.json']);
    const saved = JSON.parse(readFileSync(join(folder, 'my net.json'), 'utf8'));
    expect(saved.quantisation.weight.bits).toBe(Number(bits));
    if (more.length > 0) expect(report.needsLayerShift).toBe(false);

    // Whole numbers near the real ones: the input's codes, as the format says, rounded by hand.
    const codes = (values: number[]) =>
      values.map((value) => Math.min(127, Math.floor(value * 2 ** saved.input.fraction + 0.5)));
    const ramp = JSON.parse(readFileSync(join(folder, 'up.json'), 'utf8'))[0];
    writeFileSync(join(folder, 'codes.json'), JSON.stringify([codes(ramp)]));
    const run = burin(['run', 'my net.json', 'codes.json', '--engine', 'golden', '--json'], { folder });
    const [{ word, scores }] = JSON.parse(run.stdout);
    expect(word).toBe('rise');
    // By hand: rising edges 0.125, 0.25, 0.25, 0.25, 0.125 and the edge of the zero padding on the other side 0.5, each
    // with the bias; a mean of the difference over 8 positions.
    const exact = exactScores(ramp);
    expect(scores[0] / 2 ** report.scoreFraction).toBeCloseTo(exact[0]!, 1);
    expect(scores[1] / 2 ** report.scoreFraction).toBeCloseTo(exact[1]!, 1);
    const verify = burin(['verify', 'my net.json', '--vectors', '8', '--json'], { folder });
    expect(JSON.parse(verify.stdout)).toMatchObject({ vectors: 8, mismatches: 0 });
    expect(verify.status).toBe(0);
  });

  test('prints a table, writes beside the network, and writes over its own result', () => {
    const folder = slopesFolder();
    const quantise = () => burin(['quantise', 'float.json', 'up.json', 'down.json'], { folder });
    const { status, stdout } = quantise();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^layer +weight +output +shift +max error +RMS error +SQNR dB\nedge /);
    expect(stdout).toMatch(
      /same class as in float: 2 of 2 inputs\nfloat-w6\.json: slopes, 6-bit weights, needs .*layerShift\n$/,
    );
    expect(quantise().status).toBe(0);
    expect(filesBelow(folder)).toEqual(['down.json', 'float-w6.json', 'float.json', 'up.json']);
  });

  test('an input of another size is refused, and nothing written', () => {
    const folder = slopesFolder();
    writeFileSync(join(folder, 'short.json'), '[[1, 2]]');
    const { status, stdout, stderr } = burin(['quantise', 'float.json', 'short.json', '--json'], { folder });
    expect(stderr).toBe(
      'error B336: channel 0 of short.json is an array of 2, not an array of 8\n' +
        '  remedy: write 1 arrays of 8 numbers: [channel][position]\n',
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(filesBelow(folder)).toEqual(['down.json', 'float.json', 'short.json', 'up.json']);
  });
});

/** The network above in real numbers, written a second time. */
function exactScores(input: readonly number[]): readonly number[] {
  const at = (place: number): number => input[place] ?? 0;
  let difference = 0;
  for (let place = 0; place < 8; place++) {
    const rise = (at(place + 1) - at(place - 1)) / 2;
    difference += (Math.max(0, rise + 0.0625) - Math.max(0, 0.0625 - rise)) / 8;
  }
  return [difference, -difference];
}

describe.skipIf(!existsSync(tcResnet8Folder))('TC-ResNet8 as trained on Speech Commands', () => {
  const recording = (name: string): string => fileURLToPath(new URL(`inputs/${name}`, sharedData));
  const spoken = [
    ['yes', recording('tflm/yes_1000ms.wav')],
    ['no', recording('tflm/no_1000ms.wav')],
    ['unknown', recording('mlcommons/marvin_617de221_0.wav')],
  ] as const;
  const calibration = ['yes', 'no', 'up', 'left', 'go', 'silence', 'unknown', 'stop'].map((name) =>
    example(`${name}.wav`),
  );

  test.each([
    ['6', ''],
    ['8', 'note: guardBits is 1, which tc-resnet8 needs\n'],
  ])('with %s-bit weights hears real recordings, and model and hardware agree', (bits, guardNote) => {
    const folder = emptyFolder();
    saveFloatNetwork(join(folder, 'float.json'), loadTcResnet8(), { frontEnd: tcResnet8FrontEnd });
    const inputs = [...calibration, ...spoken.map(([, file]) => file)];
    const parameters = ['quantise', 'float.json', ...inputs, '--out', 'my.json', '--weight-bits', bits, '--json'];
    const quantise = burin(parameters, { folder });
    expect(quantise.stderr).toBe('');
    expect(JSON.parse(quantise.stdout).layers).toHaveLength(11);
    const note = `${guardNote}note: layerShift is true, which tc-resnet8 needs\n`;
    const run = burin(['run', 'my.json', ...spoken.map(([, file]) => file), '--json'], { folder });
    expect(run.stderr).toBe(note);
    const words = JSON.parse(run.stdout).map(({ word }: { word: string }) => word);
    expect(words).toEqual(spoken.map(([word]) => word));
    for (const engine of ['wasm', 'golden']) {
      const verify = burin(['verify', 'my.json', '--vectors', '4', '--engine', engine, '--json'], { folder });
      expect(JSON.parse(verify.stdout)).toMatchObject({ vectors: 4, mismatches: 0, engine });
      expect(verify.status).toBe(0);
    }
    if (bits !== '6' || !hasTool('verilator')) return;
    const verify = burin(['verify', 'my.json', '--vectors', '2', '--engine', 'verilator', '--json'], { folder });
    expect(JSON.parse(verify.stdout)).toMatchObject({ vectors: 2, mismatches: 0, engine: 'verilator' });
    expect(verify.status).toBe(0);
  });
});

test.skipIf(!hasTool('verilator'))('run under Verilator gives the scores of the training', () => {
  const trained = JSON.parse(readFileSync(example('expected-w6.json'), 'utf8'));
  const names = ['yes.wav', 'stop.wav'];
  const { status, stdout } = burin(['run', 'kws', ...names.map(example), '--engine', 'verilator', '--json']);
  expect(status).toBe(0);
  const logits = names.map((name) => trained.find(({ file }: { file: string }) => file === name).logits);
  expect(JSON.parse(stdout).map(({ scores }: { scores: number[] }) => scores)).toEqual(logits);
});
