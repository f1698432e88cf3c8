import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { BurinError } from '../../generators/diagnostics.ts';
import { loadFloatNetwork } from '../../generators/networks/format/load-float-network.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { tcResnet8FrontEnd } from '../support/tc-resnet8.ts';
import { type Document, small } from './small-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'burin-format-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shipped = readFileSync(fileURLToPath(new URL('../../networks/kws.json', import.meta.url)), 'utf8');

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(BurinError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'no error';
}

function refusal(change: (document: Document) => void): string {
  const document = small();
  change(document);
  const file = join(folder, 'small.json');
  writeFileSync(file, JSON.stringify(document));
  return messageOf(() => loadNetwork(file));
}

const layer = (place: number, fields: object) => (document: Document) => Object.assign(document.layers[place], fields);

it('the small network itself loads', () => {
  expect(refusal(() => {})).toBe('no error');
});

describe('files', () => {
  it('missing', () => {
    expect(messageOf(() => loadNetwork('no-such.json'))).toBe(
      'error B300: there is no file no-such.json\n' +
        '  remedy: give the path of a network file, or the name of a shipped network: kws, kws-w8',
    );
  });

  it('a folder', () => {
    expect(messageOf(() => loadNetwork(folder))).toMatch(/^error B300: .* is not a file\n {2}remedy: give the path/);
  });

  it('truncated', () => {
    const file = join(folder, 'truncated.json');
    writeFileSync(file, shipped.slice(0, 100000));
    expect(messageOf(() => loadNetwork(file))).toBe(
      'truncated.json:1:100001: error B301: the JSON ends too early, at byte 100000\n' +
        '  remedy: the file is truncated: write or copy it again',
    );
  });

  it('empty', () => {
    const file = join(folder, 'empty.json');
    writeFileSync(file, '');
    expect(messageOf(() => loadNetwork(file))).toMatch(
      /^empty.json:1:1: error B301: the JSON ends too early, at byte 0\n/,
    );
  });

  it('not JSON, with line, column and byte', () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{\n  "name": "ü",\n  "classes": [a]\n}');
    expect(messageOf(() => loadNetwork(file))).toBe(
      'broken.json:3:15: error B301: not JSON: invalid symbol at byte 32\n  remedy: mend the file there, or write it again',
    );
  });
});

const seeFormat = 'docs/network-format.md describes every field';
const shapeRemedy =
  'weights are [output channel][input channel][tap], a linear layer’s [output][input]: correct them or the layer’s shape';

