import { describe, expect, it } from 'vitest';
import { resultLength } from '../../generators/networks/quantised-network.ts';
import { type RandomNetwork, randomNetwork } from '../support/random-network.ts';

const seeds = Array.from({ length: 400 }, (_, seed) => seed);
const networks: readonly RandomNetwork[] = seeds.map((seed) => randomNetwork(seed));
const layers = networks.flatMap(({ network }) => network.layers);

describe('random networks', () => {
  it('follow from their seeds', () => {
    expect(randomNetwork(17)).toEqual(networks[17]);
    expect(randomNetwork(18)).not.toEqual(networks[17]);
  });

  it('stay within their products', () => {
    for (const maximumProducts of [2000, 300_000]) {
      for (const seed of seeds.slice(0, 100)) {
        const { network } = randomNetwork(seed, { maximumProducts });
        const least = network.layers.map((layer) => layer.inputChannels * layer.kernel * layer.outputLength);
        const products = network.layers.reduce((sum, layer) => sum + layer.weights.length * layer.outputLength, 0);
        // A layer has one output channel at least, whatever that costs.
        expect(products).toBeLessThanOrEqual(maximumProducts + least.reduce((sum, value) => sum + value, 0));
      }
    }
  });

  it('never have more than three maps alive', () => {
    for (const { network } of networks) {
      network.layers.forEach((layer, place) => {
        const alive = ['input', ...network.layers.slice(0, place).map(({ name }) => name)].filter((name) =>
          network.layers.slice(place).some(({ input, residual }) => input === name || residual === name),
        );
        expect(alive.length + (layer.scores ? 0 : 1)).toBeLessThanOrEqual(3);
      });
    }
  });

  it('read maps of the shapes that they say', () => {
    for (const { network, input } of networks) {
      expect(input).toHaveLength(network.input.channels * network.input.length);
      const shapes = new Map([['input', [network.input.channels, network.input.length]]]);
      for (const layer of network.layers) {
        expect([layer.inputChannels, layer.inputLength]).toEqual(shapes.get(layer.input));
        if (layer.residual) expect(shapes.get(layer.residual)).toEqual([layer.outputChannels, layer.outputLength]);
        const room = layer.inputLength + 2 * layer.padding - layer.kernel;
        expect(layer.outputLength).toBe(Math.floor(room / layer.stride) + 1);
        expect(layer.outputLength).toBeGreaterThan(0);
        shapes.set(layer.name, [layer.outputChannels, resultLength(layer)]);
      }
      expect(network.classes).toHaveLength(network.layers.at(-1)!.outputChannels);
      expect(network.layers.map(({ scores }) => scores).lastIndexOf(false)).toBe(network.layers.length - 2);
    }
  });

  it.each<[string, (layer: (typeof layers)[number]) => boolean]>([
    ['even kernels with padding', ({ kernel, padding }) => kernel % 2 === 0 && padding > 0],
    ['odd kernels without padding', ({ kernel, padding }) => kernel % 2 === 1 && kernel > 1 && padding === 0],
    ['kernels of 11', ({ kernel }) => kernel === 11],
    ['strides above 8', ({ stride }) => stride > 8],
    ['strides beyond the kernel', ({ stride, kernel }) => stride > kernel],
    ['kernels longer than the input', ({ kernel, inputLength }) => kernel > inputLength],
    ['residuals', ({ residual }) => residual !== undefined],
    [
      'pools over several positions',
      ({ poolExponent, outputLength }) => poolExponent !== undefined && outputLength > 1,
    ],
    ['pools with a residual', ({ poolExponent, residual }) => poolExponent !== undefined && residual !== undefined],
    ['64 channels', ({ inputChannels }) => inputChannels === 64],
    ['one channel', ({ outputChannels }) => outputChannels === 1],
    ['101 positions', ({ inputLength }) => inputLength === 101],
    ['shifts of 0', ({ shift }) => shift === 0],
    ['shifts of 12', ({ shift }) => shift === 12],
    ['several positions of scores', ({ scores, outputLength }) => scores && outputLength > 1],
  ])('have %s', (_, holds) => {
    expect(layers.filter(holds).length).toBeGreaterThan(0);
  });
});
