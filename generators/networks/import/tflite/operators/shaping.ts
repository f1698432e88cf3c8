import { shapeText } from '../../../graph/shapes.ts';
import type { Operator, Tensor } from '../../../graph/types.ts';
import { refuseContradiction } from '../../refuse.ts';
import { booleanField, int32Field } from '../flat-table.ts';
import { optionTables } from '../schema.ts';
import {
  activationOf,
  axisOf,
  constantNumbers,
  type Imported,
  inputTensor,
  neededOptions,
  type OperatorImporter,
  type OperatorSource,
  optionsOf,
  outputTensor,
  unsupportedActivation,
} from './operator-source.ts';

/** RESHAPE, SQUEEZE, EXPAND_DIMS: the output's shape says all; a constant that states it too is compared. */
export function importReshape(source: OperatorSource): Imported {
  const stated = source.name === 'RESHAPE' ? constantNumbers(source, 1) : undefined;
  const { shape } = outputTensor(source);
  const agrees = (size: number, dimension: number): boolean => size === -1 || size === shape[dimension];
  if (stated && !(stated.length === shape.length && stated.every(agrees))) {
    refuseContradiction(
      source.place,
      `it reshapes to ${shapeText(stated)}, and its output has the shape ${shapeText(shape)}`,
    );
  }
  return [{ kind: 'reshape', place: source.place, inputs: source.inputs.slice(0, 1), outputs: source.outputs }];
}

/** CONCATENATION. */
export function importConcatenation(source: OperatorSource): Imported {
  const fields = optionTables.concatenation;
  const options = neededOptions(source, fields);
  const activation = activationOf(options, fields.activation);
  if (!activation) return unsupportedActivation;
  const { place, inputs, outputs } = source;
  const axis = axisOf(place, int32Field(options, fields.axis, 0), outputTensor(source).shape.length);
  return [{ kind: 'concatenation', place, inputs, outputs, axis, activation }];
}

/** TRANSPOSE. */
export function importTranspose(source: OperatorSource): Imported {
  const permutation = constantNumbers(source, 1);
  if (!permutation) return 'its permutation is computed, not constant';
  const rank = inputTensor(source, 0).shape.length;
  const { place, outputs } = source;
  const counted = permutation.map((dimension) => axisOf(place, dimension, rank));
  return [{ kind: 'transpose', place, inputs: source.inputs.slice(0, 1), outputs, permutation: counted }];
}

/** MEAN. */
export function importMean(source: OperatorSource): Imported {
  const axes = constantNumbers(source, 1);
  if (!axes) return 'its axes are computed, not constant';
  const { shape } = inputTensor(source, 0);
  const { place, outputs } = source;
  const counted = [...new Set(axes.map((axis) => axisOf(place, axis, shape.length)))].sort((a, b) => a - b);
  const options = optionsOf(source, optionTables.reduce);
  const keeps = options !== undefined && booleanField(options, optionTables.reduce.keepDimensions);
  const rank = keeps ? shape.length : shape.length - counted.length;
  if (outputTensor(source).shape.length !== rank) {
    refuseContradiction(
      place,
      `its output has the shape ${shapeText(outputTensor(source).shape)}, where ${rank} dimensions are expected`,
    );
  }
  return [{ kind: 'mean', place, inputs: source.inputs.slice(0, 1), outputs, axes: counted }];
}

/** RESIZE_NEAREST_NEIGHBOR, RESIZE_BILINEAR: the output's shape says the size; a constant that states it is compared. */
export function importResize(
  kind: 'resize-nearest' | 'resize-bilinear',
  fields: { readonly code: number; readonly alignCorners: number; readonly halfPixelCentres: number },
): OperatorImporter {
  return (source) => {
    const options = optionsOf(source, fields);
    const { place, outputs } = source;
    const size = constantNumbers(source, 1);
    const { shape } = outputTensor(source);
    if (size && (size.length !== 2 || size[0] !== shape[1] || size[1] !== shape[2])) {
      refuseContradiction(place, `it resizes to ${shapeText(size)}, and its output has the shape ${shapeText(shape)}`);
    }
    return [
      {
        kind,
        place,
        inputs: source.inputs.slice(0, 1),
        outputs,
        alignCorners: options !== undefined && booleanField(options, fields.alignCorners),
        halfPixelCentres: options !== undefined && booleanField(options, fields.halfPixelCentres),
      },
    ];
  };
}

/** SPLIT (axis first) and SPLIT_V (axis last): a slice for each output. */
export function importSplit(source: OperatorSource): Imported {
  const first = source.name === 'SPLIT';
  const [axisInput, imageInput] = first ? [0, 1] : [2, 0];
  const axes = constantNumbers(source, axisInput);
  if (axes?.length !== 1) return 'its axis is computed, not constant';
  const image = inputTensor(source, imageInput);
  const axis = axisOf(source.place, axes[0]!, image.shape.length);
  let begin = 0;
  const operators = source.outputs.map((output, at): Operator => {
    const operator = slice(
      source,
      imageInput,
      output,
      image.shape.map((_, dimension) => (dimension === axis ? begin : 0)),
    );
    begin += outputTensor(source, at).shape[axis] ?? 0;
    return operator;
  });
  if (begin !== image.shape[axis]) {
    refuseContradiction(source.place, `its outputs take ${begin} of ${image.shape[axis]} along dimension ${axis}`);
  }
  return operators;
}