describe('fields', () => {
  it.each<[string, (document: Document) => void, string]>([
    [
      'missing',
      (document) => delete document.layers[1].kernel,
      `error B302: layers[1].kernel is missing\n  remedy: add it; ${seeFormat}`,
    ],
    [
      'unknown',
      layer(0, { stirde: 2 }),
      `error B302: layers[0].stirde is no field of the format\n  remedy: remove it; ${seeFormat}`,
    ],
    [
      'of the wrong kind',
      layer(0, { relu: 'yes' }),
      `error B302: layers[0].relu is "yes": boolean is expected\n  remedy: ${seeFormat}`,
    ],
    [
      'out of range',
      (document) => Object.assign(document.quantisation.weight, { bits: 9 }),
      `error B302: quantisation.weight.bits is 9: at most 8 is expected\n  remedy: ${seeFormat}`,
    ],
    [
      'a weight that is text',
      (document) => (document.layers[1].weights[1][0][2] = 'x'),
      `error B302: layers[1].weights[1][0][2] is "x": number is expected\n  remedy: ${seeFormat}`,
    ],
    [
      'a weight with a fraction',
      (document) => (document.layers[1].weights[1][0][2] = 0.5),
      'error B312: layers[1].weights[1][0][2] is 0.5, where a whole number is expected\n' +
        '  remedy: this is the quantised form: quantise a network of real numbers first (docs/network-format.md, section Float form)',
    ],
    [
      'a weight out of range',
      (document) => (document.layers[1].weights[1][0][2] = 8),
      'error B303: layers[1].weights[1][0][2] is 8, but weights of 4 bits lie from -8 to 7\n' +
        '  remedy: quantise the network to these bits, or raise them under quantisation',
    ],
    [
      'a bias out of range',
      layer(3, { bias: [0, -129] }),
      'error B303: layers[3].bias[1] is -129, but biases of 8 bits lie from -128 to 127\n' +
        '  remedy: quantise the network to these bits, or raise them under quantisation',
    ],
    [
      'too few output channels',
      (document) => document.layers[1].weights.pop(),
      `error B304: layers[1].weights has 1 entries, but the layer has 2 output channels\n  remedy: ${shapeRemedy}`,
    ],
    [
      'too many input channels',
      (document) => document.layers[0].weights[1].push([1, 2, 3]),
      `error B304: layers[0].weights[1] has 2 entries, but the layer has 1 input channels\n  remedy: ${shapeRemedy}`,
    ],
    [
      'too few taps',
      (document) => document.layers[1].weights[0][1].pop(),
      `error B304: layers[1].weights[0][1] has 2 entries, but the layer has 3 taps\n  remedy: ${shapeRemedy}`,
    ],
    [
      'too many biases',
      layer(3, { bias: [1, 2, 3] }),
      `error B304: layers[3].bias has 3 entries, but the layer has 2 output channels\n  remedy: ${shapeRemedy}`,
    ],
    [
      'an unsupported layer type',
      layer(1, { type: 'lstm' }),
      'error B306: layers[1] ("second") has the layer type "lstm", which is not supported\n' +
        '  remedy: supported are conv1d, averagePool, linear: write the layer with these, fold it into its neighbour (batch norm), or leave it to the host',
    ],
    [
      'not an object',
      (document) => (document.layers[1] = 3),
      `error B302: layers[1] is 3: object is expected\n  remedy: ${seeFormat}`,
    ],
  ])('%s', (_, change, expected) => {
    expect(refusal(change).replace(/^small.json:1:\d+: /, '')).toBe(expected);
  });

  it('points at the field in the file', () => {
    const file = join(folder, 'lines.json');
    const document = small();
    Object.assign(document.layers[1]!, { kernel: -1 });
    const text = JSON.stringify(document, null, 2);
    writeFileSync(file, text);
    const line = text.split('\n').findIndex((content) => content.includes('"kernel": -1')) + 1;
    expect(messageOf(() => loadNetwork(file))).toBe(
      `lines.json:${line}:17: error B302: layers[1].kernel is -1: at least 1 is expected\n  remedy: ${seeFormat}`,
    );
  });
});

describe('what the layers are to each other', () => {
  it.each<[string, (document: Document) => void, string]>([
    [
      'channels',
      layer(1, { inChannels: 3 }),
      'error B304: layers[1].inChannels is 3, but "first" has 2 channels\n' +
        "  remedy: set inChannels to 2, or correct the layer's input",
    ],
    [
      'an input that does not exist',
      layer(1, { input: 'frist' }),
      'error B305: layers[1] ("second") reads "frist", which does not exist\n  remedy: name an earlier layer: input, first',
    ],
    [
      'an input that comes later',
      layer(0, { input: 'second' }),
      'error B305: layers[0] ("first") reads "second", which comes later\n  remedy: name an earlier layer: input',
    ],
    [
      'a residual that does not exist',
      layer(1, { residual: 'third' }),
      'error B305: layers[1] ("second") adds "third", which is no earlier layer\n  remedy: name an earlier layer: input, first',
    ],
    [
      'a residual of another shape',
      layer(1, { residual: 'input' }),
      'error B307: layers[1] ("second") gives 2 channels × 4 positions, but its residual "input" has 1 channels × 4 positions\n' +
        '  remedy: add a map of the same shape: a conv1d of kernel 1 brings the branch to it',
    ],
    [
      'a pool not right after its convolution',
      layer(2, { input: 'first' }),
      'error B308: layers[2] ("pool") pools "first", which is not a conv1d right before it\n' +
        '  remedy: put the pool right after its conv1d: the hardware pools what that layer computes',
    ],
    [
      'a pooled layer read elsewhere',
      (document) => {
        document.layers.splice(3, 0, { ...document.layers[1], name: 'third', input: 'second', residual: null });
      },
      'error B308: layers[3] ("third") reads "second", which "pool" pools\n' +
        '  remedy: read "pool" instead, or pool a copy: the hardware keeps a pooled layer only pooled',
    ],
    [
      'a kernel longer than the input',
      layer(0, { kernel: 9, padding: 0 }),
      'error B309: layers[0] ("first") has a kernel of 9, longer than its padded input of 4\n' +
        '  remedy: use a shorter kernel, or pad the input by half of it',
    ],
    [
      'an output length that does not follow',
      layer(0, { stride: 2 }),
      'error B309: layers[0].outLength is 4, but length 4, kernel 3, stride 2 and padding 1 give 2\n' +
        '  remedy: set outLength to 2, or correct the others',
    ],
    [
      'an input length that does not follow',
      layer(2, { inLength: 5 }),
      'error B309: layers[2].inLength is 5, but "second" has 4 positions\n' +
        "  remedy: set inLength to 4, or correct the layer's input",
    ],
    [
      'padding that is not half the kernel',
      layer(0, { padding: 2 }),
      'error B310: layers[0].padding is 2; the hardware pads by 0 or by half the kernel\n' +
        '  remedy: set it to 0 or to 1 and train the network so',
    ],
    [
      'a pool at the end',
      (document) => document.layers.pop(),
      'error B311: the network ends with the pool "pool", which gives no scores\n' +
        '  remedy: end with a conv1d or linear layer whose output channels are the classes',
    ],
    [
      'a name used twice',
      layer(1, { name: 'first' }),
      'error B313: layers[1].name is "first", the name of an earlier layer\n  remedy: give every layer a name of its own',
    ],
    [
      'a layer called input',
      layer(0, { name: 'input' }),
      'error B313: layers[0].name is "input", the name of the network’s input\n  remedy: give every layer a name of its own',
    ],
    [
      'another number of classes',
      (document) => document.classes.push('c'),
      'error B314: the last layer "scores" gives 2 scores, but there are 3 classes\n' +
        '  remedy: name one class for each output channel of the last layer',
    ],
    [
      'a linear layer on several positions',
      (document) => {
        document.layers.splice(2, 1);
        document.layers[2].input = 'second';
      },
      'error B315: layers[2] ("scores") is linear, but its input "second" has 4 positions\n' +
        '  remedy: pool "second" first, or use a conv1d with kernel 4',
    ],
  ])('%s', (_, change, expected) => {
    expect(refusal(change).replace(/^small.json:1:\d+: /, '')).toBe(expected);
  });
});

