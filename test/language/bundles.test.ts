import { describe, expect, it } from 'vitest';
import {
  bool,
  connect,
  drive,
  elaborate,
  elementAt,
  elementsOf,
  flip,
  input,
  Module,
  mux,
  output,
  pack,
  reg,
  regNext,
  reinterpret,
  sint,
  type UInt,
  uint,
  update,
  vec,
  when,
  widthOf,
  wire,
} from '../../generators/language/index.ts';
import { checked, simulate } from '../support/evaluate.ts';
import { randomNumbers } from '../support/random-numbers.ts';

/** A request with data, and an answer that comes back. */
const Bus = {
  request: { valid: bool(), address: uint(4), data: uint(8) },
  answer: flip({ valid: bool(), data: uint(8), ready: flip(bool()) }),
  busy: flip(bool()),
};

const ports = (module: Parameters<typeof elaborate>[0]): readonly string[] =>
  elaborate(module, {}).top.ports.map(({ kind, name }) => `${kind} ${name}`);

describe('interfaces', () => {
  it('become ports in the directions of their fields, and the reverse', () => {
    const Side = Module('Side', () => {
      const master = output(Bus);
      const slave = input(Bus);
      const turned = input(flip(Bus));
      connect(master, slave);
      turned.request.valid.value = true;
      turned.request.address.value = 0;
      turned.request.data.value = 0;
      turned.answer.ready.value = turned.busy;
      return { master, slave, turned };
    });
    const directions = (as: string, back: string, name: string): readonly string[] => [
      ...['request_valid', 'request_address', 'request_data'].map((field) => `${as} ${name}_${field}`),
      ...['answer_valid', 'answer_data'].map((field) => `${back} ${name}_${field}`),
      `${as} ${name}_answer_ready`,
      `${back} ${name}_busy`,
    ];
    expect(ports(Side as never)).toEqual([
      ...directions('output', 'input', 'master'),
      ...directions('input', 'output', 'slave'),
      ...directions('output', 'input', 'turned'),
    ]);
  });

  /** Answers each request with the sum of address and data, one cycle later. */
  const Memory = Module('Memory', () => {
    const bus = input(Bus);
    const held = regNext(bus.request, { reset: { valid: false } });
    drive(bus.answer.valid, held.valid);
    bus.answer.data.value = held.data.addWrap(held.address);
    bus.busy.value = bus.answer.ready.not();
    return { bus };
  });

  const through = {
    directly: () => {
      const bus = input(Bus);
      const memory = Memory({});
      connect(memory.bus, bus);
      return { bus };
    },
    'the other way round': () => {
      const bus = input(Bus);
      const memory = Memory({});
      connect(bus, memory.bus);
      return { bus };
    },
    wires: () => {
      const bus = input(Bus);
      const first = wire(Bus);
      const second = wire(Bus);
      connect(first, bus);
      connect(second, first);
      const memory = Memory({});
      connect(memory.bus, second);
      return { bus };
    },
    'wires, in parts': () => {
      const bus = input(Bus);
      const middle = wire(Bus);
      connect(middle, bus, { except: ['answer'] });
      connect(bus.answer, middle.answer);
      const memory = Memory({});
      connect(memory.bus, middle);
      return { bus };
    },
  };
  it.each(Object.entries(through))('are connected in both directions: %s', (_, body) => {
    for (const simulator of simulate(elaborate(Module('Through', body), {}))) {
      const random = randomNumbers(5);
      simulator.set('reset', 0);
      for (let cycle = 0; cycle < 40; cycle += 1) {
        const [address, data] = [random.integer(0, 15), random.integer(0, 255)];
        const [valid, ready] = [random.chance(0.5), random.chance(0.5)];
        simulator.set('bus_request_valid', valid);
        simulator.set('bus_request_address', address);
        simulator.set('bus_request_data', data);
        simulator.set('bus_answer_ready', ready);
        expect(simulator.getNumber('bus_busy')).toBe(Number(!ready));
        simulator.step();
        expect(simulator.getNumber('bus_answer_valid')).toBe(Number(valid));
        expect(simulator.getNumber('bus_answer_data')).toBe((address + data) % 256);
      }
    }
  });
});

const Word = { valid: bool(), number: { low: uint(4), high: sint(5) } };

