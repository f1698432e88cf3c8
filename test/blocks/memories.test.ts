import { describe, expect, it } from 'vitest';
import { forwardingMemory, maskedMemory } from '../../generators/blocks/index.ts';
import { bool, input, Module, output, sint, uint, vec } from '../../generators/language/index.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { circuitOf, engines, expectCleanVerilog } from './tools.ts';

type Policy = 'no-change' | 'read-first' | 'write-first';

const maskedOf = (readDuringWrite: Policy) =>
  Module('Masked', () => {
    const enable = input(bool());
    const write = input(bool());
    const mask = input(uint(3));
    const address = input(uint(3));
    const data = input(vec(3, sint(4)));
    const words = maskedMemory({ module: 'Lane', depth: 8, lanes: 3, word: sint(4), readDuringWrite });
    words.enable.value = enable;
    words.write.value = write;
    words.mask.value = mask;
    words.address.value = address;
    words.writeData.value = data;
    return { enable, write, mask, address, data, read: output(words.readData) };
  });

const nibble = uint(4);

/** Bits `lane` of 4 each. */
const lanesOf = (word: number): readonly number[] => [word & 15, (word >> 4) & 15, (word >> 8) & 15];
const wordOf = (lanes: readonly number[]): number => lanes.reduce((word, bits, lane) => word | (bits << (4 * lane)), 0);

describe.each(engines)('memories of the library, in the %s engine', (engine) => {
  it.each(['no-change', 'read-first', 'write-first'] as const)('a mask stores some lanes: %s', (policy) => {
    const circuit = circuitOf(maskedOf(policy));
    expect(circuit.modules.map(({ name }) => name)).toEqual(['Lane', 'Masked']);
    const simulator = createSimulator(circuit, { engine });
    const random = randomNumbers(12);
    const stored = Array.from({ length: 8 }, () => [0, 0, 0]);
    let shown = [0, 0, 0];
    for (let cycle = 0; cycle < 500; cycle += 1) {
      const [enable, write] = [random.chance(0.8), random.chance(0.5)];
      const [mask, address, data] = [random.integer(0, 7), random.integer(0, 7), random.integer(0, 4095)];
      simulator.set('enable', enable);
      simulator.set('write', write);
      simulator.set('mask', mask);
      simulator.set('address', address);
      simulator.set('data', data);
      simulator.step();
      const before = stored[address]!;
      const after = before.map((bits, lane) => (write && (mask >> lane) & 1 ? lanesOf(data)[lane]! : bits));
      if (enable) {
        stored[address] = after;
        if (!write) shown = after;
        else if (policy !== 'no-change') shown = policy === 'read-first' ? before : after;
      }
      expect(simulator.getNumber('read')).toBe(wordOf(shown));
    }
  });

  it('a forwarding memory reads the word that is written at the same edge', () => {
    const Forwarding = Module('Forwarding', () => {
      const [writeEnable, readEnable] = [input(bool()), input(bool())];
      const [writeAddress, readAddress] = [input(uint(2)), input(uint(2))];
      const data = input(sint(6));
      const words = forwardingMemory({ module: 'Words', depth: 4, word: sint(6) });
      words.writeEnable.value = writeEnable;
      words.writeAddress.value = writeAddress;
      words.writeData.value = data;
      words.readEnable.value = readEnable;
      words.readAddress.value = readAddress;
      return { writeEnable, readEnable, writeAddress, readAddress, data, read: output(words.readData) };
    });
    const circuit = circuitOf(Forwarding);
    const simulator = createSimulator(circuit, { engine });
    const random = randomNumbers(13);
    const stored = [0, 0, 0, 0];
    let shown = 0;
    let meetings = 0;
    simulator.set('reset', 1);
    simulator.step();
    simulator.set('reset', 0);
    for (let cycle = 0; cycle < 500; cycle += 1) {
      const [write, read] = [random.chance(0.7), random.chance(0.7)];
      const [to, from, data] = [random.integer(0, 3), random.integer(0, 3), random.integer(-32, 31)];
      simulator.set('writeEnable', write);
      simulator.set('readEnable', read);
      simulator.set('writeAddress', to);
      simulator.set('readAddress', from);
      simulator.set('data', data);
      simulator.step();
      if (write) stored[to] = data;
      if (read) shown = stored[from]!;
      if (write && read && to === from) meetings += 1;
      expect(simulator.getNumber('read')).toBe(shown);
    }
    expect(meetings).toBeGreaterThan(30);
    expectCleanVerilog(circuit);
  });
});

describe.each(engines)('a masked memory that starts with words, in the %s engine', (engine) => {
  const startingWith = (initial: readonly number[], lane: typeof nibble) =>
    Module('Starting', () => {
      const address = input(uint(3));
      const words = maskedMemory({
        module: 'Nibbles',
        depth: 8,
        lanes: 3,
        word: lane,
        readDuringWrite: 'no-change',
        initial,
      });
      words.enable.value = true;
      words.write.value = false;
      words.mask.value = 0;
      words.address.value = address;
      words.writeData.value = words.readData;
      return { address, read: output(words.readData) };
    });

  it.each([
    ['unsigned', nibble],
    ['signed', sint(4)],
  ] as const)('shows them, from %s lanes', (_, lane) => {
    const initial = [0x000, 0xfff, 0x123, 0x8a7, 0x7f8];
    const simulator = createSimulator(circuitOf(startingWith(initial, lane as typeof nibble)), { engine });
    for (const [address, word] of initial.entries()) {
      simulator.set('address', address);
      simulator.step();
      expect(Number(simulator.get('read')) & 0xfff).toBe(word);
    }
  });

  it('refuses words that it does not hold', () => {
    expect(() => circuitOf(startingWith([0x1000], nibble))).toThrow('B021');
    expect(() => circuitOf(startingWith([-1], nibble))).toThrow('B021');
  });
});

describe('a masked memory, printed', () => {
  it('is clean Verilog', () => {
    for (const policy of ['no-change', 'read-first', 'write-first'] as const)
      expectCleanVerilog(circuitOf(maskedOf(policy)));
  });
});
