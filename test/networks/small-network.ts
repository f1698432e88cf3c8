/** Two convolutions with a residual, a pool and a linear layer: small enough to read. */
export const small = () => ({
  name: 'small',
  classes: ['a', 'b'],
  quantisation: { activation: { bits: 8 }, weight: { bits: 4 }, bias: { bits: 8 }, accumulator: { bits: 20 } },
  input: { channels: 1, length: 4 },
  layers: [
    convolution('first', 'input', 1, [[[1, 2, 3]], [[-1, 0, 1]]]),
    {
      ...convolution('second', 'first', 2, [
        [
          [1, 2, 3],
          [0, 0, 0],
        ],
        [
          [-1, 0, 1],
          [1, 1, 1],
        ],
      ]),
      residual: 'first',
    },
    { name: 'pool', type: 'averagePool', input: 'second', channels: 2, inLength: 4, shift: 2 },
    {
      name: 'scores',
      type: 'linear',
      input: 'pool',
      inFeatures: 2,
      outFeatures: 2,
      weights: [
        [1, 2],
        [3, 4],
      ],
      bias: [1, -1],
    },
  ],
});

function convolution(name: string, input: string, inChannels: number, weights: number[][][]) {
  const shape = { inChannels, outChannels: 2, kernel: 3, stride: 1, padding: 1, inLength: 4, outLength: 4 };
  return { name, type: 'conv1d', input, ...shape, relu: true, residual: null, weights, bias: null };
}

// The cases write values of the wrong kind into the document: that is what they are for.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Document = any;
