import { type Bool, mux, type UInt } from '../../language/index.ts';

export interface WindowPosition {
  readonly position: UInt;
  /** Index of the input under the tap: position·stride + tap − padding, always inside the input. */
  readonly inputIndex: UInt;
  /** The taps of this input block are taken from the last to the first. */
  readonly tapsDown: Bool;
  /** This sweep runs towards position 0. */
  readonly sweepsDown: Bool;
  /** No further tap in this block's direction. */
  readonly lastTap: Bool;
  readonly stride: UInt;
  readonly inputLength: UInt;
  readonly outputLength: UInt;
}

/**
 * The pair of position and tap that follows, without multiplying or dividing. Within a sweep the position moves by one
 * and the index by the stride. At its end the next tap moves the index by one; where that or the next position is
 * still inside decides at which of the two the sweep back starts, so that positions in time differ by one at most.
 * `tapsEnd`: no tap is left that has a position inside the input; position and index then stay.
 */
export function stepThroughWindow(window: WindowPosition) {
  const { position, inputIndex, tapsDown, sweepsDown, lastTap, stride, inputLength, outputLength } = window;
  const width = inputIndex.width;
  const strideAbove = inputIndex.add(stride);
  const atFirstPosition = position.eq(0);
  const atLastPosition = position.addWrap(1).eq(outputLength);
  const hasLower = atFirstPosition.not().and(inputIndex.ge(stride));
  const hasHigher = atLastPosition.not().and(strideAbove.lt(inputLength));
  const sweepEnds = mux(sweepsDown, hasLower, hasHigher).not();

  const indexAbove = inputIndex.addWrap(1);
  const indexBelow = inputIndex.subWrap(1);
  // The next tap at the same position, or at the neighbouring one.
  const stays = mux(tapsDown, inputIndex.ne(0), indexAbove.ne(inputLength));
  const movesUp = atLastPosition.not().and(strideAbove.le(inputLength));
  const movesDown = atFirstPosition.not().and(inputIndex.add(1).ge(stride));
  const moves = mux(tapsDown, movesUp, movesDown);
  const prefersToMove = tapsDown.xor(sweepsDown);
  const takesNeighbour = mux(prefersToMove, moves, stays.not());
  const tapsEnd = sweepEnds.and(lastTap.or(stays.or(moves).not()));

  const goesDown = mux(sweepEnds, tapsDown.not(), sweepsDown);
  const changesPosition = sweepEnds.not().or(takesNeighbour);
  const neighbour = mux(goesDown, position.subWrap(1), position.addWrap(1));
  const nextTapIndex = mux(tapsDown, indexBelow, indexAbove);
  const fromIndex = mux(sweepEnds, nextTapIndex, inputIndex);
  const movedIndex = mux(goesDown, fromIndex.subWrap(stride), fromIndex.addWrap(stride)).wrap(width);
  const steppedIndex = mux(changesPosition, movedIndex, fromIndex);

  return {
    sweepEnds,
    tapsEnd,
    position: mux(tapsEnd.not().and(changesPosition), neighbour, position),
    inputIndex: mux(tapsEnd, inputIndex, steppedIndex),
  };
}
