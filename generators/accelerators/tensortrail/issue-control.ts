import {
  addressWidth,
  bool,
  constant,
  fill,
  input,
  Module,
  mux,
  output,
  reg,
  type UInt,
  uint,
  update,
  when,
} from '../../language/index.ts';
import { fieldNamed, fieldsOf, flag, heldFields, modulo } from './instruction-register.ts';
import { instructionFields, operations } from './instruction-word.ts';
import { featureAddressBits, type TensorTrailParameters } from './parameters.ts';
import { tapFields } from './tap-word.ts';
import { wordWidth } from './word-fields.ts';

/** What goes down the pipeline with an issue. */
export function issueShape({ array }: TensorTrailParameters) {
  const lane = uint(Math.log2(array));
  return {
    /** Words are read. */
    valid: bool(),
    /** The first and the last issue of a sum. */
    first: bool(),
    last: bool(),
    /** Not the first issue of its tile: the second operand of `add` and `multiply`. */
    second: bool(),
    /** With `last`: the last sums of an output block, and of the instruction. */
    blockEnds: bool(),
    final: bool(),
    /** With `last`: columns of the tile − 1. */
    columns: lane,
    /** Lane of the feature word, and of a row's weights. */
    lane,
    weightLane: lane,
  };
}

/** The part of a tap that says for which positions it lies inside the image. */
export function boundsShape({ coordinateBits }: TensorTrailParameters) {
  const coordinate = uint(coordinateBits);
  return { firstRow: coordinate, lastRow: coordinate, firstColumn: coordinate, lastColumn: coordinate };
}

const names = [
  'operation',
  'single',
  'tapBase',
  'tapCount',
  'inputBase',
  'inputBlocks',
  'inputBlockStride',
  'blockInputStride',
  'positions',
  'outputBlocks',
] as const;
const tapNames = ['offset', 'fixed', 'repeats', 'step', 'firstLane', 'laneRepeats'] as const;
const boundNames = ['firstRow', 'lastRow', 'firstColumn', 'lastColumn'] as const;

/**
 * The loops of an instruction, one issue per cycle: addresses and what becomes of the words. Taps come through two
 * registers, so that a tap of one issue costs one cycle.
 */
