import { elementCount, rowMajorSteps } from '../shapes.ts';
import type { NetworkGraph, Operator, Tensor, TensorData } from '../types.ts';
import type { PassReport, PassResult } from './pass.ts';

/** Operators that only move numbers, and whose inputs are constants, become constants. */
export function foldConstants(graph: NetworkGraph): PassResult {
  const tensors = [...graph.tensors];
  const reports: PassReport[] = [];
  const operators = graph.operators.filter((operator) => {
    const data = movedData(operator, tensors);
    if (!data) return true;
    const output = operator.outputs[0]!;
    tensors[output] = { ...tensors[output]!, data };
    reports.push({ pass: 'fold-constants', place: operator.place, what: 'its result is a constant' });
    return false;
  });
  return reports.length === 0 ? { graph, reports } : { graph: { ...graph, tensors, operators }, reports };
}

function movedData(operator: Operator, tensors: readonly Tensor[]): TensorData | undefined {
  const input = tensors[operator.inputs[0] ?? -1];
  if (!input?.data) return undefined;
  const output = tensors[operator.outputs[0]!]!;
  const steps = rowMajorSteps(input.shape);
  switch (operator.kind) {
    case 'reshape':
      return input.data;
    case 'transpose':
      return gather(
        input.data,
        output.shape,
        0,
        operator.permutation.map((dimension) => steps[dimension]!),
      );
    case 'strided-slice': {
      const first = operator.begin.reduce((sum, begin, dimension) => sum + begin * steps[dimension]!, 0);
      return gather(
        input.data,
        output.shape,
        first,
        operator.steps.map((step, dimension) => step * steps[dimension]!),
      );
    }
    default:
      return undefined;
  }
}

/** The numbers at `first` + Σ index · step, for all indexes of `shape` in row-major order. */
function gather(data: TensorData, shape: readonly number[], first: number, steps: readonly number[]): TensorData {
  const count = elementCount(shape);
  const places = rowMajorSteps(shape);
  const result = data.slice(0, count);
  for (let place = 0; place < count; place++) {
    const from = shape.reduce(
      (sum, size, dimension) => sum + (Math.floor(place / places[dimension]!) % size) * steps[dimension]!,
      first,
    );
    result[place] = data[from]!;
  }
  return result;
}