it('the float form has the same checks and no ranges', () => {
  const { quantisation: _, ...document } = small() as Document;
  delete document.layers[2].shift;
  document.layers[0].weights[0][0][0] = 1234.5;
  const file = join(folder, 'float.json');
  writeFileSync(file, JSON.stringify(document));
  expect(loadFloatNetwork(file).network.layers[0]!.weights[0]).toBe(1234.5);
  document.layers[1].padding = 2;
  writeFileSync(file, JSON.stringify(document));
  expect(messageOf(() => loadFloatNetwork(file))).toMatch(/error B310: layers\[1\].padding is 2;/);
});

describe('front ends', () => {
  const frontEnd = (fields: object) => (document: Document) => {
    document.frontEnd = { ...tcResnet8FrontEnd, frames: 4, coefficients: 1, ...fields };
    document.input.fraction = 2;
  };
  it.each<[string, object, string]>([
    [
      'other channels',
      { coefficients: 13 },
      'error B316: frontEnd.coefficients is 13, but the input has 1 channels\n  remedy: make both the same',
    ],
    [
      'another length',
      { frames: 5 },
      'error B316: frontEnd.frames is 5, but the input has 4 positions\n  remedy: make both the same',
    ],
    [
      'frequencies beyond half the rate',
      { fMax: 9000 },
      'error B316: frontEnd.fMax is 9000 Hz\n  remedy: choose it above fMin (20 Hz) and up to half the sample rate (8000 Hz)',
    ],
    [
      'a window longer than the signal can be mirrored',
      { window: 960 },
      'error B316: frontEnd.window is 960 samples, too long to mirror the signal at its ends\n  remedy: use a shorter window, or more frames',
    ],
    [
      'an unknown kind',
      { kind: 'wavelet' },
      'error B302: frontEnd.kind is "wavelet": none of the supported kinds\n  remedy: docs/network-format.md describes every field',
    ],
  ])('%s', (_, fields, expected) => {
    expect(refusal(frontEnd(fields)).replace(/^small.json:1:\d+: /, '')).toBe(expected);
  });

  it('real numbers without a fraction', () => {
    const change = (document: Document) => {
      frontEnd({})(document);
      delete document.input.fraction;
    };
    expect(refusal(frontEnd({}))).toBe('no error');
    expect(refusal(change).replace(/^small.json:1:\d+: /, '')).toBe(
      'error B316: the front end gives real numbers, but input.fraction is missing\n' +
        '  remedy: add input.fraction: the bits of the input behind the binary point',
    );
  });
});
