import {
  addressWidth,
  type Bool,
  bool,
  enumeration,
  input,
  Module,
  mux,
  output,
  reg,
  switchOn,
  type UInt,
  uint,
  update,
  when,
} from '../../language/index.ts';
import { checkLayer } from './layer-check.ts';
import { type LayerWord, layerWordFields, layerWordWidth } from './layer-word.ts';
import { errorCodes, programDepth } from './memory-map.ts';
import type { UltraTrailParameters } from './parameters.ts';
import { stepThroughWindow } from './window-step.ts';

const State = enumeration('State', ['Idle', 'Fetch', 'Load', 'Run', 'Drain']);

/** A layer word as the control keeps it while the layer runs; the widths of its fields, flags as booleans. */
export function layerShape(parameters: UltraTrailParameters) {
  const width = (name: keyof LayerWord): number =>
    layerWordFields(parameters).find((field) => field.name === name)!.width;
  return {
    inputMemory: uint(2),
    outputMemory: uint(2),
    residualMemory: uint(2),
    residual: bool(),
    inputLength: uint(width('inputLength')),
    inputBlocks: uint(width('inputBlocks')),
    outputLength: uint(width('outputLength')),
    outputBlocks: uint(width('outputBlocks')),
    kernel: uint(width('kernel')),
    stride: uint(width('stride') + 1),
    poolExponent: uint(width('poolExponent')),
    relu: bool(),
    bias: bool(),
    average: bool(),
    last: bool(),
    ...(parameters.layerShift ? { shift: uint(5) } : {}),
  };
}

/** A memory access that the control asks for. */
function accessShape(depth: number) {
  return { enable: bool(), address: uint(addressWidth(depth)) };
}

/**
 * Executes the layer program. In each cycle of a layer it issues one pair of output position and tap: the addresses of
 * the memories now (`issue`), and what becomes of the words that they show in the next cycle (`execute`).
 */
