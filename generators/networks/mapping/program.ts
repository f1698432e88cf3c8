import type { LayerWord } from '../../accelerators/ultratrail/layer-word.ts';
import type { UltraTrailParameters } from '../../accelerators/ultratrail/parameters.ts';

/** Number of a feature memory. */
export type FeatureMemory = 0 | 1 | 2;
export const featureMemories: readonly FeatureMemory[] = [0, 1, 2];

/** Where a feature map lies: always from address 0 of its memory. */
export interface MapPlacement {
  readonly memory: FeatureMemory;
  readonly channels: number;
  readonly length: number;
  readonly words: number;
}

/** A span of words of WMEM or BMEM. */
export interface WordSpan {
  readonly address: number;
  readonly words: number;
}

/** One layer of a mapped network, with what it costs. */
export interface MappedLayer {
  readonly name: string;
  readonly fields: LayerWord;
  readonly word: bigint;
  readonly input: MapPlacement;
  /** Absent for the layer of the scores: they stay in LMEM. */
  readonly output?: MapPlacement;
  readonly residual?: MapPlacement;
  readonly weights: WordSpan;
  /** Words 0 where the layer has no bias. */
  readonly biases: WordSpan;
  /** Words of LMEM that the layer needs, over both banks. */
  readonly partialSumWords: number;
  /** Multiplications as they are usually counted: padding included. */
  readonly multiplications: number;
  readonly cycles: number;
  /** Share of the array's multiplier cycles that multiply a weight of the network with a feature, 0..1. */
  readonly utilisation: number;
}

/** Where the scores lie in LMEM after the last layer. */
export interface ScorePlan {
  readonly channels: number;
  readonly length: number;
  /** Word addresses, even and odd banks interleaved: block by block, position by position. */
  readonly addresses: readonly number[];
}

/** All that one UltraTrail needs to run one network. Images hold the words from address 0. */
export interface UltraTrailProgram {
  readonly network: string;
  readonly classes: readonly string[];
  readonly parameters: UltraTrailParameters;
  readonly input: MapPlacement;
  readonly layers: readonly MappedLayer[];
  readonly scores: ScorePlan;
  readonly programWords: readonly bigint[];
  readonly weightWords: readonly bigint[];
  readonly biasWords: readonly bigint[];
  /** Cycles of all layers, without start-up. */
  readonly cycles: number;
  /** Cycles before the first layer; the accelerator counts `cycles + startUpCycles`. */
  readonly startUpCycles: number;
}
