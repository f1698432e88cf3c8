import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import { divideByPowerOfTwo, saturate } from '../../generators/networks/fixed-point.ts';
import type { LoadedNetwork } from '../../generators/networks/format/load-network.ts';
import { type FrontEnd, frontEndSamples } from '../../generators/networks/front-end.ts';
import { requantiseFeatures } from '../../generators/networks/requantise.ts';
import { readFeatureJson } from './feature-json.ts';
import { logMelFeatures } from './log-mel.ts';
import { mfccFeatures } from './mfcc.ts';
import { fitRecording, readRecording } from './recording.ts';

/** A recording's features before the network's own format: whole numbers of 8 bits (log-mel) or real ones (MFCC). */
export function extractFeatures(frontEnd: FrontEnd, samples: Float64Array): Float64Array {
  return frontEnd.kind === 'mfcc'
    ? mfccFeatures(frontEnd, samples)
    : Float64Array.from(logMelFeatures(frontEnd, samples));
}

/** Real features in a format of `bits` bits, `fraction` of them behind the binary point; rounded half up, saturated. */
export function quantiseFeatures(features: ArrayLike<number>, fraction: number, bits: number): Int8Array {
  return Int8Array.from(features, (feature) => saturate(divideByPowerOfTwo(feature, -fraction, 'half-up'), bits));
}

/** The network's input, [channel][position], flat, from samples at its front end's rate. */
export function inputFromSamples(loaded: LoadedNetwork, samples: Float64Array): Int8Array {
  const { network, frontEnd, inputFraction, file } = loaded;
  if (frontEnd === undefined) {
    fail(
      'B334',
      `the network ${network.name} (${file}) does not say how its input is made from sound`,
      'give features instead of a recording (.json or .i8), or add a frontEnd to the network file',
    );
  }
  const features = extractFeatures(frontEnd, fitRecording(samples, frontEndSamples(frontEnd)));
  if (inputFraction !== undefined) return quantiseFeatures(features, inputFraction, network.activationBits);
  // Whole numbers of 8 bits: the network was trained on them as they are.
  return requantiseFeatures(Int8Array.from(features), 8, network.activationBits);
}

/**
 * Reads a network's input from a file: a recording (.wav), features as JSON (`[channel][position]` whole numbers, or an
 * object that has them as `features`), or features as raw bytes (.i8, two's complement, [channel][position]).
 * @returns [channel][position], flat.
 * @throws BurinError B300, B301: JSON; B330..B334: recording; B335: unknown kind of file; B336: wrong number of
 * features; B337: a feature that is no whole number of the network's width.
 */
export function readInput(file: string, loaded: LoadedNetwork): Int8Array {
  const extension = extname(file).toLowerCase();
  if (extension === '.wav') {
    return inputFromSamples(loaded, readRecording(file, loaded.frontEnd?.sampleRate ?? 16000));
  }
  if (extension === '.json') {
    const { network } = loaded;
    return checkRange(
      file,
      readFeatureJson(file, network, 'whole number'),
      network.activationBits,
      network.input.length,
    );
  }
  if (extension === '.i8') return readFeatureBytes(file, loaded);
  return fail(
    'B335',
    `${file} is no kind of input that is known`,
    'give a recording (.wav) or features (.json or .i8)',
  );
}

function readFeatureBytes(file: string, { network }: LoadedNetwork): Int8Array {
  if (!existsSync(file) || !statSync(file).isFile())
    fail('B330', `there is no file ${file}`, 'give the path of a feature file');
  const bytes = readFileSync(file);
  const { channels, length } = network.input;
  if (bytes.length !== channels * length) {
    fail(
      'B336',
      `${file} has ${bytes.length} bytes, but network ${network.name} takes ${channels} channels × ${length} positions`,
      `write ${channels * length} bytes, one for each feature`,
    );
  }
  return checkRange(file, Int8Array.from(bytes), network.activationBits, length);
}

function checkRange(file: string, features: ArrayLike<number>, bits: number, length: number): Int8Array {
  const limit = 2 ** (bits - 1);
  const wrong = Array.prototype.findIndex.call(features, (feature: number) => feature < -limit || feature >= limit);
  if (wrong >= 0) {
    const place = `[${Math.floor(wrong / length)}][${wrong % length}]`;
    fail(
      'B337',
      `feature ${place} of ${file} is ${features[wrong]}, beyond the network's ${bits}-bit activations`,
      `give values from ${-limit} to ${limit - 1}`,
    );
  }
  return Int8Array.from(features);
}
