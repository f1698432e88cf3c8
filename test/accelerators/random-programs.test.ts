import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../sim/engine/index.ts';
import { inProcessModel } from '../../sim/equivalence/accelerator-engine.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { firstDifference, randomParameters } from '../support/random-deployments.ts';

const accelerators = 25;
const networksEach = 20;

describe('random networks on random accelerators equal the golden model, value by value and cycle by cycle', () => {
  for (let accelerator = 0; accelerator < accelerators; accelerator++) {
    it(`accelerator ${accelerator}, ${networksEach} networks`, async () => {
      const simulator = createSimulator(elaborateAccelerator(randomParameters(accelerator)), { engine: 'wasm' });
      const difference = await firstDifference('wasm', accelerator, networksEach, inProcessModel(simulator));
      expect(difference).toBeUndefined();
    });
  }
});
