import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import istanbulCoverage, { type FileCoverageData, type Range } from 'istanbul-lib-coverage';
import istanbulReport from 'istanbul-lib-report';
import istanbulReports from 'istanbul-reports';
import type { SourceLocation } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import type { Coverage } from './coverage.ts';
import { toggleText } from './summary.ts';

export interface ReportOptions {
  /** Whether a source file is reported; by default those that can be read and are not in `node_modules`. */
  readonly include?: (file: string) => boolean;
}

/** What tells a folder that was written here from others. */
const mark = 'coverage.json';

/**
 * Writes a folder: `lcov.info`, `index.html` with the sources beside the counts, `toggles.txt`, and `coverage.json` for
 * merging. A folder that was written so before is replaced; it is there whole or not at all. Throws a `BurinError` for a
 * folder that holds something else (B571) and a place that cannot be written (B572).
 */
export function writeCoverage(coverage: Coverage, folder: string, { include = isOwn }: ReportOptions = {}): void {
  if (existsSync(folder) && !existsSync(join(folder, mark))) {
    fail('B571', `${folder} is there and holds no coverage`, 'name another folder, or remove this one');
  }
  const unfinished = `${resolve(folder)}.${process.pid}.unfinished`;
  const cannot = (error: unknown): never =>
    fail('B572', `${folder} cannot be written: ${(error as Error).message}`, 'choose a place that can be written');
  try {
    mkdirSync(unfinished, { recursive: true });
  } catch (error) {
    cannot(error);
  }
  try {
    const coverageMap = istanbulCoverage.createCoverageMap({});
    for (const file of fileCoverages(coverage)) if (include(file.path)) coverageMap.addFileCoverage(file);
    const context = istanbulReport.createContext({ dir: unfinished, coverageMap, defaultSummarizer: 'nested' });
    for (const format of ['lcovonly', 'html'] as const) istanbulReports.create(format).execute(context);
    writeFileSync(join(unfinished, 'toggles.txt'), toggleText(coverage));
    writeFileSync(join(unfinished, mark), JSON.stringify(coverage));
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    cannot(error);
  }
}

/** The coverage in a folder that `writeCoverage` wrote. Throws a `BurinError` (B573) where there is none. */
export function readCoverage(folder: string): Coverage {
  const file = join(folder, mark);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Coverage;
  } catch (error) {
    return fail(
      'B573',
      `no coverage in ${file}: ${(error as Error).message}`,
      'name a folder that writeCoverage wrote',
    );
  }
}

function isOwn(file: string): boolean {
  return existsSync(file) && !file.includes('/node_modules/');
}

/** A file's coverage in the form of istanbul: covers count as statements, modules as functions. */
function fileCoverages({ modules, statements, choices, covers }: Coverage): readonly FileCoverageData[] {
  const files = new Map<string, { data: FileCoverageData; range(location: SourceLocation): Range }>();
  const fileOf = ({ file }: SourceLocation) => {
    let found = files.get(file);
    if (!found) {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      // Places are within a statement, at what is called or assigned; its line is what people look for.
      const range = ({ line }: SourceLocation): Range => {
        const text = lines[line - 1] ?? '';
        return { start: { line, column: text.search(/\S|$/) }, end: { line, column: text.length } };
      };
      const data = { path: file, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} };
      found = { data, range };
      files.set(file, found);
    }
    return found;
  };
  for (const { location, count } of [...statements, ...covers]) {
    const { data, range } = fileOf(location);
    const number = Object.keys(data.s).length;
    data.statementMap[number] = range(location);
    data.s[number] = count;
  }
  for (const { name, location, count } of modules) {
    const { data, range } = fileOf(location);
    const number = Object.keys(data.f).length;
    data.fnMap[number] = { name, decl: range(location), loc: range(location), line: location.line };
    data.f[number] = count;
  }
  for (const { kind, location, arms } of choices) {
    const { data, range } = fileOf(location);
    const number = Object.keys(data.b).length;
    data.branchMap[number] = {
      type: kind === 'when' ? 'if' : 'switch',
      loc: range(location),
      line: location.line,
      locations: arms.map((arm) => range(arm.location)),
    };
    data.b[number] = arms.map(({ count }) => count);
  }
  return [...files.values()].map(({ data }) => data);
}
