import { type Arrangement, arrangedLayout, arrangedWords, plainArrangement, viewLayout } from './layouts.ts';
import { rootOf } from './lower/builder.ts';
import { type HardwareOperation, type LoweredGraph, operandsOf, type Value } from './lower/operations.ts';
import { mapOperation, type OperationPlan } from './map/map-operation.ts';
import type { MappingContext, RootedLayout, WeightStream } from './map/plan.ts';

/** Where each value lies within its owner's memory, and each operation's instructions. */
export interface MappedGraph {
  readonly lowered: LoweredGraph;
  readonly array: number;
  /** By value. */
  readonly layouts: readonly RootedLayout[];
  /** By operation. */
  readonly plans: readonly OperationPlan[];
}

const mostPhases = 16;

/**
 * Chooses the arrangement of each value and the mapping of each operation, one value after the other as long as cycles
 * become fewer. Plain arrangements serve every operation, if not at its fastest.
 * @param wordCost Cycles that a word of weights or parameters must save
 * @param featureWordCost Cycles that a word of feature memory is worth
 * @param stream The port that weights arrive through, where the mappings shall suit it
 */
export function chooseLayouts(
  lowered: LoweredGraph,
  array: number,
  wordCost: number,
  featureWordCost = 0,
  stream?: WeightStream,
): MappedGraph {
  const { values, operations } = lowered;
  const roots = values.map((_, value) => rootOf(values, value));
  const owners = [...new Set(roots)];
  const arrangements = new Map<number, Arrangement>(
    owners.map((owner) => [owner, plainArrangement(values[owner]!.shape)]),
  );
  const touching = new Map<number, number[]>(owners.map((owner) => [owner, []]));
  operations.forEach((operation, index) => {
    const touched = new Set([...operandsOf(operation), operation.output].map((value) => roots[value]!));
    for (const owner of touched) touching.get(owner)!.push(index);
  });
  const cache = new Map<string, OperationPlan | undefined>();
  const contextOf = (): MappingContext => ({
    array,
    wordCost,
    ...(stream ? { stream } : {}),
    layoutOf: (value) => rootedLayout(values, value, arrangements, array),
  });
  const planOf = (index: number): OperationPlan | undefined => {
    const operation = operations[index]!;
    const involved = [...operandsOf(operation), operation.output].map((value) => arrangements.get(roots[value]!)!);
    const key = `${index}:${involved.map(arrangementText).join(';')}`;
    if (!cache.has(key)) cache.set(key, mapOperation(operation, contextOf(), `operation ${index}`));
    return cache.get(key);
  };
  const viewed = new Map(
    owners.map((owner) => [owner, values.flatMap((_, value) => (roots[value] === owner ? [value] : []))]),
  );
  const costAt = (owner: number): number => {
    if (viewed.get(owner)!.some((value) => !contextOf().layoutOf(value))) return Infinity;
    const words = arrangedWords(arrangedLayout(values[owner]!.shape, arrangements.get(owner)!), array);
    const cost = touching.get(owner)!.reduce((sum, index) => sum + (planOf(index)?.cost ?? Infinity), 0);
    // Memory decides between arrangements that are as fast, even if it costs nothing.
    return cost + words * (featureWordCost + 2 ** -20);
  };
  const improve = (owner: number, candidates: readonly Arrangement[]): boolean => {
    const before = arrangements.get(owner)!;
    let chosen = before;
    let least = costAt(owner);
    for (const candidate of candidates) {
      arrangements.set(owner, candidate);
      const cost = costAt(owner);
      if (cost < least) [least, chosen] = [cost, candidate];
    }
    arrangements.set(owner, chosen);
    return chosen !== before;
  };
  const candidates = new Map(
    owners.map((owner) => [owner, candidatesOf(owner, touching.get(owner)!, lowered, roots, array)]),
  );
  for (let sweep = 0; sweep < 4; sweep++) {
    const changed = owners.filter((owner) => improve(owner, candidates.get(owner)!));
    if (changed.length === 0) break;
  }
  const plans = operations.map((operation, index) => {
    const plan = planOf(index);
    if (!plan) throw new Error(`${operation.place} has no mapping, though plain layouts serve all operations`);
    return plan;
  });
  return { lowered, array, layouts: values.map((_, value) => contextOf().layoutOf(value)!), plans };
}

