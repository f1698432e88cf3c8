import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Coverage,
  collectCoverage,
  coverageSummary,
  coverageText,
  mergeCoverage,
  readCoverage,
  toggleText,
  withCoverage,
  writeCoverage,
} from '../../sim/coverage/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { coveredDesign } from './covered-design.ts';

const file = fileURLToPath(new URL('covered-design.ts', import.meta.url));
const lines = readFileSync(file, 'utf8').split('\n');
/** The line that has a text, counted from 1. */
const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;

/** `edges` cycles with `start` given. */
function run(edges: number, start: number, engine: 'wasm' | 'interpreter' = 'wasm'): Coverage {
  const simulator = createSimulator(withCoverage(coveredDesign), { engine });
  const collector = collectCoverage(simulator);
  simulator.set('start', start);
  simulator.step(edges);
  return collector.end();
}

function statementCount({ statements }: Coverage, text: string): number | undefined {
  return statements.find(({ location }) => location.line === lineOf(text))?.count;
}

function armsAt({ choices }: Coverage, text: string): Record<string, number> | undefined {
  const choice = choices.find(({ location }) => location.line === lineOf(text));
  return choice && Object.fromEntries(choice.arms.map(({ label, count }) => [label, count]));
}

/*
 * With start at 1: Idle in cycle 0; Run in 1, 2, 3 with counts 0, 1, 2; Done in 4 with 3; Idle in 5; Run in 6, 7, 8
 * with 3, 4, 5. The count is not 2 there, and it goes on from 9 cycles taken.
 */
describe.each(['wasm', 'interpreter'] as const)('coverage on %s', (engine) => {
  it('counts the cycles in which statements and arms are reached', () => {
    const coverage = run(9, 1, engine);
    expect(coverage.edges).toBe(9);
    const counts = ['// starts', '// waits', '// counts', '// ends', '// begins again'].map((text) =>
      statementCount(coverage, text),
    );
    expect(counts).toEqual([2, 0, 6, 1, 1]);
    // No arm for what is none of three members out of three.
    expect(armsAt(coverage, 'switchOn(mode)')).toEqual({ Idle: 2, Run: 6, Done: 1 });
    expect(armsAt(coverage, 'when(start')).toEqual({ true: 2, false: 0 });
    expect(armsAt(coverage, 'when(count.eq(2)')).toEqual({ true: 1, false: 5 });
  });

  it('adds up instances, and needs no clock in them', () => {
    const coverage = run(9, 1, engine);
    // Counts before the edges: 0 0 1 2 3 3 3 4 5; with bit 3: 8 8 9 10 11 11 11 12 13, of which six exceed 9.
    expect(statementCount(coverage, '// limit: as it is')).toBe(18);
    expect(statementCount(coverage, '// limit: cut')).toBe(6);
    expect(armsAt(coverage, 'when(value.gt(9)')).toEqual({ true: 6, false: 12 });
    expect(coverage.modules.map(({ name, count }) => [name, count])).toContainEqual(['Limit', 18]);
  });

  it('counts covers and toggles', () => {
    const coverage = run(9, 1, engine);
    expect(coverage.covers.map(({ location, count }) => [location.line, count])).toEqual([
      [lineOf('// reaches three'), 3],
      [lineOf('// reaches fifteen'), 0],
    ]);
    const toggle = coverage.toggles.find(({ name }) => name === 'count')!;
    // 0 0 1 2 3 3 3 4 5 and 6 behind the last edge.
    expect(toggle.rises).toEqual([3, 2, 1, 0]);
    expect(toggle.falls).toEqual([3, 1, 0, 0]);
    expect(coverage.toggles.some(({ name }) => name.includes('coverage'))).toBe(false);
  });

  it('does not count what another value replaced before the edge', () => {
    const simulator = createSimulator(withCoverage(coveredDesign), { engine });
    const collector = collectCoverage(simulator, { toggles: 'start' });
    simulator.set('start', 1);
    simulator.get('count');
    simulator.set('start', 0);
    simulator.step(2);
    expect(statementCount(collector.coverage(), '// starts')).toBe(0);
    simulator.step(3);
    const coverage = collector.end();
    expect(statementCount(coverage, '// waits')).toBe(5);
    expect(coverage.toggles).toEqual([expect.objectContaining({ name: 'start', rises: [0], falls: [0] })]);
  });
});

