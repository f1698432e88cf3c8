import { type Rounding, roundings } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { type RandomNumbers, randomNumbers } from './random-numbers.ts';

export interface RandomNetworkOptions {
  /** Most products of the whole network; 300 000 unless given. Simulated cycles are about this over N². */
  readonly maximumProducts?: number;
  /** 1..64; 64 unless given. */
  readonly maximumChannels?: number;
  /** 1..101 positions of the input; 101 unless given. */
  readonly maximumLength?: number;
  /** 1..11; 11 unless given. */
  readonly maximumKernel?: number;
  /** 1..16; 16 unless given. */
  readonly maximumStride?: number;
  /** Blocks (one layer, or two to three with a residual) before the scores, at most; 4 unless given. */
  readonly maximumBlocks?: number;
  /** Layers may have shifts of their own, 0..12; drawn unless given. */
  readonly layerShift?: boolean;
  /** Drawn unless given. */
  readonly weightBits?: number;
  readonly activationBits?: number;
  readonly biasBits?: number;
  readonly accumulatorBits?: number;
}

export interface RandomNetwork {
  readonly network: QuantisedNetwork;
  readonly rounding: Rounding;
  /** [channel][position], flat. */
  readonly input: Int8Array;
}

interface Map {
  readonly name: string;
  readonly channels: number;
  readonly length: number;
}

type Shape = Pick<QuantisedLayer, 'kernel' | 'stride' | 'padding' | 'outputChannels'>;

/**
 * A random network that the hardware can run, and an input for it. Never more than three maps live at once: a residual
 * block reads A, writes B and C, and then writes over A; a plain layer has two. Equal seeds and options give equal
 * networks.
 */
export function randomNetwork(seed: number, options: RandomNetworkOptions = {}): RandomNetwork {
  const random = randomNumbers(seed);
  const { maximumChannels = 64, maximumLength = 101 } = options;
  const widths = {
    weightBits: options.weightBits ?? random.integer(2, 8),
    activationBits: options.activationBits ?? random.integer(4, 8),
    biasBits: options.biasBits ?? random.pick([2, 8, 8, 16]),
    accumulatorBits: options.accumulatorBits ?? random.pick([12, 16, 20, 20, 24, 32]),
  };
  const builder = new NetworkBuilder(random, {
    ...options,
    ...widths,
    layerShift: options.layerShift ?? random.chance(0.5),
  });
  const channels = random.integer(1, maximumChannels);
  const input = { name: 'input', channels, length: random.integer(1, maximumLength) };
  const blocks = random.integer(0, options.maximumBlocks ?? 4);
  let map: Map = input;
  for (let block = 0; block < blocks; block++) map = builder.addBlock(map, blocks - block + 1);
  builder.addScores(map);
  const layers = builder.layers;
  const classes = Array.from({ length: layers.at(-1)!.outputChannels }, (_, place) => `class ${place}`);
  const network: QuantisedNetwork = {
    name: `random-${seed}`,
    classes,
    ...widths,
    input: { channels, length: input.length },
    layers,
  };
  const values = randomValues(random, channels * input.length, widths.activationBits);
  return { network, rounding: random.pick(roundings), input: Int8Array.from(values) };
}

type BuilderOptions = RandomNetworkOptions &
  Required<Pick<RandomNetworkOptions, 'weightBits' | 'activationBits' | 'biasBits' | 'layerShift'>>;

class NetworkBuilder {
  readonly layers: QuantisedLayer[] = [];
  readonly random: RandomNumbers;
  readonly options: BuilderOptions;
  productsLeft: number;

  constructor(random: RandomNumbers, options: BuilderOptions) {
    this.random = random;
    this.options = options;
    this.productsLeft = options.maximumProducts ?? 300_000;
  }

  /** Adds a plain layer or a block with a residual, with its share of the products that are left. */
  addBlock(map: Map, blocksLeft: number): Map {
    const share = Math.floor(this.productsLeft / (blocksLeft + 1));
    const kind = this.random.integer(0, 3);
    if (kind === 0) return this.addConvolution(map, this.shape(map, share), this.mayPool());
    if (kind === 1) return this.addIdentityBlock(map, share);
    return this.addResidualBlock(map, share);
  }

  addScores(map: Map): void {
    const layer = this.addConvolution(map, this.shape(map, this.productsLeft), {});
    const last = this.layers.pop()!;
    this.layers.push({ ...last, name: layer.name, relu: this.random.chance(0.2), scores: true });
  }

  /** A→B, 1×1 A→C (in either order), B→A adding C. */
  addResidualBlock(map: Map, share: number): Map {
    const { random } = this;
    const stride = random.integer(1, Math.min(map.length, this.options.maximumStride ?? 16));
    const length = Math.floor((map.length - 1) / stride) + 1;
    const kernels = [this.oddKernel(), this.oddKernel()] as const;
    const channels = this.affordableChannels(
      share,
      (count) => length * count * (map.channels * (kernels[0] + 1) + count * kernels[1]),
    );
    const branchShape = { kernel: 1, stride, padding: 0, outputChannels: channels };
    const bodyShape = { kernel: kernels[0], stride, padding: (kernels[0] - 1) / 2, outputChannels: channels };
    const branchFirst = random.chance(0.5);
    const early = branchFirst ? this.addConvolution(map, branchShape) : undefined;
    const body = this.addConvolution(map, bodyShape);
    const branch = early ?? this.addConvolution(map, branchShape);
    const last = { kernel: kernels[1], stride: 1, padding: (kernels[1] - 1) / 2, outputChannels: channels };
    return this.addConvolution(body, last, { residual: branch.name, ...this.mayPool() });
  }

