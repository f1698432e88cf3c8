import { fail } from '../../../diagnostics.ts';
import type { NetworkGraph, Operator, Tensor } from '../types.ts';
import { type Area, areaText, hull, neededArea, sameArea, sizeOf, splitEvenly, windowOf } from './areas.ts';
import { type PatchRegion, patchRegions } from './regions.ts';

/** How the first operators of a graph are computed patch by patch. */
export interface Patches {
  /** How many of the graph's first operators, those before the first one on images included. */
  readonly operators: number;
  /** Rows and columns of patches that the last one's output is split into; each at least 1. */
  readonly rows: number;
  readonly columns: number;
}

/** A graph that is made by copying operators of another one. */
interface Draft {
  readonly graph: NetworkGraph;
  readonly tensors: Tensor[];
  readonly operators: Operator[];
}

/** What there is of an image while one patch is computed. */
interface Part {
  /** In the new graph. */
  readonly tensor: number;
  readonly area: Area;
}

/**
 * The graph with its first operators computed patch by patch: slices of their inputs, a copy of each operator for each
 * patch, and a concatenation of the patches. Padding is left at the image's borders alone; inside, the rows and columns
 * around a patch are computed again. Tensors and operators behind keep their meaning: tensors their indexes, too, though
 * those inside of the region have no writer any more. All results are the same, bit for bit.
 * @param left Operators, by index, that stay as they are where they stand before the others
 * @throws BurinError B764 where these operators cannot be split so
 */
export function patchGraph(
  graph: NetworkGraph,
  { operators: count, rows, columns }: Patches,
  left: ReadonlySet<number> = new Set(),
): NetworkGraph {
  const regions = patchRegions(graph, left);
  const region = regions.find(({ end }) => end === count) ?? refuseRegion(graph, regions, count);
  const [, height, width] = graph.tensors[region.output]!.shape as [number, number, number, number];
  if (!isCount(rows, height) || !isCount(columns, width)) {
    fail(
      'B764',
      `${graph.name}: an image of ${height} × ${width} cannot be split into ${rows} × ${columns} patches`,
      `take 1 to ${height} rows and 1 to ${width} columns of patches`,
    );
  }
  if (rows * columns === 1) return graph;
  const draft: Draft = {
    graph,
    tensors: [...graph.tensors],
    operators: [...graph.operators.slice(0, region.first)],
  };
  const bands = splitEvenly(height, rows).map((band, row) => {
    const patches = splitEvenly(width, columns).map((part, column) =>
      addPatch(
        draft,
        region,
        { rows: band, columns: part },
        `patch ${row * columns + column + 1} of ${rows * columns}`,
      ),
    );
    return { rows: band, patches };
  });
  const joinedColumns = bands.map(({ rows: band, patches }) => {
    if (patches.length === 1) return patches[0]!;
    const whole = { rows: band, columns: { first: 0, end: width } };
    const tensor = addPart(draft, region.output, whole, 'patches side by side');
    return addConcatenation(draft, region, patches, tensor, 2);
  });
  if (joinedColumns.length > 1) addConcatenation(draft, region, joinedColumns, region.output, 1);
  else draft.operators.push(renamed(draft.operators.pop()!, region.output));
  draft.operators.push(...graph.operators.slice(region.end));
  return { ...graph, tensors: draft.tensors, operators: draft.operators };
}

function isCount(parts: number, size: number): boolean {
  return Number.isInteger(parts) && parts >= 1 && parts <= size;
}

function refuseRegion(graph: NetworkGraph, regions: readonly PatchRegion[], count: number): never {
  const possible = regions.map(({ end }) => end);
  return fail(
    'B764',
    `${graph.name}: its first ${count} operators cannot be computed patch by patch`,
    possible.length > 0
      ? `take ${possible.join(', ')} operators: those have one image as their result`
      : 'none of its first operators is a convolution, pool or sum of images of one batch',
  );
}

const renamed = (operator: Operator, output: number): Operator => ({ ...operator, outputs: [output] });

