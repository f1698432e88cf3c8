import {
  type Bool,
  bool,
  cat,
  constant,
  input,
  Module,
  mux,
  output,
  reg,
  reinterpret,
  singlePortMemory,
  sint,
  type UInt,
  uint,
  vec,
  vecOf,
  when,
  wire,
} from '../../language/index.ts';
import { hostBusShape, serve } from '../shared/host-port.ts';
import { HostPort, hostPortShape } from './host-port.ts';
import { LayerControl } from './layer-control.ts';
import { layerWordWidth } from './layer-word.ts';
import { MacArray, macArrayShape } from './mac-array.ts';
import { partialSumBits, programDepth } from './memory-map.ts';
import { OutputUnit, outputUnitShape } from './output-unit.ts';
import type { UltraTrailParameters } from './parameters.ts';

/**
 * A keyword-spotting accelerator: N×N multipliers, weight, bias, feature and partial-sum memories, an output unit, and
 * a control that executes a program of convolutional layers.
 */
export const UltraTrail = Module('UltraTrail', (parameters: UltraTrailParameters) => {
  const { array, weightBits, activationBits, biasBits } = parameters;
  const featureWord = vec(array, sint(activationBits));
  const biasWord = vec(array, sint(biasBits));
  const partialSum = sint(partialSumBits(parameters));
  const partialSumWord = vec(array, partialSum);

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
  const control = LayerControl(parameters, { start: hostPort.start });
  const { issue, execute, active } = control;
  hostPort.busy.value = control.busy;
  const status = cat(control.layerNumber, control.errorCode, constant(uint(2), 0), control.done, control.busy);
  hostPort.registerWords.value = vecOf([0, status.extend(32), control.cycles, configurationWord(parameters)], uint(32));

  // ------------------------------------------------------------ program, weights, biases: written by the host only
  const program = singlePortMemory({
    module: 'ProgramMemory',
    documentation: 'Layer words of the program.',
    depth: programDepth(parameters),
    word: uint(layerWordWidth(parameters)),
    readDuringWrite: 'no-change',
  });
  const wmem = singlePortMemory({
    module: 'WeightMemory',
    documentation: 'WMEM: one word holds the weights of N output and N input channels for one tap.',
    depth: parameters.weightDepth,
    word: uint(array * array * weightBits),
    readDuringWrite: 'no-change',
  });
  const bmem = singlePortMemory({
    module: 'BiasMemory',
    documentation: 'BMEM: one word holds the biases of N output channels.',
    depth: parameters.biasDepth,
    word: biasWord,
    readDuringWrite: 'no-change',
  });
  const { accesses, writeWords, readWords } = hostPort;
  serve(program, issue.program, accesses.program!, hostWrite);
  serve(wmem, issue.weights, accesses.wmem!, hostWrite);
  serve(bmem, issue.biases, accesses.bmem!, hostWrite);
  program.writeData.value = writeWords.program!;
  wmem.writeData.value = writeWords.wmem!;
  bmem.writeData.value = reinterpret(writeWords.bmem!, biasWord);
  readWords.program!.value = program.readData;
  readWords.wmem!.value = wmem.readData;
  readWords.bmem!.value = bmem.readData.asUInt();
  control.programWord.value = program.readData;

  // ------------------------------------------------------------------------------------------------- multiply
  const inputFeatures = wire(featureWord);
  const residuals = wire(featureWord);
  const carriedSums = reg(partialSumWord);
  const storedSums = wire(partialSumWord);
  const zeroSums = vecOf(
    Array.from({ length: array }, () => partialSum.of({ kind: 'literal', type: partialSum.type, value: 0n })),
    partialSum,
  );
  const partialSums = mux(execute.firstTouch, zeroSums, mux(execute.forwarded, carriedSums, storedSums));
  const macArray = MacArray(macArrayShape(parameters), {
    weights: wmem.readData,
    features: inputFeatures,
    partialSums,
  });
  when(execute.valid, () => {
    carriedSums.next = macArray.sums;
  });

  // --------------------------------------------------------------------------------------------------- output
  const finishes = execute.valid.and(execute.lastTouch);
  const blockEnds = execute.valid.and(execute.blockEnds);
  const poolEmpty = reg(bool(), { reset: true });
  when(blockEnds.or(control.busy.not()), () => {
    poolEmpty.next = true;
  }).elsewhen(finishes, () => {
    poolEmpty.next = false;
  });
  const outputUnit = OutputUnit(outputUnitShape(parameters), {
    sums: macArray.sums,
    biases: bmem.readData,
    residuals,
    control: {
      useBias: active.bias,
      useResidual: active.residual,
      relu: active.relu,
      poolExponent: active.poolExponent,
    },
    ...(active.shift ? { shift: active.shift } : {}),
    finish: finishes,
    poolStart: poolEmpty,
  });
  const writesFeatures = mux(active.average, blockEnds, finishes).and(active.last.not());
  const outputFeatures = mux(active.average, outputUnit.pooled, outputUnit.features);

  // ----------------------------------------------------------------------------------------- feature memories
  const fmem0 = featureMemory('FeatureMemory0', parameters.featureDepth0);
  const fmem1 = featureMemory('FeatureMemory1', parameters.featureDepth1);
  const fmem2 = featureMemory('FeatureMemory2', parameters.featureDepth2);
  const featureMemories = [fmem0, fmem1, fmem2];
  for (const [number, fmem] of featureMemories.entries()) {
    const access = accesses[`fmem${number}`]!;
    const readsInput = issue.features.enable.and(active.inputMemory.eq(number));
    const readsResidual = issue.residuals.enable.and(active.residualMemory.eq(number));
    const writesOutput = writesFeatures.and(active.outputMemory.eq(number));
    fmem.enable.value = readsInput.or(readsResidual).or(writesOutput).or(access.enable);
    fmem.write.value = writesOutput.or(access.enable.and(hostWrite));
    const readAddress = mux(readsInput, issue.features.address, issue.residuals.address);
    const ownAddress = mux(writesOutput, execute.outputAddress, readAddress).wrap(fmem.address.width);
    fmem.address.value = mux(access.enable, access.address, ownAddress);
    fmem.writeData.value = mux(access.enable, reinterpret(writeWords[`fmem${number}`]!, featureWord), outputFeatures);
    readWords[`fmem${number}`]!.value = fmem.readData.asUInt();
  }
  const shown = (memory: UInt) => mux(memory.eq(0), fmem0.readData, mux(memory.eq(1), fmem1.readData, fmem2.readData));
  inputFeatures.value = shown(active.inputMemory);
  residuals.value = shown(active.residualMemory);

  function featureMemory(module: string, depth: number) {
    return singlePortMemory({
      module,
      documentation: 'FMEM: one word holds N channels of a feature map at one position.',
      depth,
      word: featureWord,
      readDuringWrite: 'no-change',
    });
  }

  // ------------------------------------------------------------------------------------- partial sums, scores
  const lmemEven = partialSumMemory('PartialSumMemoryEven');
  const lmemOdd = partialSumMemory('PartialSumMemoryOdd');
  const writesScores = finishes.and(active.last);
  const writesSums = execute.valid.and(execute.lastTouch.not()).and(issue.partialSums.forwards.not());
  const writesLmem = writesScores.or(writesSums);
  const scoreWord = vecOf(
    outputUnit.scores.elements().map((score) => score.extend(partialSumBits(parameters))),
    partialSum,
  );
  const lmemWord = mux(writesScores, scoreWord, macArray.sums);
  const lmemAccess = accesses.lmem!;
  for (const [bank, lmem] of [lmemEven, lmemOdd].entries()) {
    const isOdd = bank === 1;
    const ofBank = (selector: Bool): Bool => (isOdd ? selector : selector.not());
    const reads = issue.partialSums.enable.and(ofBank(issue.partialSums.bank));
    const writes = writesLmem.and(ofBank(execute.bank));
    const hostReads = lmemAccess.enable.and(ofBank(lmemAccess.address.bit(0)));
    lmem.enable.value = reads.or(writes).or(hostReads);
    lmem.write.value = writes;
    const ownAddress = mux(writes, execute.partialAddress, issue.partialSums.address);
    lmem.address.value = mux(hostReads, lmemAccess.address.shiftRight(1).wrap(lmem.address.width), ownAddress);
    lmem.writeData.value = lmemWord;
  }
  storedSums.value = mux(execute.bank, lmemOdd.readData, lmemEven.readData);
  const hostReadsOdd = reg(bool());
  when(lmemAccess.enable, () => {
    hostReadsOdd.next = lmemAccess.address.bit(0);
  });
  readWords.lmem!.value = mux(hostReadsOdd, lmemOdd.readData, lmemEven.readData).asUInt();

  function partialSumMemory(module: string) {
    return singlePortMemory({
      module,
      documentation: 'LMEM: partial sums, and the scores of the last layer, of the even or of the odd positions.',
      depth: parameters.partialSumDepth / 2,
      word: partialSumWord,
      readDuringWrite: 'no-change',
    });
  }

  return {
    hostEnable,
    hostWrite,
    hostAddress,
    hostWriteData,
    /** What the read of the cycle before found. */
    hostReadData: output(hostPort.readData),
    busy: output(control.busy),
    done: output(control.done),
    errorCode: output(control.errorCode),
    layerDone: output(control.layerDone),
    layer: output(control.layerNumber),
  };
});

/** The CONFIGURATION register. */
function configurationWord({ array, weightBits, activationBits, accumulatorBits }: UltraTrailParameters): number {
  return [accumulatorBits, activationBits, weightBits, array].reduce((bits, byte) => bits * 256 + byte, 0);
}