describe('records of values', () => {
  const Records = Module('Records', () => {
    const a = input(Word);
    const b = input(Word);
    const choose = input(bool());
    const clear = input(bool());
    const chosen = mux(choose, a, b);
    const cleared = mux(clear, { valid: a.valid, number: a.number }, { valid: false, number: { low: 3, high: -16 } });
    const held = reg(Word, { reset: { valid: false, number: { high: -1 } } });
    drive(held, chosen);
    when(clear, () => {
      update(held, { number: { low: 9 } });
    });
    const bits = pack(chosen);
    const again = reinterpret(bits, Word);
    const parts = wire(uint(10));
    drive(reinterpret(parts, Word), { valid: true, number: { low: 5, high: b.number.high } });
    return {
      ...{ a, b, choose, clear },
      held: output(held),
      cleared: output(cleared),
      again: output(again),
      bits: output(bits),
      parts: output(parts),
    };
  });

  it('are chosen, assigned, updated, packed and unpacked field by field', () => {
    expect(widthOf(Word)).toBe(10);
    for (const simulator of simulate(elaborate(Records, {}))) {
      const random = randomNumbers(77);
      simulator.set('reset', 0);
      for (let cycle = 0; cycle < 60; cycle += 1) {
        const words = ['a', 'b'].map((name) => {
          const word = { valid: random.integer(0, 1), low: random.integer(0, 15), high: random.integer(-16, 15) };
          simulator.set(`${name}_valid`, word.valid);
          simulator.set(`${name}_number_low`, word.low);
          simulator.set(`${name}_number_high`, word.high);
          return word;
        });
        const [choose, clear] = [random.chance(0.5), random.chance(0.5)];
        simulator.set('choose', choose);
        simulator.set('clear', clear);
        const chosen = choose ? words[0]! : words[1]!;
        const packed = chosen.valid * 512 + chosen.low * 32 + (chosen.high & 31);
        expect(simulator.getNumber('bits')).toBe(packed);
        expect(simulator.getNumber('parts')).toBe(512 + 5 * 32 + (words[1]!.high & 31));
        const read = (name: string) => ({
          valid: simulator.getNumber(`${name}_valid`),
          low: simulator.getNumber(`${name}_number_low`),
          high: simulator.getNumber(`${name}_number_high`),
        });
        expect(read('again')).toEqual(chosen);
        expect(read('cleared')).toEqual(clear ? words[0] : { valid: 0, low: 3, high: -16 });
        simulator.step();
        expect(read('held')).toEqual(clear ? { ...chosen, low: 9 } : chosen);
      }
      simulator.set('reset', 1);
      simulator.step();
      expect([simulator.get('held_valid'), simulator.get('held_number_high')]).toEqual([0n, -1n]);
    }
  });

  it('name what they become by record and field', () => {
    const names = checked(elaborate(Records, {})).top.signals.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['chosen_valid', 'chosen_number_low', 'chosen_number_high']));
    const Delayed = Module('Delayed', () => {
      const a = input(Word);
      const later = regNext(a, { reset: { number: { low: 3 } } });
      return { a, b: output(later) };
    });
    const { signals } = checked(elaborate(Delayed, {})).top;
    expect(signals.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'register later_valid',
      'register later_number_low',
      'register later_number_high',
    ]);
    const resets = signals.map((signal) => (signal.kind === 'register' ? signal.reset?.value.value : undefined));
    expect(resets).toEqual([undefined, 3n, undefined]);
  });
});

describe('vectors of records', () => {
  const Slots = Module('Slots', () => {
    const index = input(uint(2));
    const write = input(bool());
    const word = input({ key: uint(3), data: sint(6) });
    const slots = reg(vec(3, { key: uint(3), data: sint(6) }));
    when(write, () => {
      drive(elementAt(slots, index), word);
    });
    const hits = elementsOf(slots).map(({ key }) => key.eq(word.key));
    return {
      ...{ index, write, word },
      read: output(elementAt(slots, index)),
      last: output(elementAt(slots, 2).data),
      hit: output(hits.reduce((a, b) => a.or(b))),
    };
  });

  it('are read and written at a run-time index; beyond the last nothing happens and 0 is read', () => {
    for (const simulator of simulate(elaborate(Slots, {}))) {
      const random = randomNumbers(9);
      const model = Array.from({ length: 4 }, () => ({ key: 0, data: 0 }));
      for (let cycle = 0; cycle < 80; cycle += 1) {
        const index = random.integer(0, 3);
        const word = { key: random.integer(0, 7), data: random.integer(-32, 31) };
        const write = cycle < 3 || random.chance(0.5);
        simulator.set('index', cycle < 3 ? cycle : index);
        simulator.set('write', write);
        simulator.set('word_key', word.key);
        simulator.set('word_data', word.data);
        const at = cycle < 3 ? cycle : index;
        simulator.step();
        if (write && at < 3) model[at] = word;
        expect(simulator.getNumber('read_key')).toBe(model[at]!.key);
        expect(simulator.getNumber('read_data')).toBe(model[at]!.data);
        expect(simulator.getNumber('last')).toBe(model[2]!.data);
        if (cycle >= 3) {
          expect(simulator.getNumber('hit')).toBe(Number(model.slice(0, 3).some(({ key }) => key === word.key)));
        }
      }
    }
  });

  it('carry directions: each field is a vector of one direction', () => {
    const Many = Module('Many', () => {
      const buses = input(vec(2, { data: uint(8), ready: flip(bool()) }));
      for (const { data, ready } of elementsOf(buses)) drive(ready, (data as UInt).eq(0));
      return { buses };
    });
    expect(ports(Many as never)).toEqual(['input buses_data', 'output buses_ready']);
  });
});
