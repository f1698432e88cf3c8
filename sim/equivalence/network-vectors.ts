import { existsSync } from 'node:fs';
import { fail } from '../../generators/diagnostics.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import { vectorsFile } from '../../generators/networks/format/shipped-networks.ts';
import { requantiseFeatures } from '../../generators/networks/requantise.ts';
import type { Deployment } from './deployment.ts';
import { randomInputs } from './random-inputs.ts';

/** An input to verify with, [channel][position] flat. */
export interface VerificationInput {
  readonly features: Int8Array;
  /** What the network's training says of it; only where the accelerator computes as the network was trained. */
  readonly scores?: Int32Array;
}

/** Bits of the features in a vector file. */
const vectorBits = 8;

/**
 * The inputs to verify a network with: the vectors that come with it, if any, and random ones.
 * @throws BurinError B524 for an impossible count, B525 for a vector that is not of the network's shape.
 */
export function verificationInputs(
  network: string,
  { loaded, asTrained }: Deployment,
  { random, seed }: { readonly random: number; readonly seed: number },
): readonly VerificationInput[] {
  if (!Number.isInteger(random) || random < 0) {
    fail('B524', `--vectors is ${random}`, 'give the number of random inputs, 0 or more');
  }
  const { input, activationBits, layers } = loaded.network;
  const last = layers.at(-1)!;
  const scoreCount = last.outputChannels * last.outputLength;
  const size = input.channels * input.length;
  const file = vectorsFile(network);
  const own = (existsSync(file) ? loadVectors(network) : []).map((vector, index): VerificationInput => {
    if (vector.input.length !== size) {
      fail(
        'B525',
        `vector ${index} of ${file} has ${vector.input.length} features, but the network takes ${size}`,
        'give the vectors of this network, or move the file away',
      );
    }
    if (vector.scores.length !== scoreCount) {
      fail(
        'B525',
        `vector ${index} of ${file} has ${vector.scores.length} scores, but the network gives ${scoreCount}`,
        'give the vectors of this network, or move the file away',
      );
    }
    const features = requantiseFeatures(vector.input, vectorBits, activationBits);
    return asTrained ? { features, scores: vector.scores } : { features };
  });
  const inputs = [...own, ...randomInputs(random, size, activationBits, seed).map((features) => ({ features }))];
  if (inputs.length === 0) {
    fail('B524', `${network} has no vectors of its own and no random ones were asked for`, 'give --vectors 4');
  }
  return inputs;
}
