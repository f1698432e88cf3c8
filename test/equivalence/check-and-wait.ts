/* Started by outside-tools.test.ts, with a tool that never ends. */
import { checkEquivalence } from '../../sim/equivalence/check-equivalence.ts';
import { Accumulator } from './designs.ts';

await checkEquivalence({ design: Accumulator, stimuli: { cycles: 5, seed: 1 }, engines: ['wasm', 'icarus'] });
