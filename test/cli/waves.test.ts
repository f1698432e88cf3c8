import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readAt, readVcd } from '../waves/read-vcd.ts';
import { burin, emptyFolder, example } from './burin.ts';

test('run --wave writes what the signals did that are asked for', () => {
  const file = join(emptyFolder(), 'wave.vcd');
  const { status, stdout } = burin(['run', 'kws', example('yes.wav'), '--wave', file, '--signals', '*', '--json']);
  expect(status).toBe(0);
  const [{ cycles }] = JSON.parse(stdout);
  const { variables } = readVcd(readFileSync(file, 'utf8'));
  expect([...variables.keys()].every((name) => name.split('.').length === 2)).toBe(true);
  // At 250 kHz an edge every 4 microseconds; busy while the layers run, and for at most ten cycles more.
  const busy = variables.get('UltraTrail.busy')!;
  const rise = busy.changes.find(({ value }) => value === '1')!.time;
  const fall = busy.changes.find(({ value, time }) => value === '0' && time > rise)!.time;
  const seen = (fall - rise) / 4000;
  expect(seen).toBeGreaterThanOrEqual(cycles);
  expect(seen).toBeLessThan(cycles + 10);
  expect(readAt(busy, rise - 1)).toBe('0');
});

test('run --wave refuses what it cannot write, and writes nothing', () => {
  const folder = emptyFolder();
  const wave = (file: string, ...more: string[]) =>
    burin(['run', 'kws', example('yes.wav'), '--wave', join(folder, file), ...more]);
  expect(wave('wave.png').stderr).toMatch(/B563/);
  expect(wave('wave.vcd', '--engine', 'golden').stderr).toMatch(/B565/);
  const unknown = wave('wave.vcd', '--signals', 'contrl.*');
  expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringMatching(/B560: no signal is called contrl\.\*/)]);
  expect(existsSync(join(folder, 'wave.vcd'))).toBe(false);
});
