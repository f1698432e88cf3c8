import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { type Coverage, collectCoverage, withCoverage } from '../../sim/coverage/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { RandomSource } from '../../sim/fuzz/random-source.ts';
import { hasTool } from '../support/tools.ts';
import { coveredDesign } from './covered-design.ts';

/** Inputs change while the clock is low, once in each cycle; everything else of this design follows registers. */
const program = `#include "VCovered.h"
#include "verilated.h"
#include "verilated_cov.h"
int main(int, char** arguments) {
  VCovered top;
  for (const char* bit = arguments[1]; *bit; bit++) {
    top.start = *bit == '1';
    top.clock = 0;
    top.eval();
    top.clock = 1;
    top.eval();
  }
  VerilatedCov::write("coverage.dat");
}
`;

/** A point of Verilator's: its page (\`v_toggle/Covered\`), line, comment (\`count[0]\`, \`if\`), count. */
interface Point {
  readonly page: string;
  readonly line: number;
  readonly about: string;
  readonly count: number;
}

function pointsOf(text: string): readonly Point[] {
  return text.split('\n').flatMap((line) => {
    const [, keys, count] = /^C '(.*)' (\d+)$/.exec(line) ?? [];
    if (keys === undefined) return [];
    const values = new Map(keys.split('\x01').map((pair) => pair.split('\x02') as [string, string]));
    return [
      { page: values.get('page')!, line: Number(values.get('l')), about: values.get('o')!, count: Number(count) },
    ];
  });
}

const random = new RandomSource(5);
/** Start is 0 in the first cycle, as before it. */
const starts = [0, ...Array.from({ length: 99 }, () => Number(random.chance(0.6)))];

describe.runIf(hasTool('verilator') && hasTool('make') && hasTool('g++'))('coverage beside that of Verilator', () => {
  let folder: string;
  let ours: Coverage;
  let theirs: readonly Point[];
  /** What each signal shows before the first edge. */
  const atStart = new Map<string, bigint>();

  beforeAll(() => {
    const simulator = createSimulator(withCoverage(coveredDesign));
    const collector = collectCoverage(simulator);
    for (const start of starts) {
      simulator.set('start', start);
      if (simulator.cycle === 0) for (const name of simulator.signals) atStart.set(name, BigInt(simulator.get(name)));
      simulator.step();
    }
    ours = collector.end();

    folder = mkdtempSync(join(tmpdir(), 'burin-coverage-'));
    const files = emitVerilog(coveredDesign, { sourceComments: false });
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'main.cpp'), program);
    const quickly = ['-CFLAGS', '-O0', '-MAKEFLAGS', 'OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0'];
    const options = ['--cc', '--exe', '--build', '--coverage', '--assert', '-DVERIFICATION', '--top-module', 'Covered'];
    execaSync('verilator', [...options, ...quickly, ...files.map(({ name }) => name), 'main.cpp'], { cwd: folder });
    execaSync(join(folder, 'obj_dir', 'VCovered'), [starts.join('')], { cwd: folder });
    theirs = pointsOf(readFileSync(join(folder, 'coverage.dat'), 'utf8'));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Toggles of each bit of a signal, by both. Verilator takes 0 for what a signal was before it was looked at. */
  const togglesOf = (names: readonly string[], bit: number): number =>
    names
      .map((name) => {
        const { rises, falls } = ours.toggles.find((toggle) => toggle.name === name)!;
        return rises[bit]! + falls[bit]! + Number((atStart.get(name)! >> BigInt(bit)) & 1n);
      })
      .reduce((sum, count) => sum + count);
  const theirToggles = (module: string, signal: string) =>
    theirs.filter(({ page, about }) => page === `v_toggle/${module}` && about.replace(/\[\d+\]$/, '') === signal);

  it.each([
    ['Covered', 'start', ['start']],
    ['Covered', 'reset', ['reset']],
    ['Covered', 'mode', ['mode']],
    ['Covered', 'count', ['count']],
    ['Covered', 'count_register', ['count_register']],
    ['Covered', 'low', ['low']],
    ['Covered', 'high', ['high']],
    // Verilator adds instances up.
    ['Limit', 'value', ['low_instance.value', 'high_instance.value']],
    ['Limit', 'limited', ['low_instance.limited', 'high_instance.limited']],
  ])('counts as many toggles of each bit of %s.%s', (module, signal, names) => {
    const points = theirToggles(module, signal);
    expect(points.length).toBeGreaterThan(0);
    expect(points.map((_, bit) => togglesOf(names, bit))).toEqual(points.map(({ count }) => count));
    if (signal === 'count') expect(points[0]!.count).toBeGreaterThan(5);
  });

  it('counts statements and arms that registers wait for as often', () => {
    const arms = ours.choices.find(({ kind }) => kind === 'switch')!.arms.map(({ count }) => count);
    // The last case of the printed text is the one that nothing reaches.
    const cases = theirs.filter(({ page, about }) => page === 'v_line/Covered' && about === 'case');
    const inOrder = cases.toSorted((a, b) => a.line - b.line).map(({ count }) => count);
    expect(inOrder).toEqual([...arms, 0]);

    const branch = (about: 'if' | 'else') =>
      theirs
        .filter((point) => point.page === 'v_branch/Covered' && point.about === about)
        .toSorted((a, b) => a.line - b.line)
        .map(({ count }) => count);
    const otherwise = branch('else');
    // The first and the last ask for the reset, which has no place in the source.
    const branches = branch('if')
      .map((count, place) => [count, otherwise[place]!])
      .slice(1, -1);
    const whens = ours.choices.filter(({ kind, location }) => kind === 'when' && location.line > 32);
    expect(branches).toEqual(whens.map((when) => when.arms.map(({ count }) => count)));
    expect(branches.flat().every((count) => count > 0)).toBe(true);
  });

  it('counts covers as often', () => {
    const users = theirs.filter(({ page }) => page.startsWith('v_user'));
    const inOrder = users.toSorted((a, b) => a.line - b.line).map(({ count }) => count);
    expect(inOrder).toEqual(ours.covers.map(({ count }) => count));
    expect(inOrder[0]).toBeGreaterThan(0);
  });
});
