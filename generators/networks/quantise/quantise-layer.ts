import type { FloatLayer } from '../float-network.ts';
import type { QuantisedLayer } from '../quantised-network.ts';
import { candidateFractions, holdingFraction, largestMagnitude, leastBy, toFixed } from './formats.ts';
import { finishLayer, type IntegerRun, type IntegerWidths, integerProducts } from './integer-layer.ts';

/** One calibration input as a layer sees it. */
export interface LayerSample {
  /** Whole numbers that the layer reads, and its residual. */
  readonly input: Float64Array;
  readonly residual?: Float64Array;
  /** The float layer's sums before ReLU and its activations, [channel][position]. */
  readonly floatSums: Float64Array;
  readonly floatActivations: Float64Array;
}

export interface LayerFormats {
  readonly input: number;
  /** Undefined for the layer that gives the scores: its unit follows from input and weights. */
  readonly output?: number;
  /** Factor on the weights that makes up for an input pooled by a power of two. */
  readonly weightScale: number;
  /** The one shift of hardware that has none per layer; undefined where each layer has its own. */
  readonly shift?: number;
}

export interface QuantisedLayerResult {
  readonly layer: QuantisedLayer;
  readonly weightFraction: number;
  /** Fraction of what the layer gives: activations, or scores. */
  readonly outputFraction: number;
  /** One for each sample. */
  readonly runs: readonly IntegerRun[];
  /** Values whose sum saturated, over all samples. */
  readonly saturatedSums: number;
}

const largestShift = 31;

/**
 * Chooses the weights' fraction by running the layer in whole numbers with each candidate, clipping and saturation
 * included, and keeping the one whose activations are nearest to the float layer's. Then corrects the bias by the mean
 * error of each channel, where that brings them nearer still.
 */
export function quantiseLayer(
  layer: FloatLayer,
  formats: LayerFormats,
  samples: readonly LayerSample[],
  widths: IntegerWidths,
): QuantisedLayerResult {
  const weights = Float64Array.from(layer.weights, (weight) => weight * formats.weightScale);
  const evaluateFraction = (fraction: number) =>
    evaluate(layerWith(layer, weights, fraction, formats, widths), fraction, formats, samples, widths);
  const candidates = weightFractions(weights, formats, widths).map(evaluateFraction);
  let best = leastBy(candidates, ({ error }) => error);
  // Where sums saturate, coarser weights may serve better than clipped sums: they make all sums smaller.
  const fixed = formats.shift !== undefined && formats.output !== undefined;
  const lowest = formats.output === undefined ? -Infinity : formats.output - formats.input;
  for (let fraction = candidates[0]!.weightFraction; !fixed && best.saturatedSums > 0 && --fraction >= lowest; ) {
    const coarser = evaluateFraction(fraction);
    if (coarser.error > best.error && coarser.saturatedSums === 0) break;
    best = leastBy([best, coarser], ({ error }) => error);
  }
  if (layer.bias === undefined) return best;
  const corrected = evaluate(correctBias(best, layer, samples, widths), best.weightFraction, formats, samples, widths);
  return leastBy([best, corrected], ({ error }) => error);
}

/** Fractions with which the shift, input + weight − output, is one that the layer word can hold. */
function weightFractions(
  weights: Float64Array,
  formats: LayerFormats,
  { weightBits }: IntegerWidths,
): readonly number[] {
  const { input, output } = formats;
  if (output === undefined) return candidateFractions(largestMagnitude(weights), weightBits, weightBits - 1);
  const unshifted = output - input;
  if (formats.shift !== undefined) return [unshifted + formats.shift];
  const wanted = candidateFractions(largestMagnitude(weights), weightBits, unshifted + weightBits - 1);
  const clamped = wanted.map((fraction) => Math.min(unshifted + largestShift, Math.max(unshifted, fraction)));
  return [...new Set(clamped)];
}

function layerWith(
  layer: FloatLayer,
  weights: Float64Array,
  fraction: number,
  formats: LayerFormats,
  { weightBits, biasBits }: IntegerWidths,
): QuantisedLayer {
  const sumFraction = formats.input + fraction;
  const shift =
    formats.output === undefined
      ? (formats.shift ?? scoreShift(layer, sumFraction, weightBits, biasBits))
      : sumFraction - formats.output;
  const { name, input, inputChannels, outputChannels, inputLength, outputLength, kernel, stride, padding } = layer;
  const { bias, residual, relu, averagePool, scores } = layer;
  return {
    ...{ name, input, inputChannels, outputChannels, inputLength, outputLength, kernel, stride, padding },
    weights: Int8Array.from(weights, (weight) => toFixed(weight, fraction, weightBits)),
    ...(bias ? { bias: Int16Array.from(bias, (value) => toFixed(value, sumFraction - shift, biasBits)) } : {}),
    ...(residual === undefined ? {} : { residual }),
    relu,
    shift,
    ...(averagePool ? { poolExponent: poolExponent(outputLength) } : {}),
    scores,
  };
}

/** The scores' shift serves their bias alone: the least with which the bias fits. */
function scoreShift({ bias }: FloatLayer, sumFraction: number, weightBits: number, biasBits: number): number {
  const holding = bias ? holdingFraction(largestMagnitude(bias), biasBits) : undefined;
  return holding === undefined ? weightBits - 1 : Math.min(largestShift, Math.max(0, sumFraction - holding));
}

/** The power of two by which a pool divides: the next one from the length on, so that no mean can saturate. */
export function poolExponent(length: number): number {
  return Math.ceil(Math.log2(length));
}

function evaluate(
  layer: QuantisedLayer,
  weightFraction: number,
  formats: LayerFormats,
  samples: readonly LayerSample[],
  widths: IntegerWidths,
): QuantisedLayerResult & { readonly error: number } {
  const outputFraction = formats.output ?? formats.input + weightFraction;
  const limit = 2 ** (widths.accumulatorBits - 1);
  let error = 0;
  let saturatedSums = 0;
  const runs = samples.map(({ input, residual, floatActivations }) => {
    const run = finishLayer(layer, integerProducts(layer, input), residual, widths);
    run.activations.forEach((value, place) => {
      error += (value / 2 ** outputFraction - floatActivations[place]!) ** 2;
    });
    saturatedSums += run.sums.reduce((count, sum) => count + (sum === -limit || sum === limit - 1 ? 1 : 0), 0);
    return run;
  });
  return { layer, weightFraction, outputFraction, runs, saturatedSums, error };
}

/** The layer with each channel's bias raised by what its sums lack on average. */
function correctBias(
  { layer, runs, outputFraction }: QuantisedLayerResult,
  { bias }: FloatLayer,
  samples: readonly LayerSample[],
  { biasBits }: IntegerWidths,
): QuantisedLayer {
  const { outputLength, outputChannels, shift, scores } = layer;
  const sumFraction = scores ? outputFraction : outputFraction + shift;
  const biasFraction = sumFraction - shift;
  const corrected = Int16Array.from({ length: outputChannels }, (_, channel) => {
    let lack = 0;
    runs.forEach(({ sums }, sample) => {
      for (let place = channel * outputLength; place < (channel + 1) * outputLength; place++) {
        lack += samples[sample]!.floatSums[place]! - sums[place]! / 2 ** sumFraction;
      }
    });
    const mean = lack / (samples.length * outputLength);
    // From the float bias rounded to its code: the error that was measured contains that rounding.
    return toFixed(layer.bias![channel]! / 2 ** biasFraction + mean, biasFraction, biasBits);
  });
  return bias === undefined ? layer : { ...layer, bias: corrected };
}
