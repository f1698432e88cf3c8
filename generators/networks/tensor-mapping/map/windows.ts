import { type Instruction, operations } from '../../../accelerators/tensortrail/instruction-word.ts';
import { stepCycles } from '../cycles.ts';
import { blocksOf, firstLane, sharesWords, wordAt } from '../layouts.ts';
import { one } from '../lower/builder.ts';
import type { MaximumOperation, SumOperation } from '../lower/operations.ts';
import { inputSteps, outputFields, positionFields, readsAllBanks } from './access.ts';
import { dotImage, type Issue, sequenceImage, sumParameters, sumRange, type Term, uniformWord } from './images.ts';
import {
  type Mapping,
  type MappingContext,
  type ParameterNeed,
  type PlannedTap,
  type RootedLayout,
  restingInstruction,
  roundingFields,
  type StepPlan,
  type WeightNeed,
} from './plan.ts';
import { insideStretch, type Region } from './regions.ts';
import { joinRuns } from './taps.ts';

export type WindowOperation = SumOperation | MaximumOperation;

/** One way to compute an operation. */
export interface WindowMapping {
  readonly mapping: Extract<Mapping, 'dot' | 'spatial' | 'depthwise' | 'depthwise-single' | 'maximum'>;
  /** Numbers of the taps in the order in which they are taken. */
  readonly order: readonly number[];
  /** Tells the mappings of one operation apart; images of one order are shared. */
  readonly name: string;
}

/** Output blocks that read the same input blocks. */
interface BlockRun {
  readonly first: number;
  readonly count: number;
  /** Input blocks: from `from` to before `to`. */
  readonly from: number;
  readonly to: number;
}

/** The instructions of one region; `undefined` where the mapping cannot read or write the layouts. */
export function planRegion(
  operation: WindowOperation,
  { mapping, order, name }: WindowMapping,
  region: Region,
  context: MappingContext,
): readonly StepPlan[] | undefined {
  const { array } = context;
  const output = context.layoutOf(operation.output);
  const sources = new Map<number, RootedLayout>();
  for (const { source } of operation.taps) {
    const layout = context.layoutOf(source);
    // Words that positions share can be read lane by lane only.
    if (!layout || (mapping !== 'spatial' && sharesWords(layout.layout))) return undefined;
    sources.set(source, layout);
  }
  if (!output) return undefined;
  const written = outputFields(output.layout, operation.grid, region);
  const steps = [...sources.values()].map(({ layout }) =>
    inputSteps(layout, region, operation.strideRow, operation.strideColumn),
  );
  const step = steps[0];
  if (!written || !step) return undefined;
  if (steps.some((other) => other?.row !== step.row || other.column !== step.column)) return undefined;
  const single = mapping !== 'spatial' && mapping !== 'depthwise';
  if (!single && !readsAllBanks(region, step, array)) return undefined;

  const outputs = output.layout.channels;
  const channelwise = mapping !== 'dot' && mapping !== 'spatial';
  const strides = new Set([...sources.values()].map(({ layout }) => layout.blockStride));
  // Sources that differ in the distance of their blocks are taken block by block.
  const apart = channelwise && strides.size > 1 && blocksOf(outputs, array) > 1;
  const runs = blockRuns(operation, outputs, sources, array, mapping, apart);
  const taken = order.filter((tap) => isInside(operation, tap, region, sources));
  // An instruction has at least one tap: one that is nowhere inside the image reads the padding.
  const taps = taken.length > 0 ? taken : order.slice(0, 1);
  return runs.map((run) => {
    const blocks = Array.from({ length: run.count }, (_, place) => run.first + place);
    const entries = entriesOf(operation, taps, region, sources, run, mapping, array);
    const instruction: Instruction = {
      ...restingInstruction,
      ...positionFields(region, step, single ? 1 : array),
      ...written.fields,
      operation: operations[mapping === 'depthwise-single' ? 'depthwise' : mapping],
      single: single ? 1 : 0,
      average: operation.kind === 'sum' && operation.average ? 1 : 0,
      ...roundingFields(operation.kind === 'sum' ? operation.rounding : 'twice'),
      inputBlocks: mapping === 'dot' && sources.size === 1 ? run.to - run.from : 1,
      inputBlockStride: mapping === 'dot' && sources.size === 1 && run.to - run.from > 1 ? sourceStride(sources) : 0,
      blockInputStride: channelwise && run.count > 1 ? sourceStride(sources) : 0,
      outputBlocks: run.count,
      parameterStride: operation.kind === 'sum' ? 1 : 0,
      outputBlockStride: run.count > 1 ? output.layout.blockStride : 0,
      padValue: operation.padValue,
      zeroPoint: operation.zeroPoint,
      low: operation.low,
      high: operation.high,
    };
    const needs =
      operation.kind === 'sum'
        ? sumNeeds(operation, { mapping, order, name }, taps, run, blocks, sources, outputs, array)
        : undefined;
    const runTaps = joinRuns(entries);
    return {
      mapping,
      instruction: needs ? { ...instruction, weightStride: needs.stride } : instruction,
      taps: runTaps,
      output: { root: output.root, offset: written.first + run.first * output.layout.blockStride },
      ...(needs
        ? { weights: needs.weights, parameters: needs.parameters }
        : {
            parameters: {
              words: 1,
              build: () => uniformWord(identity, array),
              sums: () => ({ least: -128, most: 127 }),
            },
          }),
      cycles: stepCycles(instruction, runTaps, { array }),
      multiplications:
        operation.kind === 'sum'
          ? instruction.positions * Math.min(run.count * array, outputs - run.first * array) * operation.multiplications
          : 0,
    };
  });
}

