import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

/** What a test report says: how many tests ran, and what the first one that failed says. */
export interface TestReport {
  readonly tests: number;
  readonly failures: number;
  readonly firstFailure?: string;
}

const failure = z.union([z.string(), z.object({ message: z.string().optional(), '#text': z.string().optional() })]);
const testCase = z.object({
  name: z.string(),
  failure: z.array(failure).optional(),
  error: z.array(failure).optional(),
});
const suite = z.object({ testcase: z.array(testCase).optional() });
const document = z.object({ testsuites: z.object({ testsuite: z.array(suite) }) });

const lists = new Set(['testsuite', 'testcase', 'failure', 'error']);
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && lists.has(name),
});

/** Reads a report in the form of JUnit; undefined where the text is none. */
export function readTestReport(text: string): TestReport | undefined {
  const parsed = document.safeParse(parser.parse(text));
  if (!parsed.success) return undefined;
  const cases = parsed.data.testsuites.testsuite.flatMap(({ testcase = [] }) => testcase);
  const failed = cases.flatMap(({ name, failure: failures = [], error: errors = [] }) => {
    const [first] = [...failures, ...errors];
    if (first === undefined) return [];
    const message = typeof first === 'string' ? first : (first.message ?? first['#text'] ?? '');
    return [message ? `${name}: ${message}` : name];
  });
  return {
    tests: cases.length,
    failures: failed.length,
    ...(failed[0] === undefined ? {} : { firstFailure: failed[0] }),
  };
}
