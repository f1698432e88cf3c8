import { connectStream, delay, inputStream } from '../../blocks/index.ts';
import {
  addressWidth,
  type Bool,
  bool,
  constant,
  input,
  Module,
  mux,
  output,
  reg,
  regNext,
  singlePortMemory,
  twoPortMemory,
  type UInt,
  uint,
  vec,
  vecOf,
  when,
  wire,
} from '../../language/index.ts';
import { hostBusShape, serve } from '../shared/host-port.ts';
import { Addition, additionLatency } from './addition.ts';
import { FeatureRead, readLatency } from './feature-read.ts';
import { HostPort, hostPortShape } from './host-port.ts';
import { flag, heldFields } from './instruction-register.ts';
import { type Instruction, instructionFields, operations } from './instruction-word.ts';
import { IssueControl } from './issue-control.ts';
import { LargestChannel } from './largest-channel.ts';
import { MultiplierArray } from './multiplier-array.ts';
import { OutputWriter } from './output-writer.ts';
import { channelFields } from './parameter-word.ts';
import type { TensorTrailParameters } from './parameters.ts';
import { ProgramControl } from './program-control.ts';
import { byteLatency, Requantiser, requantiserShape, valueLatency } from './requantiser.ts';
import { TableLookup } from './table-lookup.ts';
import { tapFields } from './tap-word.ts';
import { TilePositions } from './tile-positions.ts';
import { WeightRing } from './weight-ring.ts';
import { wordWidth } from './word-fields.ts';

/** What the stages behind the issue keep of an instruction. */
const namesBehind = ({ weightStream }: TensorTrailParameters) =>
  [
    'operation',
    'padValue',
    ...(weightStream ? [] : (['weightBase'] as const)),
    'parameterBase',
    'parameterStride',
    'zeroPoint',
    'low',
    'high',
  ] as const;

/**
 * An accelerator for int8 networks: N×N multipliers, N banks of feature memory, a requantiser of N channels, and a
 * control that executes a program of tensor operations. `docs/tensortrail.md` has the architecture.
 */
