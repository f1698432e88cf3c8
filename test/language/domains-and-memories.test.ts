import { describe, expect, test } from 'vitest';
import { printCircuit } from '../../generators/circuit/print.ts';
import {
  asynchronousReadMemory,
  bool,
  clockDomain,
  elaborate,
  input,
  Module,
  output,
  type PortRecord,
  readOnlyMemory,
  reg,
  regNext,
  singlePortMemory,
  switchOn,
  twoPortMemory,
  uint,
  when,
  withDomain,
} from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';

const text = (body: () => PortRecord): string => printCircuit(elaborate(Module('Top', body), {}));

const Counter = Module('Counter', () => {
  const enable = input(bool());
  const count = reg(uint(4), { reset: 0 });
  when(enable, () => {
    count.next = count.addWrap(1);
  });
  return { enable, count: output(count) };
});

describe('clock domains', () => {
  test('registers, inputs and instances belong to the domain in which they are made', () => {
    const circuit = elaborate(
      Module('Top', () => {
        const fast = clockDomain();
        const enable = input(bool());
        const { raw, seen, count } = withDomain(fast, () => {
          const raw = input(uint(3));
          const seen = regNext(raw, { reset: 0 });
          const { count } = Counter({}, { enable });
          return { raw, seen, count };
        });
        const slow = regNext(enable);
        return { enable, raw, seen: output(seen), count: output(count), slow: output(slow) };
      }),
      {},
    );
    const { top } = circuit;
    expect(top.ports.map(({ name }) => name)).toEqual([
      'clock',
      'fast_clock',
      'fast_reset',
      'enable',
      'raw',
      'seen',
      'count',
      'slow',
    ]);
    const port = (name: string) => top.ports.find((candidate) => candidate.name === name)!;
    const register = (name: string) => top.signals.find((signal) => signal.name === name)!;
    expect(port('enable')).toMatchObject({ domain: port('clock') });
    expect(port('raw')).toMatchObject({ domain: port('fast_clock') });
    expect(register('seen_register')).toMatchObject({
      clock: port('fast_clock'),
      reset: { signal: port('fast_reset') },
    });
    expect(register('slow_register')).toMatchObject({ clock: port('clock') });
    expect([...top.instances[0]!.clocking!]).toEqual([
      ['clock', port('fast_clock')],
      ['reset', port('fast_reset')],
    ]);
  });

  test('an input of a domain without registers brings the clock with which it is in step', () => {
    const { top } = elaborate(
      Module('Top', () => {
        const line = clockDomain();
        const level = withDomain(line, () => input(bool()));
        return { level, seen: output(regNext(level, { crossing: true })) };
      }),
      {},
    );
    expect(top.ports.map(({ name }) => name)).toEqual(['clock', 'line_clock', 'level', 'seen']);
    expect(top.ports[2]).toMatchObject({ domain: top.ports[1] });
  });

  const Crossing = Module('Crossing', () => {
    const [write, read] = [clockDomain('write'), clockDomain('read')];
    const data = withDomain(write, () => input(uint(8)));
    const memory = twoPortMemory({ module: 'Words', depth: 4, word: uint(8), domains: { write, read } });
    memory.writeAt(1, data);
    return { data, word: output(memory.readAt(1)) };
  });

  test('an instance says which of its domains is which of the parent', () => {
    const { top } = elaborate(
      Module('Top', () => {
        const pixel = clockDomain();
        const data = input(uint(8));
        const { word } = Crossing({}, { data }, { write: withDomain(pixel, () => pixel), read: pixel });
        return { data, word: output(word) };
      }),
      {},
    );
    expect([...top.instances[0]!.clocking!].map(([name, port]) => [name, port.name])).toEqual([
      ['write_clock', 'pixel_clock'],
      ['read_clock', 'pixel_clock'],
    ]);
  });

  test('a domain that the parent lacks is an error with the remedy', () => {
    const design = Module('Top', () => {
      const data = input(uint(8));
      const { word } = Crossing({}, { data });
      return { data, word: output(word) };
    });
    expect(() => elaborate(design, {})).toThrow('B012: module Crossing has a clock domain write');
  });
});

