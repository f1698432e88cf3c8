import type { Instruction } from '../../../accelerators/tensortrail/instruction-word.ts';
import type { ChannelParameters } from '../../../accelerators/tensortrail/parameter-word.ts';
import type { Tap } from '../../../accelerators/tensortrail/tap-word.ts';
import type { MappedGraph } from '../choose-layouts.ts';
import { startUpCycles } from '../cycles.ts';
import { arrangedWords, writeTensor } from '../layouts.ts';
import type { HardwareOperation } from '../lower/operations.ts';
import type { PlannedTap, StepPlan, SumRange } from '../map/plan.ts';
import type { PlacedTensor, ProgramStep, TensorLayout, TensorTrailProgram } from '../program.ts';
import { parameterMemory, tapMemory, weightMemory } from './memories.ts';

/** A program for hardware that is large enough, and what it asks of that hardware. */
export interface AssembledProgram extends Omit<TensorTrailProgram, 'parameters'> {
  readonly steps: readonly MappedStep[];
  /** Tensors with the step behind which they are whole; -1 where the host writes them. */
  readonly placed: readonly (PlacedTensor & { readonly step: number })[];
  readonly sums: SumRange;
}

export interface MappedStep extends ProgramStep {
  readonly mapping: StepPlan['mapping'];
}

/**
 * Gives the instructions their addresses and fills the memories.
 * @param baseOf First word of the memory that a value owns
 */
export function assemble(
  network: string,
  { lowered, array, layouts, plans }: MappedGraph,
  baseOf: (root: number) => number,
): AssembledProgram {
  const { values, operations } = lowered;
  const weights = weightMemory(array * array);
  const images = new Map<string, number>();
  const parameters = parameterMemory(array);
  const taps = tapMemory();
  const placedLayout = (value: number): TensorLayout => {
    const { root, layout } = layouts[value]!;
    return { ...layout, base: layout.base + baseOf(root) };
  };
  let sums: SumRange = { least: 0, most: 0 };
  const plannedSteps = plans.flatMap(({ steps }, operation) =>
    steps.map((plan, place) => ({ plan, operation, last: place === steps.length - 1 })),
  );
  const completing = completions(operations);
  const steps = plannedSteps.map(({ plan, operation, last }, number): MappedStep => {
    const inputBase = baseOf(plan.taps[0]!.root);
    const settled = plan.taps.map((tap) => settledTap(tap, baseOf(tap.root) - inputBase));
    if (plan.parameters) sums = union(sums, plan.parameters.sums());
    const instruction: Instruction = {
      ...plan.instruction,
      last: number === plannedSteps.length - 1 ? 1 : 0,
      tapBase: taps.add(settled),
      tapCount: settled.length,
      inputBase,
      outputBase: plan.mapping === 'argmax' ? 0 : baseOf(plan.output.root) + plan.output.offset,
      weightBase: weightBase(plan, images, (image) => weights.add(image)),
      ...parameterFields(plan, array, (words) => parameters.add(words)),
    };
    const output = operations[operation]!.output;
    const tensor = values[output]!.tensor;
    const whole = last && completing.has(operation) && tensor !== undefined;
    return {
      mapping: plan.mapping,
      instruction,
      operator: operations[operation]!.operator,
      ...(whole ? { completes: { tensor, layout: placedLayout(output) } } : {}),
      cycles: plan.cycles,
      multiplications: plan.multiplications,
    };
  });
  const lastStepOf = operations.map((_, operation) =>
    plannedSteps.findLastIndex((step) => step.operation === operation),
  );
  const place = (value: number): PlacedTensor => ({ tensor: values[value]!.tensor!, layout: placedLayout(value) });
  return {
    network,
    steps,
    taps: taps.entries,
    weights: weights.bytes(),
    channelParameters: parameters.entries,
    inputs: lowered.inputs.map(place),
    outputs: lowered.outputs.map(place),
    constants: values.flatMap(({ data }, value) =>
      data && layouts[value]!.layout ? [constantWords(placedLayout(value), data, array)] : [],
    ),
    cycles: startUpCycles + steps.reduce((sum, step) => sum + step.cycles, 0),
    placed: values.flatMap(({ tensor, data }, value) =>
      tensor === undefined || data ? [] : [{ ...place(value), step: wholeBehind(value, lowered, lastStepOf) }],
    ),
    sums,
  };
}

/** Operations that are the last to write their output. */
function completions(operations: readonly HardwareOperation[]): ReadonlySet<number> {
  const last = new Map(operations.map(({ kind, output }, operation) => [kind === 'argmax' ? -1 : output, operation]));
  last.delete(-1);
  return new Set(last.values());
}

/** The last step that writes into the value, a view of it, or what it is a view of. */
function wholeBehind(
  value: number,
  { values, operations }: MappedGraph['lowered'],
  lastStepOf: readonly number[],
): number {
  const writers = (wanted: number): number =>
    Math.max(
      -1,
      ...operations.flatMap(({ kind, output }, operation) =>
        kind !== 'argmax' && isWithin(output, wanted) ? [lastStepOf[operation]!] : [],
      ),
    );
  const isWithin = (inner: number, outer: number): boolean => {
    const { view } = values[inner]!;
    return inner === outer || (view !== undefined && isWithin(view.of, outer));
  };
  const own = writers(value);
  const { view } = values[value]!;
  return own >= 0 || !view ? own : wholeBehind(view.of, { values, operations } as MappedGraph['lowered'], lastStepOf);
}

function settledTap({ root: _, ...tap }: PlannedTap, distance: number): Tap {
  return { ...tap, offset: tap.offset + distance };
}

function weightBase(plan: StepPlan, images: Map<string, number>, add: (image: Int8Array) => number): number {
  if (!plan.weights) return 0;
  const { key, first, build } = plan.weights;
  const base = images.get(key) ?? add(build());
  images.set(key, base);
  return base + first;
}

/** Blocks whose parameters are all alike share one word. */
function parameterFields(
  plan: StepPlan,
  array: number,
  add: (words: readonly ChannelParameters[]) => number,
): Pick<Instruction, 'parameterBase' | 'parameterStride'> {
  if (!plan.parameters) return { parameterBase: 0, parameterStride: 0 };
  const words = plan.parameters.build();
  const stride = plan.instruction.parameterStride;
  const alike = words.every((channel, place) => sameChannel(channel, words[place % array]!));
  if (stride === 0 || !alike) return { parameterBase: add(words), parameterStride: words.length > array ? stride : 0 };
  return { parameterBase: add(words.slice(0, array)), parameterStride: 0 };
}

function sameChannel(a: ChannelParameters, b: ChannelParameters): boolean {
  return a.bias === b.bias && a.multiplier === b.multiplier && a.left === b.left && a.right === b.right;
}

function union(a: SumRange, b: SumRange): SumRange {
  return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most) };
}

/** A constant as whole words from its first one on; what lies between its numbers is 0. */
function constantWords(
  layout: TensorLayout,
  data: Int8Array,
  array: number,
): { readonly address: number; readonly bytes: Int8Array } {
  const bytes = new Int8Array(arrangedWords(layout, array) * array);
  writeTensor({ ...layout, base: 0 }, data, bytes, array);
  return { address: layout.base, bytes };
}
