import { describe, expect, it } from 'vitest';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';

function tensor(name: string, shape: readonly number[], data?: Tensor['data']): Tensor {
  const quantisation = { scales: Float32Array.of(0.05), zeroPoints: Int32Array.of(0), axis: 0 };
  return { name, shape, type: 'int8', quantisation, ...(data ? { data } : {}) };
}

const common = { stride: { height: 1, width: 1 }, dilation: { height: 1, width: 1 } } as const;
const noPadding = { top: 0, bottom: 0, left: 0, right: 0 };

/** Image 4×4×4 → convolution 1×1 → the operator that is given, between tensors 2 and 3. */
function graphOf(middle: Operator, behind?: Operator): NetworkGraph {
  const convolution = (input: number, output: number): Operator => ({
    kind: 'convolution',
    place: `convolution of tensor ${input}`,
    inputs: [input, 1],
    outputs: [output],
    padding: noPadding,
    activation: 'none',
    ...common,
  });
  return {
    name: 'net',
    arithmetic: 'tflm',
    tensors: [
      tensor('image', [1, 4, 4, 4]),
      tensor('weights', [4, 1, 1, 4], new Int8Array(16).fill(3)),
      tensor('a', [1, 4, 4, 4]),
      tensor('b', [1, 4, 4, 4]),
      tensor('c', [1, 4, 4, 4]),
    ],
    inputs: [0],
    outputs: [behind ? 4 : 3],
    operators: [convolution(0, 2), middle, ...(behind ? [convolution(3, 4)] : [])],
  };
}

const logistic: Operator = {
  kind: 'unary',
  function: 'logistic',
  place: 'operator 1 (LOGISTIC)',
  inputs: [2],
  outputs: [3],
};
const unknown: Operator = {
  kind: 'unsupported',
  name: 'SVDF',
  reason: 'the operator is not supported',
  place: 'operator 1 (SVDF)',
  inputs: [2],
  outputs: [3],
};

describe('what TensorTrail’s compiler refuses', () => {
  it('an operator in the middle that the hardware lacks', () => {
    expect(() => compileGraph(graphOf(unknown, logistic))).toThrow(
      /B760: net: operator 1 \(SVDF\): the operator is not supported\n {2}remedy: .*--partition/,
    );
  });

  it('leaves such an operator at the end to the host', () => {
    const program = compileGraph(graphOf(unknown));
    expect(program.hostAfter).toEqual([1]);
    expect(program.outputs.map((output) => output.tensor)).toEqual([2]);
  });

  it('memories that are too small, naming what is needed', () => {
    const program = compileGraph(graphOf(logistic), { array: 4 });
    const { weightDepth, featureDepth } = program.parameters;
    const given = { array: 4, weightDepth: weightDepth - 1, featureDepth: featureDepth - 1, table: false };
    expect(() => compileGraph(graphOf(logistic), given)).toThrow(
      `B762: net does not fit: weightDepth is ${weightDepth - 1}, featureDepth is ${featureDepth - 1}, table is false`,
    );
    const needed = `it needs weightDepth=${weightDepth}, featureDepth=${featureDepth}, table=true`;
    expect(() => compileGraph(graphOf(logistic), given)).toThrow(needed);
    expect(compileGraph(graphOf(logistic), { ...given, weightDepth, featureDepth, table: true }).cycles).toBe(
      program.cycles,
    );
  });

  it('another arithmetic, unless told to compute as tflite-micro', () => {
    const graph: NetworkGraph = { ...graphOf(logistic), arithmetic: 'qdq' };
    expect(() => compileGraph(graph)).toThrow('B763');
    expect(compileGraph(graph, {}, { anyArithmetic: true }).steps).toHaveLength(2);
  });

  it('parameters out of their range', () => {
    expect(() => compileGraph(graphOf(logistic), { array: 5 })).toThrow('B200');
  });
});