/** SLICE. */
export function importSlice(source: OperatorSource): Imported {
  const begin = constantNumbers(source, 1);
  const size = constantNumbers(source, 2);
  if (!begin || !size) return 'its bounds are computed, not constant';
  const { shape } = outputTensor(source);
  const image = inputTensor(source, 0).shape;
  const counts = image.map((length, dimension) =>
    size[dimension] === -1 ? length - (begin[dimension] ?? 0) : size[dimension],
  );
  if (shape.length !== image.length || counts.some((count, dimension) => count !== shape[dimension])) {
    refuseContradiction(source.place, `it takes ${shapeText(size)}, and its output has the shape ${shapeText(shape)}`);
  }
  return [slice(source, 0, source.outputs[0]!, begin)];
}

function slice(source: OperatorSource, input: number, output: number, begin: readonly number[]): Operator {
  const { place, inputs } = source;
  return {
    kind: 'strided-slice',
    place,
    inputs: [inputs[input]!],
    outputs: [output],
    begin,
    steps: begin.map(() => 1),
  };
}

/** STRIDED_SLICE, its masks resolved. Dimensions that it drops are dropped by a reshape behind it. */
export function importStridedSlice(source: OperatorSource): Imported {
  const fields = optionTables.stridedSlice;
  const options = neededOptions(source, fields);
  const mask = (field: number): ((dimension: number) => boolean) => {
    const bits = int32Field(options, field, 0);
    return (dimension) => ((bits >> dimension) & 1) === 1;
  };
  if (int32Field(options, fields.ellipsis, 0) !== 0) return 'it has an ellipsis';
  if (int32Field(options, fields.newAxis, 0) !== 0) return 'it makes new dimensions';
  if (booleanField(options, fields.offset)) return 'its ends are relative to its begins';
  const given = [1, 2, 3].map((at) => constantNumbers(source, at));
  const [begins, ends, strides] = given;
  if (!begins || !ends || !strides) return 'its bounds are computed, not constant';
  const image = inputTensor(source, 0);
  const { shape } = image;
  if (
    shape.length > 31 ||
    given.some((numbers) => numbers!.length > shape.length || numbers!.length !== begins.length)
  ) {
    refuseContradiction(source.place, `it has ${begins.length} bounds for ${shape.length} dimensions`);
  }
  const shrinks = mask(fields.shrinkAxis);
  const bounds = shape.map((size, dimension) =>
    dimension < begins.length
      ? resolveBounds(size, begins[dimension]!, ends[dimension]!, strides[dimension]!, {
          begin: mask(fields.begin)(dimension),
          end: mask(fields.end)(dimension),
          shrink: shrinks(dimension),
        })
      : { first: 0, step: 1, count: size },
  );
  const odd = bounds.findIndex(({ step, count }) => step === 0 || count < 1);
  if (odd >= 0)
    refuseContradiction(source.place, `it takes nothing of dimension ${odd} of the shape ${shapeText(shape)}`);
  const kept = bounds.map(({ count }) => count);
  const output = outputTensor(source);
  const dropped = shape.some((_, dimension) => dimension < begins.length && shrinks(dimension));
  const shrunk = kept.filter((_, dimension) => !(dimension < begins.length && shrinks(dimension)));
  if (shapeText(shrunk) !== shapeText(output.shape)) {
    refuseContradiction(
      source.place,
      `it takes ${shapeText(shrunk)}, and its output has the shape ${shapeText(output.shape)}`,
    );
  }
  const { place, inputs, outputs } = source;
  const whole: Tensor = { ...withoutData(output), name: `${output.name}_whole`, shape: kept };
  const target = dropped ? source.addTensor(whole) : outputs[0]!;
  const operator: Operator = {
    kind: 'strided-slice',
    place,
    inputs: inputs.slice(0, 1),
    outputs: [target],
    begin: bounds.map(({ first }) => first),
    steps: bounds.map(({ step }) => step),
  };
  return dropped
    ? [operator, { kind: 'reshape', place: `${place}, its output`, inputs: [target], outputs }]
    : [operator];
}

function withoutData({ name, shape, type, quantisation }: Tensor): Tensor {
  return { name, shape, type, ...(quantisation ? { quantisation } : {}) };
}

interface BoundMasks {
  readonly begin: boolean;
  readonly end: boolean;
  readonly shrink: boolean;
}

/** Bounds as Python's slices have them: negative ones count from the end, those beyond the ends are cut. */
function resolveBounds(size: number, begin: number, end: number, step: number, masks: BoundMasks) {
  const fromEnd = (bound: number): number => (bound < 0 ? bound + size : bound);
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const cut = (bound: number): number => Math.min(Math.max(fromEnd(bound), least), most);
  if (masks.shrink) {
    const first = masks.begin ? (step > 0 ? 0 : size - 1) : fromEnd(begin);
    return { first, step: 1, count: first >= 0 && first < size ? 1 : 0 };
  }
  const first = masks.begin ? (step > 0 ? 0 : size - 1) : cut(begin);
  const last = masks.end ? (step > 0 ? size : -1) : cut(end);
  return { first, step, count: step === 0 ? 0 : Math.max(0, Math.ceil((last - first) / step)) };
}
