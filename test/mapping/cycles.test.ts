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
