import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCampaign } from '../../sim/fuzz/campaign.ts';
import { readCorpus } from '../../sim/fuzz/corpus.ts';
import { firstDifference } from '../../sim/fuzz/engine.ts';
import { inProcessEngine } from '../../sim/fuzz/in-process-engine.ts';
import { icarusEngine, verilatorEngine } from '../../sim/fuzz/verilog-engines.ts';
import { hasIcarus, hasVerilator } from '../verilog/tools.ts';

const inProcess = [inProcessEngine('interpreter'), inProcessEngine('wasm')];

describe('random circuits run alike', { timeout: 600_000 }, () => {
  test('in both simulators of ours', async () => {
    const result = await runCampaign({
      seed: 1_000_000,
      count: 150,
      cycles: 12,
      engines: inProcess,
      circuits: { exotic: true },
    });
    expect(result.findings.map(({ seed, difference }) => ({ seed, difference }))).toEqual([]);
    expect(result.circuits).toBe(150);
    expect(result.comparedValues).toBeGreaterThan(10_000);
  });

  test.skipIf(!hasIcarus)('there, and printed, in Icarus', async () => {
    const engines = [inProcess[0]!, icarusEngine(30)];
    const result = await runCampaign({ seed: 500, count: 60, cycles: 30, engines, circuits: { defined: true } });
    expect(result.findings.map(({ seed, difference }) => ({ seed, difference }))).toEqual([]);
    expect(result.circuits).toBe(60);
  });

  test.skipIf(!hasVerilator || !hasIcarus)('there, and printed, in Verilator and Icarus', async () => {
    const engines = [inProcess[0]!, verilatorEngine(20), icarusEngine(20)];
    const circuits = { defined: true };
    const result = await runCampaign({ seed: 2_000_000, count: 20, cycles: 20, engines, circuits });
    expect(result.findings.map(({ seed, difference }) => ({ seed, difference }))).toEqual([]);
    expect(result.comparedValues).toBeGreaterThan(1000);
  });
});

const corpus = await readCorpus(fileURLToPath(new URL('corpus', import.meta.url)));

describe('what engines once got wrong', () => {
  test.each(corpus)('$name', async ({ entry }) => {
    const outcomes = await Promise.all(inProcess.map((engine) => engine.run([entry])));
    expect(outcomes[0]![0]!.kind).toBe('ran');
    expect(
      firstDifference(
        ['interpreter', 'wasm'],
        outcomes.map(([one]) => one!),
      ),
    ).toBeUndefined();
  });

  test.skipIf(!hasIcarus)('and what Icarus did', async () => {
    const cases = corpus.map(({ entry }) => entry);
    const [ours, theirs] = await Promise.all([inProcess[0]!.run(cases), icarusEngine().run(cases)]);
    const differences = corpus.map((_, place) =>
      firstDifference(['interpreter', 'icarus'], [ours[place]!, theirs[place]!]),
    );
    expect(differences.filter((one) => one !== undefined)).toEqual([]);
  });
});
