import type { LayerWord } from '../../accelerators/ultratrail/layer-word.ts';

/** The fields of a layer word that fix the order of its work. */
export type TraceShape = Pick<
  LayerWord,
  'inputLength' | 'inputBlocks' | 'outputLength' | 'outputBlocks' | 'kernel' | 'stride' | 'pad' | 'last'
>;

/** One word of LMEM as its bank (even or odd positions) and the address within the bank. */
export interface BankAccess {
  readonly bank: 0 | 1;
  readonly address: number;
}

/** What one cycle of a layer works on: one (position, tap) pair of one input block and one output block. */
export interface TraceStep {
  readonly outputBlock: number;
  readonly inputBlock: number;
  readonly tap: number;
  readonly position: number;
  /** Position of the input map: position·stride + tap − pad. */
  readonly inputIndex: number;
  /** Number of the weight word within the layer. */
  readonly weightWord: number;
  /** Address of the input feature relative to the map's memory. */
  readonly featureAddress: number;
  /** The first pair of this position in the output block: its sum starts from 0. */
  readonly firstTouch: boolean;
  /** The last pair of this position in the output block: its sum is finished. */
  readonly lastTouch: boolean;
  /** The partial sum is that of the step before, still in the register. */
  readonly forwarded: boolean;
  /** The partial sum that the first pipeline stage reads in this cycle. */
  readonly read?: BankAccess;
  /** The partial sum or score of this step that the second stage writes in the NEXT cycle. */
  readonly write?: BankAccess;
}

/** Positions on the input that a padded kernel reaches over on each side. */
export function padding({ kernel, pad }: Pick<LayerWord, 'kernel' | 'pad'>): number {
  return pad ? Math.floor(kernel / 2) : 0;
}

/** Bank and bank address of word `address` of LMEM, even and odd words interleaved. */
export function bankAccess(address: number): BankAccess {
  return { bank: address % 2 === 0 ? 0 : 1, address: Math.floor(address / 2) };
}

/** The output positions, ascending, whose input for `tap` lies inside the input map. */
export function positionsOfTap(shape: TraceShape, tap: number): readonly number[] {
  const positions: number[] = [];
  for (let position = 0; position < shape.outputLength; position++) {
    const inputIndex = position * shape.stride + tap - padding(shape);
    if (inputIndex >= 0 && inputIndex < shape.inputLength) positions.push(position);
  }
  return positions;
}

/** The taps, ascending, that have at least one position: each costs a weight word per pair of blocks. */
export function tapsInUse(shape: TraceShape): readonly number[] {
  return Array.from({ length: shape.kernel }, (_, tap) => tap).filter((tap) => positionsOfTap(shape, tap).length > 0);
}

/** The taps in the order in which input block `inputBlock` takes them. */
export function tapOrder(shape: TraceShape, inputBlock: number): readonly number[] {
  return inputBlock % 2 === 0 ? tapsInUse(shape) : tapsInUse(shape).toReversed();
}

/**
 * The steps of one layer in order, one for each cycle but the last, straight from the definition in
 * `docs/ultratrail.md`, section Order of work.
 */
export function addressTrace(shape: TraceShape): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  let weightWord = 0;
  for (let outputBlock = 0; outputBlock < shape.outputBlocks; outputBlock++) {
    const pairs: Pair[] = [];
    let upwards = false;
    for (let inputBlock = 0; inputBlock < shape.inputBlocks; inputBlock++) {
      for (const tap of tapOrder(shape, inputBlock)) {
        const ascending = positionsOfTap(shape, tap);
        for (const position of upwards ? ascending : ascending.toReversed()) {
          pairs.push({ outputBlock, inputBlock, tap, position, weightWord });
        }
        upwards = !upwards;
        weightWord++;
      }
    }
    steps.push(...accesses(pairs, shape));
  }
  return steps;
}

type Pair = Pick<TraceStep, 'outputBlock' | 'inputBlock' | 'tap' | 'position' | 'weightWord'>;

/** Adds what follows from the order of the pairs of one output block: first and last touches and the memory accesses. */
function accesses(pairs: readonly Pair[], shape: TraceShape): TraceStep[] {
  const firstStep = new Map<number, number>();
  const lastStep = new Map<number, number>();
  pairs.forEach(({ position }, step) => {
    if (!firstStep.has(position)) firstStep.set(position, step);
    lastStep.set(position, step);
  });
  const evenLength = Math.ceil(shape.outputLength / 2) * 2;
  return pairs.map((pair, step) => {
    const { position, inputBlock, outputBlock } = pair;
    const inputIndex = position * shape.stride + pair.tap - padding(shape);
    const firstTouch = firstStep.get(position) === step;
    const lastTouch = lastStep.get(position) === step;
    const forwarded = !firstTouch && pairs[step - 1]?.position === position;
    const written = lastTouch ? (outputBlock + 1) * evenLength + position : position;
    return {
      ...pair,
      inputIndex,
      featureAddress: inputBlock * shape.inputLength + inputIndex,
      firstTouch,
      lastTouch,
      forwarded,
      ...(firstTouch || forwarded ? {} : { read: bankAccess(position) }),
      ...(lastTouch && !shape.last ? {} : { write: bankAccess(written) }),
    };
  });
}
