import type { NetworkGraph, Operator } from '../../graph/types.ts';
import { addValue, inputValue, type Lowering } from './builder.ts';
import { inputTables } from './early-functions.ts';
import { lowerArgumentMaximum, lowerElementwise, lowerUnary } from './elementwise.ts';
import { type Placement, placeOperators } from './host.ts';
import { lowerBilinear } from './interpolate.ts';
import { concatenationDestinations, skippedTensors } from './look-through.ts';
import {
  lowerConcatenation,
  lowerPad,
  lowerRequantisation,
  lowerReshape,
  lowerResize,
  lowerSlice,
} from './movement.ts';
import { type HardwareOperation, type LoweredGraph, mapShape } from './operations.ts';
import { movesChannels } from './permuted.ts';
import { lowerAveragePool, lowerMaximumPool, lowerMean } from './pools.ts';
import { lowerConvolution, lowerFullyConnected } from './weighted.ts';

/**
 * Turns the operators of a graph into operations of the hardware, exactly as the graph's arithmetic has them.
 * @param array N of the hardware
 * @param argmax The hardware takes a final ARG_MAX
 * @throws BurinError B760 and B761 where an operator cannot run on the hardware, B763 where no integers round as
 *   the arithmetic does, B740 to B742 where one is not whole
 */
export function lowerGraph(graph: NetworkGraph, array: number, argmax = false): LoweredGraph {
  const placement = placeOperators(graph, array, argmax);
  const lowering = startLowering(graph, array, placement);
  for (const tensor of placement.inputs) {
    const { name, shape } = graph.tensors[tensor]!;
    lowering.valueOfTensor.set(tensor, addValue(lowering, { name, shape: mapShape(shape), tensor }));
  }
  for (const index of placement.hardware) {
    const operator = graph.operators[index]!;
    if (operator.outputs.every((tensor) => lowering.skipped.has(tensor))) continue;
    // Values that a lowering makes on its way come before the operations that it returns.
    lowering.operations.push(...lowerOperator(lowering, index, operator));
  }
  const [argumentMaximum] = lowering.operations.flatMap(({ kind, operator }) =>
    kind === 'argmax' ? graph.operators[operator]!.outputs : [],
  );
  return {
    values: lowering.values,
    operations: lowering.operations,
    inputs: placement.inputs.map((tensor) => lowering.valueOfTensor.get(tensor)!),
    outputs: placement.outputs
      .filter((tensor) => tensor !== argumentMaximum)
      .map((tensor) => lowering.valueOfTensor.get(tensor)!),
    ...(argumentMaximum === undefined ? {} : { argumentMaximum }),
    inputTables: inputTables(graph, placement.inputs, placement.before),
    hostBefore: placement.before,
    hostAfter: placement.after,
  };
}

function startLowering(graph: NetworkGraph, array: number, placement: Placement): Lowering {
  const skipped = skippedTensors(graph, placement);
  return {
    graph,
    array,
    values: [],
    operations: [],
    valueOfTensor: new Map(),
    permutedValues: new Map(),
    skipped,
    destinations: concatenationDestinations(graph, placement, skipped, array),
  };
}

function lowerOperator(lowering: Lowering, index: number, operator: Operator): readonly HardwareOperation[] {
  switch (operator.kind) {
    case 'convolution':
    case 'depthwise-convolution':
      return lowerConvolution(lowering, index, operator);
    case 'fully-connected':
      return lowerFullyConnected(lowering, index, operator);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'minimum':
    case 'maximum':
      return lowerElementwise(lowering, index, operator);
    case 'average-pool':
      return lowerAveragePool(lowering, index, operator);
    case 'max-pool':
      return [lowerMaximumPool(lowering, index, operator)];
    case 'mean':
      return lowerMean(lowering, index, operator);
    case 'pad':
      return [lowerPad(lowering, index, operator)];
    case 'concatenation':
      return lowerConcatenation(lowering, index, operator);
    case 'transpose':
      if (movesChannels(lowering.graph, operator)) {
        lowering.permutedValues.set(operator.outputs[0]!, inputValue(lowering, operator.inputs[0]!));
        return [];
      }
      return lowerReshape(lowering, index, operator);
    case 'reshape':
      return lowerReshape(lowering, index, operator);
    case 'strided-slice':
      return lowerSlice(lowering, index, operator);
    case 'resize-nearest':
      return lowerResize(lowering, index, operator);
    case 'resize-bilinear':
      return lowerBilinear(lowering, index, operator);
    case 'unary':
      return [lowerUnary(lowering, index, operator)];
    case 'quantise':
      return [lowerRequantisation(lowering, index, operator)];
    case 'argmax':
      return [lowerArgumentMaximum(lowering, index, operator)];
    default:
      throw new Error(`${operator.kind} is not for the hardware`);
  }
}
