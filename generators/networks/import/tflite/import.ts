import { mostElements, operatorProblem } from '../../graph/check-graph.ts';
import { typeProblem } from '../../graph/element-types.ts';
import { elementCount, shapeText } from '../../graph/shapes.ts';
import type { NetworkGraph, Operator, Tensor } from '../../graph/types.ts';
import { soundGraph } from '../finish.ts';
import { refuseContradiction } from '../refuse.ts';
import { type FileOperator, readModelFile } from './model-file.ts';
import { operatorImporters } from './operators/index.ts';
import { type OperatorSource, unsupported } from './operators/operator-source.ts';
import { statesAsInputs } from './states.ts';
import { readTensors } from './tensors.ts';
import { type Twins, twinsOf } from './unsigned.ts';

/**
 * The main subgraph of a TensorFlow Lite file (schema version 3). Tensors keep the file's indexes; those that the file
 * leaves out come behind. What Burin does not compute is kept as `unsupported`.
 * @throws BurinError B701, B702, B703 for a file that is damaged, contradicts itself, or has another form.
 */
export function importTensorFlowLite(bytes: Uint8Array, name: string): NetworkGraph {
  const file = readModelFile(bytes);
  const fileTensors = readTensors(file);
  // Before importers compute with the shapes.
  const large = fileTensors.findIndex(({ shape, type }) => type !== 'opaque' && elementCount(shape) > mostElements);
  if (large >= 0) refuseContradiction(`tensor ${large}`, `it has the shape ${shapeText(fileTensors[large]!.shape)}`);
  const variables = new Set(fileTensors.flatMap(({ isVariable }, place) => (isVariable ? [place] : [])));
  const tensors: Tensor[] = fileTensors.map(({ isVariable, ...tensor }) => tensor);
  const addTensor = (tensor: Tensor): number => tensors.push(tensor) - 1;
  const { inputs, outputs, states, operators: fileOperators } = statesAsInputs(file, tensors);
  const computed = new Set([...inputs, ...fileOperators.flatMap(({ operator }) => operator.outputs)]);
  const twins = twinsOf(tensors, addTensor, computedWith(file.operators));
  const operators = fileOperators.flatMap(({ operator, at }) => {
    const source = { ...sourceOf(operator, at, fileTensors.length), operator, tensors, addTensor };
    return importOperator(source, variables, computed, twins);
  });
  return soundGraph({
    name,
    arithmetic: 'tflm',
    tensors,
    inputs,
    outputs,
    operators: withoutShapes(twins.joined(operators, inputs, outputs), outputs, tensors),
    ...(states.length > 0 ? { states } : {}),
  });
}

/**
 * Without the operators that compute shapes for others: importers take shapes from the tensors, so that nobody reads what
 * SHAPE, STRIDED_SLICE and PACK before a RESHAPE give.
 */
function withoutShapes(
  operators: readonly Operator[],
  outputs: readonly number[],
  tensors: readonly Tensor[],
): readonly Operator[] {
  const read = new Set(outputs);
  const kept = operators.toReversed().filter((operator) => {
    const indexes = operator.outputs.every((tensor) => /^int(32|64)$/.test(tensors[tensor]?.type ?? ''));
    if (indexes && operator.outputs.length > 0 && !operator.outputs.some((tensor) => read.has(tensor))) return false;
    for (const tensor of operator.inputs) read.add(tensor);
    return true;
  });
  return kept.toReversed();
}

/** Tensors of all operators that do more than convert. */
function computedWith(operators: readonly FileOperator[]): ReadonlySet<number> {
  const computing = operators.filter(({ name }) => operatorImporters[name] && !conversions.has(name));
  return new Set(computing.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
}

const conversions = new Set(['QUANTIZE', 'DEQUANTIZE']);
const weighted = new Set(['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED']);

/** The same with the tensors to compute with: those of uint8 numbers have others. */
function signedSource(source: OperatorSource, twins: Twins): OperatorSource {
  const inputs = source.inputs.map((tensor, at) =>
    at === 1 && weighted.has(source.name) ? twins.ofWeights(tensor) : twins.of(tensor),
  );
  return { ...source, inputs, outputs: source.outputs.map(twins.of) };
}

function sourceOf(operator: FileOperator, at: number, tensors: number) {
  const { name, inputs, outputs } = operator;
  const place = `operator ${at} (${name})`;
  const outside = [...inputs.filter((tensor) => tensor !== -1), ...outputs].find(
    (tensor) => tensor < 0 || tensor >= tensors,
  );
  if (outside !== undefined) refuseContradiction(place, `its tensor ${outside} is not one of ${tensors}`);
  return { place, name, inputs, outputs };
}

function importOperator(
  source: OperatorSource,
  variables: ReadonlySet<number>,
  computed: ReadonlySet<number>,
  twins: Twins,
): readonly Operator[] {
  const importer = operatorImporters[source.name];
  if (!importer) return [unsupported(source, 'the operator is not supported')];
  if (source.inputs.some((tensor) => variables.has(tensor))) {
    return [unsupported(source, 'it reads a variable, which keeps its value from run to run')];
  }
  // Intermediate tensors of recurrent layers are empty, for one.
  const sizeless = [...source.inputs, ...source.outputs].some((tensor) =>
    source.tensors[tensor]?.shape.some((size) => size < 1),
  );
  if (sizeless) return [unsupported(source, 'one of its tensors is empty, or of a size that only a run tells')];
  // Data of opaque types is not kept; their operators are told from those of others by their types.
  const empty = source.inputs.find((tensor) => {
    if (tensor < 0 || computed.has(tensor)) return false;
    const { data, type } = source.tensors[tensor]!;
    return !data && type !== 'opaque';
  });
  if (empty !== undefined) {
    refuseContradiction(
      source.place,
      `it reads ${source.tensors[empty]!.name}, which has no data and which nothing computes`,
    );
  }
  const own = signedSource(source, twins);
  const found = importer(own);
  if (typeof found === 'string') return [unsupported(source, found)];
  const isUnsigned = own.outputs.some((tensor, at) => tensor !== source.outputs[at]);
  const imported = isUnsigned ? found.map((operator): Operator => ({ ...operator, unsigned: true })) : found;
  for (const operator of imported) {
    const contradiction = operatorProblem(operator, source.tensors.length);
    if (contradiction) refuseContradiction(source.place, contradiction);
  }
  const problem = imported
    .map((operator) => typeProblem(operator, source.tensors, 'tflm'))
    .find((one) => one !== undefined);
  return problem === undefined ? imported : [unsupported(source, problem)];
}
