export { type CollectOptions, type Collector, collectCoverage } from './collect.ts';
export { type Coverage, mergeCoverage } from './coverage.ts';
export { withCoverage } from './instrument.ts';
export { type ReportOptions, readCoverage, writeCoverage } from './report.ts';
export { type CoverageSummary, coverageSummary, coverageText, type Share, toggleText } from './summary.ts';
