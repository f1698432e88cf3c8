import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { elaborate } from '../../generators/language/index.ts';
import { loadNetwork } from '../../generators/networks/format/load-network.ts';
import { cocotbPython, hasPython } from '../../sim/cocotb/environment.ts';
import { readTestReport } from '../../sim/cocotb/junit.ts';
import { runCocotb } from '../../sim/cocotb/run-test.ts';
import { writeCocotbTest } from '../../sim/cocotb/write-test.ts';
import { checkEquivalence } from '../../sim/equivalence/check-equivalence.ts';
import { runCocotbNetwork } from '../../sim/equivalence/cocotb-network.ts';
import { deploy } from '../../sim/equivalence/deployment.ts';
import { verificationInputs } from '../../sim/equivalence/network-vectors.ts';
import { verify } from '../../sim/equivalence/verify.ts';
import { Accumulator, Bridge } from '../equivalence/designs.ts';
import { hasTool } from '../support/tools.ts';

/** Python, Icarus and a package index that pip reaches. */
const canRun =
  hasPython() &&
  hasTool('iverilog') &&
  (await cocotbPython(300).then(
    () => true,
    () => false,
  ));

/** Three cycles after a reset, by hand. */
const vectors = [
  { inputs: { reset: 1n, sample: 0n, enable: 0n }, clocks: ['clock'], outputs: {} },
  { inputs: { reset: 0n, sample: -5n, enable: 1n }, clocks: ['clock'], outputs: { sum: 0n, below: 1n } },
  { inputs: { reset: 0n, sample: -5n, enable: 0n }, clocks: ['clock'], outputs: { sum: -5n, below: 0n } },
];

describe('tests for cocotb', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'burin-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are written anew where they are ours, and kept where they were edited', async () => {
    const test = { circuit: elaborate(Accumulator, undefined), vectors, folder };
    const files = ['rtl/Accumulator.sv', 'run_test.py', 'test_accumulator.py', 'vectors.jsonl'];
    expect(await writeCocotbTest(test)).toEqual({ folder, written: files, kept: [] });
    expect(await writeCocotbTest(test)).toEqual({ folder, written: [], kept: [] });
    await appendFile(join(folder, 'test_accumulator.py'), '# mine\n');
    const fewer = await writeCocotbTest({ ...test, vectors: vectors.slice(1) });
    expect(fewer).toEqual({ folder, written: ['vectors.jsonl'], kept: ['test_accumulator.py'] });
    expect(await readFile(join(folder, 'test_accumulator.py'), 'utf8')).toMatch(/# mine\n$/);
  });

  it('leave reports that are read', () => {
    const report = (inner: string) =>
      `<testsuites name="results"><testsuite name="all">${inner}</testsuite></testsuites>`;
    expect(readTestReport(report('<testcase name="a" /><testcase name="b" />'))).toEqual({ tests: 2, failures: 0 });
    expect(readTestReport(report('<testcase name="a"><failure message="x is 1 &amp; not 2" /></testcase>'))).toEqual({
      tests: 1,
      failures: 1,
      firstFailure: 'a: x is 1 & not 2',
    });
    expect(readTestReport('<html></html>')).toBeUndefined();
  });

  it.skipIf(!canRun)('pass and fail by the values that they are given', async () => {
    const circuit = elaborate(Accumulator, undefined);
    await writeCocotbTest({ circuit, vectors, folder, simulator: 'icarus' });
    const run = () => runCocotb({ folder, simulator: 'icarus', timeoutSeconds: 100 });
    expect(await run()).toEqual({ tests: 1, failures: 0 });
    const wrong = vectors.map((vector, cycle) => (cycle === 2 ? { ...vector, outputs: { sum: -6n } } : vector));
    await writeCocotbTest({ circuit, vectors: wrong, folder, simulator: 'icarus' });
    expect(await run()).toMatchObject({ failures: 1 });
  });

  it.skipIf(!canRun)('agree with our simulators on a design of two clocks', async () => {
    const stimuli = { cycles: 300, seed: 2 };
    const report = await checkEquivalence({ design: Bridge, stimuli, engines: ['wasm', 'cocotb'] });
    expect(report).toMatchObject({ equivalent: true, reference: 'wasm' });
    expect(report.engines[1]).toMatchObject({ engine: 'cocotb', comparedValues: 900 });
  });

  it.skipIf(!canRun)('run the keyword network, every layer as in the model', async () => {
    const deployment = deploy(loadNetwork('kws'));
    const inputs = verificationInputs('kws', deployment, { random: 0, seed: 1 }).slice(0, 1);
    const { engine, failure } = await runCocotbNetwork(deployment, inputs, { simulator: 'icarus', folder });
    expect(failure).toBeUndefined();
    expect(await verify(deployment, engine, inputs)).toMatchObject({ vectors: 1, mismatches: 0, cycles: 22275 });
  });
});
