import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  arbitrate,
  connectStream,
  counter,
  debounce,
  inputStream,
  outputStream,
  stateMachine,
} from '../../generators/blocks/index.ts';
import { forEachStatement } from '../../generators/circuit/expressions.ts';
import { bool, elaborate, input, Module, output } from '../../generators/language/index.ts';

const own = fileURLToPath(import.meta.url);
const lines = readFileSync(own, 'utf8').split('\n');

const Calls = Module('Calls', () => {
  const pin = input(bool());
  const left = inputStream(bool());
  const right = inputStream(bool());
  const sink = outputStream(bool());
  const light = output(bool());
  const steady = debounce(pin, 5); // here
  const count = counter(10, { enable: steady }); // here
  const merged = arbitrate([left, right], 'priority'); // here
  connectStream(merged, sink); // here
  light.value = false; // here
  const phase = stateMachine('Phase', ['Dark', 'Light']); // here
  phase.define({
    // here
    Dark: { next: [{ when: count.wraps, to: 'Light' }] },
    Light: {
      active: () => {
        light.value = true; // here
      },
      after: { cycles: 3, to: 'Dark' },
    },
  });
  return { pin, left, right, sink, light };
});

describe('what blocks make in the module of the user', () => {
  it('points at the lines of the user', () => {
    const { statements, signals, instances } = elaborate(Calls, {}).top;
    const places = [...signals, ...instances].map(({ location }) => location);
    forEachStatement(statements, ({ location }) => void places.push(location));
    expect(places.length).toBeGreaterThan(15);
    for (const { file, line } of places) {
      expect(file).toBe(own);
      expect(lines.slice(line - 1, line + 1).join('\n')).toMatch(/\/\/ here/);
    }
  });
});