/** Adds the operators of one patch; returns the tensor that holds it. */
function addPatch(draft: Draft, region: PatchRegion, area: Area, name: string): number {
  const { graph } = draft;
  const own = graph.operators.slice(region.first, region.end);
  const areas = neededAreas(graph, own, region.output, area);
  const written = new Set(own.flatMap(({ outputs }) => outputs));
  const parts = new Map<number, Part>();
  const slices = new Map<string, number>();
  const partOf = (tensor: number, wanted: Area, place: string): number => {
    const whole = (): Part => ({ tensor, area: wholeArea(graph.tensors[tensor]!) });
    const part = written.has(tensor) ? parts.get(tensor)! : whole();
    if (sameArea(part.area, wanted)) return part.tensor;
    const key = `${part.tensor}: ${areaText(wanted)}`;
    const known = slices.get(key);
    if (known !== undefined) return known;
    const slice = addSlice(draft, tensor, part, wanted, `${place}, ${name}`);
    slices.set(key, slice);
    return slice;
  };
  for (const operator of own) {
    const output = operator.outputs[0]!;
    const wanted = areas.get(output);
    // Nobody reads it.
    if (!wanted) continue;
    const window = windowOf(graph, operator);
    let padding = {};
    const inputs = operator.inputs.map((tensor) => {
      if (tensor < 0 || graph.tensors[tensor]!.data) return tensor;
      const [, height, width] = graph.tensors[tensor]!.shape as [number, number, number, number];
      const needed = neededArea(window, wanted, height, width);
      if ('padding' in operator) padding = { padding: needed.padding };
      return partOf(tensor, needed.area, operator.place);
    });
    const tensor = addPart(draft, output, wanted, name);
    parts.set(output, { tensor, area: wanted });
    const place = `${operator.place}, ${name}`;
    draft.operators.push({ ...operator, place, inputs, outputs: [tensor], ...padding } as Operator);
  }
  return parts.get(region.output)!.tensor;
}

/** Of each tensor that the operators write, the area that all its readers need; none for what nobody reads. */
function neededAreas(
  graph: NetworkGraph,
  operators: readonly Operator[],
  output: number,
  area: Area,
): ReadonlyMap<number, Area> {
  const areas = new Map([[output, area]]);
  for (const operator of operators.toReversed()) {
    const wanted = areas.get(operator.outputs[0]!);
    if (!wanted) continue;
    const window = windowOf(graph, operator);
    for (const tensor of operator.inputs) {
      if (tensor < 0 || graph.tensors[tensor]!.data) continue;
      const [, height, width] = graph.tensors[tensor]!.shape as [number, number, number, number];
      areas.set(tensor, hull(areas.get(tensor), neededArea(window, wanted, height, width).area));
    }
  }
  return areas;
}

function wholeArea({ shape }: Tensor): Area {
  return { rows: { first: 0, end: shape[1]! }, columns: { first: 0, end: shape[2]! } };
}

function addPart({ graph, tensors }: Draft, of: number, { rows, columns }: Area, name: string): number {
  const whole = graph.tensors[of]!;
  const shape = [1, sizeOf(rows), sizeOf(columns), whole.shape[3]!];
  return tensors.push({ ...whole, name: `${whole.name}, ${name}, ${areaText({ rows, columns })}`, shape }) - 1;
}

function addSlice(draft: Draft, of: number, { tensor, area }: Part, wanted: Area, place: string): number {
  const slice = addPart(draft, of, wanted, `for ${place}`);
  draft.operators.push({
    kind: 'strided-slice',
    place: `input of ${place}`,
    inputs: [tensor],
    outputs: [slice],
    begin: [0, wanted.rows.first - area.rows.first, wanted.columns.first - area.columns.first, 0],
    steps: [1, 1, 1, 1],
  });
  return slice;
}

function addConcatenation(
  { graph, operators }: Draft,
  { end }: PatchRegion,
  inputs: readonly number[],
  output: number,
  axis: number,
): number {
  const place = `patches of ${graph.operators[end - 1]!.place}`;
  operators.push({ kind: 'concatenation', place, inputs, outputs: [output], axis, activation: 'none' });
  return output;
}