describe('coverage', () => {
  it('merges runs', () => {
    const both = mergeCoverage([run(9, 1), run(4, 0)]);
    expect(both.edges).toBe(13);
    expect(statementCount(both, '// waits')).toBe(4);
    expect(armsAt(both, 'switchOn(mode)')).toEqual({ Idle: 6, Run: 6, Done: 1 });
    expect(both.covers.map(({ count }) => count)).toEqual([3, 0]);
    expect(both.toggles.find(({ name }) => name === 'count')!.rises).toEqual([3, 2, 1, 0]);
  });

  it('tells shares and what was missed', () => {
    const coverage = run(9, 1);
    const { covers, arms } = coverageSummary(coverage);
    // Two arms each of three whens, and three of the switch.
    expect([covers, arms]).toEqual([
      { reached: 1, total: 2 },
      { reached: 8, total: 9 },
    ]);
    const place = 'test/coverage/covered-design.ts';
    expect(coverageText(coverage)).toContain(`${place}:${lineOf('// waits')}:15: never reached`);
    expect(coverageText(coverage)).toContain(`${place}:${lineOf('when(start')}:7: this when was never false`);
    expect(toggleText(coverage)).toMatch(/: count: bits 2–3 of 4\n/);
  });

  it('behaves as the circuit without it', () => {
    const [plain, covered] = [coveredDesign, withCoverage(coveredDesign)].map((circuit) => createSimulator(circuit));
    for (let cycle = 0; cycle < 50; cycle++) {
      for (const simulator of [plain!, covered!]) {
        simulator.set('start', (cycle * 7) % 3 === 0);
        simulator.set('reset', cycle % 17 === 0);
        simulator.step();
      }
      for (const name of plain!.signals) expect(covered!.get(name)).toBe(plain!.get(name));
    }
  });

  it('refuses circuits that do not show it', () => {
    expect(() => collectCoverage(createSimulator(coveredDesign))).toThrow(/B570/);
  });

  describe('report', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'burin-coverage-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('is lcov with the lines of the source, and HTML beside them', () => {
      const target = join(folder, 'report');
      writeCoverage(run(4, 0), target);
      writeCoverage(run(9, 1), target);
      const lcov = readFileSync(join(target, 'lcov.info'), 'utf8');
      const part = lcov.split('end_of_record').find((one) => one.includes('covered-design.ts'))!;
      const hits = new Map(
        [...part.matchAll(/^DA:(\d+),(\d+)$/gm)].map(([, line, count]) => [Number(line), Number(count)]),
      );
      expect(['// starts', '// waits', '// counts', '// reaches three'].map((text) => hits.get(lineOf(text)))).toEqual([
        2, 0, 6, 3,
      ]);
      expect(part).toMatch(new RegExp(`^BRDA:${lineOf('when(start')},\\d+,1,0$`, 'm'));
      expect(existsSync(join(target, 'index.html'))).toBe(true);
      const page = readFileSync(join(target, 'covered-design.ts.html'), 'utf8');
      expect(page).toMatch(/cstat-no[^\n]*count\.next = 0/);
      expect(readCoverage(target)).toEqual(run(9, 1));
    });

    it('does not replace what something else wrote', () => {
      const other = join(folder, 'other');
      mkdirSync(other);
      writeFileSync(join(other, 'mine'), '');
      expect(() => writeCoverage(run(1, 0), other)).toThrow(/B571/);
      expect(() => writeCoverage(run(1, 0), join(other, 'mine', 'deep'))).toThrow(/B572/);
      expect(() => readCoverage(other)).toThrow(/B573/);
    });
  });
});
