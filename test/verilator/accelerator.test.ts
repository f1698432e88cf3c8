import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UltraTrail } from '../../generators/accelerators/ultratrail/ultratrail.ts';
import { elaborate } from '../../generators/language/index.ts';
import { fitParameters } from '../../generators/networks/mapping/fit-parameters.ts';
import { mapNetwork } from '../../generators/networks/mapping/map-network.ts';
import { emitVerilog, type VerilogOptions } from '../../generators/verilog/index.ts';
import { loadProgram, resetDesign, runInference } from '../../sim/host/drive-host.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { keywordNetworkFile, readKeywordNetwork } from '../mapping/networks.ts';
import { verilatorIsInstalled } from './installed.ts';

describe.skipIf(!verilatorIsInstalled || !existsSync(keywordNetworkFile(6)))(
  'UltraTrail as printed, in Verilator',
  () => {
    it.each<VerilogOptions>([{ reset: 'synchronous' }, { reset: 'asynchronous-low' }])(
      'recognises the keywords as the training did, with %j',
      async (options) => {
        const keywords = readKeywordNetwork(6);
        const parameters = fitParameters(keywords);
        const program = mapNetwork(keywords, parameters);
        const circuit = elaborate(UltraTrail, parameters);
        const built = await buildVerilator({
          files: emitVerilog(circuit, options),
          model: modelInterface(circuit, options),
        });
        const { vectors } = JSON.parse(readFileSync(new URL('vectors-w6.json', keywordNetworkFile(6)), 'utf8'));
        const design = startVerilated(built);
        resetDesign(design);
        loadProgram(design, program);
        for (const { features, logits } of vectors) {
          const run = await runInference(design, program, features.flat());
          expect(run.scores).toEqual(logits);
          expect(run.cycles).toBe(22275 + 2);
        }
        // The host port and the simulator's own access to memories show the same words.
        expect(await design.readMemory('wmem', 0, program.weightWords.length)).toEqual(program.weightWords);
        expect(await design.readMemory('program', 0, program.programWords.length)).toEqual(program.programWords);
        await design.close();
      },
    );
  },
);
