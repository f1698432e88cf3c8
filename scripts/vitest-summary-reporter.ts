import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const slowestShown = 10;

/**
 * Prints the slowest files of a test run, so that growth is seen, and `N passed, N failed, N skipped` as the last line, for
 * whoever reads the result by machine.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const lines = [...slowestFiles(modules), summaryLine(modules, errors.length)];
    // The other reporters print their own summary at the end of the run; this one must stand behind it.
    process.once('exit', () => process.stdout.write(`${lines.join('\n')}\n`));
  }
}

/** A table of the files that took longest, with the seconds of wall time of loading and testing, and their sum over all. */
function slowestFiles(modules: readonly TestModule[]): readonly string[] {
  const times = modules.map((module) => {
    const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } = module.diagnostic();
    const milliseconds = environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
    return { file: relative(process.cwd(), module.moduleId), seconds: milliseconds / 1000 };
  });
  if (times.length <= slowestShown) return [];
  const slowest = times.toSorted((one, other) => other.seconds - one.seconds).slice(0, slowestShown);
  const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    `The slowest of ${times.length} files, which took ${total.toFixed(0)} s one after the other:`,
    ...slowest.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`),
    '',
  ];
}

/** A module that could not be loaded, and an error outside of any test, count as one failure each. */
function summaryLine(modules: readonly TestModule[], errorCount: number): string {
  const count = { passed: 0, failed: errorCount, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'failed' || state === 'skipped') count[state] += 1;
      else count.failed += 1; // it never ended
    }
    count.failed += module.errors().length;
    for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
  }
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
  return `${count.passed} passed, ${count.failed} failed${skipped}`;
}
