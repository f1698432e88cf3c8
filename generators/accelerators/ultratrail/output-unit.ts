import { rectify, roundedShiftRight } from '../../blocks/rounding.ts';
import {
  bool,
  input,
  instanceArray,
  Module,
  mux,
  output,
  reg,
  type SInt,
  sint,
  type UInt,
  uint,
  vec,
  vecOf,
  when,
} from '../../language/index.ts';
import { partialSumBits } from './memory-map.ts';
import { pick, type UltraTrailParameters } from './parameters.ts';

const shapeNames = [
  'array',
  'weightBits',
  'activationBits',
  'biasBits',
  'accumulatorBits',
  'guardBits',
  'rounding',
  'layerShift',
  'maximumLength',
] as const;
export type OutputUnitShape = Pick<UltraTrailParameters, (typeof shapeNames)[number]>;

/** What of the accelerator's parameters the output unit depends on. */
export function outputUnitShape(parameters: UltraTrailParameters): OutputUnitShape {
  return pick(parameters, shapeNames);
}

const shiftBits = 5;
const exponentBits = 3;

/** What a layer asks of the output unit. */
function controlShape() {
  return { useBias: bool(), useResidual: bool(), relu: bool(), poolExponent: uint(exponentBits) };
}

/** One output channel from its exact sum to the stored feature: bias, residual, ReLU, requantise, average pool. */
export const OutputLane = Module('OutputLane', (shape: OutputUnitShape) => {
  const { activationBits, biasBits, accumulatorBits, rounding, layerShift } = shape;
  /** The exact sum of products. */
  const sum = input(sint(partialSumBits(shape)));
  const bias = input(sint(biasBits));
  const residual = input(sint(activationBits));
  const control = input(controlShape());
  /** Shift of the requantisation, where the layer word has one. */
  const layerShiftPort = layerShift ? input(uint(shiftBits)) : undefined;
  /** The sum is complete in this cycle. */
  const finish = input(bool());
  /** No position of the block has been pooled before. */
  const poolStart = input(bool());

  const shift = layerShiftPort ?? shape.weightBits - 1;
  const saturated = sum.saturate(accumulatorBits);
  const biasTerm = mux(control.useBias, shiftLeft(bias, shift), 0);
  const biased = saturated.add(biasTerm).saturate(accumulatorBits);
  const residualTerm = mux(control.useResidual, shiftLeft(residual, shift), 0);
  const combined = biased.add(residualTerm).saturate(accumulatorBits);
  const rectified = rectify(combined, control.relu);
  const feature = roundedShiftRight(rectified, shift, rounding).saturate(activationBits);

  const poolBits = activationBits + Math.ceil(Math.log2(shape.maximumLength + 1));
  const pool = reg(sint(poolBits));
  const poolSum = mux(poolStart, 0, pool).add(feature).wrap(poolBits);
  when(finish, () => {
    pool.next = poolSum;
  });
  const pooled = roundedShiftRight(poolSum, control.poolExponent, 'half-up').saturate(activationBits);

  return {
    sum,
    bias,
    residual,
    control,
    ...(layerShiftPort ? { shift: layerShiftPort } : {}),
    finish,
    poolStart,
    score: output(rectified),
    feature: output(feature),
    pooled: output(pooled),
  };
});

/** A bias or residual is in units of the output's last bit: the shift that requantises turns it into the sum's units. */
function shiftLeft(value: SInt, amount: number | UInt): SInt {
  return typeof amount === 'number' ? value.shiftLeft(amount) : value.shiftLeftBy(amount);
}

/** N output lanes side by side. */
export const OutputUnit = Module('OutputUnit', (shape: OutputUnitShape) => {
  const { array, activationBits, biasBits, accumulatorBits, layerShift } = shape;
  const sums = input(vec(array, sint(partialSumBits(shape))));
  const biases = input(vec(array, sint(biasBits)));
  const residuals = input(vec(array, sint(activationBits)));
  const control = input(controlShape());
  const shift = layerShift ? input(uint(shiftBits)) : undefined;
  const finish = input(bool());
  const poolStart = input(bool());

  const lanes = instanceArray([array], ([lane = 0]) =>
    OutputLane(shape, {
      sum: sums.at(lane),
      bias: biases.at(lane),
      residual: residuals.at(lane),
      control,
      ...(shift ? { shift } : {}),
      finish,
      poolStart,
    }),
  );
  const scores = vecOf(
    lanes.map(({ score }) => score),
    sint(accumulatorBits),
  );
  const features = vecOf(
    lanes.map(({ feature }) => feature),
    sint(activationBits),
  );
  const pooled = vecOf(
    lanes.map((lane) => lane.pooled),
    sint(activationBits),
  );

  return {
    sums,
    biases,
    residuals,
    control,
    ...(shift ? { shift } : {}),
    finish,
    poolStart,
    scores: output(scores),
    features: output(features),
    pooled: output(pooled),
  };
});
