import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { requireAgreement } from '../../bench/quality/agreement.ts';
import { comparisons } from '../../bench/quality/designs.ts';
import { fpgaFlows, synthesise } from '../../bench/quality/synthesis.ts';
import { hasTool } from '../support/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'burin-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const compared = await comparisons([], folder);

describe.skipIf(!hasTool('iverilog'))('what the measurements compare', () => {
  test.each(compared)('$design.name: by hand and ours do the same', ({ design, contestants }) => {
    expect(contestants.map(({ name }) => name)).toEqual(['by hand', 'Burin']);
    requireAgreement(design, contestants, join(folder, `${design.ports.length}`));
  });

  test('ours is held against the one by hand in each dialect', () => {
    const { design, contestants } = compared[0]!;
    const [byHand, ours] = contestants;
    const texts = ours!.dialects!.get('asic')!.map((text) => text.replace('sums_words[row]', 'sums_words[~row]'));
    expect(texts).not.toEqual(ours!.dialects!.get('asic'));
    const wrong = { ...ours!, dialects: new Map([['asic', texts] as const]) };
    expect(() => requireAgreement(design, [byHand!, wrong], join(folder, 'dialect'))).toThrow(
      'Burin for asic and by hand differ',
    );
  });

  test('a contestant that differs is named', () => {
    const { design, contestants } = compared[2]!;
    const [byHand, ours] = contestants;
    const wrong = {
      ...byHand!,
      name: 'wrong',
      texts: byHand!.texts.map((text) => text.replace("14'sd3299", "14'sd3298")),
    };
    expect(wrong.texts).not.toEqual(byHand!.texts);
    expect(() => requireAgreement(design, [ours!, wrong], join(folder, 'wrong'))).toThrow('wrong and Burin differ');
  });
});

test.skipIf(!hasTool('yosys'))('the cells of a netlist are counted by their kind', async () => {
  const text = `module Counted (input logic clock, input logic signed [7:0] a, b, output logic signed [15:0] p, output logic q);
    always_ff @(posedge clock) q <= a[0] ^ a[1] ^ b[0] ^ b[1];
    assign p = a * b;
  endmodule`;
  const flow = fpgaFlows.find(({ name }) => name === 'iCE40 -dsp')!;
  const contestant = { name: 'counted', texts: [text], top: 'Counted', connections: new Map<string, string>() };
  expect(await synthesise(contestant, flow, join(folder, 'counted'))).toEqual({
    tables: 1,
    carries: 0,
    flipFlops: 1,
    multipliers: 1,
    memories: 0,
    area: 0,
  });
});
