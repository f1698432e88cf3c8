import type { Rounding } from '../../generators/accelerators/ultratrail/parameters.ts';
import type { QuantisedNetwork } from '../../generators/networks/quantised-network.ts';

/**
 * `docs/ultratrail.md`, section Numbers, a second time: in big integers, on padded copies of the maps, with the divisions
 * written as shifts. It shares no code with the golden model.
 */
export function runBigIntegers(
  network: QuantisedNetwork,
  input: Int8Array,
  rounding: Rounding,
): ReadonlyMap<string, readonly (readonly bigint[])[]> {
  const { activationBits, accumulatorBits } = network;
  const rows = (values: Int8Array, length: number): bigint[][] =>
    Array.from({ length: values.length / length }, (_, row) =>
      Array.from(values.subarray(row * length, (row + 1) * length), BigInt),
    );
  const maps = new Map<string, readonly (readonly bigint[])[]>([['input', rows(input, network.input.length)]]);
  for (const layer of network.layers) {
    const { kernel, stride, padding, inputChannels, outputChannels, outputLength, shift, poolExponent } = layer;
    const zeros = Array.from({ length: padding }, () => 0n);
    const source = maps.get(layer.input)!.map((row) => [...zeros, ...row, ...zeros]);
    const map = Array.from({ length: outputChannels }, (_, k) =>
      Array.from({ length: outputLength }, (__, x) => {
        const window = source.flatMap((row) => row.slice(x * stride, x * stride + kernel));
        const weights = layer.weights.subarray(k * inputChannels * kernel, (k + 1) * inputChannels * kernel);
        let sum = clamp(
          window.reduce((total, value, place) => total + value * BigInt(weights[place]!), 0n),
          accumulatorBits,
        );
        if (layer.bias) sum = clamp(sum + (BigInt(layer.bias[k]!) << BigInt(shift)), accumulatorBits);
        if (layer.residual) sum = clamp(sum + (maps.get(layer.residual)![k]![x]! << BigInt(shift)), accumulatorBits);
        if (layer.relu && sum < 0n) sum = 0n;
        return layer.scores ? sum : clamp(shiftRight(sum, BigInt(shift), rounding), activationBits);
      }),
    );
    maps.set(
      layer.name,
      poolExponent === undefined
        ? map
        : map.map((row) => {
            const sum = row.reduce((total, value) => total + value, 0n);
            const half = poolExponent === 0 ? 0n : 1n << BigInt(poolExponent - 1);
            return [clamp((sum + half) >> BigInt(poolExponent), activationBits)];
          }),
    );
  }
  return maps;
}

function clamp(value: bigint, bits: number): bigint {
  const most = (1n << BigInt(bits - 1)) - 1n;
  return value > most ? most : value < -most - 1n ? -most - 1n : value;
}

export function shiftRight(value: bigint, shift: bigint, rounding: Rounding): bigint {
  if (shift === 0n || rounding === 'truncate') return value >> shift;
  const half = 1n << (shift - 1n);
  if (rounding === 'half-up') return (value + half) >> shift;
  // Adding just less than half, plus the quotient's lowest bit, carries a tie to the even neighbour.
  return (value + half - 1n + ((value >> shift) & 1n)) >> shift;
}
