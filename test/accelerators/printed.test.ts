import { describe, expect, it } from 'vitest';
import {
  type UltraTrailParameters,
  ultraTrailParameters,
} from '../../generators/accelerators/ultratrail/parameters.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { elaborateAccelerator } from '../../sim/equivalence/circuit.ts';
import { randomParameters } from '../support/random-deployments.ts';
import { complaints, hasVerilator, hasYosys, withFiles } from '../verilog/tools.ts';

const variants: readonly (readonly [string, UltraTrailParameters])[] = [
  ['the published instance', ultraTrailParameters()],
  ['the smallest', ultraTrailParameters({ array: 2, weightBits: 2, activationBits: 4, maximumLayers: 1 })],
  ['16×16', ultraTrailParameters({ array: 16, weightBits: 8, guardBits: 5 })],
  ['a shift per layer', ultraTrailParameters({ array: 4, layerShift: true, rounding: 'half-even' })],
  ['memories that are no power of two', ultraTrailParameters({ array: 6, weightDepth: 1000, featureDepth1: 99 })],
  ['random parameters 1', randomParameters(1)],
  ['random parameters 5', randomParameters(5)],
];

describe('the printed accelerator', () => {
  for (const [name, parameters] of variants) {
    it.skipIf(!hasVerilator)(`${name}: no tool has anything to say`, () => {
      expect(complaints(elaborateAccelerator(parameters))).toBe('');
    });
  }

  it('is the same text when printed again', () => {
    const print = () => emitVerilog(elaborateAccelerator(ultraTrailParameters()));
    expect(print()).toEqual(print());
  });

  it.skipIf(!hasYosys)('keeps its memories in block RAM on ECP5: none is left as flip-flops', () => {
    const circuit = elaborateAccelerator(ultraTrailParameters());
    const statistics = withFiles(circuit, (run, names) => {
      const script = `read_verilog -sv ${names.join(' ')}; synth_ecp5 -top UltraTrail -run begin:map_ffram; stat -top UltraTrail`;
      return run('yosys', '-p', script);
    });
    const total = statistics.slice(statistics.lastIndexOf('design hierarchy'));
    expect(total).not.toContain('$mem_v2');
    // A block holds 1024 words of 18 bits; the weight word has 384.
    expect(Number(/DP16KD\s+(\d+)/.exec(total)?.[1])).toBeGreaterThanOrEqual(Math.ceil(384 / 18));
  });
});
