import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layerCycles, networkCycles, nominalMultiplications } from '../../generators/networks/mapping/cycles.ts';
import { layerShape } from '../../generators/networks/mapping/layer-shape.ts';
import { layer, network } from './networks.ts';

/** TC-ResNet8 as published: channels, kernel, stride and length of each layer, and its cycles on the 8×8 array. */
const published = [
  { name: 'conv1', channels: [40, 16], kernel: 3, stride: 1, inputLength: 101, padding: 0, cycles: 2971 },
  { name: 'b1.conv1', channels: [16, 24], kernel: 9, stride: 2, inputLength: 99, padding: 4, cycles: 2629 },
  { name: 'b1.res', channels: [16, 24], kernel: 1, stride: 2, inputLength: 99, padding: 0, cycles: 301 },
  { name: 'b1.conv2', channels: [24, 24], kernel: 9, stride: 1, inputLength: 50, padding: 4, cycles: 3871 },
  { name: 'b2.conv1', channels: [24, 32], kernel: 9, stride: 2, inputLength: 50, padding: 4, cycles: 2581 },
  { name: 'b2.res', channels: [24, 32], kernel: 1, stride: 2, inputLength: 50, padding: 0, cycles: 301 },
  { name: 'b2.conv2', channels: [32, 32], kernel: 9, stride: 1, inputLength: 25, padding: 4, cycles: 3281 },
  { name: 'b3.conv1', channels: [32, 48], kernel: 9, stride: 2, inputLength: 25, padding: 4, cycles: 2521 },
  { name: 'b3.res', channels: [32, 48], kernel: 1, stride: 2, inputLength: 25, padding: 0, cycles: 313 },
  { name: 'b3.conv2', channels: [48, 48], kernel: 9, stride: 1, inputLength: 13, padding: 4, cycles: 3493 },
  { name: 'fc', channels: [48, 12], kernel: 1, stride: 1, inputLength: 1, padding: 0, cycles: 13 },
].map(({ channels, cycles, ...shape }) => ({
  cycles,
  layer: layer({ ...shape, inputChannels: channels[0]!, outputChannels: channels[1]!, scores: shape.name === 'fc' }),
}));
const tcResNet8 = network(published.map(({ layer }) => layer));

describe('the cycle model', () => {
  it.each(published)('counts $cycles cycles for $layer.name of TC-ResNet8 on 8×8', ({ layer, cycles }) => {
    expect(layerCycles(layerShape(layer, { array: 8 }))).toBe(cycles);
  });

  it.each([
    { array: 4, cycles: 89055 },
    { array: 8, cycles: 22275 },
    { array: 16, cycles: 6962 },
  ])('counts the published $cycles cycles for TC-ResNet8 on $array×$array', ({ array, cycles }) => {
    expect(networkCycles(tcResNet8, { array })).toBe(cycles);
  });

  it('counts the published 1 533 504 multiplications of TC-ResNet8', () => {
    expect(tcResNet8.layers.reduce((sum, layer) => sum + nominalMultiplications(layer), 0)).toBe(1533504);
  });
});

/** Two points of the KPI model that came with UltraTrail: 40 channels of 101 positions in, all convolutions padded. */
const points = [
  {
    name: 'nas2_vad_ha',
    classes: 2,
    convolutions: [
      { outputChannels: 4, kernel: 1, stride: 16 },
      { outputChannels: 12, kernel: 3, stride: 1 },
      { outputChannels: 28, kernel: 1, stride: 1 },
    ],
  },
  {
    name: 'nas2_kws_ha',
    classes: 12,
    convolutions: [
      { outputChannels: 16, kernel: 3, stride: 2 },
      { outputChannels: 48, kernel: 3, stride: 1 },
      { outputChannels: 48, kernel: 3, stride: 1 },
      { outputChannels: 12, kernel: 5, stride: 1 },
      { outputChannels: 12, kernel: 11, stride: 4 },
      { outputChannels: 44, kernel: 9, stride: 1 },
      { outputChannels: 48, kernel: 5, stride: 1 },
    ],
  },
];
const table = new URL('../../../shared/data/ultratrail-kpi.csv', import.meta.url);

describe.skipIf(!existsSync(table))('the cycle model against the KPI model of UltraTrail', () => {
  const [head, ...rows] = existsSync(table) ? readFileSync(table, 'utf8').trim().split('\n') : [''];
  const columns = head!.split(',');
  const pointOf = (name: string) => {
    const row = rows.find((line) => line.includes(`/${name}.yaml,`))!.split(',');
    return Object.fromEntries(columns.map((column, place) => [column, row[place]!]));
  };

  it.each(points)('counts the cycles of $name', ({ name, classes, convolutions }) => {
    const point = pointOf(name);
    let inputChannels = 40;
    let inputLength = 101;
    const layers = convolutions.map((convolution, number) => {
      const next = layer({ name: `${number}`, inputChannels, inputLength, ...convolution });
      inputChannels = next.outputChannels;
      inputLength = next.outputLength;
      return next;
    });
    const end = layer({ name: 'end', inputChannels, outputChannels: classes, inputLength: 1, kernel: 1, scores: true });
    expect(networkCycles(network([...layers, end]), { array: Number(point.cols) })).toBe(Number(point.cycles_ref));
  });
});
