import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vcdText, writeWave } from '../../sim/waves/index.ts';
import { hasTool } from '../support/tools.ts';
import { expectSeen, expectTyped } from './expect-wave.ts';
import { readVcd } from './read-vcd.ts';
import { type RecordedRun, recordedRun } from './recorded.ts';

describe('value change dump', () => {
  let folder: string;
  let run: RecordedRun;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'burin-waves-'));
    run = recordedRun();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what the simulator showed', () => {
    const wave = readVcd(vcdText(run.trace));
    expect(wave.timescale).toBe('1 ns');
    expect(wave.end).toBe(61 * 10);
    expectSeen(wave, run, 10);
    expectTyped(wave, run);
  });

  it('takes another period, and refuses one without a whole half', () => {
    expectSeen(readVcd(vcdText(run.trace, { period: 4 })), run, 4);
    expect(() => vcdText(run.trace, { period: 5 })).toThrow(/B562/);
  });

  it.skipIf(!hasTool('vcd2fst'))('is read by the tools of GTKWave', () => {
    const [vcd, fst, back] = ['wave.vcd', 'wave.fst', 'back.vcd'].map((name) => join(folder, name));
    writeWave(run.trace, vcd!);
    execaSync('vcd2fst', [vcd!, fst!]);
    execaSync('fst2vcd', ['-f', fst!, '-o', back!]);
    expectSeen(readVcd(readFileSync(back!, 'utf8')), run, 10);
  });

  it('is written whole or not at all', () => {
    writeWave(run.trace, join(folder, 'deep', 'inside.vcd'));
    expect(readFileSync(join(folder, 'deep', 'inside.vcd'), 'utf8')).toBe(vcdText(run.trace));
    expect(readdirSync(join(folder, 'deep'))).toEqual(['inside.vcd']);
    writeFileSync(join(folder, 'file'), '');
    expect(() => writeWave(run.trace, join(folder, 'file', 'wave.vcd'))).toThrow(/B564/);
    expect(() => writeWave(run.trace, join(folder, 'wave.lxt'))).toThrow(/B563: no wave is written as/);
    expect(readdirSync(folder)).not.toContain('wave.lxt');
  });
});
