import type { Instruction } from '../../../accelerators/tensortrail/instruction-word.ts';
import { wordAt } from '../layouts.ts';
import type { OutputGrid } from '../lower/operations.ts';
import type { TensorLayout } from '../program.ts';
import type { Region, Stretch } from './regions.ts';

/** Address steps of a source from a position of a region to the next, in a row and from row to row. */
export interface InputSteps {
  readonly column: number;
  readonly row: number;
}

/** `undefined` where the steps within the phases of the layout are not equal. */
export function inputSteps(
  layout: TensorLayout,
  { rows, columns }: Region,
  strideRow: number,
  strideColumn: number,
): InputSteps | undefined {
  const row = rows.step * strideRow;
  const column = columns.step * strideColumn;
  if (rows.count > 1 && row % layout.phasesY !== 0) return undefined;
  if (columns.count > 1 && column % layout.phasesX !== 0) return undefined;
  return {
    row: rows.count > 1 ? (row / layout.phasesY) * layout.rowPitch : 0,
    column: columns.count > 1 ? column / layout.phasesX : 0,
  };
}

/** Whether N consecutive positions of the region read N banks, in the order of the columns. */
export function readsAllBanks({ rows, columns }: Region, steps: InputSteps, array: number): boolean {
  const follows = (step: number): boolean => (((step - 1) % array) + array) % array === 0;
  if (columns.count > 1 && !follows(steps.column)) return false;
  return rows.count === 1 || follows(steps.row - (columns.count - 1) * steps.column);
}

/** Positions of a region and how tiles of `tile` positions advance in it. */
export function positionFields(
  { rows, columns }: Region,
  steps: InputSteps,
  tile: number,
): Pick<Instruction, 'positions' | 'width' | 'advanceX' | 'advanceY' | 'columnStep' | 'wrapStep' | 'tileStep'> {
  const width = columns.count;
  const advanceY = Math.floor(tile / width);
  const wrapStep = rows.count > 1 ? steps.row - width * steps.column : 0;
  return {
    positions: rows.count * width,
    width,
    advanceX: tile % width,
    advanceY,
    columnStep: steps.column,
    wrapStep,
    tileStep: tile * steps.column + advanceY * wrapStep,
  };
}

type OutputFields = Pick<
  Instruction,
  | 'outputPhasesX'
  | 'outputPhasesY'
  | 'outputFirstPhaseX'
  | 'outputFirstPhaseY'
  | 'outputPhaseStepX'
  | 'outputColumnStep'
  | 'outputPhaseStepY'
  | 'outputRowStep'
>;

/** The output counters of a region and the word of its first position; `undefined` where they cannot follow. */
export function outputFields(
  layout: TensorLayout,
  grid: OutputGrid,
  { rows, columns }: Region,
): { readonly first: number; readonly fields: OutputFields } | undefined {
  const row = grid.row + rows.first * grid.rowStep;
  const column = grid.column + columns.first * grid.columnStep;
  const y = counter(
    rows,
    row + (layout.firstPhaseY ?? 0),
    grid.rowStep,
    layout.phasesY,
    layout.phaseStrideY,
    layout.rowPitch,
  );
  const x = counter(
    columns,
    column + (layout.firstPhaseX ?? 0),
    grid.columnStep,
    layout.phasesX,
    layout.phaseStrideX,
    1,
  );
  if (!x || !y) return undefined;
  return {
    first: wordAt(layout, row, column, 0),
    fields: {
      outputPhasesX: x.phases,
      outputFirstPhaseX: x.first,
      outputPhaseStepX: x.phaseStep,
      outputColumnStep: x.step,
      outputPhasesY: y.phases,
      outputFirstPhaseY: y.first,
      outputPhaseStepY: y.phaseStep,
      outputRowStep: y.step,
    },
  };
}

function counter(
  stretch: Stretch,
  start: number,
  gridStep: number,
  phases: number,
  phaseStride: number,
  pitch: number,
) {
  const distance = stretch.step * gridStep;
  if (stretch.count === 1) return { phases: 0, first: 0, phaseStep: 0, step: 0 };
  if (distance % phases === 0) return { phases: 0, first: 0, phaseStep: 0, step: (distance / phases) * pitch };
  if (distance !== 1) return undefined;
  return {
    phases: phases - 1,
    first: start % phases,
    phaseStep: phaseStride,
    step: pitch - (phases - 1) * phaseStride,
  };
}