export const TensorTrail = Module('TensorTrail', (parameters: TensorTrailParameters) => {
  const { array, maximumInstructions, tapDepth, weightDepth, parameterDepth, featureDepth, weightStream } = parameters;
  const fields = instructionFields(parameters);
  const bankBits = Math.log2(array);
  const wordBits = 8 * array;

  const bus = hostBusShape(hostPortShape(parameters));
  /** One read or write of 32 bits in this cycle. */
  const hostEnable = input(bus.enable);
  const hostWrite = input(bus.write);
  /** Region, word and lane; see the memory map. */
  const hostAddress = input(bus.address);
  const hostWriteData = input(bus.writeData);
  const hostPort = HostPort(parameters, {
    bus: { enable: hostEnable, write: hostWrite, address: hostAddress, writeData: hostWriteData },
  });
  const { accesses, writeWords, readWords } = hostPort;
  /** Weights in the order of use, the lowest bits of a word first; taken while a program runs. */
  const weightPort = weightStream ? inputStream(uint(parameters.weightStreamBits)) : undefined;

  // ------------------------------------------------------------- program, taps, weights, parameters: host-written
  const program = hostWritten('ProgramMemory', 'Instructions.', maximumInstructions, wordWidth(fields));
  const taps = hostWritten('TapMemory', 'Taps of kernels.', tapDepth, wordWidth(tapFields(parameters)));
  const weights = weightStream
    ? undefined
    : hostWritten('WeightMemory', 'N×N weights a word, and tables.', weightDepth, array * wordBits);
  const weightRing = weightStream ? WeightRing(parameters) : undefined;
  const weightWord = (weights ?? weightRing!).readData;
  const channels = hostWritten(
    'ParameterMemory',
    'Bias, multiplier and shifts of N channels a word.',
    parameterDepth,
    array * wordWidth(channelFields),
  );

  // ------------------------------------------------------------------------------------------------- control
  const control = ProgramControl(parameters, { start: hostPort.start, programWord: program.readData });
  const { loadBehind } = control;
  const issueControl = IssueControl(parameters, {
    instructionWord: program.readData,
    tapWord: taps.readData,
    load: control.load,
    prime: control.prime,
    running: control.running,
  });
  control.instructionEnds.value = issueControl.instructionEnds;
  const { issue } = issueControl;
  const positions = TilePositions(parameters, {
    instructionWord: program.readData,
    load: control.load,
    walk: control.walk,
    restart: control.running.not().or(issueControl.blockStep),
    advance: issueControl.tileStep,
  });

  const behind = heldFields(fields, namesBehind(parameters), program.readData, loadBehind);
  if (weightRing && weightPort) {
    connectStream(weightPort, weightRing.stream);
    weightRing.starts.value = control.starts;
    weightRing.busy.value = control.busy;
    weightRing.prime.value = control.prime;
    weightRing.words.value = issueControl.weightWords!;
    weightRing.ends.value = issueControl.weightsEnd!;
    issueControl.starts!.value = control.starts;
    issueControl.weightsThere!.value = weightRing.there;
    if (weightRing.looksUp) weightRing.looksUp.value = issueControl.looksUp!;
  }
  const heldBehind = (name: keyof Instruction): UInt => heldFields(fields, [name], program.readData, loadBehind)[name];
  const does = (operation: keyof typeof operations): Bool => behind.operation.eq(operations[operation]);
  const never = constant(bool(), false);
  const adds = parameters.add ? does('add') : never;
  const multiplies = parameters.multiply ? does('multiply') : never;
  const takesMaximum = parameters.maximum ? does('maximum') : never;
  const looksUp = parameters.table ? does('table') : never;
  const findsLargest = parameters.argmax ? does('argmax') : never;

  // ------------------------------------------------------------------------------------------- feature words
  const bankWords = wire(vec(array, uint(wordBits)));
  const featureRead = FeatureRead(parameters, {
    valid: issue.valid,
    address: issueControl.address,
    fixed: issueControl.fixed,
    bounds: issueControl.bounds,
    everywhere: issueControl.everywhere,
    single: issueControl.single,
    positions: { steps: positions.steps, rows: positions.rows, columns: positions.columns },
    bankWords,
    padValue: behind.padValue.asSInt(),
  });

  // ---------------------------------------------------------------------------------------------- multiply
  const operandIssue = delay(issue, readLatency, { reset: { valid: false } });
  const multiplierArray = MultiplierArray(parameters, {
    mode: {
      dot: does('dot'),
      ownLane: does('depthwise').or(takesMaximum).or(adds).or(multiplies),
      ...(parameters.add || parameters.maximum ? { unitWeights: takesMaximum.or(adds) } : {}),
      ...(parameters.maximum ? { maximum: takesMaximum } : {}),
      ...(parameters.multiply
        ? {
            products: {
              active: multiplies,
              firstZeroPoint: behind.padValue.asSInt(),
              secondZeroPoint: heldBehind('secondZeroPoint').asSInt(),
            },
          }
        : {}),
    },
    issue: operandIssue,
    words: featureRead.words,
    weights: weightWord,
  });
  const { column } = multiplierArray;

  const tableLookup = parameters.table
    ? TableLookup(
        { array, weightDepth },
        {
          valid: operandIssue.valid.and(looksUp),
          value: multiplierArray.firstLane,
          weightBase: tableBase(),
          weights: weightWord,
        },
      )
    : undefined;
  const issuedWeights = delay(issueControl.weights, readLatency - 2, { reset: { enable: false } });
  const { enable: issuedEnable, address: issuedAddress } = issuedWeights;
  const weightAccess = {
    enable: regNext(tableLookup ? issuedEnable.or(tableLookup.reads) : issuedEnable, { reset: false }),
    address: regNext(tableLookup ? mux(tableLookup.reads, tableLookup.address, issuedAddress) : issuedAddress),
  };

  if (weightRing) {
    weightRing.read.enable.value = weightAccess.enable;
    weightRing.read.address.value = weightAccess.address;
  }

  const channelBits = addressWidth(parameters.maximumChannels + 1);
  const largestChannel = parameters.argmax
    ? LargestChannel(
        { channelBits },
        {
          valid: operandIssue.valid.and(findsLargest),
          first: operandIssue.first,
          value: multiplierArray.firstLane,
        },
      )
    : undefined;

  // --------------------------------------------------------------------------------------------- requantise
  const requantiser = Requantiser(requantiserShape(parameters), {
    channels: channels.readData,
    ...(parameters.average ? { average: flag(heldBehind('average')) } : {}),
    ...(parameters.halfEven ? { halfEven: flag(heldBehind('halfEven')) } : {}),
    ...(parameters.float32 ? { float32: flag(heldBehind('float32')) } : {}),
    zeroPoint: behind.zeroPoint.asSInt(),
    low: behind.low.asSInt(),
    high: behind.high.asSInt(),
  });
  const addition = parameters.add ? addOperands() : undefined;
  requantiser.sums.value = addition ? mux(addition.enters, addition.sums, multiplierArray.sums) : multiplierArray.sums;
  const entersNow = { valid: column.valid, blockEnds: column.blockEnds, final: column.final };
  const enters = addition ? mux(adds, addition.column, entersNow) : entersNow;
  const nearlyWritten = delay(enters, byteLatency - 2, { reset: { valid: false } });
  const written = delay(nearlyWritten, 2, { reset: { valid: false } });
  control.pipelineEnds.value = nearlyWritten.valid.and(nearlyWritten.final);

  const parameterPointer = reg(uint(addressWidth(parameterDepth)));
  when(regNext(loadBehind, { reset: false }), () => {
    parameterPointer.next = behind.parameterBase;
  }).elsewhen(multiplierArray.captures.and(multiplierArray.capturesBlockEnd).and(adds.not()), () => {
    parameterPointer.next = parameterPointer.addWrap(behind.parameterStride);
  });
  const passNumber = addition
    ? mux(addition.approaches, constant(uint(2), 2), adds.and(multiplierArray.capturesSecond).asUInt())
    : constant(uint(2), 0);
  const parameterAccess = {
    enable: addition ? multiplierArray.captures.or(addition.approaches) : multiplierArray.captures,
    address: addition ? parameterPointer.addWrap(passNumber) : parameterPointer,
  };

  // -------------------------------------------------------------------------------------------------- write
  const writer = OutputWriter(parameters, {
    instructionWord: program.readData,
    load: loadBehind,
    writes: written.valid,
    blockEnds: written.blockEnds,
  });
  const requantisedWord = requantiser.results.asUInt();
  const outputWord = tableLookup ? mux(looksUp, regNext(tableLookup.word), requantisedWord) : requantisedWord;
  const writesFeatures = written.valid.and(findsLargest.not());
  const hostFeatures = accesses.features!;
  const hostWrites = hostFeatures.enable.and(hostWrite);
  const hostReads = hostFeatures.enable.and(hostWrite.not());
  const ownRow = writer.address.bits(writer.address.width - 1, bankBits);
  const hostRow = hostFeatures.address.bits(hostFeatures.address.width - 1, bankBits);
  const banks = Array.from({ length: array }, (_, index) => {
    const bank = twoPortMemory({
      module: 'FeatureMemory',
      documentation: 'A bank of the feature memory: N channels at one position a word.',
      depth: featureDepth,
      word: uint(wordBits),
    });
    const access = featureRead.banks[index]!;
    const isHosts = hostFeatures.address.bits(bankBits - 1, 0).eq(index);
    const isOwn = writer.address.bits(bankBits - 1, 0).eq(index);
    bank.readEnable.value = access.enable.or(hostReads.and(isHosts));
    bank.readAddress.value = mux(hostReads, inBank(hostRow), access.address);
    bank.writeEnable.value = mux(hostWrites, isHosts, writesFeatures.and(isOwn));
    bank.writeAddress.value = inBank(mux(hostWrites, hostRow, ownRow));
    bank.writeData.value = mux(hostWrites, writeWords.features!, outputWord);
    return bank;
  });
  bankWords.value = vecOf(
    banks.map(({ readData }) => readData),
    uint(wordBits),
  );

  // --------------------------------------------------------------------------------------------------- host
  const hostBank = reg(uint(bankBits));
  when(hostReads, () => {
    hostBank.next = hostFeatures.address.bits(bankBits - 1, 0);
  });
  serve(program, control.program, accesses.program!, hostWrite);
  serve(taps, issueControl.taps, accesses.taps!, hostWrite);
  if (weights) serve(weights, weightAccess, accesses.weights!, hostWrite);
  serve(channels, parameterAccess, accesses.parameters!, hostWrite);
  const servedWeights = weights ? { weights } : {};
  for (const [name, memory] of Object.entries({ program, taps, ...servedWeights, parameters: channels })) {
    memory.writeData.value = writeWords[name]!;
    readWords[name]!.value = memory.readData;
  }
  readWords.features!.value = bankWords.at(hostBank);
  hostPort.busy.value = control.busy;
  const argmax = largestChannel ? largestChannel.channel : constant(uint(1), 0);
  const status = control.step.extend(24).shiftLeft(8).or(control.errorCode.shiftLeft(4).extend(32));
  const flags = status.or(control.done.asUInt().shiftLeft(1).extend(32)).or(control.busy.asUInt().extend(32));
  hostPort.registerWords.value = vecOf(
    [0, flags, control.cycles, configurationWord(parameters), argmax.extend(32)],
    uint(32),
  );

  return {
    hostEnable,
    hostWrite,
    hostAddress,
    hostWriteData,
    weightStream: weightPort,
    /** What the read of the cycle before found. */
    hostReadData: output(hostPort.readData),
    busy: output(control.busy),
    done: output(control.done),
    errorCode: output(control.errorCode),
    /** One cycle, in which the last word of an instruction is written. */
    stepDone: output(written.valid.and(written.final)),
    /** The instruction whose words are written, or that failed. */
    step: output(control.step),
    /** Channel of the largest value, of the last instruction that looked for it. */
    argmax: output(argmax),
  };

  /** The sums of operands that the requantiser has turned out; their tags are those of the second operand. */
  function addOperands() {
    const operands = delay(column, valueLatency, { reset: { valid: false } });
    const { blockEnds, final } = operands;
    const { approaches, enters, sums } = Addition(
      { array },
      {
        values: requantiser.values,
        valid: operands.valid.and(adds),
        second: operands.second,
        subtract: flag(heldBehind('subtract')),
      },
    );
    return { approaches, enters, sums, column: { valid: enters, ...delay({ blockEnds, final }, additionLatency) } };
  }

  /** Where the table at hand begins: the ring's place in the first cycles of the instruction. */
  function tableBase(): UInt {
    const { weightBase } = issueControl;
    if (!weightBase) return behind.weightBase;
    const ringBase = reg(uint(weightBase.width));
    when(loadBehind, () => {
      ringBase.next = weightBase;
    });
    return ringBase;
  }

  function hostWritten(module: string, documentation: string, depth: number, width: number) {
    return singlePortMemory({ module, documentation, depth, word: uint(width), readDuringWrite: 'no-change' });
  }

  function inBank(row: UInt): UInt {
    return row.wrap(addressWidth(featureDepth));
  }
});

/** The CONFIGURATION register: array, accumulator bits, largest left shift, and a bit for each option. */
function configurationWord(parameters: TensorTrailParameters): number {
  const { array, accumulatorBits, maximumLeftShift } = parameters;
  const { add, multiply, maximum, average, table, argmax, weightStream, halfEven, float32 } = parameters;
  const options = [add, multiply, maximum, average, table, argmax, weightStream, halfEven];
  const optionBits = options.reduce((bits, present, place) => bits + (present ? 2 ** place : 0), 0);
  return array + accumulatorBits * 2 ** 8 + maximumLeftShift * 2 ** 16 + (float32 ? 2 ** 23 : 0) + optionBits * 2 ** 24;
}
