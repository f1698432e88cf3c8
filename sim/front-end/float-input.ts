import { extname } from 'node:path';
import { fail } from '../../generators/diagnostics.ts';
import type { LoadedFloatNetwork } from '../../generators/networks/format/load-float-network.ts';
import { frontEndSamples } from '../../generators/networks/front-end.ts';
import { readFeatureJson } from './feature-json.ts';
import { extractFeatures } from './network-input.ts';
import { fitRecording, readRecording } from './recording.ts';

/**
 * Reads an input of a float network, for calibration: a recording (.wav), or features as JSON (`[channel][position]` real
 * numbers, or an object that has them as `features`).
 * @returns [channel][position], flat.
 * @throws BurinError B300, B301: JSON; B330..B334: recording; B335: unknown kind of file; B336: wrong number of features;
 * B337: a feature that is no number.
 */
export function readFloatInput(file: string, { network, frontEnd }: LoadedFloatNetwork): Float64Array {
  const extension = extname(file).toLowerCase();
  if (extension === '.json') return Float64Array.from(readFeatureJson(file, network, 'number'));
  if (extension !== '.wav') {
    fail('B335', `${file} is no kind of input that is known`, 'give a recording (.wav) or features (.json)');
  }
  if (frontEnd === undefined) {
    fail(
      'B334',
      `the network ${network.name} does not say how its input is made from sound`,
      'give features instead of a recording (.json), or add a frontEnd to the network file',
    );
  }
  const samples = readRecording(file, frontEnd.sampleRate);
  return extractFeatures(frontEnd, fitRecording(samples, frontEndSamples(frontEnd)));
}
