import { describe, expect, it } from 'vitest';
import * as build from '../support/circuit-builder.ts';
import { hasYosys, withFiles } from './tools.ts';

const policies = ['no-change', 'read-first', 'write-first'] as const;
const families = [
  ['ice40', 'SB_RAM40_4K'],
  ['ecp5', 'DP16KD'],
  ['xilinx', 'RAMB'],
] as const;

// Xilinx' library takes ten seconds to read, so one policy has to do there.
const cases = policies
  .flatMap((policy) => families.map(([family, cell]) => [policy, family, cell] as const))
  .filter(([policy, family]) => family !== 'xilinx' || policy === 'no-change');

describe.skipIf(!hasYosys)('memories become block RAM', () => {
  it.each(cases)('%s on %s', (policy, family, cell) => {
    const builder = new build.ModuleBuilder('Holder');
    const ram = builder.instance('ram', build.memory('Ram', 1024, build.unsigned(32), policy));
    for (const [name, input] of ram.inputs) builder.assign(input, builder.input(name, input.type));
    builder.assign(builder.output('readData', build.unsigned(32)), build.reference(ram.outputs.get('readData')!));
    const report = withFiles(build.circuitOf(builder.build()), (run, names) => {
      const script = `read_verilog -sv ${names.join(' ')}; synth_${family} -top Holder -run begin:map_ffram; stat`;
      return run('yosys', '-p', script).split('Printing statistics').at(-1)!;
    });
    expect(report).toContain(cell);
    // Not one for a word. What the RAM of ice40 cannot do by itself takes a few registers beside it.
    const emulation = family === 'ice40' && policy !== 'no-change' ? 5 : 0;
    const flipFlops = [...report.matchAll(/(?:\$_?\w*dff\w*|SB_DFF\w*|TRELLIS_FF|FD[RSCP]E)\s+(\d+)/gi)];
    expect(flipFlops.map(([, count]) => Number(count)).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(
      emulation,
    );
    expect(report).not.toContain('$mem');
  });
});
