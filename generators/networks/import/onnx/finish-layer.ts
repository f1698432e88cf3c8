import { roundHalfEven } from '../../arithmetic/index.ts';
import type { Tensor } from '../../graph/types.ts';
import { addConstant, addOperator, type Draft, nameOf } from './draft.ts';
import type { LayerBias, LayerValue } from './values.ts';

/** How far a bias's scale may lie beside the product of input and weight scale: both were rounded to float32. */
const scaleTolerance = 1e-5;

/**
 * Adds the operator of a layer with its weights and bias; the result is `output`. A bias of real numbers is rounded to
 * the grid of the sums.
 * @returns Why it cannot be added: a bias beyond 32 bits.
 */
export function finishLayer(draft: Draft, layer: LayerValue, output: number): string | undefined {
  const { weights, place } = layer;
  const bias = storedBias(layer);
  if (typeof bias === 'string') return bias;
  const { name } = draft.tensors[output] as Tensor;
  const filter = addConstant(draft, `${name}_weights`, weights.type, weights.shape, weights.data, weights.quantisation);
  const biasTensor = bias
    ? addConstant(draft, `${name}_bias`, 'int32', [layer.channels], bias, sumQuantisation(layer))
    : undefined;
  addOperator(draft, layer.make(filter, biasTensor, output, layer.activation), nameOf(place));
  return undefined;
}

/** Whether a stored bias lies on the grid of the layer's sums. */
export function onSumGrid(
  layer: Omit<LayerValue, 'bias' | 'activation'>,
  bias: LayerBias & { readonly kind: 'stored' },
): boolean {
  const { scales, zeroPoints } = bias.quantisation;
  if (zeroPoints.some((zeroPoint) => zeroPoint !== 0)) return false;
  return sumQuantisation(layer).scales.every((scale, channel) => {
    const stated = scales[scales.length === 1 ? 0 : channel]!;
    return Math.abs(stated - scale) <= scaleTolerance * scale;
  });
}

function storedBias(layer: LayerValue): Int32Array | string | undefined {
  const { bias, channels } = layer;
  if (!bias) return undefined;
  if (bias.kind === 'stored') return bias.data;
  const { scales } = sumQuantisation(layer);
  const numbers = Array.from({ length: channels }, (_, channel) =>
    roundHalfEven(bias.data[channel]! / scales[scales.length === 1 ? 0 : channel]!),
  );
  return numbers.every((number) => Math.abs(number) < 2 ** 31)
    ? Int32Array.from(numbers)
    : 'its bias has more than 32 bits';
}

function sumQuantisation({ inputScale, weights }: Omit<LayerValue, 'bias' | 'activation'>) {
  const { scales } = weights.quantisation;
  return {
    scales: scales.map((scale) => Math.fround(scale * inputScale)),
    zeroPoints: new Int32Array(scales.length),
    axis: 0,
  };
}
