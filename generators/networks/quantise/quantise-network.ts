import type { Rounding } from '../../accelerators/ultratrail/parameters.ts';
import { fail } from '../../diagnostics.ts';
import type { FloatLayer, FloatNetwork } from '../float-network.ts';
import type { QuantisedLayer, QuantisedNetwork } from '../quantised-network.ts';
import { mapFractions, toFixed } from './formats.ts';
import type { IntegerWidths } from './integer-layer.ts';
import { type LayerSample, poolExponent, quantiseLayer } from './quantise-layer.ts';
import { errorMeasures, type LayerError, type QuantisationReport } from './report.ts';
import { runFloat } from './run-float.ts';
import { uniformShiftFractions } from './uniform-shift.ts';

export interface QuantisationOptions {
  /** 2..8; 6 unless given. */
  readonly weightBits?: number;
  /** 4..8; 8 unless given. */
  readonly activationBits?: number;
  /** 2..16; 8 unless given. */
  readonly biasBits?: number;
  /** 12..32; 20 unless given. */
  readonly accumulatorBits?: number;
  /** Of the hardware that the network is for; half-up unless given. */
  readonly rounding?: Rounding;
  /** The hardware has a shift per layer; true unless given. Without it every shift is weight bits − 1. */
  readonly layerShift?: boolean;
}

export interface QuantisationResult {
  readonly network: QuantisedNetwork;
  /** Input code = ⌊feature · 2^inputFraction + 1/2⌋, saturated. */
  readonly inputFraction: number;
  /** Float score ≈ integer score / 2^scoreFraction. */
  readonly scoreFraction: number;
  /** A shift differs from weight bits − 1: the hardware needs the parameter `layerShift`. */
  readonly needsLayerShift: boolean;
  readonly report: QuantisationReport;
}

/**
 * Quantises a trained network to power-of-two formats chosen layer by layer: the maps' formats by the least squared error
 * of the float values, the weights' by running each layer in whole numbers on what the quantised layers before it give.
 * @param calibration Typical inputs, [channel][position], flat, in the float network's units; some ten are enough.
 * @throws BurinError B340: no calibration input, or one of the wrong size or not finite; B341: a pooled residual.
 */
export function quantiseNetwork(
  float: FloatNetwork,
  calibration: readonly Float64Array[],
  options: QuantisationOptions = {},
): QuantisationResult {
  checkCalibration(float, calibration);
  const widths: IntegerWidths = {
    weightBits: options.weightBits ?? 6,
    activationBits: options.activationBits ?? 8,
    biasBits: options.biasBits ?? 8,
    accumulatorBits: options.accumulatorBits ?? 20,
    rounding: options.rounding ?? 'half-up',
  };
  const runs = calibration.map((input) => runFloat(float, input));
  const wanted = mapFractions(float, runs, widths.activationBits, widths.biasBits);
  const layerShift = options.layerShift ?? true;
  const weightScale = (name: string): number => poolCompensation(float.layers, name);
  const fractions = layerShift ? wanted : uniformShiftFractions(float, wanted, widths.weightBits, weightScale);
  const inputFraction = fractions.get('input')!;
  const inputs = calibration.map((input) => input.map((value) => toFixed(value, inputFraction, widths.activationBits)));
  // By map name: the whole numbers that later layers read, one map for each calibration input.
  const maps = new Map<string, readonly Float64Array[]>([['input', inputs]]);
  const layers: QuantisedLayer[] = [];
  const errors: LayerError[] = [];
  let scoreFraction = 0;
  for (const layer of float.layers) {
    const samples = runs.map(
      (run, place): LayerSample => ({
        input: maps.get(layer.input)![place]!,
        ...(layer.residual === undefined ? {} : { residual: maps.get(layer.residual)![place]! }),
        floatSums: run.sums.get(layer.name)!,
        floatActivations: run.activations.get(layer.name)!,
      }),
    );
    const output = fractions.get(layer.name);
    const formats = {
      input: fractions.get(layer.input)!,
      ...(output === undefined ? {} : { output }),
      weightScale: weightScale(layer.input),
      ...(layerShift ? {} : { shift: widths.weightBits - 1 }),
    };
    const result = quantiseLayer(layer, formats, samples, widths);
    layers.push(result.layer);
    maps.set(
      layer.name,
      result.runs.map((run) => run.result),
    );
    scoreFraction = result.outputFraction;
    const real = result.runs.map(({ activations }) => activations.map((value) => value / 2 ** result.outputFraction));
    errors.push({
      name: layer.name,
      weightFraction: result.weightFraction,
      outputFraction: result.outputFraction,
      shift: result.layer.shift,
      ...errorMeasures(real.map((values, place) => [samples[place]!.floatActivations, values] as const)),
      saturatedSums: result.saturatedSums,
    });
  }
  const { weightBits, activationBits, biasBits, accumulatorBits } = widths;
  const scores = maps.get(float.layers.at(-1)!.name)!;
  const agreements = runs.filter((run, place) => best(run.scores) === best(scores[place]!)).length;
  const { name, classes, input } = float;
  return {
    network: { name, classes, weightBits, activationBits, biasBits, accumulatorBits, input, layers },
    inputFraction,
    scoreFraction,
    needsLayerShift: layers.some(({ shift }) => shift !== weightBits - 1),
    report: { layers: errors, agreements, inputs: runs.length },
  };
}

const best = (scores: Float64Array): number => scores.indexOf(Math.max(...scores));

/** A mean over 13 positions becomes a sum over 13 divided by 16: the layers that read it get weights larger by 16/13. */
function poolCompensation(layers: readonly FloatLayer[], input: string): number {
  const pooled = layers.find(({ name, averagePool }) => averagePool && name === input);
  return pooled === undefined ? 1 : 2 ** poolExponent(pooled.outputLength) / pooled.outputLength;
}

function checkCalibration({ name, input }: FloatNetwork, calibration: readonly Float64Array[]): void {
  const size = input.channels * input.length;
  const remedy = `give some typical inputs of ${input.channels} channels × ${input.length} positions`;
  if (calibration.length === 0) fail('B340', `there is no input to calibrate ${name} with`, remedy);
  calibration.forEach((values, place) => {
    if (values.length !== size)
      fail('B340', `calibration input ${place} has ${values.length} values, not ${size}`, remedy);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) fail('B340', `calibration input ${place} has ${values[wrong]} at value ${wrong}`, remedy);
  });
}
