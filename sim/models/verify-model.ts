import { shapeText } from '../../generators/networks/graph/shapes.ts';
import type { TensorData } from '../../generators/networks/graph/types.ts';
import { goldenModelEngine } from './golden-model-engine.ts';
import type { ModelDeployment } from './model-deployment.ts';
import type { ModelEngine } from './model-engine.ts';

/** One run to verify with. */
export interface ModelVector {
  readonly inputs: readonly TensorData[];
  /** What another runtime gives, in the order of the graph's outputs. */
  readonly reference?: readonly TensorData[];
}

/** The first number that differs, or a count of cycles. */
export interface ModelMismatch {
  readonly vector: number;
  readonly tensor: string;
  /** Against the golden model of what is deployed, of the file as it stands, or another runtime's output. */
  readonly against: 'golden model' | 'model as it stands' | 'reference' | 'cycle model';
  /** Row-major; absent for cycles. */
  readonly index?: number;
  readonly shape?: readonly number[];
  readonly expected: number;
  readonly actual: number;
}

export interface ModelVerification {
  readonly engine: string;
  readonly vectors: number;
  readonly references: number;
  /** Tensors of one run that were compared. */
  readonly tensors: number;
  readonly comparedValues: number;
  readonly mismatches: number;
  readonly firstMismatch?: ModelMismatch;
  /** Of the last run, and by the cycle model; of all images of a batch. */
  readonly cycles?: number;
  readonly cyclesExpected: number;
  /** Of a batch whose images run one by one; absent elsewhere. */
  readonly images?: number;
  readonly seconds: number;
}

/**
 * Runs every vector on the engine and on golden models, and compares: every tensor that the engine shows with the golden
 * model of the deployed graph, the outputs with that of the graph before clean-ups and with the reference, and the cycles
 * with the cycle model.
 */
export async function verifyModel(
  deployment: ModelDeployment,
  engine: ModelEngine,
  vectors: readonly ModelVector[],
  onProgress: (done: number, mismatches: number) => void = () => {},
): Promise<ModelVerification> {
  const start = performance.now();
  const { graph, original, program, images } = deployment;
  const cyclesExpected = images * program.cycles;
  const golden = goldenModelEngine(graph);
  const asItStands = graph === original ? golden : goldenModelEngine(original);
  const tally = newTally();
  let cycles: number | undefined;
  for (const [vector, { inputs, reference }] of vectors.entries()) {
    const actual = await engine.infer(inputs, { observe: true });
    const expected = await golden.infer(inputs, { observe: true });
    const whole = await asItStands.infer(inputs);
    graph.tensors.forEach(({ data, name, shape }, tensor) => {
      const found = actual.tensors?.[tensor];
      const wanted = expected.tensors![tensor];
      if (!found || !wanted || data || graph.inputs.includes(tensor)) return;
      tally.compare({ vector, tensor: name, shape, against: 'golden model' }, wanted, found);
    });
    graph.outputs.forEach((tensor, place) => {
      const { name, shape } = graph.tensors[tensor]!;
      const found = actual.outputs[place]!;
      tally.compare({ vector, tensor: name, shape, against: 'model as it stands' }, whole.outputs[place]!, found);
      if (reference) tally.compare({ vector, tensor: name, shape, against: 'reference' }, reference[place]!, found);
    });
    if (actual.cycles !== undefined) {
      cycles = actual.cycles;
      tally.compareCycles(vector, cyclesExpected, cycles);
    }
    onProgress(vector + 1, tally.result().mismatches);
  }
  return {
    engine: engine.name,
    vectors: vectors.length,
    references: vectors.filter(({ reference }) => reference).length,
    ...tally.result(),
    ...(cycles === undefined ? {} : { cycles }),
    cyclesExpected,
    ...(images === 1 ? {} : { images }),
    seconds: (performance.now() - start) / 1000,
  };
}

type Compared = Omit<ModelMismatch, 'index' | 'expected' | 'actual'>;

/** Counts what was compared and what differs; keeps the first difference alone, as a faulty engine may have millions. */
function newTally() {
  const seen = new Set<string>();
  let comparedValues = 0;
  let mismatches = 0;
  let firstMismatch: ModelMismatch | undefined;
  return {
    compare(compared: Compared, expected: TensorData, actual: TensorData): void {
      seen.add(compared.tensor);
      comparedValues += expected.length;
      for (let index = 0; index < expected.length; index++) {
        if (expected[index] === actual[index]) continue;
        mismatches++;
        const [wanted, found] = [Number(expected[index]), Number(actual[index])];
        firstMismatch ??= { ...compared, index, expected: wanted, actual: found };
      }
    },
    compareCycles(vector: number, expected: number, actual: number): void {
      if (expected === actual) return;
      mismatches++;
      firstMismatch ??= { vector, tensor: 'the whole run', against: 'cycle model', expected, actual };
    },
    result: () => ({
      tensors: seen.size,
      comparedValues,
      mismatches,
      ...(firstMismatch ? { firstMismatch } : {}),
    }),
  };
}

/** A mismatch in words. */
export function describeModelMismatch(mismatch: ModelMismatch): string {
  const { vector, tensor, against, index, shape, expected, actual } = mismatch;
  if (index === undefined) return `vector ${vector}: expected ${expected} cycles, got ${actual}`;
  const place = indexes(index, shape ?? []);
  return `vector ${vector}, ${tensor} ${shapeText(place)}: expected ${expected} (${against}), got ${actual}`;
}

function indexes(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const place = rest % size;
      rest = Math.floor(rest / size);
      return place;
    })
    .reverse();
}
