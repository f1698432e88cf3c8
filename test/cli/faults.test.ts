import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { burin, emptyFolder, example, filesBelow } from './burin.ts';

const yes = example('yes.wav');
const faults = (...more: string[]) => burin(['faults', 'kws', yes, example('no.wav'), ...more]);

test('flips at rates: a table, a picture and JSON, the same for the same seed', () => {
  const folder = emptyFolder();
  const file = join(folder, 'rates.svg');
  const asked = ['--memory', 'wmem', '--rates', '0,1e-3', '--trials', '3', '--seed', '9'];
  const text = faults(...asked, '--svg', file);
  expect([text.status, text.stderr]).toEqual([0, '']);
  // 1024 words of 8 · 8 weights of 6 bits.
  expect(text.stdout).toMatch(/^kws: upsets in wmem \(393,216 bits\)/);
  const lines = text.stdout.split('\n');
  expect(lines[4]).toMatch(/^0 +0\.0 +0\.0 +0\.0–0\.0 +100\.0/);
  expect(lines[5]).toMatch(/^1e-3 /);
  const picture = readFileSync(file, 'utf8');
  expect(picture).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(filesBelow(folder)).toEqual(['rates.svg']);

  const { seconds, ...first } = JSON.parse(faults(...asked, '--json').stdout);
  expect(seconds).toBeGreaterThan(0);
  const { seconds: _, ...second } = JSON.parse(faults(...asked, '--json').stdout);
  expect(second).toEqual(first);
  expect(first).toMatchObject({ network: 'kws', memory: 'wmem', bits: 393216, runs: 2, trials: 3, seed: 9 });
  expect(first.points.map(({ rate }: { rate: number }) => rate)).toEqual([0, 1e-3]);
  // About 393 flips in each draw; five deviations are 99.
  for (const { faults: count } of first.points[1].trials) expect(Math.abs(count - 393)).toBeLessThan(99);
});

test('upsets of registers, at random and by name', () => {
  const file = join(emptyFolder(), 'upsets.svg');
  const random = faults('--registers', 'control.*', '--trials', '20', '--json', '--svg', file);
  const { trials, outcomes, registers } = JSON.parse(random.stdout);
  expect([registers, trials.length]).toEqual(['control.*', 20]);
  expect(Object.values(outcomes as Record<string, number>).reduce((sum, count) => sum + count)).toBe(20);
  expect(existsSync(file)).toBe(true);
  // The first of them by its text alone ends as it did.
  const [{ fault, run, outcome }] = trials;
  const named = JSON.parse(faults('--fault', fault, '--json').stdout);
  expect(named.runs[run].outcome).toBe(outcome);

  // Done is taken back behind every edge: the run never ends.
  const stuck = burin(['faults', 'kws', yes, '--fault', 'control.done_register[0]=0']);
  expect([stuck.status, stuck.stderr]).toEqual([0, '']);
  expect(stuck.stdout).toMatch(/yes\.wav +yes +hang\n/);
});

test("a network of one's own needs inputs", () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, 'net.json'), readFileSync(join(example('..'), 'networks', 'kws.json')));
  const none = burin(['faults', 'net.json', '--trials', '1'], { folder });
  expect([none.status, none.stderr]).toEqual([
    1,
    'error B586: net.json comes with no inputs\n  remedy: give recordings or feature files behind the network\n',
  ]);
});

test('what makes no sense is refused in a message, and nothing is written', () => {
  const folder = emptyFolder();
  const refused = (...more: string[]) => burin(['faults', 'kws', yes, ...more], { folder });
  const message = (...more: string[]) => {
    const { status, stdout, stderr } = refused(...more);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error B\d{3}: [^\n]+\n {2}remedy: [^\n]+\n$/);
    return stderr;
  };
  expect(message('--memory', 'wmen')).toMatch(/B581: no memory is called wmen\n.*did you mean wmem\?.*fmem2, lmemEven/);
  expect(message('--rates', '1e-3,2')).toMatch(/B583: the rate 2 is no probability/);
  expect(message('--rates', '1e-3,,1e-2')).toMatch(/B583: the rate that is empty is no probability/);
  expect(message('--trials', '0')).toMatch(/B524: --trials is 0/);
  expect(message('--fault', 'wmem')).toMatch(/B580: wmem is no fault/);
  expect(message('--svg', 'a.png', '--trials', '1')).toMatch(/B587/);
  expect(message('--svg', 'none/a.svg', '--trials', '1', '--rates', '0')).toMatch(/B588: the picture none\/a\.svg/);
  for (const wrong of [
    ['--memory', 'wmem', '--registers', '**'],
    ['--fault', 'wmem[0][0]', '--trials', '3'],
  ]) {
    expect(refused(...wrong).status, wrong.join(' ')).toBe(2);
  }
  expect(filesBelow(folder)).toEqual([]);
});
