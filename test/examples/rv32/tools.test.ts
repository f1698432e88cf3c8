import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Core } from '../../../examples/rv32/core.ts';
import { defaultCoreParameters } from '../../../examples/rv32/parameters.ts';
import { RegisterFile } from '../../../examples/rv32/register-file.ts';
import { defaultSocParameters, Soc } from '../../../examples/rv32/soc.ts';
import { elaborate } from '../../../generators/language/index.ts';
import { emitVerilog } from '../../../generators/verilog/index.ts';
import { complaints, hasIcarus, hasVerilator, hasYosys } from '../../verilog/tools.ts';

describe.skipIf(!(hasIcarus && hasVerilator && hasYosys))('the printed core', () => {
  it.each([
    {},
    { multiplier: 'two-cycle' as const, registers: 'distributed-ram' as const },
    { multiplier: 'serial' as const, counters: false, compressed: false },
  ])('has nothing that Verilator, Icarus or yosys would warn of, with %j', (change) => {
    expect(complaints(elaborate(Core, { ...defaultCoreParameters, ...change }))).toBe('');
  });

  it('has its registers in block RAM on an iCE40, with nothing around them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'burin-rv32-'));
    try {
      const files = emitVerilog(elaborate(RegisterFile, { registers: 'block-ram' }));
      for (const { name, text } of files) writeFileSync(join(folder, name), text);
      const names = files.map(({ name }) => name).join(' ');
      const script = `read_verilog -sv ${names}; synth_ice40 -top RegisterFile; write_json cells.json`;
      const { status, stderr } = spawnSync('yosys', ['-q', '-p', script], { cwd: folder, encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
      const { modules } = JSON.parse(readFileSync(join(folder, 'cells.json'), 'utf8'));
      const cells = Object.values<{ type: string }>(modules.RegisterFile.cells).map(({ type }) => type);
      expect(cells.filter((type) => type === 'SB_RAM40_4K')).toHaveLength(4);
      expect(cells.filter((type) => type.startsWith('SB_DFF'))).toEqual([]);
      expect(cells.filter((type) => type === 'SB_LUT4').length).toBeLessThan(16);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('nor has the system', () => {
    expect(complaints(elaborate(Soc, defaultSocParameters))).toBe('');
  });
});
