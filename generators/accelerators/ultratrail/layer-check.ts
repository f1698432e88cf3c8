import { muxCase, muxLookup } from '../../blocks/multiplexers.ts';
import { type Bool, constant, mux, type UInt, uint } from '../../language/index.ts';
import type { LayerWord } from './layer-word.ts';
import { errorCodes } from './memory-map.ts';
import type { UltraTrailParameters } from './parameters.ts';

/** What the control derives from a layer word in the cycle that loads it. */
export function checkLayer(parameters: UltraTrailParameters, fieldOf: (name: keyof LayerWord) => UInt) {
  const inputLength = fieldOf('inputLength');
  const inputBlocks = fieldOf('inputBlocks');
  const outputLength = fieldOf('outputLength');
  const outputBlocks = fieldOf('outputBlocks');
  const kernel = fieldOf('kernel');
  const average = fieldOf('average').bit(0);
  const last = fieldOf('last').bit(0);
  const stride = fieldOf('stride').add(1);
  const padding = mux(fieldOf('pad').bit(0), kernel.shiftRight(1), 0);

  const memoryControl = fieldOf('memoryControl');
  const residual = memoryControl.bit(3);
  const memories = memoryControl.bits(2, 0);
  const inputMemory = memories.bits(2, 1);
  // Input and output are two of 0, 1, 2 in order; the third one is left for the residual.
  const memory = (number: number): UInt => constant(uint(2), number);
  const outputMemory = muxLookup(memories, [...[1, 2, 0, 2, 0].entries()], memory(1));
  const residualMemory = muxLookup(memories, [...[2, 1, 2, 0, 1].entries()], memory(0));

  // The window of the last position: its first tap lies at lastStart − padding.
  const lastStart = outputLength.subWrap(1).mul(stride);
  const windowFits = lastStart.add(kernel).le(inputLength.add(padding.shiftLeft(1)));
  const startsInside = lastStart.ge(padding);
  const firstTap = mux(startsInside, 0, padding.subWrap(lastStart.wrap(padding.width)));
  const firstIndex = mux(startsInside, lastStart.subWrap(padding), 0).wrap(inputLength.width);

  const outputWords = mux(average, outputBlocks, outputBlocks.mul(outputLength));
  const scoreLength = outputLength.add(1).shiftRight(1);
  const scoreWords = outputBlocks.add(1).mul(scoreLength);
  const exceeds = (memory: UInt, words: UInt): Bool =>
    mux(
      memory.eq(0),
      words.gt(parameters.featureDepth0),
      mux(memory.eq(1), words.gt(parameters.featureDepth1), words.gt(parameters.featureDepth2)),
    );
  const inputExceeds = exceeds(inputMemory, inputBlocks.mul(inputLength));
  const outputExceeds = last.not().and(exceeds(outputMemory, outputWords));
  const residualExceeds = residual.and(exceeds(residualMemory, outputBlocks.mul(outputLength)));

  const failures: readonly (readonly [failed: Bool, code: number])[] = [
    [anyZero([inputLength, inputBlocks, outputLength, outputBlocks, kernel]), errorCodes.zeroField],
    [memories.gt(5), errorCodes.memoryControl],
    [windowFits.not(), errorCodes.window],
    [inputExceeds.or(outputExceeds).or(residualExceeds), errorCodes.featureMemory],
    [
      outputLength.gt(parameters.partialSumDepth).or(last.and(scoreWords.gt(parameters.partialSumDepth / 2))),
      errorCodes.partialSumMemory,
    ],
    [fieldOf('earlyExit').bit(0).or(average.and(last)), errorCodes.unsupported],
  ];
  const errorCode = muxCase<UInt>(failures, constant(uint(4), errorCodes.none));
  return {
    inputMemory,
    outputMemory,
    residualMemory,
    residual,
    stride,
    firstTap,
    firstIndex,
    errorCode,
  };
}

function anyZero(values: readonly UInt[]): Bool {
  return values.map((value) => value.eq(0)).reduce((any, zero) => any.or(zero));
}
