import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulator } from '../../sim/engine/index.ts';
import { fstBytes, record, type Trace, writeWave } from '../../sim/waves/index.ts';
import { hasTool } from '../support/tools.ts';
import { countingDesign } from './counting-design.ts';
import { expectSeen, expectTyped } from './expect-wave.ts';
import { type ReadWave, readVcd } from './read-vcd.ts';
import { recordedRun } from './recorded.ts';

describe.skipIf(!hasTool('fst2vcd'))('fast signal trace, read by the tools of GTKWave', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'burin-waves-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const readBack = (trace: Trace): ReadWave => {
    const [fst, vcd] = [join(folder, 'wave.fst'), join(folder, 'back.vcd')];
    writeWave(trace, fst);
    execaSync('fst2vcd', ['-f', fst, '-o', vcd]);
    return readVcd(readFileSync(vcd, 'utf8'));
  };

  it('says what the simulator showed', () => {
    const run = recordedRun();
    const wave = readBack(run.trace);
    expect(wave.timescale).toBe('1ns');
    expectSeen(wave, run, 10);
    expectTyped(wave, run);
  });

  it('does in a longer run, whose chains are packed', () => {
    const run = recordedRun(3000);
    expectSeen(readBack(run.trace), run, 10);
    // 14 variables of 163 bits a cycle.
    expect(fstBytes(run.trace).length).toBeLessThan(12_000);
  });

  it('does for a single sample', () => {
    const wave = readBack(record(createSimulator(countingDesign), { signals: ['start', 'wide'] }).end());
    expect(wave.variables.get('Counting.start')!.changes).toEqual([{ time: 0, value: '0' }]);
    expect(BigInt(`0b${wave.variables.get('Counting.wide')!.changes[0]!.value}`)).toBe(0n);
  });

  it('names the members of enumerations in a table', () => {
    const file = join(folder, 'table.fst');
    writeWave(recordedRun(2).trace, file);
    const { stdout } = execaSync('fst2vcd', ['-e', '-f', file]);
    expect(stdout).toContain('Mode 3 Idle Run Done 00 01 10');
  });
});
