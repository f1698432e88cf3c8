import { elementCount, shapeText } from '../../../graph/shapes.ts';
import type {
  Convolution,
  DepthwiseConvolution,
  FullyConnected,
  Operator,
  Pad,
  Padding,
} from '../../../graph/types.ts';
import { noPadding, samePaddingOf, type Window } from '../../../graph/windows.ts';
import { refuseContradiction } from '../../refuse.ts';
import { booleanField, type FlatTable, int8Field, int32Field } from '../flat-table.ts';
import { optionTables, samePadding, validPadding } from '../schema.ts';
import {
  activationOf,
  type Imported,
  inputTensor,
  neededOptions,
  type OperatorSource,
  optionsOf,
  outputTensor,
  unsupportedActivation,
} from './operator-source.ts';

type Spatial = readonly [number, number, number, number];

/** CONV_2D. */
export function importConvolution(source: OperatorSource): Imported {
  const fields = optionTables.convolution;
  const options = neededOptions(source, fields);
  const activation = activationOf(options, fields.activation);
  if (!activation) return unsupportedActivation;
  const [, height, width] = spatialShape(source, 1);
  const window = readWindow(options, fields, { height, width });
  const operator: Convolution = {
    kind: 'convolution',
    ...common(source),
    stride: window.stride,
    dilation: window.dilation,
    padding: resolvePadding(source, options, fields.padding, window),
    activation,
  };
  return [operator];
}

/** DEPTHWISE_CONV_2D. Its multiplier follows from the shapes, as in the interpreters; the attribute is only compared. */
export function importDepthwiseConvolution(source: OperatorSource): Imported {
  const fields = optionTables.depthwise;
  const options = neededOptions(source, fields);
  const activation = activationOf(options, fields.activation);
  if (!activation) return unsupportedActivation;
  const [, height, width, outputs] = spatialShape(source, 1);
  const channels = spatialShape(source, 0)[3];
  const multiplier = outputs / channels;
  const stated = int32Field(options, fields.multiplier, 0);
  if (!Number.isInteger(multiplier) || (stated !== 0 && stated !== multiplier)) {
    refuseContradiction(source.place, `it has ${channels} channels, ${outputs} filters and the multiplier ${stated}`);
  }
  const window = readWindow(options, fields, { height, width });
  const operator: DepthwiseConvolution = {
    kind: 'depthwise-convolution',
    ...common(source),
    stride: window.stride,
    dilation: window.dilation,
    padding: resolvePadding(source, options, fields.padding, window),
    multiplier,
    activation,
  };
  return [operator];
}

/** AVERAGE_POOL_2D and MAX_POOL_2D. */
export function importPool(kind: 'average-pool' | 'max-pool'): (source: OperatorSource) => Imported {
  return (source) => {
    const fields = optionTables.pool;
    const options = neededOptions(source, fields);
    const activation = activationOf(options, fields.activation);
    if (!activation) return unsupportedActivation;
    const kernel = {
      height: int32Field(options, fields.windowHeight, 0),
      width: int32Field(options, fields.windowWidth, 0),
    };
    const window = readWindow(options, fields, kernel);
    const { place, inputs, outputs } = source;
    spatialShape(source, 0);
    const padding = resolvePadding(source, options, fields.padding, window);
    return [{ kind, place, inputs, outputs, window: kernel, stride: window.stride, padding, activation }];
  };
}

/** FULLY_CONNECTED. An image is flattened by an operator of its own, since the file's operator does so silently. */
export function importFullyConnected(source: OperatorSource): Imported {
  const fields = optionTables.fullyConnected;
  const options = optionsOf(source, fields);
  const activation = activationOf(options, fields.activation);
  if (!activation) return unsupportedActivation;
  if (options && int8Field(options, fields.weightsFormat, 0) !== 0) return 'its weights are shuffled';
  const vectors = inputTensor(source, 0);
  const weights = inputTensor(source, 1);
  const length = weights.shape[1];
  if (weights.shape.length !== 2 || length === undefined) {
    return refuseContradiction(source.place, `its weights have the shape ${shapeText(weights.shape)}`);
  }
  const operators: Operator[] = [];
  const inputs = [...common(source).inputs];
  if (vectors.shape.at(-1) !== length) {
    const count = elementCount(vectors.shape);
    if (count % length !== 0 || (options && booleanField(options, fields.keepDimensions))) {
      refuseContradiction(
        source.place,
        `its input has the shape ${shapeText(vectors.shape)} and its weights ${shapeText(weights.shape)}`,
      );
    }
    const { name, type, quantisation } = vectors;
    const flat = source.addTensor({
      name: `${name}_flat_${source.outputs[0]}`,
      shape: [count / length, length],
      type,
      ...(quantisation ? { quantisation } : {}),
    });
    operators.push({ kind: 'reshape', place: `${source.place}, its input`, inputs: [inputs[0]!], outputs: [flat] });
    inputs[0] = flat;
  }
  const operator: FullyConnected = { kind: 'fully-connected', ...common(source), inputs, activation };
  return [...operators, operator];
}

