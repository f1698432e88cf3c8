import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { collectWarnings, warningsFound } from '../../cli/warnings.ts';
import { requireSound } from '../../generators/circuit/checks/index.ts';
import { circuitOf, ModuleBuilder, unsigned } from '../support/circuit-builder.ts';
import { burin, emptyFolder, filesBelow } from './burin.ts';

const text = [
  'circuit.ts:1:1: warning B014: input step of module Top is never read',
  '  remedy: remove it or use it; give it a name that starts with unused where it has to be there',
  '',
].join('\n');

it('prints warnings as errors are printed, and keeps them for the report', () => {
  const builder = new ModuleBuilder('Top');
  builder.input('step', unsigned(8));
  const circuit = circuitOf(builder.build());
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const warnings = collectWarnings();
    requireSound(circuit, warnings);
    expect(written.mock.calls.map(([line]) => line).join('')).toBe(text);
    expect(warningsFound(warnings).warnings?.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      'warning B014',
    ]);
    const ignoring = collectWarnings(['any=ignore']);
    requireSound(circuit, ignoring);
    expect(warningsFound(ignoring)).toEqual({});
  } finally {
    written.mockRestore();
  }
});

it('refuses a rule that is none before anything is written', () => {
  const folder = emptyFolder();
  const generate = (rule: string) => burin(['generate', 'ultratrail', '--out', join(folder, 'out'), '--warn', rule]);
  expect(generate('B003=ignore')).toMatchObject({
    status: 1,
    stderr: 'error B526: there is no warning B003\n  remedy: choose one of any, B014, B017, B018, B019, B025\n',
  });
  expect(burin(['verify', 'kws', '--warn', 'loud'])).toMatchObject({
    status: 1,
    stderr:
      'error B526: loud is no rule for warnings\n  remedy: write for example B014=ignore, B014@source/**=ignore or any=error; the actions are ignore, warning, error\n',
  });
  expect(filesBelow(folder)).toEqual([]);
});

it('finds nothing in the accelerator', () => {
  const folder = emptyFolder();
  expect(burin(['generate', 'ultratrail', '--out', join(folder, 'out'), '--warn', 'any=error'])).toMatchObject({
    status: 0,
    stderr: '',
  });
});
