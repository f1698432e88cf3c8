import { elementCount, elementName } from './shapes.ts';
import { alignedRows } from './text-table.ts';
import type { NetworkGraph, Operator, Tensor } from './types.ts';

/** One operator, in the order of execution. */
export interface OperatorDescription {
  readonly place: string;
  readonly kind: Operator['kind'];
  /** `int8 [1, 49, 10, 1]`, of inputs that are computed; constants are in `weights`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Multiplications of a weight by an input, those by padding included. */
  readonly multiplications: number;
  /** Numbers in constants that the operator reads, biases included. */
  readonly weights: number;
}

export interface GraphDescription {
  readonly operators: readonly OperatorDescription[];
  readonly multiplications: number;
  /** A constant that several operators read counts once. */
  readonly weights: number;
}

/** What a graph computes, and how much of it. */
export function describeGraph(graph: NetworkGraph): GraphDescription {
  const operators = graph.operators.map((operator) => describeOperator(operator, graph.tensors));
  const constants = new Set(
    graph.operators.flatMap(({ inputs }) => inputs.filter((tensor) => graph.tensors[tensor]?.data)),
  );
  return {
    operators,
    multiplications: operators.reduce((sum, { multiplications }) => sum + multiplications, 0),
    weights: [...constants].reduce((sum, tensor) => sum + elementCount(graph.tensors[tensor]!.shape), 0),
  };
}

/** The description as lines of text. */
export function graphTable({ operators, multiplications, weights }: GraphDescription): string {
  const header = ['operator', 'output', 'MACs', 'weights'];
  const rows = operators.map((one) => [one.place, one.outputs.join(', '), `${one.multiplications}`, `${one.weights}`]);
  const lines = [header, ...rows, ['total', '', `${multiplications}`, `${weights}`]];
  return alignedRows(lines, 2).join('\n');
}

function describeOperator(operator: Operator, tensors: readonly Tensor[]): OperatorDescription {
  const inputs = operator.inputs.filter((tensor) => tensor >= 0).map((tensor) => tensors[tensor]!);
  const outputs = operator.outputs.map((tensor) => tensors[tensor]!);
  const constants = inputs.filter(({ data }) => data);
  return {
    place: operator.place,
    kind: operator.kind,
    inputs: inputs.filter(({ data }) => !data).map(({ type, shape }) => elementName(type, shape)),
    outputs: outputs.map(({ type, shape }) => elementName(type, shape)),
    multiplications: multiplications(operator, tensors),
    weights: constants.reduce((sum, { shape }) => sum + elementCount(shape), 0),
  };
}

/** For each number of the output, the weights that reach it. */
function multiplications(operator: Operator, tensors: readonly Tensor[]): number {
  const { kind, inputs, outputs } = operator;
  if (kind !== 'convolution' && kind !== 'fully-connected' && kind !== 'depthwise-convolution') return 0;
  const weights = tensors[inputs[1]!]!.shape;
  const results = elementCount(tensors[outputs[0]!]!.shape);
  return kind === 'depthwise-convolution'
    ? results * weights[1]! * weights[2]!
    : (results * elementCount(weights)) / weights[0]!;
}
