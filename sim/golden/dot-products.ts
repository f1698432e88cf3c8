/** Output channels that are summed together; weights are padded with zeros to a multiple of it. */
export const channelGroup = 4;

/**
 * Exact sums of products over contiguous runs: for every position p and output channel k
 * `sums[p·K + k] = Σ_i weights[k][i] · input[start + p·step + i]`, K the channels rounded up to a multiple of four.
 * With maps stored [position][channel] the taps of a position are such a run. Four channels and two positions at a time,
 * since a load then serves two or four products. Sums must stay below 2^31.
 * @param weights [channel group][run][channel in the group], flat.
 */
export function dotProducts(
  weights: Int8Array,
  run: number,
  input: Int8Array,
  start: number,
  step: number,
  positions: number,
  sums: Int32Array,
): void {
  const groupWeights = run * channelGroup;
  const groups = (weights.length / groupWeights) | 0;
  const width = groups * channelGroup;
  for (let group = 0; group < groups; group++) {
    const firstWeight = group * groupWeights;
    const endWeight = firstWeight + groupWeights;
    for (let position = 0; position < positions; position += 2) {
      // An odd last position is computed twice rather than by a second loop.
      const second = position + 1 < positions ? position + 1 : position;
      let a = start + position * step;
      let b = start + second * step;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let w = firstWeight; w < endWeight; w += channelGroup) {
        const x = input[a++]!;
        const y = input[b++]!;
        const w0 = weights[w]!;
        const w1 = weights[w + 1]!;
        const w2 = weights[w + 2]!;
        const w3 = weights[w + 3]!;
        a0 = (a0 + Math.imul(w0, x)) | 0;
        a1 = (a1 + Math.imul(w1, x)) | 0;
        a2 = (a2 + Math.imul(w2, x)) | 0;
        a3 = (a3 + Math.imul(w3, x)) | 0;
        b0 = (b0 + Math.imul(w0, y)) | 0;
        b1 = (b1 + Math.imul(w1, y)) | 0;
        b2 = (b2 + Math.imul(w2, y)) | 0;
        b3 = (b3 + Math.imul(w3, y)) | 0;
      }
      const first = position * width + group * channelGroup;
      sums[first] = a0;
      sums[first + 1] = a1;
      sums[first + 2] = a2;
      sums[first + 3] = a3;
      const next = second * width + group * channelGroup;
      sums[next] = b0;
      sums[next + 1] = b1;
      sums[next + 2] = b2;
      sums[next + 3] = b3;
    }
  }
}
