import { expect, test } from 'vitest';
import { elaborate, input, Module, output, reg, uint } from '../../generators/language/index.ts';

test("TypeScript's own operators on values are refused with the remedy", () => {
  const design = Module('Top', () => {
    const count = reg(uint(4), { reset: 0 });
    count.next = ((count as unknown as number) + 1) as never;
    return { count: output(count) };
  });
  expect(() => elaborate(design, {})).toThrow(
    "B024: an operator of TypeScript's, such as + or <, or text, of a hardware",
  );
});

test('an output of nothing says that a name may be misspelt', () => {
  const Source = Module('Source', () => {
    const a = input(uint(4));
    return { a, b: output(a) };
  });
  const top = Module('Top', () => ({ b: output((Source({}) as unknown as { wrong: never }).wrong) }));
  expect(() => elaborate(top, {})).toThrow('B022: undefined is neither a shape nor a value');
});
