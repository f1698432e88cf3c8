import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // For a machine that does other work beside: most tests take moments.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // By itself it would leave a core out, which is half of a small machine.
    maxWorkers: '100%',
    reporters: ['default', './scripts/vitest-summary-reporter.ts'],
  },
});
