import { describe, expect, it } from 'vitest';
import { graphProblem } from '../../generators/networks/graph/check-graph.ts';
import { patchGraph } from '../../generators/networks/graph/patches/patch-graph.ts';
import { patchRegions } from '../../generators/networks/graph/patches/regions.ts';
import type { NetworkGraph, Operator } from '../../generators/networks/graph/types.ts';
import { importTensorFlowLite } from '../../generators/networks/import/tflite/import.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { runCompiled } from '../../sim/golden/tensortrail/run-compiled.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { randomTensorNetwork } from '../support/random-tensor-network.ts';
import { writeTensorFlowLite } from '../support/tflite-writer.ts';
import { randomGraph } from './random-graph.ts';

interface Patched {
  readonly graph: NetworkGraph;
  readonly patched: NetworkGraph;
  /** Of the graph, those that are copied. */
  readonly own: readonly Operator[];
  readonly what: string;
}

/** Each region of the graph, with random counts of rows and columns of patches. */
function patchedGraphs(graph: NetworkGraph, seed: number): readonly Patched[] {
  const random = randomNumbers(seed);
  return patchRegions(graph).map(({ first, end, output }) => {
    const [, height, width] = graph.tensors[output]!.shape as [number, number, number, number];
    const rows = random.integer(1, Math.min(4, height));
    const columns = random.integer(1, Math.min(3, width));
    const patched = patchGraph(graph, { operators: end, rows, columns });
    const what = `${graph.name}, ${end} operators, ${rows} × ${columns} patches`;
    return { graph, patched, own: graph.operators.slice(first, end), what };
  });
}

const randomFile = (seed: number) => {
  const { model, inputs } = randomTensorNetwork(seed, 4);
  return { graph: importTensorFlowLite(writeTensorFlowLite(model), `seed ${seed}`), inputs };
};

describe('graphs whose first operators are computed patch by patch', () => {
  it('give the outputs of the graphs as they were: networks of all attributes', () => {
    const kinds = new Map<string, number>();
    for (let seed = 0; seed < 600; seed++) {
      const { graph, inputs } = randomFile(seed);
      const expected = runGraph(graph, inputs).outputs;
      for (const { patched, own, what } of patchedGraphs(graph, seed)) {
        expect({ what, problem: graphProblem(patched) }).toEqual({ what, problem: undefined });
        expect({ what, outputs: runGraph(patched, inputs).outputs }).toEqual({ what, outputs: expected });
        if (patched === graph) continue;
        for (const operator of own) kinds.set(operator.kind, (kinds.get(operator.kind) ?? 0) + 1);
        const dilated = own.some((one) => 'dilation' in one && one.dilation.height * one.dilation.width > 1);
        if (dilated) kinds.set('dilated', (kinds.get('dilated') ?? 0) + 1);
      }
    }
    const patchable = ['convolution', 'depthwise-convolution', 'average-pool', 'max-pool', 'add', 'unary', 'quantise'];
    for (const kind of [...patchable, 'dilated']) expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(2);
  });

  it('give every tensor behind the patches when graphs branch and join, compiled and executed too', () => {
    let [regions, largest] = [0, 0];
    for (let seed = 0; seed < 80; seed++) {
      const { graph, input } = randomGraph(seed, 3 + (seed % 12));
      const expected = runGraph(graph, [input], { keepAll: true }).tensors;
      for (const { patched, own, what } of patchedGraphs(graph, seed)) {
        if (patched === graph) continue;
        regions++;
        largest = Math.max(largest, own.length);
        const golden = runGraph(patched, [input], { keepAll: true }).tensors;
        const program = compileGraph(patched, { array: seed % 2 === 0 ? 4 : 8 });
        // A program may begin behind functions of its input.
        const given = new Map(program.inputs.map(({ tensor }) => [tensor, golden[tensor] as Int8Array]));
        const { tensors } = runCompiled(program, given);
        for (const [tensor, data] of tensors) {
          expect({ what, tensor, data }).toEqual({ what, tensor, data: golden[tensor] });
          if (tensor < graph.tensors.length)
            expect({ what, tensor, data }).toEqual({ what, tensor, data: expected[tensor] });
        }
        for (const tensor of graph.outputs) expect(tensors.has(tensor), `${what}, output ${tensor}`).toBe(true);
      }
    }
    expect(regions).toBeGreaterThan(60);
    expect(largest).toBeGreaterThan(4);
  });
});

describe('patches that cannot be', () => {
  const { graph } = randomGraph(4, 6);

  it('are refused with those that can', () => {
    expect(() => patchGraph(graph, { operators: 0, rows: 2, columns: 1 })).toThrow(/B764.*first 0 operators/);
    const [region] = patchRegions(graph);
    for (const rows of [0, 1.5, 1000]) {
      expect(() => patchGraph(graph, { operators: region!.end, rows, columns: 1 })).toThrow(/B764.*cannot be split/);
    }
  });
});
