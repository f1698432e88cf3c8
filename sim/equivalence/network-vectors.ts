import { existsSync, readFileSync } from 'node:fs';
import { fail } from '../../generators/diagnostics.ts';
import { vectorsFile } from '../../generators/networks/format/shipped-networks.ts';
import { requantiseFeatures } from '../../generators/networks/requantise.ts';
import type { Deployment } from './deployment.ts';
import { randomInputs } from './random-inputs.ts';

/** Bits of the features in a vector file. */
const vectorBits = 8;

interface VectorDocument {
  readonly vectors: readonly { readonly features: readonly (readonly number[])[] }[];
}

/**
 * The inputs to verify a network with: the vectors that come with it, if any, and random ones.
 * @throws BurinError B525 for a vector file that is not of the network's shape.
 */
export function verificationInputs(
  network: string,
  { loaded }: Deployment,
  { random, seed }: { readonly random: number; readonly seed: number },
): readonly Int8Array[] {
  if (!Number.isInteger(random) || random < 0) {
    fail('B524', `--vectors is ${random}`, 'give the number of random inputs, 0 or more');
  }
  const { input, activationBits } = loaded.network;
  const size = input.channels * input.length;
  const own = readVectors(vectorsFile(network), size).map((features) =>
    requantiseFeatures(features, vectorBits, activationBits),
  );
  const inputs = [...own, ...randomInputs(random, size, activationBits, seed)];
  if (inputs.length === 0) {
    fail('B524', `${network} has no vectors of its own and no random ones were asked for`, 'give --vectors 4');
  }
  return inputs;
}

function readVectors(file: string, size: number): readonly Int8Array[] {
  if (!existsSync(file)) return [];
  let document: VectorDocument;
  try {
    document = JSON.parse(readFileSync(file, 'utf8')) as VectorDocument;
  } catch (error) {
    return fail('B525', `${file} is no JSON: ${(error as Error).message}`, 'mend the file, or move it away');
  }
  return document.vectors.map(({ features }, vector) => {
    const flat = features.flat();
    if (flat.length !== size) {
      fail(
        'B525',
        `vector ${vector} of ${file} has ${flat.length} features, but the network takes ${size}`,
        'give the vectors of this network, or move the file away',
      );
    }
    return Int8Array.from(flat);
  });
}
