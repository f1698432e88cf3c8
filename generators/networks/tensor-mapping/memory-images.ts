import { instructionFields } from '../../accelerators/tensortrail/instruction-word.ts';
import type { TensorTrailMemory } from '../../accelerators/tensortrail/memory-map.ts';
import { channelFields } from '../../accelerators/tensortrail/parameter-word.ts';
import { tapFields } from '../../accelerators/tensortrail/tap-word.ts';
import { encodeWord, wordWidth } from '../../accelerators/tensortrail/word-fields.ts';
import type { TensorTrailProgram } from './program.ts';

/** Words of one memory of a TensorTrail, from `address` on. */
export interface TensorImage {
  readonly memory: TensorTrailMemory;
  readonly address: number;
  readonly words: readonly bigint[];
}

/**
 * What the host loads once for any number of runs: instructions, taps, weights unless they are streamed, parameters and
 * constant features.
 * @throws BurinError B201 where a value does not fit its field
 */
export function tensorProgramImages(program: TensorTrailProgram): readonly TensorImage[] {
  const { parameters, steps, taps, weights, channelParameters, constants } = program;
  const { array } = parameters;
  const ofInstruction = instructionFields(parameters);
  const ofTap = tapFields(parameters);
  return [
    image(
      'program',
      steps.map(({ instruction }) => encodeWord('instruction', ofInstruction, { ...instruction })),
    ),
    image(
      'taps',
      taps.map((tap) => encodeWord('tap', ofTap, { ...tap })),
    ),
    ...(parameters.weightStream ? [] : [image('weights', wordsOfBytes(weights, array * array))]),
    image('parameters', wordsOfChannels(channelParameters, array)),
    ...constants.map(({ address, bytes }) => featureImage(address, bytes, array)),
  ];
}

/** What the stream port takes in each run, `weightStreamBits` at a time; nothing where weights are not streamed. */
export function weightStreamWords({
  parameters,
  weights,
}: Pick<TensorTrailProgram, 'parameters' | 'weights'>): readonly bigint[] {
  const { weightStream, weightStreamBits } = parameters;
  return weightStream ? wordsOfBytes(weights, weightStreamBits / 8) : [];
}

/** Words of N bytes in the feature memory. */
export function featureImage(address: number, bytes: Int8Array, array: number): TensorImage {
  return { memory: 'features', address, words: wordsOfBytes(bytes, array) };
}

/** The bytes of words, lowest first. */
export function bytesOfWords(words: readonly bigint[], bytesPerWord: number): Int8Array {
  const bytes = words.flatMap((word) =>
    Array.from({ length: bytesPerWord }, (_, place) => Number(BigInt.asIntN(8, word >> BigInt(8 * place)))),
  );
  return Int8Array.from(bytes);
}

function image(memory: TensorTrailMemory, words: readonly bigint[]): TensorImage {
  return { memory, address: 0, words };
}

/** The last word is filled with zeros. */
function wordsOfBytes(bytes: Int8Array, bytesPerWord: number): bigint[] {
  return Array.from({ length: Math.ceil(bytes.length / bytesPerWord) }, (_, index) => {
    const ofWord = bytes.subarray(index * bytesPerWord, (index + 1) * bytesPerWord);
    const digits = Array.from(ofWord, (byte) => (byte & 0xff).toString(16).padStart(2, '0'));
    return BigInt(`0x${digits.reverse().join('')}`);
  });
}

function wordsOfChannels(channels: TensorTrailProgram['channelParameters'], array: number): bigint[] {
  const width = BigInt(wordWidth(channelFields));
  return Array.from({ length: Math.ceil(channels.length / array) }, (_, index) =>
    channels
      .slice(index * array, (index + 1) * array)
      .reduceRight((word, channel) => (word << width) | encodeWord('parameter', channelFields, { ...channel }), 0n),
  );
}
