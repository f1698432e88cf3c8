import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed, N skipped` as the last line of a test run, for whoever reads the result by machine. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const line = summaryLine(modules, errors.length);
    // The other reporters print their own summary at the end of the run; this one must stand behind it.
    process.once('exit', () => process.stdout.write(`${line}\n`));
  }
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
