import { type HardwareOperation, type OutputGrid, operandsOf, wholeGrid } from '../lower/operations.ts';
import { isPoint, type PointOperation, planArgumentMaximum, planPointRegion } from './pairs.ts';
import type { MappingContext, StepPlan } from './plan.ts';
import { type Region, regionsOf } from './regions.ts';
import { streamedCost } from './stream-cost.ts';
import { planRegion, type WindowMapping, type WindowOperation } from './windows.ts';

/** An operation as instructions. */
export interface OperationPlan {
  readonly steps: readonly StepPlan[];
  readonly cycles: number;
  /** Cycles, and what the words of weights and parameters are worth: what mappings are compared by. */
  readonly cost: number;
}

/** The best mapping of an operation under the given layouts; `undefined` where there is none. */
export function mapOperation(
  operation: HardwareOperation,
  context: MappingContext,
  name: string,
): OperationPlan | undefined {
  if (operation.kind === 'argmax') return planOf(planArgumentMaximum(operation, context), context);
  const plans = isPoint(operation)
    ? pointPlans(operation, context)
    : windowMappings(operation, name).flatMap((mapping) => windowPlans(operation, mapping, context));
  return best(plans);
}

function best(plans: readonly (OperationPlan | undefined)[]): OperationPlan | undefined {
  return plans.reduce((least, plan) => (plan && (!least || plan.cost < least.cost) ? plan : least), undefined);
}

/** The mappings that compute the operation at all. */
function windowMappings(operation: WindowOperation, name: string): readonly WindowMapping[] {
  const byRows = operation.taps.map((_, tap) => tap);
  if (operation.kind === 'maximum') return [{ mapping: 'maximum', order: byRows, name }];
  // Taps column by column: strips of columns then share one image of weights.
  const byColumns = [...byRows].sort((a, b) => operation.taps[a]!.column - operation.taps[b]!.column || a - b);
  const sameOrder = byColumns.every((tap, place) => tap === place);
  if (operation.reduction === 'each') {
    return [
      { mapping: 'depthwise', order: byRows, name },
      { mapping: 'depthwise-single', order: byRows, name },
    ];
  }
  const several = operandsOf(operation).length > 1;
  return [
    { mapping: 'dot', order: byRows, name: `${name}:rows` },
    ...(sameOrder || several ? [] : [{ mapping: 'dot' as const, order: byColumns, name: `${name}:columns` }]),
    ...(several ? [] : [{ mapping: 'spatial' as const, order: byRows, name: `${name}:spatial` }]),
  ];
}

const bothWays = [
  { rows: false, columns: false },
  { rows: true, columns: false },
  { rows: false, columns: true },
  { rows: true, columns: true },
];

function windowPlans(
  operation: WindowOperation,
  mapping: WindowMapping,
  context: MappingContext,
): readonly (OperationPlan | undefined)[] {
  const sources = operandsOf(operation).map((source) => context.layoutOf(source)?.layout);
  const [first] = sources;
  if (!first || sources.some((layout) => !layout)) return [];
  // Positions whose sources lie in one phase are taken together.
  const rowStep = leastCommonMultiple(sources.map((layout) => phaseSteps(layout!.phasesY, operation.strideRow)));
  const columnStep = leastCommonMultiple(sources.map((layout) => phaseSteps(layout!.phasesX, operation.strideColumn)));
  const window = { ...operation, height: first.height, width: first.width };
  const plan = (grid: OutputGrid, split: { rows: boolean; columns: boolean }): OperationPlan | undefined => {
    const regions = regionsOf(grid, window, { ...split, rowStep, columnStep });
    return inRegions(regions, (region) => planRegion(operation, mapping, region, context), context);
  };
  const whole = plan(operation.grid, bothWays[0]!);
  if (!whole && sources.length > 1) {
    return [inRegions(rowByRow(operation.grid), (region) => planRegion(operation, mapping, region, context), context)];
  }
  const outside = operation.taps.length > 1;
  return [whole, ...(outside ? bothWays.slice(1).map((split) => plan(operation.grid, split)) : [])];
}

function pointPlans(operation: PointOperation, context: MappingContext): readonly (OperationPlan | undefined)[] {
  const output = context.layoutOf(operation.output)?.layout;
  const inputs = operandsOf(operation).map((value) => context.layoutOf(value)?.layout);
  if (!output || inputs.some((layout) => !layout)) return [];
  const grid = wholeGrid(output);
  const rowStep = leastCommonMultiple(inputs.map((layout) => layout!.phasesY));
  const columnStep = leastCommonMultiple(inputs.map((layout) => layout!.phasesX));
  const window = { strideRow: 1, strideColumn: 1, taps: [], height: output.height, width: output.width };
  const regions = regionsOf(grid, window, { ...bothWays[0]!, rowStep, columnStep });
  const planned = (all: readonly Region[]): OperationPlan | undefined =>
    inRegions(all, (region) => planPointRegion(operation, region, context), context);
  return [planned(regions) ?? planned(rowByRow(grid))];
}

/** Rows one by one: rows of different pitch can be read together only so. */
function rowByRow({ rows, columns }: OutputGrid): readonly Region[] {
  return Array.from({ length: rows }, (_, row) => ({
    rows: { first: row, step: 1, count: 1 },
    columns: { first: 0, step: 1, count: columns },
  }));
}

function inRegions(
  regions: readonly Region[],
  planRegionSteps: (region: Region) => readonly StepPlan[] | undefined,
  context: MappingContext,
): OperationPlan | undefined {
  const steps: StepPlan[] = [];
  for (const region of regions) {
    const planned = planRegionSteps(region);
    if (!planned) return undefined;
    steps.push(...planned);
  }
  return planOf(steps, context);
}

function planOf(steps: readonly StepPlan[] | undefined, context: MappingContext): OperationPlan | undefined {
  if (!steps) return undefined;
  const { wordCost } = context;
  const cycles = steps.reduce((sum, step) => sum + step.cycles, 0);
  const images = new Map(steps.flatMap(({ weights }) => (weights ? [[weights.key, weights.words] as const] : [])));
  const weightWords = [...images.values()].reduce((sum, words) => sum + words, 0);
  const parameterWords = steps.reduce((sum, { parameters }) => sum + (parameters?.words ?? 0), 0);
  const cost = context.stream ? streamedCost(steps, context.array, context.stream) : cycles + wordCost * weightWords;
  return { steps, cycles, cost: cost + wordCost * parameterWords };
}

function phaseSteps(phases: number, stride: number): number {
  return phases / greatestCommonDivisor(phases, Math.abs(stride));
}

function leastCommonMultiple(numbers: readonly number[]): number {
  return numbers.reduce((multiple, number) => (multiple * number) / greatestCommonDivisor(multiple, number), 1);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