  /** A→B, B→C adding A. */
  addIdentityBlock(map: Map, share: number): Map {
    const kernels = [this.oddKernel(), this.oddKernel()] as const;
    const perChannel = map.length * map.channels * (kernels[0] + kernels[1]);
    if (map.name === 'input' || perChannel > share)
      return this.addConvolution(map, this.shape(map, share), this.mayPool());
    const channels = this.affordableChannels(share, (count) => perChannel * count);
    const body = this.addConvolution(map, {
      kernel: kernels[0],
      stride: 1,
      padding: (kernels[0] - 1) / 2,
      outputChannels: channels,
    });
    const last = { kernel: kernels[1], stride: 1, padding: (kernels[1] - 1) / 2, outputChannels: map.channels };
    return this.addConvolution(body, last, { residual: map.name, ...this.mayPool() });
  }

  addConvolution(map: Map, shape: Shape, more: { residual?: string; pool?: boolean } = {}): Map {
    const { random } = this;
    const { weightBits, biasBits, layerShift } = this.options;
    const { kernel, stride, padding, outputChannels } = shape;
    const outputLength = Math.floor((map.length + 2 * padding - kernel) / stride) + 1;
    const name = `layer${this.layers.length}`;
    const pool = more.pool === true;
    this.productsLeft -= map.channels * outputChannels * kernel * outputLength;
    this.layers.push({
      ...{ name, input: map.name, inputChannels: map.channels, inputLength: map.length, outputLength, ...shape },
      weights: Int8Array.from(randomValues(random, outputChannels * map.channels * kernel, weightBits)),
      ...(random.chance(0.7) ? { bias: Int16Array.from(randomValues(random, outputChannels, biasBits)) } : {}),
      ...(more.residual === undefined ? {} : { residual: more.residual }),
      relu: random.chance(0.6),
      shift: layerShift && random.chance(0.7) ? random.integer(0, 12) : weightBits - 1,
      ...(pool ? { poolExponent: this.poolExponent(outputLength) } : {}),
      scores: false,
    });
    return { name, channels: outputChannels, length: pool ? 1 : outputLength };
  }

  /** A kernel that fits the map, odd or even, padded or not, and as many channels as the products allow. */
  shape(map: Map, products: number): Shape {
    const { random } = this;
    const { maximumKernel = 11, maximumStride = 16 } = this.options;
    const unpadded = random.integer(1, Math.min(maximumKernel, map.length));
    const padded = random.integer(1, maximumKernel);
    // A padded input is longer than the kernel by length − 1, or by length for even kernels: it always fits.
    const kernel = random.chance(0.5) ? padded : unpadded;
    const padding = kernel > map.length || random.chance(0.5) ? Math.floor(kernel / 2) : 0;
    const longest = map.length + 2 * padding - kernel + 1;
    const stride = random.chance(0.5) ? 1 : random.integer(1, Math.min(maximumStride, longest));
    const positions = Math.floor((longest - 1) / stride) + 1;
    const outputChannels = this.affordableChannels(products, (count) => count * positions * map.channels * kernel);
    return { kernel, stride, padding, outputChannels };
  }

  /** A random number of channels of which `cost` is within the products, but at least one. */
  affordableChannels(products: number, cost: (channels: number) => number): number {
    let most = this.options.maximumChannels ?? 64;
    while (most > 1 && cost(most) > products) most--;
    return this.random.integer(1, most);
  }

  oddKernel(): number {
    return 2 * this.random.integer(0, Math.floor(((this.options.maximumKernel ?? 11) - 1) / 2)) + 1;
  }

  mayPool(): { pool?: boolean } {
    return this.random.chance(0.25) ? { pool: true } : {};
  }

  /** Mostly the next power of two from the length on; sometimes one that makes the sum saturate or vanish. */
  poolExponent(length: number): number {
    return this.random.chance(0.8) ? Math.ceil(Math.log2(length)) : this.random.integer(0, 7);
  }
}

/** Values of one character: over the whole range, small, at the limits only, or mostly zero. */
function randomValues(random: RandomNumbers, count: number, bits: number): readonly number[] {
  const limit = 2 ** (bits - 1);
  const draw = random.pick([
    () => random.integer(-limit, limit - 1),
    () => random.integer(Math.max(-limit, -2), Math.min(limit - 1, 2)),
    () => random.pick([-limit, limit - 1]),
    () => (random.chance(0.8) ? 0 : random.integer(-limit, limit - 1)),
    () => limit - 1,
  ]);
  return Array.from({ length: count }, draw);
}
