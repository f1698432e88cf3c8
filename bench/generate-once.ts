/*
 * Time to elaborate, check and print one UltraTrail: `node --import ./bin/strip-types.mjs bench/generate-once.ts 8`. The
 * first time in the process, then the best of five; as JSON, in milliseconds.
 */
import { ultraTrailParameters } from '../generators/accelerators/ultratrail/parameters.ts';
import { UltraTrail } from '../generators/accelerators/ultratrail/ultratrail.ts';
import { requireSound } from '../generators/circuit/checks/index.ts';
import { elaborate } from '../generators/language/index.ts';
import { acceleratorVerilog } from '../generators/output/verilog-files.ts';

export interface GenerationTimes {
  readonly elaborate: number;
  readonly check: number;
  readonly print: number;
}

function generate(array: number): GenerationTimes {
  const start = performance.now();
  const circuit = elaborate(UltraTrail, ultraTrailParameters({ array }));
  const elaborated = performance.now();
  requireSound(circuit);
  const checked = performance.now();
  acceleratorVerilog(circuit);
  return { elaborate: elaborated - start, check: checked - elaborated, print: performance.now() - checked };
}

const sum = ({ elaborate: first, check, print }: GenerationTimes): number => first + check + print;
const array = Number(process.argv[2]);
const cold = generate(array);
const warm = Array.from({ length: 5 }, () => generate(array)).reduce((best, one) =>
  sum(one) < sum(best) ? one : best,
);
console.log(JSON.stringify({ cold, warm }));
