import { describe, expect, it } from 'vitest';
import type { UltraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { ultraTrailParameters } from '../../generators/accelerators/ultratrail/parameters.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { layer, network } from './networks.ts';

type Sketch = Partial<QuantisedLayer>;

/** Two layers, `a` and behind it the scores `b`. */
const pair = (a: Sketch, b: Sketch = {}, given: Partial<QuantisedNetwork> = {}): QuantisedNetwork => {
  const first = layer({ name: 'a', ...a });
  const inputs = { inputChannels: first.outputChannels, inputLength: first.outputLength };
  return network([first, layer({ name: 'b', input: 'a', ...inputs, scores: true, ...b })], given);
};

const refusal = (of: QuantisedNetwork, set: Partial<UltraTrailParameters> = {}): string => {
  try {
    mapNetwork(of, ultraTrailParameters(set));
  } catch (error) {
    if (error instanceof BurinError) return error.message;
    throw error;
  }
  return 'mapped';
};

const atFault = '  remedy: the file or the step that made this network is at fault: quantise or export it again';

describe('a network that is faulty in itself', () => {
  it.each<[string, QuantisedNetwork, string]>([
    [
      'without layers',
      network([]),
      'error B400: network sketch has no layers\n' +
        '  remedy: end the network with a linear layer or a convolution whose sums are the scores',
    ],
    [
      'without scores',
      network([layer({ name: 'a' })]),
      'error B400: network sketch: its last layer a gives no scores\n' +
        '  remedy: end the network with a linear layer or a convolution whose sums are the scores',
    ],
    [
      'with scores before its end',
      pair({ scores: true }),
      'error B400: layer a gives scores, but b comes after it\n' +
        '  remedy: UltraTrail ends at the layer of the scores: leave out what follows it, and early exits',
    ],
    [
      'that pools its scores',
      pair({}, { poolExponent: 3 }),
      'error B407: layer b pools and gives the scores\n' +
        '  remedy: UltraTrail takes the scores from the sums: pool before the last layer',
    ],
    [
      'with another padding',
      pair({ kernel: 5, padding: 1 }),
      'error B408: layer a pads 1 positions on each side; UltraTrail pads none or half a kernel of 5, 2\n' +
        '  remedy: train the layer with padding 0 or 2',
    ],
    [
      'with another output length than its shape gives',
      network([layer({ name: 'a', outputLength: 7, scores: true })]),
      `error B410: layer a: 7 output positions, but input length, kernel, stride and padding give 8\n${atFault}`,
    ],
    [
      'with too few weights',
      network([layer({ name: 'a', weights: new Int8Array(11), scores: true })]),
      `error B410: layer a has 11 weights, its shape needs 12\n${atFault}`,
    ],
    [
      'with too many biases',
      network([layer({ name: 'a', bias: new Int16Array(3), scores: true })]),
      `error B410: layer a has 3 biases, its shape needs 2\n${atFault}`,
    ],
    [
      'that reads a map before it is there',
      pair({ input: 'b' }),
      `error B417: layer a: its input of 2×8 is b, which is no earlier layer\n${atFault}`,
    ],
    [
      'whose residual has another shape',
      pair({ stride: 2 }, { inputLength: 4, residual: 'input' }),
      `error B417: layer b: its residual of 2×4 is input, which is 2×8 (channels × positions)\n${atFault}`,
    ],
    [
      'with one name for two layers',
      pair({}, { name: 'a' }),
      'error B417: two maps have the name a\n  remedy: give every layer a name of its own',
    ],
  ])('%s is refused', (_, faulty, message) => {
    expect(refusal(faulty)).toBe(message);
  });
});

describe('a network that the accelerator cannot hold', () => {
  const long = pair({ inputChannels: 1, outputChannels: 1, inputLength: 300, stride: 8 }, { outputChannels: 1 });
  const deep = network(
    ['a', 'b', 'c'].map((name, number, all) =>
      layer({ name, input: all[number - 1] ?? 'input', scores: name === 'c' }),
    ),
  );
  const strong = pair({ inputChannels: 64, weights: new Int8Array(64 * 2 * 3).fill(-31) });

  it.each<[string, QuantisedNetwork, Partial<UltraTrailParameters>, string]>([
    [
      'other number formats',
      pair({}, {}, { weightBits: 8, activationBits: 6, biasBits: 16, accumulatorBits: 24 }),
      {},
      'error B401: network sketch has weights of 8 bits, the accelerator of 6\n' +
        '  remedy: generate the accelerator with --set weightBits=8\n' +
        'error B401: network sketch has activations of 6 bits, the accelerator of 8\n' +
        '  remedy: generate the accelerator with --set activationBits=6\n' +
        'error B401: network sketch has biases of 16 bits, the accelerator of 8\n' +
        '  remedy: generate the accelerator with --set biasBits=16\n' +
        'error B401: network sketch has sums of 24 bits, the accelerator of 20\n' +
        '  remedy: generate the accelerator with --set accumulatorBits=24',
    ],
    [
      'a format that no accelerator has',
      pair({}, {}, { accumulatorBits: 40 }),
      {},
      'error B401: network sketch has sums of 40 bits, the accelerator of 20\n' +
        '  remedy: accumulatorBits can be at most 32: quantise the network to 20 bits',
    ],
    [
      'too many layers',
      deep,
      { maximumLayers: 2 },
      'error B402: network sketch has 3 layers, the program memory holds 2: layer c is the first beyond\n' +
        '  remedy: generate the accelerator with --set maximumLayers=3',
    ],
    [
      'too long a map',
      long,
      {},
      'error B403: layer a: a map of 300 positions; the layer word holds up to 127\n' +
        '  remedy: generate the accelerator with --set maximumLength=300',
    ],
    [
      'a map longer than any accelerator takes',
      pair({ inputChannels: 1, inputLength: 5000, stride: 200 }),
      { maximumStride: 200, featureDepth0: 8192 },
      'error B403: layer a: a map of 5000 positions; the layer word holds up to 127\n' +
        '  remedy: maximumLength can be at most 4095: shorten the input',
    ],
    [
      'too many channels',
      pair({ outputChannels: 72 }),
      {},
      'error B404: layer a: a map of 72 channels; the layer word holds up to 64\n' +
        '  remedy: generate the accelerator with --set maximumChannels=72',
    ],
    [
      'too long a kernel',
      pair({ kernel: 17 }),
      {},
      'error B405: layer a: a kernel of 17 taps; the layer word holds up to 15\n' +
        '  remedy: generate the accelerator with --set maximumKernel=17',
    ],
    [
      'too large a stride',
      pair({ inputLength: 40, stride: 12 }),
      {},
      'error B406: layer a: a stride of 12; the layer word holds up to 8\n' +
        '  remedy: generate the accelerator with --set maximumStride=12',
    ],
    [
      'too large a pool',
      pair({ poolExponent: 8 }, { inputLength: 1, outputLength: 1 }),
      {},
      'error B407: layer a: a pool by 2^8; the layer word holds 2^0 to 2^7\n  remedy: pool over fewer positions',
    ],
    [
      'a shift of its own without a field for it',
      pair({ shift: 7 }),
      {},
      'error B409: layer a shifts by 7; without a shift in the layer word every layer shifts by 5\n' +
        '  remedy: generate the accelerator with --set layerShift=true',
    ],
    [
      'a shift beyond its field',
      pair({ shift: 32 }),
      { layerShift: true },
      'error B409: layer a shifts by 32; the layer word holds 0 to 31\n  remedy: quantise the network with other scales',
    ],
    [
      'a feature memory that is too small',
      pair({ inputLength: 100, stride: 2 }),
      { featureDepth0: 90, featureDepth1: 40, featureDepth2: 40 },
      "error B411: FMEM0 is too small: the network's input needs 100 words, 90 are there\n" +
        '  remedy: generate the accelerator with --set featureDepth0=100\n' +
        'error B411: FMEM1 is too small: the output of layer a needs 50 words, 40 are there\n' +
        '  remedy: generate the accelerator with --set featureDepth1=50',
    ],
    [
      'several things at once',
      pair({ inputLength: 100, stride: 2, kernel: 17 }),
      { featureDepth0: 90, featureDepth1: 90, featureDepth2: 90 },
      'error B405: layer a: a kernel of 17 taps; the layer word holds up to 15\n' +
        '  remedy: generate the accelerator with --set maximumKernel=17\n' +
        "error B411: FMEM0 is too small: the network's input needs 100 words, 90 are there\n" +
        '  remedy: generate the accelerator with --set featureDepth0=100',
    ],
    [
      'too few weight words',
      pair({}),
      { weightDepth: 5 },
      'error B412: WMEM is too small from layer b on: the network needs 6 words, 5 are there\n' +
        '  remedy: generate the accelerator with --set weightDepth=6',
    ],
    [
      'too few bias words',
      pair({ outputChannels: 20, bias: new Int16Array(20) }),
      { biasDepth: 2 },
      'error B413: BMEM is too small from layer a on: the network needs 3 words, 2 are there\n' +
        '  remedy: generate the accelerator with --set biasDepth=3',
    ],
    [
      'too few partial sums',
      pair({ inputLength: 61, poolExponent: 6 }, { inputLength: 1, outputLength: 1 }),
      { partialSumDepth: 60 },
      'error B414: LMEM is too small for layer a: its partial sums need 62 words, 60 are there\n' +
        '  remedy: generate the accelerator with --set partialSumDepth=62',
    ],
    [
      'too little room for the scores',
      pair({ inputLength: 20 }, { outputChannels: 17 }),
      { partialSumDepth: 60 },
      'error B414: LMEM is too small for layer b: its partial sums and scores need 80 words, 60 are there\n' +
        '  remedy: generate the accelerator with --set partialSumDepth=80',
    ],
    [
      'sums that can overflow on the way',
      strong,
      {},
      'error B416: layer a: its partial sums can need 21 bits, LMEM holds 20 (accumulatorBits 20 + guardBits 0)\n' +
        '  remedy: generate the accelerator with --set guardBits=1',
    ],
    [
      'a weight beyond its format',
      pair({ weights: new Int8Array(12).fill(-33, 4, 5) }),
      {},
      'error B418: layer a: weight 4 is -33, which 6 bits cannot hold\n' +
        '  remedy: quantise the network to values from -32 to 31, or choose --set weightBits=7',
    ],
    [
      'a bias beyond its format',
      pair({ bias: Int16Array.of(0, 128) }),
      {},
      'error B418: layer a: bias 1 is 128, which 8 bits cannot hold\n' +
        '  remedy: quantise the network to values from -128 to 127, or choose --set biasBits=9',
    ],
  ])('is refused: %s', (_, refused, set, message) => {
    expect(refusal(refused, set)).toBe(message);
  });

  it('is taken once the accelerator is as the remedy says', () => {
    expect(refusal(long, { maximumLength: 300 })).toBe('mapped');
    expect(refusal(deep, { maximumLayers: 3 })).toBe('mapped');
    expect(refusal(strong, { guardBits: 1 })).toBe('mapped');
    expect(refusal(pair({ shift: 7 }), { layerShift: true })).toBe('mapped');
    expect(refusal(pair({ outputChannels: 72 }), { maximumChannels: 72 })).toBe('mapped');
  });
});

describe('a network whose maps need a fourth memory', () => {
  const remedy =
    '  remedy: let fewer earlier maps be read later: one branch beside the main path, its sum taken by a convolution that reads another map';

  it('is refused where three maps live across a layer', () => {
    const layers = [
      layer({ name: 'a' }),
      layer({ name: 'b' }),
      layer({ name: 'c' }),
      layer({ name: 'd', input: 'a', residual: 'b' }),
      layer({ name: 'e', input: 'd', residual: 'c', scores: true }),
    ];
    expect(refusal(network(layers))).toBe(
      `error B415: layer c: its input input, its output and the maps that later layers read need more than the three feature memories\n${remedy}`,
    );
  });

  it('is refused where a layer adds its own input', () => {
    const layers = [
      layer({ name: 'a' }),
      layer({ name: 'b', input: 'a', residual: 'a' }),
      layer({ name: 'c', input: 'b', scores: true }),
    ];
    expect(refusal(network(layers))).toBe(
      `error B415: layer b: its input a, its residual a, its output and the maps that later layers read need more than the three feature memories\n${remedy}`,
    );
  });
});
