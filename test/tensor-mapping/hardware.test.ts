import { describe, expect, it } from 'vitest';
import { tensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { loadedState } from '../../sim/golden/tensortrail/run-compiled.ts';
import { sharedDataExists } from '../support/tensor-vectors.ts';
import { differenceOf, elaborateTensorTrail, expectedResult, simulatedResult } from '../tensortrail/run-program.ts';
import { randomGraph } from './random-graph.ts';
import { randomCompiled } from './random-programs.ts';
import { readReferenceNetwork } from './reference-networks.ts';

/** One circuit that all of the random networks below fit into. */
const shared = tensorTrailParameters({
  array: 4,
  accumulatorBits: 32,
  maximumLeftShift: 31,
  weightDepth: 8192,
  parameterDepth: 1024,
  featureDepth: 1024,
  tapDepth: 512,
  maximumInstructions: 128,
  coordinateBits: 10,
  maximumChannels: 1024,
  add: true,
  multiply: true,
  maximum: true,
  average: true,
  table: true,
  argmax: true,
});

describe('compiled networks on the circuit: the memory that the specification leaves, in the cycles of the model', () => {
  it('random networks, N = 4', () => {
    const simulator = createSimulator(elaborateTensorTrail(shared));
    let run = 0;
    for (let seed = 0; run < 60; seed++) {
      const random = randomCompiled(seed, shared);
      // Constants and inputs that the host computes before are none of the random networks'.
      if (!random || random.program.steps.length === 0 || random.program.hostBefore.length > 0) continue;
      const { graph, inputs, program } = random;
      const given = new Map(graph.inputs.map((tensor, place) => [tensor, inputs[place]!]));
      const { features } = loadedState(program, given);
      const difference = differenceOf(
        simulatedResult(simulator, program, features),
        expectedResult(program, features),
        shared.array,
      );
      expect({ seed, difference }).toEqual({ seed, difference: undefined });
      run++;
    }
  });

  it('random graphs that branch and join, N = 4', () => {
    const simulator = createSimulator(elaborateTensorTrail(shared));
    for (let seed = 1000; seed < 1025; seed++) {
      const { graph, input } = randomGraph(seed, 3 + (seed % 10));
      const program = compileGraph(graph, shared);
      const { features } = loadedState(program, new Map([[0, input]]));
      const actual = simulatedResult(simulator, program, features);
      const difference = differenceOf(actual, expectedResult(program, features), shared.array);
      expect({ seed, difference }).toEqual({ seed, difference: undefined });
    }
  });

  it.skipIf(!sharedDataExists)('the autoencoder of MLPerf Tiny on hardware that is fitted to it', () => {
    const { graph, vectors } = readReferenceNetwork('mlperf_ad_ae');
    const program = compileGraph(graph);
    const { features } = loadedState(program, new Map([[graph.inputs[0]!, vectors.inputs[0]![0] as Int8Array]]));
    const simulator = createSimulator(elaborateTensorTrail(program.parameters));
    const actual = simulatedResult(simulator, program, features);
    expect(differenceOf(actual, expectedResult(program, features), 8)).toBeUndefined();
  });
});
