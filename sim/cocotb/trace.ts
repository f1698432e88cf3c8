import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Circuit } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';
import { runCocotb } from './run-test.ts';
import type { CocotbSimulator } from './templates.ts';
import { type CocotbTest, writeCocotbTest } from './write-test.ts';

/** What a test of a design saw, and what it says where it failed. */
export interface CocotbTrace {
  /** One row for each cycle, the outputs in order of declaration; undefined where a bit is unknown. */
  readonly rows: readonly (readonly (bigint | undefined)[])[];
  readonly failure?: string;
}

/** Writes the test of a design, runs it and reads what the outputs were. Throws what these throw, B558 where it left no values. */
export async function traceCocotb(
  test: CocotbTest & { readonly simulator: CocotbSimulator },
  timeoutSeconds: number,
): Promise<CocotbTrace> {
  const { circuit, folder, simulator } = test;
  await writeCocotbTest(test);
  const file = join(folder, 'received.jsonl');
  await rm(file, { force: true });
  const report = await runCocotb({ folder, simulator, timeoutSeconds });
  if (!existsSync(file)) {
    fail('B558', 'the cocotb test left no received.jsonl', 'delete the edited test to have it written anew');
  }
  const rows = receivedRows(circuit, await readFile(file, 'utf8'));
  return { rows, ...(report.firstFailure === undefined ? {} : { failure: report.firstFailure }) };
}

/** Values of any length, which `JSON.parse` would round. */
function receivedRows({ top }: Circuit, text: string): CocotbTrace['rows'] {
  const outputs = top.ports.filter(({ kind }) => kind === 'output').map(({ name }) => name);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const values = new Map([...line.matchAll(/"(\w+)": (-?\d+)/g)].map(([, name, digits]) => [name, BigInt(digits!)]));
    return outputs.map((name) => values.get(name));
  });
}
