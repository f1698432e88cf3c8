import { readFileSync } from 'node:fs';
import type { FloatLayer, FloatNetwork } from '../../generators/networks/float-network.ts';
import type { MfccFrontEnd } from '../../generators/networks/front-end.ts';

/** Where third-party test data lies; tests that need it are skipped without it. */
export const sharedData = new URL('../../../shared/data/', import.meta.url);
export const tcResnet8Folder = new URL('tc-resnet8/', sharedData);

export const tcResnet8FrontEnd: MfccFrontEnd = {
  kind: 'mfcc',
  sampleRate: 16000,
  window: 480,
  hop: 160,
  windowShape: 'hann, periodic',
  centre: 'reflect',
  frames: 101,
  mels: 40,
  fMin: 20,
  fMax: 4000,
  melScale: '2595 log10(1 + f/700)',
  melNorm: 'none (peak 1)',
  coefficients: 40,
  dynamicRange: 80,
};

/** A tensor of the checkpoint, flat. */
export function tcResnet8Tensor(name: string): Float32Array | undefined {
  const { tensors } = JSON.parse(readFileSync(new URL('weights.json', tcResnet8Folder), 'utf8')) as {
    tensors: Record<string, { offset: number; len: number }>;
  };
  const tensor = tensors[name];
  if (tensor === undefined) return undefined;
  const bytes = readFileSync(new URL('weights.f32', tcResnet8Folder));
  return Float32Array.from({ length: tensor.len }, (_, place) => bytes.readFloatLE(tensor.offset + 4 * place));
}

/** TC-ResNet8 as it was trained on Speech Commands. */
export function loadTcResnet8(): FloatNetwork {
  const layer = (
    name: string,
    input: string,
    channels: readonly [number, number],
    [inputLength, outputLength]: readonly [number, number],
    [kernel, stride, padding]: readonly [number, number, number],
    more: { relu: boolean; residual?: string; averagePool?: boolean; scores?: boolean },
  ): FloatLayer => {
    const bias = tcResnet8Tensor(`${name}.bias`);
    return {
      ...{ name, input, inputChannels: channels[0], outputChannels: channels[1], inputLength, outputLength },
      ...{ kernel, stride, padding, averagePool: false, scores: false },
      weights: tcResnet8Tensor(`${name}.weight`)!,
      ...(bias ? { bias } : {}),
      ...more,
    };
  };
  const lengths = [99, 50, 25, 13];
  const widths = [16, 24, 32, 48];
  const blocks = [1, 2, 3].flatMap((block) => {
    const source = block === 1 ? 'conv1' : `b${block - 1}.conv2`;
    const [before, after] = [lengths[block - 1]!, lengths[block]!];
    const [from, to] = [widths[block - 1]!, widths[block]!];
    const last = { relu: true, residual: `b${block}.res`, averagePool: block === 3 };
    return [
      layer(`b${block}.res`, source, [from, to], [before, after], [1, 2, 0], { relu: true }),
      layer(`b${block}.conv1`, source, [from, to], [before, after], [9, 2, 4], { relu: true }),
      layer(`b${block}.conv2`, `b${block}.conv1`, [to, to], [after, after], [9, 1, 4], last),
    ];
  });
  return {
    name: 'tc-resnet8',
    classes: 'silence unknown yes no up down left right on off stop go'.split(' '),
    input: { channels: 40, length: 101 },
    layers: [
      layer('conv1', 'input', [40, 16], [101, 99], [3, 1, 0], { relu: false }),
      ...blocks,
      layer('fc', 'b3.conv2', [48, 12], [1, 1], [1, 1, 0], { relu: false, scores: true }),
    ],
  };
}
