import { describe, expect, it } from 'vitest';
import type { TensorData } from '../../generators/networks/graph/types.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { runCompiled } from '../../sim/golden/tensortrail/run-compiled.ts';
import { randomGraph } from './random-graph.ts';

const arrays = [2, 4, 8, 16];

describe('random graphs that branch and join', () => {
  it('have the golden model’s tensors, in memory that comes near to the lower bound', () => {
    let [peak, lowerBound] = [0, 0];
    for (let seed = 0; seed < 250; seed++) {
      const { graph, input } = randomGraph(seed, 3 + (seed % 12));
      const program = compileGraph(graph, { array: arrays[seed % arrays.length]! });
      const golden = runGraph(graph, [input], { keepAll: true }).tensors;
      // A program may begin behind functions of its input.
      const given = new Map(program.inputs.map(({ tensor }) => [tensor, golden[tensor] as Int8Array]));
      const { tensors } = runCompiled(program, given);
      for (const [tensor, data] of tensors) {
        expect({ seed, tensor, data }).toEqual({ seed, tensor, data: golden[tensor] as TensorData });
      }
      for (const tensor of graph.outputs) expect(tensors.has(tensor), `seed ${seed}, output ${tensor}`).toBe(true);
      const { peakBytes, lowerBoundBytes } = program.featureMemory;
      expect(peakBytes).toBeGreaterThanOrEqual(lowerBoundBytes);
      peak += peakBytes;
      lowerBound += lowerBoundBytes;
    }
    expect(peak).toBeLessThan(1.03 * lowerBound);
  });
});
