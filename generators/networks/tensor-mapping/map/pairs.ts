import { type Instruction, operations } from '../../../accelerators/tensortrail/instruction-word.ts';
import { stepCycles } from '../cycles.ts';
import { blocksOf, sharesWords, wordAt } from '../layouts.ts';
import {
  type AddOperation,
  type ArgumentMaximumOperation,
  type HardwareOperation,
  type MultiplyOperation,
  type TableOperation,
  wholeGrid,
} from '../lower/operations.ts';
import { inputSteps, outputFields, positionFields } from './access.ts';
import { tableImage, uniformWord } from './images.ts';
import {
  type MappingContext,
  type ParameterNeed,
  type PlannedTap,
  type RootedLayout,
  restingInstruction,
  roundingFields,
  type StepPlan,
} from './plan.ts';
import type { Region } from './regions.ts';

export type PointOperation = AddOperation | MultiplyOperation | TableOperation;

/** Operands of an operation that works position by position; `fixed` ones are taken at their only position. */
function operandsOfPoint(operation: PointOperation): readonly { readonly value: number; readonly fixed: boolean }[] {
  return operation.kind === 'table' ? [{ value: operation.input, fixed: false }] : operation.operands;
}

/** The instructions of a region, one for all output blocks or one for each; `undefined` as `planRegion`. */
export function planPointRegion(
  operation: PointOperation,
  region: Region,
  context: MappingContext,
): readonly StepPlan[] | undefined {
  const { array } = context;
  const output = context.layoutOf(operation.output);
  if (!output) return undefined;
  const operands: { readonly fixed: boolean; readonly layout: RootedLayout }[] = [];
  for (const { value, fixed } of operandsOfPoint(operation)) {
    const layout = context.layoutOf(value);
    if (!layout || sharesWords(layout.layout)) return undefined;
    operands.push({ fixed, layout });
  }
  const moving = operands.filter(({ fixed }) => !fixed);
  const steps = moving.map(({ layout: { layout } }) => inputSteps(layout, region, 1, 1));
  const step = steps[0] ?? { row: 0, column: 0 };
  const written = outputFields(output.layout, wholeGrid(output.layout), region);
  if (!written || steps.some((other) => other?.row !== step.row || other.column !== step.column)) return undefined;

  const blocks = blocksOf(output.layout.channels, array);
  const blockStride = operands[0]!.layout.layout.blockStride;
  const together = operands.every(({ layout }) => layout.layout.blockStride === blockStride);
  const runs = together
    ? [{ first: 0, count: blocks }]
    : Array.from({ length: blocks }, (_, first) => ({ first, count: 1 }));
  return runs.map(({ first, count }) => {
    const taps = operands.map(({ fixed, layout: { root, layout } }): PlannedTap => {
      const [row, column] = fixed ? [0, 0] : [region.rows.first, region.columns.first];
      return { ...wholeTap(region), root, offset: wordAt(layout, row, column, first), fixed: fixed ? 1 : 0 };
    });
    const instruction: Instruction = {
      ...restingInstruction,
      ...positionFields(region, step, 1),
      ...written.fields,
      ...operationFields(operation),
      blockInputStride: count > 1 ? blockStride : 0,
      outputBlocks: count,
      outputBlockStride: count > 1 ? output.layout.blockStride : 0,
      zeroPoint: operation.zeroPoint,
      low: operation.low,
      high: operation.high,
    };
    return {
      mapping: operation.kind,
      instruction,
      taps,
      output: { root: output.root, offset: written.first + first * output.layout.blockStride },
      ...needsOf(operation, array),
      cycles: stepCycles(instruction, taps, { array }),
      multiplications: 0,
    };
  });
}

function wholeTap({ rows, columns }: Region): Omit<PlannedTap, 'root' | 'offset' | 'fixed'> {
  return {
    repeats: 0,
    step: 0,
    firstRow: 0,
    lastRow: rows.count - 1,
    firstColumn: 0,
    lastColumn: columns.count - 1,
    firstLane: 0,
    laneRepeats: 0,
  };
}

function operationFields(operation: PointOperation): Partial<Instruction> {
  switch (operation.kind) {
    case 'add':
      return { operation: operations.add, subtract: operation.subtract ? 1 : 0, ...roundingFields(operation.rounding) };
    case 'multiply':
      return {
        operation: operations.multiply,
        padValue: operation.zeroPoints[0],
        secondZeroPoint: operation.zeroPoints[1],
        ...roundingFields(operation.rounding),
      };
    case 'table':
      return { operation: operations.table };
  }
}

function needsOf(operation: PointOperation, array: number): Pick<StepPlan, 'weights' | 'parameters'> {
  if (operation.kind === 'table') {
    const image = tableImage(operation.table, array);
    const words = image.length / (array * array);
    return { weights: { key: `table:${operation.table.join(',')}`, first: 0, words, build: () => image } };
  }
  const scalings = operation.kind === 'add' ? operation.scalings : [operation.scaling];
  const parameters: ParameterNeed = {
    words: scalings.length,
    build: () => scalings.flatMap((scaling) => uniformWord(scaling, array)),
    // An addition does not use the array's sums; a product is one of two numbers of 9 bits.
    sums: () => (operation.kind === 'add' ? { least: 0, most: 0 } : { least: -(255 ** 2), most: 255 ** 2 }),
  };
  return { parameters };
}

/** The whole of an ARG_MAX: nothing is written. */
export function planArgumentMaximum(
  operation: ArgumentMaximumOperation,
  context: MappingContext,
): readonly StepPlan[] | undefined {
  const input = context.layoutOf(operation.input);
  if (!input) return undefined;
  const { root, layout } = input;
  const region: Region = { rows: { first: 0, step: 1, count: 1 }, columns: { first: 0, step: 1, count: 1 } };
  const taps = [{ ...wholeTap(region), root, offset: layout.base, fixed: 0 }];
  const instruction: Instruction = {
    ...restingInstruction,
    operation: operations.argmax,
    blockInputStride: layout.blockStride,
    channels: layout.channels,
  };
  return [
    {
      mapping: 'argmax',
      instruction,
      taps,
      output: { root, offset: layout.base },
      cycles: stepCycles(instruction, taps, context),
      multiplications: 0,
    },
  ];
}

export function isPoint(operation: HardwareOperation): operation is PointOperation {
  return operation.kind === 'add' || operation.kind === 'multiply' || operation.kind === 'table';
}
