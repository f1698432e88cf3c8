import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { forEachExpression, forEachRoot } from '../../generators/circuit/expressions.ts';
import { printCircuit } from '../../generators/circuit/print.ts';
import type { Circuit, Expression } from '../../generators/circuit/types.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { runCampaign } from '../../sim/fuzz/campaign.ts';
import { readCorpus, writeCorpusEntry } from '../../sim/fuzz/corpus.ts';
import { inProcessEngine, simulatorEngine } from '../../sim/fuzz/in-process-engine.ts';
import { minimise } from '../../sim/fuzz/minimise.ts';
import { rewrite } from '../../sim/fuzz/shrink/rewrite.ts';

/** All expressions in statements. */
function expressionsOf({ modules }: Circuit): readonly Expression[] {
  const all = new Set<Expression>();
  for (const module of modules) {
    if (module.kind !== 'logic') continue;
    const visit = (root: Expression) => forEachExpression(root, all, () => {});
    for (const signal of module.signals) if (signal.kind === 'node') visit(signal.value);
    forEachRoot(module.statements, visit);
  }
  return [...all];
}

/** An engine that takes one operator for another. */
function mistaking(isTaken: (expression: Expression) => boolean, instead: (expression: Expression) => Expression) {
  return simulatorEngine('mistaken', (circuit) => {
    const taken = expressionsOf(circuit).filter(isTaken);
    const replace = new Map(taken.map((expression) => [expression, instead(expression)]));
    return createSimulator(rewrite(circuit, { replace }), { engine: 'interpreter' });
  });
}

const isParity = (expression: Expression): boolean =>
  expression.kind === 'unary' && expression.operator === 'xorReduce';
const mistakenParity = mistaking(isParity, (expression) => ({ ...expression, operator: 'orReduce' }) as Expression);
const isGreater = (expression: Expression): boolean =>
  expression.kind === 'binary' && expression.operator === 'greater';
const mistakenOrder = mistaking(isGreater, (expression) => ({ ...expression, operator: 'greaterEqual' }) as Expression);

describe('a fault in an engine is found, and shown by a small circuit', { timeout: 600_000 }, () => {
  test.each([
    { fault: 'parity taken for disjunction', engine: mistakenParity, isCulprit: isParity, first: 10 },
    { fault: 'greater taken for greater or equal', engine: mistakenOrder, isCulprit: isGreater, first: 60 },
  ])('$fault', async ({ engine, isCulprit, first }) => {
    const engines = [inProcessEngine('interpreter'), engine];
    const { findings } = await runCampaign({ seed: first, count: 40, cycles: 10, engines });
    expect(findings).toHaveLength(1);
    const [found] = findings;
    const before = expressionsOf(found!.fuzzCase.circuit).length;
    const smallest = await minimise(found!, engines, { mostTrials: 3000 });
    const { circuit, stimulus } = smallest.fuzzCase;
    const left = expressionsOf(circuit);
    expect(smallest.difference).toMatchObject({ engines: ['interpreter', 'mistaken'], kind: 'values' });
    expect(left.filter(isCulprit)).toHaveLength(1);
    expect(before).toBeGreaterThan(100);
    expect(left.length).toBeLessThanOrEqual(20);
    // A memory may be what shows the fault, and a module what stands between.
    expect(circuit.modules.length).toBeLessThanOrEqual(3);
    expect(circuit.top.signals.length).toBeLessThanOrEqual(2);
    expect(stimulus.length).toBeLessThanOrEqual(3);
  });

  test('and is kept as it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'burin-corpus-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const engines = [inProcessEngine('interpreter'), mistakenParity];
    const { findings } = await runCampaign({ seed: 10, count: 40, cycles: 10, engines });
    const { fuzzCase } = findings[0]!;
    await writeCorpusEntry(folder, 'parity', { ...fuzzCase, note: 'parity' });
    const [kept] = await readCorpus(folder);
    expect(kept!.entry.stimulus).toEqual(fuzzCase.stimulus);
    expect(printCircuit(kept!.entry.circuit)).toBe(printCircuit(fuzzCase.circuit));
  });
});