export const LayerControl = Module('LayerControl', (parameters: UltraTrailParameters) => {
  const fields = layerShape(parameters);
  const featureDepth = Math.max(parameters.featureDepth0, parameters.featureDepth1, parameters.featureDepth2);
  const lengthBits = fields.outputLength.type.width;
  const blockBits = fields.outputBlocks.type.width;
  // Wide enough for a position and for a block, even where the memories are smaller.
  const featureAddressBits = Math.max(addressWidth(featureDepth), lengthBits, blockBits);
  const partialBankBits = addressWidth(parameters.partialSumDepth / 2);

  /** Start the program at layer 0; ignored while busy. */
  const start = input(bool());
  /** The layer word read last. */
  const programWord = input(uint(layerWordWidth(parameters)));

  const state = reg(State, { reset: State.Idle });
  const running = state.is(State.Run);

  // ------------------------------------------------------------------------------------------------- program
  const layer = reg(fields);
  const layerNumber = reg(uint(8), { reset: 0 });
  const programCounter = reg(uint(9));
  const errorCode = reg(uint(4), { reset: errorCodes.none });
  const done = reg(bool(), { reset: false });
  const cycles = reg(uint(32), { reset: 0 });

  const fieldOf = (name: keyof LayerWord): UInt => {
    const { width, low } = layerWordFields(parameters).find((field) => field.name === name)!;
    return programWord.bits(low + width - 1, low);
  };
  const check = checkLayer(parameters, fieldOf);
  const programEnded = programCounter.gt(parameters.maximumLayers);
  const readsProgram = state.is(State.Fetch).or(state.is(State.Load).and(programCounter.lt(parameters.maximumLayers)));
  const programAddress = programCounter.wrap(addressWidth(programDepth(parameters)));

  // --------------------------------------------------------------------------------- position in the layer
  const inputBlock = reg(uint(blockBits));
  const outputBlock = reg(uint(blockBits));
  const tap = reg(uint(fields.kernel.type.width));
  const position = reg(uint(lengthBits));
  const inputIndex = reg(uint(lengthBits));
  const sweepsDown = reg(bool());
  const firstTap = reg(uint(fields.kernel.type.width));
  const firstIndex = reg(uint(lengthBits));
  const sweepStarts = reg(bool());
  const blockStarts = reg(bool());
  /** Address of position 0 of the input block, of the output block, and of the scores in a bank of LMEM. */
  const inputBase = reg(uint(featureAddressBits));
  const outputBase = reg(uint(featureAddressBits));
  const scoreBase = reg(uint(partialBankBits));
  const weightPointer = reg(uint(addressWidth(parameters.weightDepth + 1)));
  const biasPointer = reg(uint(addressWidth(parameters.biasDepth + 1)));

  const tapsDown = inputBlock.bit(0);
  const lastInputBlock = inputBlock.addWrap(1).eq(layer.inputBlocks);
  const lastOutputBlock = outputBlock.addWrap(1).eq(layer.outputBlocks);
  const lastTap = mux(tapsDown, tap.eq(0), tap.addWrap(1).eq(layer.kernel));
  const step = stepThroughWindow({
    position,
    inputIndex,
    tapsDown,
    sweepsDown,
    lastTap,
    stride: layer.stride,
    inputLength: layer.inputLength,
    outputLength: layer.outputLength,
  });
  const blockEnds = running.and(step.tapsEnd).and(lastInputBlock);
  const layerEnds = blockEnds.and(lastOutputBlock);

  // --------------------------------------------------------------------------------------------------- issue
  const firstIndexOfInput = inputIndex.eq(0);
  const lastIndexOfInput = inputIndex.addWrap(1).eq(layer.inputLength);
  const firstTouch = inputBlock.eq(0).and(tap.eq(0).or(firstIndexOfInput));
  const lastTouch = lastInputBlock.and(lastTap.or(mux(tapsDown, firstIndexOfInput, lastIndexOfInput)));

  const execute = {
    /** A pair is in the second stage. */
    valid: reg(bool(), { reset: false }),
    firstTouch: reg(bool()),
    lastTouch: reg(bool()),
    forwarded: reg(bool()),
    bank: reg(bool()),
    partialAddress: reg(uint(partialBankBits)),
    position: reg(uint(lengthBits)),
    outputAddress: reg(uint(featureAddressBits)),
    blockEnds: reg(bool()),
    layerEnds: reg(bool(), { reset: false }),
  };
  const samePosition = execute.valid.and(position.eq(execute.position));
  const forwards = samePosition.and(firstTouch.not());
  const readsPartialSum = running.and(firstTouch.not()).and(forwards.not());
  const readsWeights = running.and(sweepStarts);
  const readsBiases = running.and(blockStarts).and(layer.bias);
  const weightsEnd = readsWeights.and(weightPointer.eq(parameters.weightDepth));
  const biasesEnd = readsBiases.and(biasPointer.eq(parameters.biasDepth));
  const finishesScore = lastTouch.and(layer.last);
  const sumAddress = halved(position, partialBankBits);
  const storeAddress = mux(finishesScore, scoreBase.addWrap(sumAddress), sumAddress);
  const outputAddress = outputBase.addWrap(position);

  when(running, () => {
    update(execute, {
      firstTouch,
      lastTouch,
      forwarded: forwards,
      bank: position.bit(0),
      partialAddress: storeAddress,
      position,
      outputAddress: mux(layer.average, outputBlock, outputAddress),
      blockEnds,
    });
  });
  execute.valid.next = running;
  execute.layerEnds.next = layerEnds;

  // ------------------------------------------------------------------------------------ stepping the counters
  when(readsWeights, () => {
    weightPointer.next = weightPointer.addWrap(1);
  });
  when(readsBiases, () => {
    biasPointer.next = biasPointer.addWrap(1);
  });
  when(running, () => {
    position.next = step.position;
    inputIndex.next = step.inputIndex;
    sweepStarts.next = step.sweepEnds;
    blockStarts.next = false;
    when(step.sweepEnds, () => {
      sweepsDown.next = sweepsDown.not();
      when(step.tapsEnd.not(), () => {
        tap.next = mux(tapsDown, tap.subWrap(1), tap.addWrap(1));
      }).elsewhen(lastInputBlock.not(), () => {
        inputBlock.next = inputBlock.addWrap(1);
        inputBase.next = inputBase.addWrap(layer.inputLength);
      });
    });
    when(blockEnds, () => {
      outputBlock.next = outputBlock.addWrap(1);
      outputBase.next = outputBase.addWrap(layer.outputLength);
      scoreBase.next = scoreBase.addWrap(halfLength(layer.outputLength, partialBankBits));
      inputBlock.next = 0;
      inputBase.next = 0;
      tap.next = firstTap;
      position.next = layer.outputLength.subWrap(1);
      inputIndex.next = firstIndex;
      sweepsDown.next = true;
      blockStarts.next = true;
    });
  });

  // ---------------------------------------------------------------------------------------------- the program
  const stop = (code: UInt | number): void => {
    state.next = State.Idle;
    errorCode.next = code;
    done.next = true;
  };
  const load = (): void => {
    update(layer, {
      inputMemory: check.inputMemory,
      outputMemory: check.outputMemory,
      residualMemory: check.residualMemory,
      residual: check.residual,
      inputLength: fieldOf('inputLength'),
      inputBlocks: fieldOf('inputBlocks'),
      outputLength: fieldOf('outputLength'),
      outputBlocks: fieldOf('outputBlocks'),
      kernel: fieldOf('kernel'),
      stride: check.stride,
      poolExponent: fieldOf('poolExponent'),
      relu: flag(fieldOf('relu')),
      bias: flag(fieldOf('bias')),
      average: flag(fieldOf('average')),
      last: flag(fieldOf('last')),
    });
    if (layer.shift) layer.shift.next = fieldOf('shift');
    inputBlock.next = 0;
    outputBlock.next = 0;
    inputBase.next = 0;
    outputBase.next = 0;
    scoreBase.next = halfLength(fieldOf('outputLength'), partialBankBits);
    tap.next = check.firstTap;
    firstTap.next = check.firstTap;
    position.next = fieldOf('outputLength').subWrap(1);
    inputIndex.next = check.firstIndex;
    firstIndex.next = check.firstIndex;
    sweepsDown.next = true;
    sweepStarts.next = true;
    blockStarts.next = true;
  };

  when(state.is(State.Idle).not(), () => {
    cycles.next = cycles.addWrap(1);
  });
  switchOn(state)
    .is(State.Idle, () => {
      when(start, () => {
        state.next = State.Fetch;
        programCounter.next = 0;
        weightPointer.next = 0;
        biasPointer.next = 0;
        layerNumber.next = 0;
        errorCode.next = errorCodes.none;
        done.next = false;
        cycles.next = 0;
      });
    })
    .is(State.Fetch, () => {
      state.next = State.Load;
      programCounter.next = programCounter.addWrap(1);
    })
    .is(State.Load, () => {
      programCounter.next = programCounter.addWrap(1);
      layerNumber.next = programCounter.subWrap(1).wrap(8);
      load();
      when(programEnded, () => {
        stop(errorCodes.programEnd);
      })
        .elsewhen(check.errorCode.ne(errorCodes.none), () => {
          stop(check.errorCode);
        })
        .otherwise(() => {
          state.next = State.Run;
        });
    })
    .is(State.Run, () => {
      when(layerEnds, () => {
        state.next = mux(layer.last, State.Drain, State.Load);
      });
      when(weightsEnd, () => {
        stop(errorCodes.weightsEnd);
      });
      when(biasesEnd, () => {
        stop(errorCodes.biasesEnd);
      });
    })
    .is(State.Drain, () => {
      stop(errorCodes.none);
    });

  const access = <S extends ReturnType<typeof accessShape>>(shape: S, enable: Bool, address: UInt) => {
    const port = output(shape);
    port.enable.value = enable;
    port.address.value = address.width > port.address.width ? address.wrap(port.address.width) : address;
    return port;
  };
  const featureAddress = inputBase.addWrap(inputIndex);
  return {
    start,
    programWord,
    busy: output(state.is(State.Idle).not()),
    done: output(done),
    errorCode: output(errorCode),
    layerNumber: output(layerNumber),
    layerDone: output(execute.valid.and(execute.layerEnds)),
    cycles: output(cycles),
    active: output(layer),
    issue: {
      program: access(accessShape(programDepth(parameters)), readsProgram, programAddress),
      weights: access(accessShape(parameters.weightDepth), readsWeights, weightPointer),
      biases: access(accessShape(parameters.biasDepth), readsBiases, biasPointer),
      features: access(accessShape(featureDepth), running, featureAddress),
      residuals: access(accessShape(featureDepth), running.and(lastTouch).and(layer.residual), outputAddress),
      partialSums: {
        ...access(accessShape(parameters.partialSumDepth / 2), readsPartialSum, sumAddress),
        bank: output(position.bit(0)),
        forwards: output(running.and(forwards)),
      },
    },
    execute: {
      valid: output(execute.valid),
      firstTouch: output(execute.firstTouch),
      lastTouch: output(execute.lastTouch),
      forwarded: output(execute.forwarded),
      bank: output(execute.bank),
      partialAddress: output(execute.partialAddress),
      outputAddress: output(execute.outputAddress),
      blockEnds: output(execute.blockEnds),
    },
  };
});

const flag = (field: UInt): Bool => field.bit(0);

/** `value / 2` as an address of `width` bits. */
function halved(value: UInt, width: number): UInt {
  const half = value.shiftRight(1);
  return half.width > width ? half.wrap(width) : half.extend(width);
}

/** Half of a length, rounded up: words that a row of scores takes in each bank of LMEM. */
function halfLength(length: UInt, width: number): UInt {
  return halved(length.add(1), width);
}
