import { describe, expect, it } from 'vitest';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { firstDifference, randomParameters } from '../support/random-deployments.ts';
import { hasTool } from '../support/tools.ts';

describe.skipIf(!hasTool('verilator'))('random networks on random accelerators under Verilator', () => {
  for (const accelerator of [2, 8, 13]) {
    it(`accelerator ${accelerator}, 17 networks`, async () => {
      const circuit = elaborateAccelerator(randomParameters(accelerator));
      const built = await buildVerilator({ files: emitVerilog(circuit), model: modelInterface(circuit) });
      const model = startVerilated(built);
      try {
        expect(await firstDifference('verilator', accelerator, 17, model)).toBeUndefined();
      } finally {
        await model.close();
      }
    });
  }
});
