import { mostElements } from '../../graph/check-graph.ts';
import { removeDeadTensors } from '../../graph/passes/remove-dead.ts';
import { elementCount, shapeText } from '../../graph/shapes.ts';
import type { NetworkGraph } from '../../graph/types.ts';
import { soundGraph } from '../finish.ts';
import { refuseContradiction } from '../refuse.ts';
import { addTensor, addUnsupported, type Draft, emptyDraft, materialise } from './draft.ts';
import { type OnnxModel, type OnnxNode, type OnnxValue, readOnnxModel } from './model-file.ts';
import { nodeImporters } from './nodes/index.ts';
import { channelsLast, plainOrder, shapeInOrder } from './values.ts';

/**
 * An ONNX file whose numbers are quantised by QuantizeLinear and DequantizeLinear, or by Quant (QONNX). The operators
 * between them become operators on whole numbers in the arithmetic `qdq`; images get their channels last, inputs and
 * outputs of the network too. What Burin does not compute is kept as `unsupported`.
 * @throws BurinError B701, B702, B703 for a file that is damaged, contradicts itself, or has another form.
 */
export function importOnnx(bytes: Uint8Array, name: string): NetworkGraph {
  const model = readOnnxModel(bytes);
  const draft = emptyDraft();
  for (const [constant, value] of model.constants) draft.values.set(constant, { kind: 'constant', ...value });
  const inputs = model.inputs.map((input) => addInput(draft, model, input));
  for (const node of model.nodes) {
    const importer = nodeImporters[node.operator];
    const source = { node, place: node.place, draft };
    const result = readsOpaque(draft, node)
      ? 'one of its inputs comes from an operator that is not supported'
      : (importer?.(source) ?? 'the operator is not supported');
    if (typeof result === 'string') addUnsupported(draft, node, result, model.shapes);
    else {
      if (elementCount(result.shape) > mostElements)
        refuseContradiction(node.place, `its result has the shape ${shapeText(result.shape)}`);
      draft.values.set(node.outputs[0]!, result);
    }
  }
  const outputs = model.outputs.map(({ name: output }) => {
    const value = draft.values.get(output) ?? refuseContradiction('model', `nothing computes its output ${output}`);
    return materialise(draft, value, output).tensor;
  });
  const { tensors, operators } = draft;
  const graph: NetworkGraph = { name, arithmetic: 'qdq', tensors, inputs, outputs, operators };
  return soundGraph(removeDeadTensors(graph).graph);
}

function readsOpaque({ values, tensors }: Draft, { inputs }: OnnxNode): boolean {
  return inputs.some((name) => {
    const value = values.get(name);
    return value?.kind === 'tensor'
      ? tensors[value.tensor]!.type === 'opaque'
      : value?.kind === 'constant' && value.type === 'opaque';
  });
}

function addInput(draft: Draft, model: OnnxModel, { name, type, shape }: OnnxValue): number {
  if (!shape) return refuseContradiction(`input ${name}`, 'its shape is left out');
  const rank = shape.length;
  const order = isImage(model, name, rank) ? channelsLast(rank) : plainOrder(rank);
  const tensor = addTensor(draft, { name, shape: shapeInOrder(shape, order), type });
  draft.values.set(name, { kind: 'tensor', tensor, shape, order, real: false });
  return tensor;
}

const passing = ['QuantizeLinear', 'DequantizeLinear', 'Quant', 'IntQuant', 'Identity', 'Relu', 'Clip', 'Pad'];
const spatial = ['Conv', 'MaxPool', 'AveragePool', 'GlobalAveragePool', 'BatchNormalization'];

/** Whether the first thing that is done to a value of rank 3 or 4, but for quantising it, is done to an image. */
function isImage(model: OnnxModel, name: string, rank: number): boolean {
  if (rank !== 3 && rank !== 4) return false;
  const names = new Set([name]);
  for (const { operator, inputs, outputs } of model.nodes) {
    if (!names.has(inputs[0] ?? '')) continue;
    if (spatial.includes(operator)) return true;
    if (!passing.includes(operator)) return false;
    for (const output of outputs) names.add(output);
  }
  return false;
}
