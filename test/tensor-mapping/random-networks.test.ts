import { describe, expect, it } from 'vitest';
import type { TensorData } from '../../generators/networks/graph/types.ts';
import { runGraph } from '../../sim/golden/graph/index.ts';
import { runCompiled } from '../../sim/golden/tensortrail/run-compiled.ts';
import { randomCompiled } from './random-programs.ts';

const networks = 600;
const arrays = [2, 4, 8, 16];

describe('random networks of one and two operators', () => {
  it('have the golden model’s tensors when compiled and executed', () => {
    let compared = 0;
    const kinds = new Set<string>();
    for (let seed = 0; seed < networks; seed++) {
      const random = randomCompiled(seed, { array: arrays[seed % arrays.length]! });
      if (!random) continue;
      const { graph, inputs, program } = random;
      const golden = runGraph(graph, inputs, { keepAll: true }).tensors;
      const given = new Map(program.inputs.map(({ tensor }) => [tensor, golden[tensor] as Int8Array]));
      const { tensors } = runCompiled(program, given);
      for (const [tensor, data] of tensors) {
        expect({ seed, tensor, data }).toEqual({ seed, tensor, data: golden[tensor] as TensorData });
        compared++;
      }
      for (const { tensor } of program.outputs) expect(tensors.has(tensor), `seed ${seed}`).toBe(true);
      for (const { operator } of program.steps) kinds.add(graph.operators[operator]!.kind);
    }
    expect(compared).toBeGreaterThan(networks / 2);
    for (const kind of [
      'convolution',
      'depthwise-convolution',
      'fully-connected',
      'add',
      'subtract',
      'multiply',
      'minimum',
      'maximum',
      'average-pool',
      'max-pool',
      'mean',
      'pad',
      'concatenation',
      'reshape',
      'strided-slice',
      'resize-nearest',
      'unary',
      'quantise',
    ]) {
      expect([...kinds], kind).toContain(kind);
    }
  });
});
