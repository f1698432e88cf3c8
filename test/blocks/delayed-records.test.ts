import { describe, expect, it } from 'vitest';
import { delay, registerEnable, Valid } from '../../generators/blocks/index.ts';
import { bool, input, Module, output, sint } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { circuitOf, engines } from './tools.ts';

const Delayed = Module('Delayed', () => {
  const word = input(Valid({ left: sint(4), right: sint(4) }));
  const take = input(bool());
  const my_result = delay(word, 3, { reset: { valid: false } });
  const kept = registerEnable(word.payload, take, { reset: { left: -2, right: 5 } });
  return { word, take, later: output(my_result), shown: output(kept) };
});

describe('records that are delayed', () => {
  const circuit = circuitOf(Delayed);

  it('are registers under the name of the record and of the field', () => {
    const names = circuit.top.signals.map(({ name }) => name);
    expect(names).toContain('my_result_payload_left');
    expect(names).toContain('kept_right');
    expect(names).toHaveLength(3 * 3 + 2);
    const resets = circuit.top.signals.filter((signal) => signal.kind === 'register' && signal.reset);
    expect(resets).toHaveLength(3 + 2);
  });

  it.each(engines)('are what they were so many cycles before, in the %s engine', (engine) => {
    const simulator = createSimulator(circuit, { engine });
    const random = randomNumbers(31);
    const history: (readonly [number, number, number])[] = [];
    let kept = [-2, 5];
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    for (let cycle = 0; cycle < 200; cycle += 1) {
      const word = [random.integer(0, 1), random.integer(-8, 7), random.integer(-8, 7)] as const;
      const take = random.chance(0.4);
      const names = ['word_valid', 'word_payload_left', 'word_payload_right'];
      names.forEach((name, at) => void simulator.set(name, word[at]!));
      simulator.set('take', take);
      expect(simulator.getNumber('shown_left')).toBe(kept[0]);
      expect(simulator.getNumber('shown_right')).toBe(kept[1]);
      const before = history[cycle - 3];
      expect(simulator.getNumber('later_valid')).toBe(before?.[0] ?? 0);
      if (before) expect(simulator.getNumber('later_payload_left')).toBe(before[1]);
      if (before) expect(simulator.getNumber('later_payload_right')).toBe(before[2]);
      history.push(word);
      if (take) kept = [word[1], word[2]];
      simulator.step();
    }
  });
});
