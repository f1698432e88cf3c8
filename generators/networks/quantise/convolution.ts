/** What a convolution needs to know of its layer, quantised or float. */
export interface ConvolutionShape {
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly inputLength: number;
  readonly outputLength: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * Sums of products, [output channel][position], flat. Exact where both factors are whole numbers of 8 bits. One tap at a
 * time over the positions that it reaches: no test for the padding inside.
 */
export function convolve(shape: ConvolutionShape, weights: Float64Array, input: Float64Array): Float64Array {
  const { inputChannels, outputChannels, inputLength, outputLength, kernel, stride, padding } = shape;
  const sums = new Float64Array(outputChannels * outputLength);
  for (let output = 0; output < outputChannels; output++) {
    const base = output * outputLength;
    for (let channel = 0; channel < inputChannels; channel++) {
      for (let tap = 0; tap < kernel; tap++) {
        const weight = weights[(output * inputChannels + channel) * kernel + tap]!;
        if (weight === 0) continue;
        const offset = tap - padding;
        const first = offset < 0 ? Math.ceil(-offset / stride) : 0;
        const last = Math.min(outputLength - 1, Math.floor((inputLength - 1 - offset) / stride));
        let source = channel * inputLength + first * stride + offset;
        for (let position = first; position <= last; position++, source += stride) {
          sums[base + position] = sums[base + position]! + weight * input[source]!;
        }
      }
    }
  }
  return sums;
}

/** Averages over the positions of each channel, times `factor`. */
export function channelMeans(values: Float64Array, channels: number, factor = 1): Float64Array {
  const length = values.length / channels;
  return Float64Array.from({ length: channels }, (_, channel) => {
    const row = values.subarray(channel * length, (channel + 1) * length);
    return (row.reduce((sum, value) => sum + value, 0) / length) * factor;
  });
}