/** PAD, PADV2. */
export function importPad(source: OperatorSource): Imported {
  const rank = inputTensor(source, 0).shape.length;
  const amounts = inputTensor(source, 1);
  if (!amounts.data || (amounts.type !== 'int32' && amounts.type !== 'int64'))
    return 'its paddings are computed, not constant';
  const numbers = Array.from(amounts.data as ArrayLike<number | bigint>, Number);
  if (numbers.length !== 2 * rank) {
    refuseContradiction(source.place, `it has ${numbers.length} paddings for ${rank} dimensions`);
  }
  const operator: Pad = {
    kind: 'pad',
    place: source.place,
    inputs: source.inputs.slice(0, 1),
    outputs: source.outputs,
    before: numbers.filter((_, at) => at % 2 === 0),
    after: numbers.filter((_, at) => at % 2 === 1),
  };
  if (source.name !== 'PADV2') return [operator];
  const value = inputTensor(source, 2);
  if (!value.data || elementCount(value.shape) !== 1) return 'the number that it pads with is computed, not constant';
  if (value.type !== inputTensor(source, 0).type) return `it pads with a number of the type ${value.type}`;
  return [{ ...operator, value: Number(value.data[0]) }];
}

/** Inputs with an optional bias that is left out dropped. */
function common(source: OperatorSource): Pick<Operator, 'place' | 'inputs' | 'outputs'> {
  const { place, inputs, outputs } = source;
  outputTensor(source);
  return { place, inputs: inputs[2] === -1 ? inputs.slice(0, 2) : inputs, outputs };
}

function spatialShape(source: OperatorSource, input: number): Spatial {
  const { shape, name } = inputTensor(source, input);
  if (shape.length !== 4) {
    refuseContradiction(
      source.place,
      `its tensor ${name} has the shape ${shapeText(shape)}, where four dimensions are expected`,
    );
  }
  return shape as unknown as Spatial;
}

interface WindowFields {
  readonly strideWidth: number;
  readonly strideHeight: number;
  readonly dilationWidth?: number;
  readonly dilationHeight?: number;
}

function readWindow(options: FlatTable, fields: WindowFields, kernel: Window['kernel']): Omit<Window, 'padding'> {
  const { dilationHeight, dilationWidth } = fields;
  return {
    kernel,
    stride: { height: int32Field(options, fields.strideHeight, 0), width: int32Field(options, fields.strideWidth, 0) },
    dilation: {
      height: dilationHeight === undefined ? 1 : int32Field(options, dilationHeight, 1),
      width: dilationWidth === undefined ? 1 : int32Field(options, dilationWidth, 1),
    },
  };
}

function resolvePadding(
  source: OperatorSource,
  options: FlatTable,
  field: number,
  window: Omit<Window, 'padding'>,
): Padding {
  const { kernel, stride, dilation } = window;
  const sizes = [kernel, stride, dilation].flatMap(({ height, width }) => [height, width]);
  if (sizes.some((size) => size < 1)) {
    refuseContradiction(
      source.place,
      `its kernel, strides and dilations are ${shapeText(sizes)}, where all are at least 1`,
    );
  }
  const mode = int8Field(options, field, 0);
  if (mode === validPadding) return noPadding;
  if (mode !== samePadding) refuseContradiction(source.place, `its padding is ${mode}, neither SAME nor VALID`);
  const [, height, width] = spatialShape(source, 0);
  return samePaddingOf(height, width, window);
}