const identity = { bias: 0, multiplier: 2 ** 30, shift: 1, before: 0 };

function sourceStride(sources: ReadonlyMap<number, RootedLayout>): number {
  const [first] = sources.values();
  return first!.layout.blockStride;
}

function isInside(
  operation: WindowOperation,
  tap: number,
  { rows, columns }: Region,
  sources: ReadonlyMap<number, RootedLayout>,
): boolean {
  const { source, row, column } = operation.taps[tap]!;
  const { layout } = sources.get(source)!;
  const y = insideStretch(rows, operation.strideRow, row, layout.height);
  const x = insideStretch(columns, operation.strideColumn, column, layout.width);
  return y.first <= y.last && x.first <= x.last;
}

/** Output blocks one after the other that read the same input blocks; with channels taken one by one, all of them. */
function blockRuns(
  operation: WindowOperation,
  outputs: number,
  sources: ReadonlyMap<number, RootedLayout>,
  array: number,
  mapping: Mapping,
  apart: boolean,
): readonly BlockRun[] {
  const count = blocksOf(outputs, array);
  if (mapping !== 'dot' && mapping !== 'spatial') {
    if (!apart) return [{ first: 0, count, from: 0, to: 1 }];
    return Array.from({ length: count }, (_, first) => ({ first, count: 1, from: 0, to: 1 }));
  }
  const [source] = sources.values();
  const inputs = source!.layout.channels;
  const groups = operation.kind === 'sum' ? operation.groups : undefined;
  if (!groups) return [{ first: 0, count, from: 0, to: blocksOf(inputs, array) }];
  const runs: BlockRun[] = [];
  for (let block = 0; block < count; block++) {
    const firstGroup = Math.floor((block * array) / groups.outputs);
    const lastGroup = Math.floor((Math.min((block + 1) * array, outputs) - 1) / groups.outputs);
    const from = Math.floor((firstGroup * groups.inputs) / array);
    const to = blocksOf((lastGroup + 1) * groups.inputs, array);
    const run = runs.at(-1);
    if (run?.from === from && run.to === to) runs[runs.length - 1] = { ...run, count: run.count + 1 };
    else runs.push({ first: block, count: 1, from, to });
  }
  return runs;
}