describe('memories', () => {
  test('two uses of one port in different branches share it; the first drives the address everywhere', () => {
    expect(
      text(() => {
        const choose = input(bool());
        const [a, b] = [input(uint(2)), input(uint(2))];
        const table = readOnlyMemory({ module: 'Table', word: uint(4), contents: [3, 1, 2, 0] });
        when(choose, () => void table.readAt(a)).otherwise(() => void table.readAt(b));
        return { choose, a, b, word: output(table.readData) };
      }),
    ).toBe(`memory Table 4 x u4, read-only {
  input clock: clock
  input enable: u1
  input address: u2
  output readData: u4
  initial 3 1 2 0
}

module Top {
  input clock: clock
  input choose: u1
  input a: u2
  input b: u2
  output word: u4
  instance table: Table
  table.enable := 0:u1
  table.address := a
  when choose {
    table.enable := 1:u1
  } otherwise {
    table.enable := 1:u1
    table.address := b
  }
  word := table.readData
}
`);
  });

  test('a single use needs no branch: its condition enables the port', () => {
    const printed = text(() => {
      const [go, stop] = [input(bool()), input(bool())];
      const words = singlePortMemory({ module: 'Words', depth: 4, word: uint(4), readDuringWrite: 'no-change' });
      when(go, () => {
        when(stop, () => {}).otherwise(() => words.writeAt(3, 7));
      });
      return { go, stop, word: output(words.readData) };
    });
    const lines = ['%0: u1 = (go & not(stop))', 'words.enable := %0', 'words.write := %0', 'words.address := 3:u2'];
    for (const line of lines) expect(printed).toContain(`\n  ${line}\n`);
  });

  test('a first use in a later branch still leaves the port at rest in all others', () => {
    const printed = text(() => {
      const choose = input(uint(2));
      const words = singlePortMemory({ module: 'Words', depth: 4, word: uint(4), readDuringWrite: 'no-change' });
      const chain = when(choose.eq(3), () => {});
      chain.otherwise(() => {
        switchOn(choose)
          .is(0, () => words.writeAt(0, 5))
          .is(1, () => void words.readAt(1));
      });
      return { choose, word: output(words.readData) };
    });
    expect(printed.indexOf('words.enable := 0:u1')).toBeLessThan(printed.indexOf('when'));
    expect(printed.split('words.enable := 0:u1')).toHaveLength(2);
  });

  test.each(['then', 'elsewhen', 'otherwise', 'case', 'default'] as const)(
    'a first use in an inner %s and a second one in another arm both happen',
    (place) => {
      const design = Module('Top', () => {
        const [outer, inner] = [input(bool()), input(bool())];
        const rom = readOnlyMemory({ module: 'Table', word: uint(8), contents: [10, 11, 12, 13] });
        const [use, rest] = [() => void rom.readAt(1), () => {}];
        when(outer, () => {
          if (place === 'then') when(inner, use);
          else if (place === 'elsewhen') when(inner.not(), rest).elsewhen(inner, use);
          else if (place === 'otherwise') when(inner.not(), rest).otherwise(use);
          else if (place === 'case') switchOn(inner.asUInt()).is(1, use);
          else switchOn(inner.asUInt()).is(0, rest).otherwise(use);
        }).otherwise(() => void rom.readAt(2));
        return { outer, inner, word: output(rom.readData) };
      });
      for (const engine of ['wasm', 'interpreter'] as const) {
        const simulator = createSimulator(elaborate(design, {}), { engine });
        const words = [
          [1, 1],
          [0, 0],
          [1, 0],
          [1, 1],
        ].map(([outer, inner]) => {
          simulator.set('outer', outer!);
          simulator.set('inner', inner!);
          simulator.step();
          return simulator.getNumber('word');
        });
        expect(words).toEqual([11, 12, 12, 11]);
      }
    },
  );

  test('two uses of one port that may coincide are refused', () => {
    const design = Module('Top', () => {
      const [first, second] = [input(bool()), input(bool())];
      const words = singlePortMemory({ module: 'Words', depth: 4, word: uint(4), readDuringWrite: 'no-change' });
      when(first, () => words.writeAt(0, 5));
      when(second, () => void words.readAt(1));
      return { first, second, word: output(words.readData) };
    });
    expect(() => elaborate(design, {})).toThrow(
      /B015: memory words has one port for this access and the one at domains-and-memories.test.ts:\d+, which may happen/,
    );
  });

  test('initial words must fit, and one name stands for one memory', () => {
    const word = uint(4);
    const two = (initial: readonly number[]) => () => {
      asynchronousReadMemory({ module: 'Words', depth: 2, word, initial: [1, 2] }).writeAt(0, 1);
      asynchronousReadMemory({ module: 'Words', depth: 2, word, initial }).writeAt(0, 1);
      return {};
    };
    expect(() => text(two([1, 16]))).toThrow('B021: word 1 of memory Words is 16, which uint(4) does not hold');
    expect(() => text(two([1, 2, 3]))).toThrow('B021: 3 initial words for memory Words of 2');
    expect(() => text(two([1, 3]))).toThrow('B020: a second memory named Words of another kind, size or contents');
  });
});
