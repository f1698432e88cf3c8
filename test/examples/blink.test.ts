import { describe, expect, it } from 'vitest';
import { Blink } from '../../examples/blink/blink.ts';
import { elaborate } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { engines } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';

describe.each(engines)('the light in the %s engine', (engine) => {
  it.each([1, 2, 3, 50])('changes every %i cycles, first off, then on', (cycles) => {
    const simulator = createSimulator(checked(elaborate(Blink, { cycles })), { engine });
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    for (let cycle = 0; cycle < 5 * cycles; cycle += 1) {
      expect(simulator.getNumber('light')).toBe(Math.floor(cycle / cycles) % 2);
      simulator.step();
    }
  });
});
