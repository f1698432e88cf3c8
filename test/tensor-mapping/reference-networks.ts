import type { NetworkGraph } from '../../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import type { CompiledProgram } from '../../generators/networks/tensor-mapping/compile.ts';
import { runCompiled } from '../../sim/golden/tensortrail/run-compiled.ts';
import { bytesOf, readTensorVectors, type TensorVectors } from '../support/tensor-vectors.ts';

export interface ReferenceNetwork {
  readonly graph: NetworkGraph;
  readonly vectors: TensorVectors;
}

export function readReferenceNetwork(name: string): ReferenceNetwork {
  const vectors = readTensorVectors(name);
  return { graph: importTensorFlowLite(vectors.modelFile, name), vectors };
}

/** int8 tensors of vector 0, by index: the network's inputs and what each operator gave. */
export function referenceTensors({ graph, vectors }: ReferenceNetwork): ReadonlyMap<number, Int8Array> {
  const inputs = graph.inputs.map((tensor, place) => [tensor, vectors.inputs[0]![place] as Int8Array] as const);
  const computed = vectors.intermediates
    .filter(({ dtype }) => dtype === 'int8')
    .map((one) => [one.tensor, Int8Array.from(vectors.intermediateBytes(one), (byte) => (byte << 24) >> 24)] as const);
  return new Map([...inputs, ...computed]);
}

export interface Comparison {
  /** Tensors that the program computes and the reference has. */
  readonly compared: number;
  readonly different: readonly string[];
}

/** Runs vector 0; inputs that the host computes before are the reference's too. */
export function compareWithReference(reference: ReferenceNetwork, program: CompiledProgram): Comparison {
  const expected = referenceTensors(reference);
  const given = new Map(
    program.inputs.map(({ tensor, layout }) => {
      const { height, width, channels } = layout;
      // A tensor that the host only renamed is not among the reference's.
      return [tensor, expected.get(tensor) ?? renamed(reference.graph, tensor, expected, height * width * channels)];
    }),
  );
  const { tensors } = runCompiled(program, given);
  const known = [...tensors].filter(([tensor]) => expected.has(tensor));
  const different = known.filter(
    ([tensor, data]) => Buffer.compare(bytesOf(data), bytesOf(expected.get(tensor)!)) !== 0,
  );
  return { compared: known.length, different: different.map(([tensor]) => reference.graph.tensors[tensor]!.name) };
}

function renamed(
  graph: NetworkGraph,
  tensor: number,
  expected: ReadonlyMap<number, Int8Array>,
  count: number,
): Int8Array {
  const source = graph.operators.find(({ outputs }) => outputs.includes(tensor));
  const data = expected.get(source?.inputs[0] ?? -1);
  if (source?.kind !== 'reshape' || data?.length !== count) throw new Error(`no reference for tensor ${tensor}`);
  return data;
}
