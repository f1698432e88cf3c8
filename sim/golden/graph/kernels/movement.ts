import {
  clamp,
  interpolations,
  interpolationUnit,
  roundHalfAway,
} from '../../../../generators/networks/arithmetic/index.ts';
import { elementCount } from '../../../../generators/networks/graph/shapes.ts';
import type {
  Concatenation,
  Pad,
  ResizeBilinear,
  ResizeNearest,
  StridedSlice,
  Tensor,
  TensorData,
  Transpose,
} from '../../../../generators/networks/graph/types.ts';
import { allocate, offsets, strides } from '../tensor-data.ts';

/** From an operator's inputs, as numbers, to its output. */
export type Kernel = (inputs: readonly TensorData[]) => TensorData;

/** Element i of the output is element places[i] of the input. */
function gather(output: Tensor, places: Int32Array): Kernel {
  return ([input]) => {
    const result = allocate(output);
    for (let place = 0; place < places.length; place++) result[place] = input![places[place]!]!;
    return result;
  };
}

export function stridedSlice({ begin, steps }: StridedSlice, input: Tensor, output: Tensor): Kernel {
  const distances = strides(input.shape);
  const first = distances.reduce((sum, distance, dimension) => sum + distance * begin[dimension]!, 0);
  return gather(
    output,
    offsets(
      output.shape,
      distances.map((distance, dimension) => distance * steps[dimension]!),
      first,
    ),
  );
}

export function transpose({ permutation }: Transpose, input: Tensor, output: Tensor): Kernel {
  const distances = strides(input.shape);
  return gather(
    output,
    offsets(
      output.shape,
      permutation.map((dimension) => distances[dimension]!),
    ),
  );
}

export function pad({ before, value }: Pad, input: Tensor, output: Tensor): Kernel {
  const distances = strides(output.shape);
  const first = distances.reduce((sum, distance, dimension) => sum + distance * before[dimension]!, 0);
  const places = offsets(input.shape, distances, first);
  const filling = value ?? input.quantisation?.zeroPoints[0] ?? 0;
  return ([data]) => {
    const result = allocate(output);
    if (result instanceof BigInt64Array) result.fill(BigInt(filling));
    else result.fill(filling);
    for (let place = 0; place < places.length; place++) result[places[place]!] = data![place]!;
    return result;
  };
}

export function concatenation({ axis }: Concatenation, inputs: readonly Tensor[], output: Tensor): Kernel {
  const pieces = inputs.map(({ shape }) => elementCount(shape.slice(axis)));
  const outer = elementCount(output.shape.slice(0, axis));
  const whole = pieces.reduce((sum, piece) => sum + piece, 0);
  return (data) => {
    const result = allocate(output) as Int8Array;
    for (let row = 0; row < outer; row++) {
      let target = row * whole;
      pieces.forEach((piece, place) => {
        result.set((data[place] as Int8Array).subarray(row * piece, (row + 1) * piece), target);
        target += piece;
      });
    }
    return result;
  };
}

/** The nearest source index for each of `to` places, in float32. */
function nearest(from: number, to: number, { alignCorners, halfPixelCentres }: ResizeNearest): number[] {
  const scale = alignCorners && to > 1 ? Math.fround((from - 1) / (to - 1)) : Math.fround(from / to);
  return Array.from({ length: to }, (_, place) => {
    const source = Math.fround((place + (halfPixelCentres ? 0.5 : 0)) * scale);
    return clamp(alignCorners ? roundHalfAway(source) : Math.floor(source), 0, from - 1);
  });
}

export function resizeNearest(operator: ResizeNearest, input: Tensor, output: Tensor): Kernel {
  const [, inputHeight, inputWidth] = input.shape as readonly [number, number, number, number];
  const [batch, height, width, channels] = output.shape as readonly [number, number, number, number];
  const rows = nearest(inputHeight, height, operator);
  const columns = nearest(inputWidth, width, operator);
  const places = new Int32Array(elementCount(output.shape));
  let target = 0;
  for (let image = 0; image < batch; image++) {
    for (const row of rows) {
      for (const column of columns) {
        const source = ((image * inputHeight + row) * inputWidth + column) * channels;
        for (let channel = 0; channel < channels; channel++) places[target++] = source + channel;
      }
    }
  }
  return gather(output, places);
}

export function resizeBilinear(operator: ResizeBilinear, input: Tensor, output: Tensor): Kernel {
  const [, inputHeight, inputWidth] = input.shape as readonly [number, number, number, number];
  const [batch, height, width, channels] = output.shape as readonly [number, number, number, number];
  const rows = interpolations(inputHeight, height, operator);
  const columns = interpolations(inputWidth, width, operator);
  return ([data]) => {
    const image = data as Int8Array;
    const result = allocate(output);
    let target = 0;
    for (let place = 0; place < batch; place++) {
      const at = (row: number, column: number): number =>
        ((place * inputHeight + row) * inputWidth + column) * channels;
      for (const row of rows) {
        for (const column of columns) {
          const corners = [row.lower, row.upper].map((y) => [at(y, column.lower), at(y, column.upper)] as const);
          for (let channel = 0; channel < channels; channel++) {
            const [top, bottom] = corners.map(
              ([left, right]) =>
                image[left + channel]! * (interpolationUnit - column.fraction) +
                image[right + channel]! * column.fraction,
            ) as [number, number];
            const sum = top * (interpolationUnit - row.fraction) + bottom * row.fraction;
            result[target++] = roundHalfAway(sum / interpolationUnit ** 2);
          }
        }
      }
    }
    return result;
  };
}

/** Of the largest numbers along the axis the first one's index. */
export function argumentMaximum(axis: number, input: Tensor, output: Tensor): Kernel {
  const depth = input.shape[axis]!;
  const inner = elementCount(input.shape.slice(axis + 1));
  return ([data]) => {
    const result = allocate(output);
    for (let place = 0; place < result.length; place++) {
      const first = Math.floor(place / inner) * inner * depth + (place % inner);
      let best = 0;
      for (let index = 1; index < depth; index++) {
        if (data![first + index * inner]! > data![first + best * inner]!) best = index;
      }
      result[place] = result instanceof BigInt64Array ? BigInt(best) : best;
    }
    return result;
  };
}
