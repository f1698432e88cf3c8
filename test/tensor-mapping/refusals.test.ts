import { describe, expect, it } from 'vitest';
import type { NetworkGraph, Operator, Tensor } from '../../generators/networks/graph/types.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { runCompiled } from '../../sim/golden/tensortrail/run-compiled.ts';

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
      tensor(
        'weights',
        [4, 1, 1, 4],
        Int8Array.from({ length: 16 }, (_, place) => ((place * 5) % 11) - 4),
      ),
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

describe('what TensorTrail’s compiler refuses and leaves to the host', () => {
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

  it('leaves ARG_MAX to the host, or takes it into a register when told so', () => {
    const graph = graphOf(logistic);
    const average: Operator = {
      kind: 'mean',
      place: 'operator 2 (MEAN)',
      inputs: [3],
      outputs: [5],
      axes: [1, 2],
    };
    const argmax: Operator = { kind: 'argmax', place: 'operator 3 (ARG_MAX)', inputs: [5], outputs: [6], axis: 1 };
    const classes: NetworkGraph = {
      ...graph,
      tensors: [...graph.tensors, tensor('mean', [1, 4]), { name: 'class', shape: [1], type: 'int32' }],
      operators: [...graph.operators, average, argmax],
      outputs: [6],
    };
    const image = Int8Array.from({ length: 64 }, (_, place) => ((place * 37) % 256) - 128);
    const golden = runGraph(classes, [image]).outputs[0]![0];
    expect(compileGraph(classes).hostAfter).toEqual([3]);
    const program = compileGraph(classes, {}, { argmax: true });
    expect(program.hostAfter).toEqual([]);
    expect(program.outputs).toEqual([]);
    expect(runCompiled(program, new Map([[0, image]])).argmax).toBe(golden);
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

  it('a sum in float32 with ties that no integers decide alike, unless told to compute otherwise', () => {
    const twice = { scales: Float32Array.of(0.1), zeroPoints: Int32Array.of(0), axis: 0 };
    const sum: Operator = { kind: 'add', place: 'node 1 (Add)', inputs: [2, 0], outputs: [3], activation: 'none' };
    const { tensors, ...graph } = graphOf(sum, { ...logistic, inputs: [3], outputs: [4] });
    const sums = tensors.map((one, index) => (index === 3 ? { ...one, quantisation: twice } : one));
    const network: NetworkGraph = { ...graph, arithmetic: 'qdq', tensors: sums };
    expect(() => compileGraph(network)).toThrow(
      /B760: net: node 1 \(Add\): no integers add as qdq does with its scales: \d+ of 65536 pairs of numbers would differ \(--arithmetic tflm/,
    );
    expect(compileGraph({ ...network, arithmetic: 'tflm' }).steps).toHaveLength(3);
  });

  it('parameters out of their range', () => {
    expect(() => compileGraph(graphOf(logistic), { array: 5 })).toThrow('B200');
  });
});