function rootedLayout(
  values: readonly Value[],
  index: number,
  arrangements: ReadonlyMap<number, Arrangement>,
  array: number,
): RootedLayout | undefined {
  const value = values[index]!;
  if (!value.view) return { root: index, layout: arrangedLayout(value.shape, arrangements.get(index)!) };
  const outer = rootedLayout(values, value.view.of, arrangements, array);
  const layout = outer && viewLayout(value, outer.layout, array);
  return layout && { root: outer.root, layout };
}

/** Arrangements in which some operation reads N positions a cycle from N banks. */
function candidatesOf(
  owner: number,
  touching: readonly number[],
  { values, operations, inputs }: LoweredGraph,
  roots: readonly number[],
  array: number,
): readonly Arrangement[] {
  const { shape } = values[owner]!;
  const written = inputs.some((value) => roots[value] === owner);
  const found = new Map<string, Arrangement>();
  for (const index of touching) {
    const operation = operations[index]!;
    if (!readsColumns(operation) || !operandsOf(operation).some((value) => roots[value] === owner)) continue;
    const { grid, strideRow, strideColumn } = operation;
    const phasesX = grid.columns > 1 ? Math.abs(strideColumn) || 1 : 1;
    const stride = grid.rows > 1 ? Math.abs(strideRow) || 1 : 1;
    // Of rows that share words, multiples of the stride save memory, for more instructions.
    const shared = written ? [2 * stride, 4 * stride, 8 * stride] : [];
    for (const phasesY of new Set([1, stride, ...shared])) {
      if (phasesX > mostPhases || phasesY > mostPhases) continue;
      const least = Math.ceil(shape.width / phasesX);
      // Rows of one phase are taken together, so that a step of theirs is whole.
      const rowStep = Math.max(1, Math.abs(strideRow) / phasesY);
      const columnStep = Math.abs(strideColumn) / phasesX;
      const pitch = Array.from({ length: array }, (_, more) => least + more).find(
        (tried) => grid.rows === 1 || (rowStep * tried - (grid.columns - 1) * columnStep - 1) % array === 0,
      );
      if (pitch !== undefined) {
        const arrangement = { phasesX, phasesY, rowPitch: pitch };
        for (const lanes of laneChoices(arrangement, shape.channels, written, array)) {
          if (phasesY <= stride || lanes.lanesY) found.set(arrangementText(lanes), lanes);
        }
      }
    }
  }
  return [...found.values()];
}

function arrangementText({ phasesX, phasesY, rowPitch, lanesX, lanesY }: Arrangement): string {
  return `${phasesX},${phasesY},${rowPitch},${lanesX ?? false},${lanesY ?? false}`;
}

/** The host can put several positions of few channels into a word; the hardware writes words of one position. */
function laneChoices(plain: Arrangement, channels: number, byHost: boolean, array: number): readonly Arrangement[] {
  if (!byHost) return [plain];
  const { phasesX, phasesY } = plain;
  const choices: Arrangement[] = [plain];
  if (phasesY > 1 && channels * phasesY <= array) choices.push({ ...plain, lanesY: true });
  if (phasesX > 1 && channels * phasesX <= array) choices.push({ ...plain, lanesX: true });
  if (phasesX > 1 && phasesY > 1 && channels * phasesX * phasesY <= array) {
    choices.push({ ...plain, lanesX: true, lanesY: true });
  }
  return choices;
}

function readsColumns(operation: HardwareOperation): operation is Extract<HardwareOperation, { kind: 'sum' }> {
  return operation.kind === 'sum';
}
