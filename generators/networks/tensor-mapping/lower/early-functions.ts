import { elementwiseFunction, elementwiseParameters, unaryTable } from '../../arithmetic/index.ts';
import { readersByTensor } from '../../graph/passes/pass.ts';
import type { Elementwise, NetworkGraph, Operator, Unary } from '../../graph/types.ts';
import { hardwareProblem } from './supported.ts';

/** What becomes of each number of a network's input on its way into the feature memory. */
export interface InputTable {
  /** The graph's tensors, by index: the network's input, and what the hardware reads instead. */
  readonly source: number;
  readonly tensor: number;
  /** Results for −128..127. */
  readonly table: Int8Array;
  /** Operators of the graph, by index, that the table computes. */
  readonly operators: readonly number[];
}

/**
 * Functions of one number between a network's input and convolutions on few channels, by index. The host computes them
 * while it writes the input, several positions to a word; the hardware would take a word for each position.
 */
export function earlyFunctions(graph: NetworkGraph, array: number): ReadonlySet<number> {
  const readers = readersByTensor(graph);
  const early = new Set<Operator>();
  const isPacked = (tensor: number): boolean =>
    readers[tensor]!.length > 0 &&
    !graph.outputs.includes(tensor) &&
    readers[tensor]!.every((reader) => {
      // Slices are views, and convolutions pad by themselves.
      const looksThrough = reader.kind === 'strided-slice' || reader.kind === 'pad';
      if (looksThrough) return isPacked(reader.outputs[0]!);
      return early.has(reader) || (reader.kind === 'convolution' && !reader.inputs.slice(1).includes(tensor));
    });
  for (const operator of graph.operators.toReversed()) {
    if (!isFunction(graph, operator) || hardwareProblem(graph, operator) !== undefined) continue;
    const output = operator.outputs[0]!;
    const channels = graph.tensors[output]!.shape.at(-1) ?? 1;
    if (2 * channels <= array && isPacked(output)) early.add(operator);
  }
  return new Set(graph.operators.flatMap((operator, index) => (early.has(operator) ? [index] : [])));
}

/** The graph without them: what they make are its inputs. */
export function behindFunctions(graph: NetworkGraph, early: ReadonlySet<number>): NetworkGraph {
  if (early.size === 0) return graph;
  const operators = graph.operators.filter((_, index) => !early.has(index));
  const written = new Set(operators.flatMap(({ outputs }) => outputs));
  const read = operators
    .flatMap(({ inputs }) => inputs)
    .filter((tensor) => tensor >= 0 && !graph.tensors[tensor]!.data);
  return { ...graph, operators, inputs: [...new Set(read)].filter((tensor) => !written.has(tensor)) };
}

/** The tables of the inputs that only such functions stand before. */
export function inputTables(
  graph: NetworkGraph,
  inputs: readonly number[],
  before: readonly number[],
): readonly InputTable[] {
  return inputs.flatMap((tensor): readonly InputTable[] => {
    const table = Int8Array.from({ length: 256 }, (_, place) => place - 128);
    const operators: number[] = [];
    let source = tensor;
    while (!graph.inputs.includes(source)) {
      const index = before.find((candidate) => graph.operators[candidate]!.outputs[0] === source);
      const operator = index === undefined ? undefined : graph.operators[index]!;
      if (index === undefined || !operator || !isFunction(graph, operator)) return [];
      operators.unshift(index);
      source = operator.inputs.find((input) => !graph.tensors[input]!.data)!;
    }
    if (operators.length === 0) return [];
    for (const index of operators) {
      const compute = functionOf(graph, graph.operators[index] as Unary | Elementwise);
      table.set(table.map(compute));
    }
    return [{ source, tensor, table, operators }];
  });
}

function isFunction({ tensors }: NetworkGraph, operator: Operator): operator is Unary | Elementwise {
  if (operator.kind === 'unary') return true;
  const kinds: readonly Operator['kind'][] = ['add', 'subtract', 'multiply', 'minimum', 'maximum'];
  if (!kinds.includes(operator.kind)) return false;
  const constants = operator.inputs.filter((tensor) => tensors[tensor]!.data);
  return constants.length === 1 && tensors[constants[0]!]!.data!.length === 1;
}

function functionOf(graph: NetworkGraph, operator: Unary | Elementwise): (value: number) => number {
  if (operator.kind === 'unary') {
    const table = unaryTable(graph, operator, graph.arithmetic);
    return (value) => table[value + 128]!;
  }
  const compute = elementwiseFunction(elementwiseParameters(graph, operator, graph.arithmetic));
  const [first, second] = operator.inputs.map((tensor) => graph.tensors[tensor]!.data?.[0]);
  return first === undefined ? (value) => compute(value, Number(second)) : (value) => compute(Number(first), value);
}
