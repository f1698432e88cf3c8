import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail } from '../../generators/diagnostics.ts';
import { loadVectors } from '../../generators/networks/format/load-vectors.ts';
import { shippedNetworks, vectorsFile } from '../../generators/networks/format/shipped-networks.ts';
import { requantiseFeatures } from '../../generators/networks/requantise.ts';
import type { Deployment } from '../equivalence/deployment.ts';
import { readInput } from '../front-end/network-input.ts';

/** An input of a network, [channel][position] flat. */
export interface LabelledInput {
  readonly name: string;
  readonly features: Int8Array;
  /** The class that it belongs to; absent where nobody said. */
  readonly label?: string;
}

/** Bits of the features in a vector file. */
const vectorBits = 8;
const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/**
 * The files that are given, or else all inputs that come with a network: its vectors, and the example recordings for a
 * shipped one. A file is labelled by its name where that is one of the classes, as in `yes.wav`.
 * @throws BurinError B586 for a network that comes with no input, and what `readInput` and `loadVectors` throw
 */
export function labelledInputs(
  network: string,
  { loaded }: Deployment,
  files: readonly string[],
): readonly LabelledInput[] {
  const fromFile = (file: string): LabelledInput => {
    const label = loaded.classes.find((name) => name === basename(file, extname(file)));
    return { name: file, features: readInput(file, loaded), ...(label === undefined ? {} : { label }) };
  };
  if (files.length > 0) return files.map(fromFile);
  const vectors = existsSync(vectorsFile(network)) ? loadVectors(network) : [];
  const inputs = [
    ...vectors.map(({ label, input }, place) => ({
      name: `vector ${place}`,
      features: requantiseFeatures(input, vectorBits, loaded.network.activationBits),
      label,
    })),
    ...(shippedNetworks.includes(network) ? exampleRecordings(loaded.classes).map(fromFile) : []),
  ];
  if (inputs.length > 0) return inputs;
  return fail('B586', `${network} comes with no inputs`, 'give recordings or feature files behind the network');
}

function exampleRecordings(classes: readonly string[]): readonly string[] {
  if (!existsSync(examples)) return [];
  const named = readdirSync(examples).filter(
    (name) => name.endsWith('.wav') && classes.includes(basename(name, '.wav')),
  );
  return named.toSorted().map((name) => join(examples, name));
}
