import { bool, input, Module, mux, output, reg, regNext, type UInt, uint, when } from '../../language/index.ts';
import { heldFields, modulo } from './instruction-register.ts';
import { instructionFields } from './instruction-word.ts';
import { featureAddressBits, type TensorTrailParameters } from './parameters.ts';
import { wordWidth } from './word-fields.ts';

const names = [
  'width',
  'outputBase',
  'outputBlockStride',
  'outputPhasesX',
  'outputPhasesY',
  'outputFirstPhaseX',
  'outputFirstPhaseY',
  'outputPhaseStepX',
  'outputColumnStep',
  'outputPhaseStepY',
  'outputRowStep',
] as const;

/** The address of the word that is written, position by position, row by row, block by block. */
export const OutputWriter = Module('OutputWriter', (parameters: TensorTrailParameters) => {
  const fields = instructionFields(parameters);
  const address = uint(featureAddressBits(parameters));
  const instructionWord = input(uint(wordWidth(fields)));
  /** The instruction word is taken. */
  const load = input(bool());
  /** A word is written; it is the last one of its block. */
  const writes = input(bool());
  const blockEnds = input(bool());

  const instruction = heldFields(fields, names, instructionWord, load);
  const step = (value: UInt): UInt => modulo(value, address.type.width);
  const current = reg(address);
  const rowStart = reg(address);
  const followingBlock = reg(address);
  const phaseX = reg(uint(instruction.outputPhasesX.width));
  const phaseY = reg(uint(instruction.outputPhasesY.width));
  const column = reg(uint(instruction.width.width));

  const nextColumn = column.addWrap(1);
  const rowEnds = nextColumn.eq(instruction.width);
  const phasesGoOnX = phaseX.lt(instruction.outputPhasesX);
  const phasesGoOnY = phaseY.lt(instruction.outputPhasesY);
  const stepX = mux(phasesGoOnX, step(instruction.outputPhaseStepX), step(instruction.outputColumnStep));
  const stepY = mux(phasesGoOnY, step(instruction.outputPhaseStepY), step(instruction.outputRowStep));
  const stepped = mux(rowEnds, rowStart.addWrap(stepY), current.addWrap(stepX));

  const starts = regNext(load, { reset: false });
  const blockStarts = starts.or(writes.and(blockEnds));
  when(blockStarts, () => {
    const blockStart = mux(starts, instruction.outputBase, followingBlock);
    current.next = blockStart;
    rowStart.next = blockStart;
    followingBlock.next = blockStart.addWrap(instruction.outputBlockStride);
    phaseX.next = instruction.outputFirstPhaseX;
    phaseY.next = instruction.outputFirstPhaseY;
    column.next = 0;
  }).elsewhen(writes, () => {
    current.next = stepped;
    when(rowEnds, () => {
      rowStart.next = stepped;
      phaseX.next = instruction.outputFirstPhaseX;
      phaseY.next = mux(phasesGoOnY, phaseY.addWrap(1), 0);
      column.next = 0;
    }).otherwise(() => {
      phaseX.next = mux(phasesGoOnX, phaseX.addWrap(1), 0);
      column.next = nextColumn;
    });
  });

  return { instructionWord, load, writes, blockEnds, address: output(current) };
});
