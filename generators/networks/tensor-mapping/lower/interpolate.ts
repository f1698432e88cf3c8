import { type Interpolation, interpolations, interpolationUnit } from '../../arithmetic/index.ts';
import type { ResizeBilinear } from '../../graph/types.ts';
import { copyOf, inputValue, type Lowering, outputValue } from './builder.ts';
import type { SumOperation, WindowTap } from './operations.ts';
import { gridOf, type Progression } from './resize.ts';

/** Places first, first + step, … of one direction that lie alike between positions of the input. */
interface Run extends Progression {
  /** Of `source` and of the position behind it, in units of 1/1024; of one of them where it is the only one. */
  readonly weights: readonly number[];
}

/** Taps of an operation: weights beyond 8 bits take several. */
const mostTaps = 256;

/** A sum with weights for each way in which the result's positions lie between those of the input. */
export function lowerBilinear(lowering: Lowering, index: number, operator: ResizeBilinear): readonly SumOperation[] {
  const source = inputValue(lowering, operator.inputs[0]!);
  const output = outputValue(lowering, operator.outputs[0]!);
  const [from, to] = [lowering.values[source]!.shape, lowering.values[output]!.shape];
  const rows = runsOf(interpolations(from.height, to.height, operator));
  const columns = runsOf(interpolations(from.width, to.width, operator));
  return rows.flatMap((row) =>
    columns.map((column) => {
      const { taps, weights, shift } = weightedTaps(source, row, column);
      return copyOf(lowering, index, output, {
        ...gridOf(row, column),
        taps,
        reduction: 'each',
        weight: (_, tap) => weights[tap]!,
        // Weights are doubled and the multiplier is a half: so the rounding is that of the shift alone.
        scaling: {
          biases: new Int32Array(to.channels),
          multipliers: new Int32Array(to.channels).fill(2 ** 30),
          shifts: new Int32Array(to.channels).fill(-shift),
        },
      });
    }),
  );
}

/** Why the hardware cannot interpolate so, as a clause; `undefined` where it can. */
export function bilinearProblem(
  operator: ResizeBilinear,
  from: readonly number[],
  to: readonly number[],
): string | undefined {
  const [rows, columns] = [1, 2].map((dimension) =>
    runsOf(interpolations(from[dimension]!, to[dimension]!, operator)),
  ) as [readonly Run[], readonly Run[]];
  const most = Math.max(...rows.flatMap((row) => columns.map((column) => weightedTaps(0, row, column).taps.length)));
  return most > mostTaps ? `it interpolates in so fine steps that a number takes ${most} taps` : undefined;
}

function runsOf(all: readonly Interpolation[]): readonly Run[] {
  const byWeights = new Map<string, { readonly place: number; readonly lower: number; readonly weights: number[] }[]>();
  all.forEach(({ lower, upper, fraction }, place) => {
    const weights = upper === lower || fraction === 0 ? [interpolationUnit] : [interpolationUnit - fraction, fraction];
    const key = weights.join(' ');
    byWeights.set(key, [...(byWeights.get(key) ?? []), { place, lower, weights }]);
  });
  return [...byWeights.values()].flatMap((places) => {
    const runs: Run[] = [];
    for (let at = 0; at < places.length; ) {
      const { place: first, lower: source, weights } = places[at]!;
      const [step, sourceStep] = places[at + 1]
        ? [places[at + 1]!.place - first, places[at + 1]!.lower - source]
        : [1, 1];
      let count = 1;
      while (
        places[at + count]?.place === first + count * step &&
        places[at + count]!.lower === source + count * sourceStep
      ) {
        count++;
      }
      runs.push({ first, step, count, source, sourceStep, weights });
      at += count;
    }
    return runs;
  });
}

/** Products of both directions' weights, doubled, over 2^(shift + 1); none beyond 127. */
function weightedTaps(
  source: number,
  row: Run,
  column: Run,
): { readonly taps: readonly WindowTap[]; readonly weights: readonly number[]; readonly shift: number } {
  const products = row.weights.flatMap((vertical, y) =>
    column.weights.map((horizontal, x) => ({ y, x, product: vertical * horizontal })),
  );
  let unit = interpolationUnit ** 2;
  while (products.some(({ product }) => product % unit !== 0)) unit /= 2;
  const parts = products.flatMap(({ y, x, product }) =>
    partsOf((2 * product) / unit).map((weight) => ({
      weight,
      tap: { source, row: row.source + y, column: column.source + x },
    })),
  );
  return {
    taps: parts.map(({ tap }) => tap),
    weights: parts.map(({ weight }) => weight),
    shift: Math.log2(interpolationUnit ** 2 / unit),
  };
}

function partsOf(weight: number): number[] {
  const whole = Math.floor(weight / 127);
  const rest = weight - 127 * whole;
  return [...Array<number>(whole).fill(127), ...(rest > 0 ? [rest] : [])];
}
