import { describe, expect, it } from 'vitest';
import { parseWarningRule, requireSound, type WarningRule } from '../../generators/circuit/checks/index.ts';
import { BurinError } from '../../generators/diagnostics.ts';
import { circuitOf, ModuleBuilder, unsigned } from '../support/circuit-builder.ts';

/** What becomes of an unused input in line 7 of the file: nothing, a warning or an error. */
function outcome(rules: readonly (string | WarningRule)[], file = 'source/bus/port.ts'): string {
  const builder = new ModuleBuilder('Top');
  builder.input('step', unsigned(8));
  const module = builder.build();
  for (const port of module.ports) Object.assign(port, { location: { file, line: 7, column: 3 } });
  const reported: string[] = [];
  try {
    requireSound(circuitOf(module), {
      warnings: rules.map((rule) => (typeof rule === 'string' ? parseWarningRule(rule) : rule)),
      report: ({ code }) => reported.push(`warning ${code}`),
    });
  } catch (error) {
    if (error instanceof BurinError) return error.message.split('\n')[0]!;
    throw error;
  }
  return reported.join();
}

const raised = 'source/bus/port.ts:7:3: error B014: input step of module Top is never read';

describe('rules for warnings', () => {
  const cases: readonly [readonly string[], string][] = [
    [[], 'warning B014'],
    [['B014=ignore'], ''],
    [['any=ignore'], ''],
    [['B018=ignore'], 'warning B014'],
    [['B014=error'], raised],
    [['any=error', 'B014=ignore'], ''],
    [['B014=ignore', 'any=error'], raised],
    [['any=error', 'B014@source/**=warning'], 'warning B014'],
    [['B014@source/**=ignore'], ''],
    [['B014@source/*=ignore'], 'warning B014'],
    [['B014@source/*/port.ts=ignore'], ''],
    [['B014@**/port.ts=ignore'], ''],
    [['B014@**/ort.ts=ignore'], 'warning B014'],
    [['B014@port.ts=ignore'], 'warning B014'],
    [['B014@source/bus/port.ts:7=ignore'], ''],
    [['B014@source/bus/port.ts:8=ignore'], 'warning B014'],
    [['B014@source/bus/portXts=ignore'], 'warning B014'],
  ];
  it.each(cases)('%j gives %s', (rules, expected) => {
    expect(outcome(rules)).toBe(expected);
  });

  it('match files below the working directory as messages name them', () => {
    expect(outcome(['B014@source/**=ignore'], `${process.cwd()}/source/bus.ts`)).toBe('');
  });

  it.each([
    ['B014', 'error B526: B014 is no rule for warnings'],
    ['B014=off', 'error B526: B014=off is no rule for warnings'],
    ['=ignore', 'error B526: =ignore is no rule for warnings'],
    ['B003=ignore', 'error B526: there is no warning B003'],
  ])('%s is refused', (rule, message) => {
    expect(outcome([rule])).toBe(message);
  });

  it('that name no warning are refused where they are data, too', () => {
    expect(outcome([{ code: 'B999', action: 'ignore' }])).toBe('error B526: there is no warning B999');
  });
});
