import {
  arraySizes,
  roundings,
  type UltraTrailParameters,
  ultraTrailParameters,
} from '../../generators/accelerators/ultratrail/parameters.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import { acceleratorEngine, type SteppedModel } from '../../sim/equivalence/accelerator-engine.ts';
import type { Deployment } from '../../sim/equivalence/deployment.ts';
import type { EngineName } from '../../sim/equivalence/inference.ts';
import { describeMismatch, verify } from '../../sim/equivalence/verify.ts';
import { randomNetwork } from './random-network.ts';
import { randomNumbers } from './random-numbers.ts';

/**
 * A random accelerator with memories for every network of the property tests: 64 channels of 101 positions, strides to
 * 16, sums of any weights.
 */
export function randomParameters(seed: number): UltraTrailParameters {
  const random = randomNumbers(seed);
  const array = random.pick(arraySizes);
  return ultraTrailParameters({
    array,
    weightBits: random.integer(2, 8),
    activationBits: random.integer(4, 8),
    biasBits: random.pick([2, 8, 8, 16]),
    accumulatorBits: random.pick([12, 16, 20, 20, 24, 32]),
    guardBits: 12,
    rounding: random.pick(roundings),
    layerShift: random.chance(0.5),
    weightDepth: Math.floor(65536 / array),
    biasDepth: 512,
    featureDepth0: 4096,
    featureDepth1: 4096,
    featureDepth2: 4096,
    partialSumDepth: 4096,
    maximumStride: 16,
  });
}

/** A random network of the accelerator's formats, mapped onto it, and an input. */
export function randomDeployment(
  seed: number,
  parameters: UltraTrailParameters,
): { readonly deployment: Deployment; readonly input: Int8Array } {
  const { weightBits, activationBits, biasBits, accumulatorBits, layerShift } = parameters;
  const { network, input } = randomNetwork(seed, {
    weightBits,
    activationBits,
    biasBits,
    accumulatorBits,
    layerShift,
    maximumProducts: 60_000 * parameters.array,
  });
  const loaded = { network, classes: network.classes, file: network.name };
  const program = mapNetwork(network, parameters);
  return { deployment: { loaded, parameters, program, asTrained: true, notes: [] }, input };
}

/** Runs random networks one after the other on one simulated accelerator; gives the first difference from the model. */
export async function firstDifference(
  engineName: EngineName,
  accelerator: number,
  networks: number,
  model: SteppedModel,
): Promise<string | undefined> {
  const parameters = randomParameters(accelerator);
  for (let index = 0; index < networks; index++) {
    const seed = accelerator * 1000 + index;
    const { deployment, input } = randomDeployment(seed, parameters);
    const engine = acceleratorEngine(engineName, deployment, model);
    const { firstMismatch, comparedValues } = await verify(deployment, engine, [{ features: input }]);
    if (comparedValues === 0) return `seed ${seed}: nothing was compared`;
    if (firstMismatch) return `seed ${seed}: ${describeMismatch(firstMismatch)}`;
  }
  return undefined;
}
