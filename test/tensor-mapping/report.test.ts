import { describe, expect, it } from 'vitest';
import { lostCyclesTable } from '../../bench/lost-cycles-table.ts';
import { compileGraph } from '../../generators/networks/tensor-mapping/compile.ts';
import { modelReport } from '../../generators/networks/tensor-mapping/model-report.ts';
import { sharedDataExists } from '../support/tensor-vectors.ts';
import { readReferenceNetwork } from './reference-networks.ts';

describe.skipIf(!sharedDataExists)('the report of a compiled network', () => {
  const multiplications = {
    mlperf_kws_dscnn: 2_656_768,
    mlperf_vww_mbv1: 7_489_664,
    mlperf_ic_resnet8: 12_501_632,
    mlperf_ad_ae: 264_192,
    mlperf_sww_1dconv: 826_368,
  };

  it.each(Object.entries(multiplications))('%s: multiplications, and each cycle is accounted for', (name, count) => {
    for (const array of [4, 8, 16]) {
      const { graph } = readReferenceNetwork(name);
      const report = modelReport(graph, compileGraph(graph, { array }));
      expect(report.multiplications).toBe(count);
      expect(report.layers.reduce((sum, one) => sum + one.cycles, report.startUpCycles)).toBe(report.cycles);
      for (const { lost, cycles, multiplications: own } of report.layers.filter(
        ({ instructions }) => instructions > 0,
      )) {
        const { rounding, waiting, withoutMultiplications, startAndEnd } = lost;
        expect(own / array ** 2 + rounding + waiting + withoutMultiplications + startAndEnd).toBeCloseTo(cycles, 6);
        expect(waiting).toBeGreaterThanOrEqual(0);
        expect(startAndEnd).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('is a table with a line for each operator on the hardware', () => {
    const { graph } = readReferenceNetwork('mlperf_kws_dscnn');
    const lines = lostCyclesTable(modelReport(graph, compileGraph(graph))).split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[1]).toMatch(/^operator 0 \(CONV_2D\) +spatial +1 +5137 +320000 +97\.3 %/);
    expect(lines[12]).toMatch(/^total/);
  });
});
