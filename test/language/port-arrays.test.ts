import { expect, test } from 'vitest';
import { constant, elaborate, input, Module, output, type UInt, uint } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';

const Sum = Module('Sum', ({ count }: { count: number }) => {
  const terms = Array.from({ length: count }, () => input(uint(8)));
  const sum = terms.reduce<UInt>((total, term) => total.addWrap(term), constant(uint(8), 0));
  const parts = terms.map((term) => ({ high: output(term.bits(7, 4)), low: output(term.bits(3, 0)) }));
  return { terms, parts, sum: output(sum) };
});

test('ports side by side end in their numbers, at the module and at its instances', () => {
  const circuit = elaborate(
    Module('Top', () => {
      const [a, b] = [input(uint(8)), input(uint(8))];
      const sum = Sum({ count: 3 }, { terms: [a, b, 7] });
      return { a, b, sum: output(sum.sum), nibble: output(sum.parts[1]!.high) };
    }),
    {},
  );
  expect(circuit.modules[0]!.ports.map(({ name }) => name)).toEqual([
    ...['terms_0', 'terms_1', 'terms_2', 'parts_0_high', 'parts_0_low', 'parts_1_high', 'parts_1_low'],
    ...['parts_2_high', 'parts_2_low', 'sum'],
  ]);
  const simulator = createSimulator(circuit);
  simulator.set('a', 250);
  simulator.set('b', 0x9c);
  expect(simulator.get('sum')).toBe(BigInt((250 + 0x9c + 7) % 256));
  expect(simulator.get('nibble')).toBe(9n);
});