export const IssueControl = Module('IssueControl', (parameters: TensorTrailParameters) => {
  const { array, tapDepth, weightDepth, weightStream } = parameters;
  const fields = instructionFields(parameters);
  const addressBits = featureAddressBits(parameters);
  const address = uint(addressBits);
  const laneBits = Math.log2(array);

  const instructionWord = input(uint(wordWidth(fields)));
  /** The tap read last. */
  const tapWord = input(uint(wordWidth(tapFields(parameters))));
  /** The instruction word is taken; the two cycles behind, in which the first tap comes up; issues go. */
  const load = input(bool());
  const prime = input(bool());
  const running = input(bool());
  /** Where weights are streamed: a program begins; the weights of the output block at hand have been received. */
  const starts = weightStream ? input(bool()) : undefined;
  const weightsThere = weightStream ? input(bool()) : undefined;

  const weightNames = weightStream
    ? (['weightStride', 'weightWords'] as const)
    : (['weightBase', 'weightStride'] as const);
  const instruction = heldFields(fields, [...names, ...weightNames, 'channels'], instructionWord, load);
  const single = flag(instruction.single);
  const does = (operation: keyof typeof operations) => instruction.operation.eq(operations[operation]);
  const never = constant(bool(), false);
  const isDot = does('dot');
  const isSpatial = does('spatial');
  const adds = parameters.add ? does('add') : never;
  const multiplies = parameters.multiply ? does('multiply') : never;
  const looksUp = parameters.table ? does('table') : never;
  const findsLargest = parameters.argmax ? does('argmax') : never;

  // ---------------------------------------------------------------------------------------------------- taps
  const tapEntries = uint(fieldNamed(fields, 'tapCount').width);
  const readAddress = reg(uint(addressWidth(tapDepth)));
  const readNumber = reg(tapEntries);
  const nextTap = reg({ word: uint(tapWord.width), last: bool() });
  const upcoming = fieldsOf(tapFields(parameters), [...tapNames, ...boundNames], nextTap.word);
  const offset = mux(findsLargest, 0, modulo(upcoming.offset, addressBits));
  const tap = reg({
    last: bool(),
    fixed: bool(),
    step: address,
    firstLane: uint(laneBits),
    laneRepeats: uint(laneBits),
    ...boundsShape(parameters),
  });
  const readIsLast = readNumber.eq(instruction.tapCount);
  const firstAddress = fieldsOf(fields, ['tapBase'], instructionWord).tapBase;
  const followingAddress = mux(readIsLast, instruction.tapBase, readAddress.addWrap(1));

  // ----------------------------------------------------------------------------------------------- counters
  const laneLeft = reg(uint(laneBits));
  const lane = reg(uint(laneBits));
  const inputBlocksLeft = reg(uint(instruction.inputBlocks.width));
  const repeatsLeft = reg(uint(upcoming.repeats.width));
  const channelsLeft = reg(uint(instruction.channels.width));
  /** The third issue of an addition. */
  const thirdIssue = parameters.add ? reg(bool(), { reset: false }) : undefined;
  const inThirdIssue = thirdIssue ?? never;
  const tileStarts = reg(bool());
  const leaving = reg(uint(laneBits), { reset: 0 });
  /** Positions behind the tile at hand − 1. */
  const positionsBehind = reg(uint(instruction.positions.width + 1));
  const outputBlocksLeft = reg(uint(instruction.outputBlocks.width));

  // Whether a counter is at its end is known a cycle before it is asked: the choice of the next address hangs on it.
  const lanesEnd = reg(bool());
  const lastInputBlock = reg(bool());
  const repeatsEnd = reg(bool());
  const channelsEnd = reg(bool());
  const lastOutputBlock = reg(bool());
  const inputBlocksEnd = lastInputBlock.and(findsLargest.not());
  const tapEnds = lanesEnd.and(inputBlocksEnd).and(repeatsEnd);
  const tapsEnd = mux(findsLargest, channelsEnd, tapEnds.and(tap.last)).and(inThirdIssue.not());
  const tileEnds = mux(adds, inThirdIssue, tapsEnd);
  const lastTile = positionsBehind.bit(positionsBehind.width - 1);
  const waits = tileEnds.and(leaving.ne(0));
  const issues = weightsThere ? running.and(waits.not()).and(weightsThere) : running.and(waits.not());
  const takesTap = prime.or(issues.and(tileEnds.or(tapEnds.and(adds.and(tap.last).not()))));
  const tileStep = issues.and(tileEnds);
  const blockStep = tileStep.and(lastTile);

  when(load, () => {
    readAddress.next = firstAddress;
    readNumber.next = 1;
  }).elsewhen(takesTap, () => {
    readAddress.next = followingAddress;
    readNumber.next = mux(readIsLast, 1, readNumber.addWrap(1));
    update(nextTap, { word: tapWord, last: readIsLast });
    update(tap, { last: nextTap.last, fixed: flag(upcoming.fixed), step: modulo(upcoming.step, addressBits) });
    update(tap, { firstLane: upcoming.firstLane, laneRepeats: upcoming.laneRepeats });
    for (const name of boundNames) tap[name].next = upcoming[name];
  });

  // ----------------------------------------------------------------------------------------------- addresses
  const blockBase = reg(address);
  const followingBase = reg(address);
  const readBase = reg(address);
  const repeatBase = reg(address);
  const inputStride = mux(findsLargest, instruction.blockInputStride, instruction.inputBlockStride);
  const tapBase = mux(blockStep, followingBase.addWrap(offset), blockBase.addWrap(offset));
  const runBase = mux(inputBlocksEnd, repeatBase.addWrap(tap.step), readBase.addWrap(inputStride));
  const steppedBase = mux(takesTap, tapBase, runBase);
  const allLanes = looksUp.or(findsLargest);
  const firstLaneOf = (first: UInt) => mux(isSpatial, first, 0);
  const laneRepeatsOf = (repeats: UInt) => mux(isSpatial, repeats, fill(laneBits, allLanes));

  when(takesTap.or(issues.and(lanesEnd)), () => {
    readBase.next = steppedBase;
    when(takesTap.or(inputBlocksEnd), () => {
      repeatBase.next = steppedBase;
      inputBlocksLeft.next = instruction.inputBlocks.subWrap(1);
      lastInputBlock.next = instruction.inputBlocks.eq(1);
      repeatsLeft.next = mux(takesTap, upcoming.repeats, repeatsLeft.subWrap(1));
      repeatsEnd.next = mux(takesTap, upcoming.repeats.eq(0), repeatsLeft.eq(1));
    }).otherwise(() => {
      inputBlocksLeft.next = inputBlocksLeft.subWrap(1);
      lastInputBlock.next = inputBlocksLeft.eq(1);
    });
    const upcomingRepeats = laneRepeatsOf(upcoming.laneRepeats);
    const sameRepeats = laneRepeatsOf(tap.laneRepeats);
    lane.next = mux(takesTap, firstLaneOf(upcoming.firstLane), firstLaneOf(tap.firstLane));
    laneLeft.next = mux(takesTap, upcomingRepeats, sameRepeats);
    lanesEnd.next = mux(takesTap, upcomingRepeats.eq(0), sameRepeats.eq(0));
  }).elsewhen(issues, () => {
    lane.next = lane.addWrap(1);
    laneLeft.next = laneLeft.subWrap(1);
    lanesEnd.next = laneLeft.eq(1);
  });

  // ------------------------------------------------------------------------------------- tiles and blocks
  const columnCount = mux(single, constant(uint(laneBits + 1), 1), array);
  const positionsAtStart = instruction.positions.sub(columnCount).sub(1).asUInt().wrap(positionsBehind.width);
  when(prime.or(blockStep), () => {
    positionsBehind.next = positionsAtStart;
  }).elsewhen(tileStep, () => {
    positionsBehind.next = positionsBehind.subWrap(columnCount);
  });
  when(prime.or(tileStep), () => {
    tileStarts.next = true;
    channelsLeft.next = instruction.channels.subWrap(1);
    channelsEnd.next = instruction.channels.eq(1);
  }).elsewhen(issues, () => {
    tileStarts.next = false;
    channelsLeft.next = channelsLeft.subWrap(1);
    channelsEnd.next = channelsLeft.eq(1);
  });
  when(prime, () => {
    outputBlocksLeft.next = instruction.outputBlocks.subWrap(1);
    lastOutputBlock.next = instruction.outputBlocks.eq(1);
    blockBase.next = instruction.inputBase;
    followingBase.next = instruction.inputBase.addWrap(instruction.blockInputStride);
  }).elsewhen(blockStep, () => {
    outputBlocksLeft.next = outputBlocksLeft.subWrap(1);
    lastOutputBlock.next = outputBlocksLeft.eq(1);
    blockBase.next = followingBase;
    followingBase.next = followingBase.addWrap(instruction.blockInputStride);
  });
  const columnsOfTile = mux(lastTile, positionsBehind.wrap(laneBits), constant(uint(laneBits), array - 1));
  const columns = mux(single, 0, columnsOfTile);
  when(tileStep, () => {
    leaving.next = columns;
  }).elsewhen(leaving.ne(0), () => {
    leaving.next = leaving.subWrap(1);
  });
  if (thirdIssue) {
    when(issues.and(adds), () => {
      thirdIssue.next = tapsEnd;
    });
  }

  // ------------------------------------------------------------------------------------------------- weights
  const weightAddress = uint(addressWidth(weightDepth));
  const weightPointer = reg(weightAddress);
  const weightBase = reg(weightAddress);
  const followingWeightBase = reg(weightAddress);
  const weightLane = reg(uint(laneBits));
  // Streamed words are used in their order: the next ones are behind those that were used up.
  const firstWeight = weightStream ? weightBase : instruction.weightBase;
  const weightStep = weightStream ? instruction.weightWords.wrap(weightBase.width) : instruction.weightStride;
  const usedUp = weightStream ? lastTile.and(instruction.weightStride.ne(0).or(lastOutputBlock)) : lastTile;
  const usesWeights = isDot.or(isSpatial).or(does('depthwise'));
  const readsWeights = usesWeights.and(isDot.or(weightLane.eq(0)));
  when(prime, () => {
    weightBase.next = firstWeight;
    weightPointer.next = firstWeight;
    followingWeightBase.next = firstWeight.addWrap(weightStep);
    weightLane.next = 0;
  })
    .elsewhen(tileStep, () => {
      weightPointer.next = mux(usedUp, followingWeightBase, weightBase);
      weightLane.next = 0;
      when(usedUp, () => {
        weightBase.next = followingWeightBase;
        followingWeightBase.next = followingWeightBase.addWrap(weightStep);
      });
    })
    .elsewhen(issues, () => {
      weightLane.next = weightLane.addWrap(1);
      when(readsWeights, () => {
        weightPointer.next = weightPointer.addWrap(1);
      });
    });

  if (starts) {
    when(starts, () => {
      weightBase.next = 0;
    });
  }

  const issue = output(issueShape(parameters));
  issue.valid.value = issues.and(inThirdIssue.not());
  issue.first.value = tileStarts.or(adds).or(multiplies);
  issue.last.value = tileEnds.or(adds);
  issue.second.value = tileStarts.not();
  issue.blockEnds.value = tapsEnd.and(lastTile);
  issue.final.value = tapsEnd.and(lastTile).and(lastOutputBlock);
  issue.columns.value = columns;
  issue.lane.value = lane;
  issue.weightLane.value = weightLane;
  const bounds = output(boundsShape(parameters));
  for (const name of boundNames) bounds[name].value = tap[name];
  const taps = output({ enable: bool(), address: uint(addressWidth(tapDepth)) });
  taps.enable.value = load.or(takesTap);
  taps.address.value = mux(load, firstAddress, followingAddress);
  const weights = output({ enable: bool(), address: weightAddress });
  weights.enable.value = issues.and(readsWeights);
  weights.address.value = weightPointer;

  return {
    instructionWord,
    tapWord,
    load,
    prime,
    running,
    starts,
    weightsThere,
    issue,
    /** Feature address before what the position adds, and whether it adds something. */
    address: output(readBase),
    fixed: output(tap.fixed),
    everywhere: output(findsLargest),
    bounds,
    taps,
    weights,
    /** Where weights are streamed: how many words are used up when `weightsEnd`, and where in the ring they begin. */
    weightWords: weightStream ? output(instruction.weightWords) : undefined,
    weightsEnd: weightStream ? output(tileStep.and(usedUp)) : undefined,
    weightBase: weightStream ? output(weightBase) : undefined,
    looksUp: weightStream && parameters.table ? output(looksUp) : undefined,
    single: output(single),
    tileStep: output(tileStep),
    blockStep: output(blockStep),
    instructionEnds: output(blockStep.and(lastOutputBlock)),
  };
});
