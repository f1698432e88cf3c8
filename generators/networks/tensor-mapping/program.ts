import type { Instruction } from '../../accelerators/tensortrail/instruction-word.ts';
import type { ChannelParameters } from '../../accelerators/tensortrail/parameter-word.ts';
import type { TensorTrailParameters } from '../../accelerators/tensortrail/parameters.ts';
import type { Tap } from '../../accelerators/tensortrail/tap-word.ts';

/**
 * Where the numbers of a tensor lie in the feature memory. Number (y, x, c) is byte c mod N of the word
 * base + ⌊c/N⌋·blockStride + (v mod phasesY)·phaseStrideY + (u mod phasesX)·phaseStrideX
 *      + ⌊v/phasesY⌋·rowPitch + ⌊u/phasesX⌋ with v = y + firstPhaseY and u = x + firstPhaseX.
 * Phases other than 1 set the columns or rows that a strided reader takes together side by side. Where a lane stride is
 * given, phases share a word instead: it is added to the byte as the phase stride is to the word. Parts of a tensor may
 * begin at a phase other than 0.
 */
export interface TensorLayout {
  readonly base: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly blockStride: number;
  readonly rowPitch: number;
  readonly phasesY: number;
  readonly phasesX: number;
  readonly phaseStrideY: number;
  readonly phaseStrideX: number;
  /** 0 unless given. */
  readonly firstPhaseY?: number;
  readonly firstPhaseX?: number;
  readonly laneStrideY?: number;
  readonly laneStrideX?: number;
}

/** A tensor of the graph that the program computes or reads, in the feature memory after instruction `instruction`. */
export interface PlacedTensor {
  /** Index in the graph's `tensors`. */
  readonly tensor: number;
  readonly layout: TensorLayout;
}

/** An instruction and what it is for. */
export interface ProgramStep {
  readonly instruction: Instruction;
  /** Operator of the graph, by its index. */
  readonly operator: number;
  /** The tensor that is whole once this step has run, where it completes one. */
  readonly completes?: PlacedTensor;
  /** From the exact cycle model. */
  readonly cycles: number;
  /** Those among them that are lost to waiting for streamed weights; absent where none are streamed. */
  readonly stalls?: number;
  /** Multiplications that the graph's operator asks of this step. */
  readonly multiplications: number;
}

/** A network compiled for one TensorTrail. */
export interface TensorTrailProgram {
  readonly network: string;
  readonly parameters: TensorTrailParameters;
  readonly steps: readonly ProgramStep[];
  readonly taps: readonly Tap[];
  /** N·N bytes a word, byte 0 lowest. */
  readonly weights: Int8Array;
  /** N entries a word. */
  readonly channelParameters: readonly ChannelParameters[];
  readonly inputs: readonly PlacedTensor[];
  readonly outputs: readonly PlacedTensor[];
  /** Constants that the host loads into the feature memory before the first run, as words of N bytes from an address. */
  readonly constants: readonly { readonly address: number; readonly bytes: Int8Array }[];
  /** From start to done. */
  readonly cycles: number;
}