/** The taps, tap by tap, with addresses; several sources (dot) and blocks (spatial) as taps of their own. */
function entriesOf(
  operation: WindowOperation,
  taps: readonly number[],
  { rows, columns }: Region,
  sources: ReadonlyMap<number, RootedLayout>,
  run: BlockRun,
  mapping: Mapping,
  array: number,
): readonly PlannedTap[] {
  const { strideRow, strideColumn } = operation;
  return taps.flatMap((number) => {
    const { source, row, column } = operation.taps[number]!;
    const { root, layout } = sources.get(source)!;
    const y = insideStretch(rows, strideRow, row, layout.height);
    const x = insideStretch(columns, strideColumn, column, layout.width);
    const entry = (block: number, laneRepeats: number): PlannedTap => ({
      root,
      offset: wordAt(layout, rows.first * strideRow + row, columns.first * strideColumn + column, block),
      fixed: 0,
      repeats: 0,
      step: 0,
      firstRow: y.first,
      lastRow: y.last,
      firstColumn: x.first,
      lastColumn: x.last,
      firstLane: firstLane(layout, rows.first * strideRow + row, columns.first * strideColumn + column),
      laneRepeats,
    });
    if (mapping === 'dot' && sources.size > 1) {
      return Array.from({ length: blocksOf(layout.channels, array) }, (_, block) => entry(block, 0));
    }
    if (mapping === 'spatial') {
      return Array.from({ length: run.to - run.from }, (_, place) => {
        const block = run.from + place;
        return entry(block, Math.min(array, layout.channels - block * array) - 1);
      });
    }
    if (mapping === 'dot') return [entry(run.from, 0)];
    return [entry(run.first, 0)];
  });
}

/** Weights and parameters of a sum. Taps that follow one another in the whole image are a part of it. */
function sumNeeds(
  operation: SumOperation,
  { mapping, order, name }: WindowMapping,
  taps: readonly number[],
  run: BlockRun,
  blocks: readonly number[],
  sources: ReadonlyMap<number, RootedLayout>,
  outputs: number,
  array: number,
): { readonly weights: WeightNeed; readonly parameters: ParameterNeed; readonly stride: number } {
  const channels = (tap: number): number => sources.get(operation.taps[tap]!.source)!.layout.channels;
  const range = (tap: number): readonly [number, number] =>
    operation.reduction === 'each'
      ? [0, 1]
      : sources.size > 1
        ? [0, channels(tap)]
        : [run.from * array, Math.min(run.to * array, channels(tap))];
  const inputsOf = (output: number, tap: number) => groupRange(operation, output, range(tap));
  const parameters: ParameterNeed = {
    words: blocks.length,
    build: () => sumParameters(operation, outputs, blocks, new Set(taps), inputsOf, array),
    sums: () => sumRange(operation, outputs, blocks, taps, inputsOf, array),
  };
  const runName = `${name}:${run.first}`;
  if (mapping === 'dot') {
    const start = order.indexOf(taps[0]!);
    const contiguous = sources.size === 1 && taps.every((tap, place) => order[start + place] === tap);
    const used = contiguous ? order : taps;
    const issues = used.flatMap((tap) => dotIssues(tap, range(tap), array));
    const before = contiguous ? order.slice(0, start).flatMap((tap) => dotIssues(tap, range(tap), array)).length : 0;
    return {
      weights: {
        key: contiguous ? runName : `${runName}:${taps.join(',')}`,
        first: before,
        words: blocks.length * issues.length,
        build: () => dotImage(operation, outputs, blocks, issues, array),
      },
      parameters,
      stride: blocks.length > 1 ? issues.length : 0,
    };
  }
  const terms = taps.flatMap((tap): Term[] => {
    const [first, behind] = range(tap);
    return Array.from({ length: behind - first }, (_, place) => ({ tap, input: first + place }));
  });
  const words = Math.ceil(terms.length / array);
  if (operation.weight === one) {
    const word = new Int8Array(words * array * array).fill(1);
    const weights = { key: `ones:${words}`, first: 0, words, build: () => word };
    return { weights, parameters, stride: 0 };
  }
  return {
    weights: {
      key: taps.length === order.length ? `${runName}:sequence` : `${runName}:sequence:${taps.join(',')}`,
      first: 0,
      words: blocks.length * words,
      build: () => sequenceImage(operation, outputs, blocks, terms, array),
    },
    parameters,
    stride: blocks.length > 1 ? words : 0,
  };
}

/** Input channels of an output channel: those of its group. */
function groupRange(
  { groups }: SumOperation,
  output: number,
  range: readonly [number, number],
): readonly [number, number] {
  if (!groups) return range;
  const first = Math.floor(output / groups.outputs) * groups.inputs;
  return [first, first + groups.inputs];
}

function dotIssues(tap: number, [first, behind]: readonly [number, number], array: number): Issue[] {
  return Array.from({ length: blocksOf(behind - first, array) }, (_, block) =>
    Array.from({ length: array }, (_, column) => {
      const input = first + block * array + column;
      return input < behind ? { tap, input } : undefined;
    }),
  );
}
