import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { OuterProductArray } from '../../examples/mac-array/mac-array.ts';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { complaints, hasVerilator } from '../verilog/tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pack = (values: readonly number[]): bigint =>
  values.reduceRight((word, value) => (word << 8n) | BigInt.asUintN(8, BigInt(value)), 0n);

describe('the MAC array', () => {
  for (const size of [4, 8, 13]) {
    it(`${size}×${size} sums what is multiplied, one cycle behind`, () => {
      const simulator = createSimulator(elaborate(OuterProductArray, { size }), { engine: 'wasm' });
      const random = randomNumbers(size);
      const sums = Array.from({ length: size }, () => new Array<number>(size).fill(0));
      simulator.set('clear', 1);
      simulator.step();
      simulator.set('clear', 0);
      simulator.set('enable', 1);
      for (let cycle = 0; cycle < 50; cycle++) {
        const features = Array.from({ length: size }, () => random.integer(-128, 127));
        const weights = Array.from({ length: size }, () => random.integer(-128, 127));
        simulator.set('features', pack(features));
        simulator.set('weights', pack(weights));
        simulator.step();
        for (const [y, row] of sums.entries()) for (const x of row.keys()) row[x]! += weights[y]! * features[x]!;
      }
      simulator.set('enable', 0);
      simulator.step();
      for (const [y, row] of sums.entries()) {
        simulator.set('row', y);
        const out = simulator.get('out');
        const actual = row.map((_, x) => Number(BigInt.asIntN(32, out >> BigInt(32 * x))));
        expect(actual).toEqual(row);
      }
    });
  }

  it('prints as generate loops: as many lines for 64×64 as for 8×8', () => {
    const lines = (size: number) =>
      emitVerilog(elaborate(OuterProductArray, { size })).reduce((sum, { text }) => sum + text.split('\n').length, 0);
    expect(lines(64)).toBe(lines(8));
    expect(lines(64)).toBeLessThanOrEqual(200);
  });

  it('prints the text that lies beside it', () => {
    for (const { name, text } of emitVerilog(elaborate(OuterProductArray, { size: 8 }), { sourceRoot: root })) {
      expect(readFileSync(`${root}/examples/mac-array/${name}`, 'utf8')).toBe(text);
    }
  });

  it.skipIf(!hasVerilator)('leaves the tools nothing to say', () => {
    expect(complaints(elaborate(OuterProductArray, { size: 5 }))).toBe('');
  });
});
