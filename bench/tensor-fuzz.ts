import { BurinError } from '../generators/diagnostics.ts';
import type { ArithmeticName } from '../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../generators/networks/import/tflite/import.ts';
import { deployModel, type ModelDeployment } from '../sim/models/model-deployment.ts';
import { describeModelMismatch } from '../sim/models/verify-model.ts';
import { type NetworkVariant, variantOf } from '../test/support/network-variants.ts';
import { randomTensorNetwork } from '../test/support/random-tensor-network.ts';
import { writeTensorFlowLite } from '../test/support/tflite-writer.ts';
import { commonParameters, openTensorTrail, verifyOn } from './tensor-accelerator.ts';

export interface TensorFuzzOptions {
  /** Side of the array. */
  readonly array: number;
  /** How networks are computed; as tflite-micro does unless given. */
  readonly arithmetic?: ArithmeticName;
  /** Networks that must run; those that the hardware refuses, or leaves to the host altogether, come on top. */
  readonly networks: number;
  readonly firstSeed: number;
  /** Of a network; 2 unless given. */
  readonly mostOperators?: number;
  /** Form of the networks: `int8` unless given. */
  readonly variant?: NetworkVariant;
  readonly onProgress?: (run: number) => void;
}

export interface TensorFuzzResult {
  readonly run: number;
  /** The seed behind the last one. */
  readonly nextSeed: number;
  readonly comparedValues: number;
  readonly cycles: number;
  /** Operators that ran on the circuit, of each kind. */
  readonly kinds: ReadonlyMap<string, number>;
  /** How often each reason to refuse was given; numbers in it are left out. */
  readonly refused: ReadonlyMap<string, number>;
  /** One sentence for each network that differs. */
  readonly different: readonly string[];
}

/**
 * Random networks, one after the other on one simulated TensorTrail: every tensor that an
 * instruction completes, the outputs and the cycles, against the golden model and the cycle model. Every second network is
 * cleaned up before, and then also held against what it was.
 * @throws BurinError of any other kind than a refusal (B760, B761, B763, B704) or a memory that is too small (B762)
 */
export async function fuzzTensorTrail({
  array,
  arithmetic = 'tflm',
  networks,
  firstSeed,
  mostOperators = 2,
  variant = 'int8',
  onProgress = () => {},
}: TensorFuzzOptions): Promise<TensorFuzzResult> {
  const parameters = commonParameters(array, arithmetic);
  const design = await openTensorTrail(parameters);
  const [kinds, refused] = [new Map<string, number>(), new Map<string, number>()];
  const different: string[] = [];
  let [run, seed, comparedValues, cycles] = [0, firstSeed, 0, 0];
  for (; run < networks; seed++) {
    const { model, inputs } = variantOf(randomTensorNetwork(seed, mostOperators), variant, seed);
    const graph = { ...importTensorFlowLite(writeTensorFlowLite(model), `seed ${seed}`), arithmetic };
    const deployment = attempt(() => deployModel(graph, { set: parameters, fold: seed % 2 === 0 }));
    if (typeof deployment === 'string') {
      increase(refused, deployment);
      continue;
    }
    if (deployment.program.steps.length === 0) {
      increase(refused, 'nothing for the hardware to do');
      continue;
    }
    const result = await verifyOn(design, deployment, [{ inputs }]);
    run++;
    comparedValues += result.comparedValues;
    cycles += result.cycles ?? 0;
    for (const kind of kindsOnCircuit(deployment)) increase(kinds, kind);
    if (result.firstMismatch) different.push(`seed ${seed}: ${describeModelMismatch(result.firstMismatch)}`);
    onProgress(run);
  }
  await design.close();
  return { run, nextSeed: seed, comparedValues, cycles, kinds, refused, different };
}

/** What `work` gives, or why the hardware refuses it. */
function attempt(work: () => ModelDeployment): ModelDeployment | string {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BurinError) || !error.diagnostics.every(({ code }) => /^B(760|761|762|763|704)$/.test(code)))
      throw error;
    const { code, message } = error.diagnostics[0]!;
    if (code === 'B762') return 'too large for the common accelerator';
    // Networks are told apart by their seeds, reasons only by their words.
    const [, operator = '', clause] = /(\(\w+\): )?([^:]*)$/.exec(message)!;
    return operator.replaceAll(/[():]/g, '') + clause!.replaceAll(/\[[\d, ]*\]/g, '[…]').replaceAll(/\d+/g, 'n');
  }
}

function kindsOnCircuit({ graph, program }: ModelDeployment): readonly string[] {
  return [...new Set(program.steps.map(({ operator }) => operator))].map((index) => {
    const operator = graph.operators[index]!;
    return operator.kind === 'unary' ? operator.function : operator.kind;
  });
}

function increase(tally: Map<string, number>, entry: string): void {
  tally.set(entry, (tally.get(entry) ?? 0) + 1);
}
