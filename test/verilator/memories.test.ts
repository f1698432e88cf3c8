import { describe, expect, it } from 'vitest';
import {
  bool,
  elaborate,
  input,
  instanceArray,
  Module,
  output,
  twoPortMemory,
  uint,
  vecOf,
  when,
} from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { buildVerilator } from '../../sim/verilator/build.ts';
import { modelInterface } from '../../sim/verilator/model-interface.ts';
import { startVerilated } from '../../sim/verilator/verilated-simulator.ts';
import { checked } from '../support/evaluate.ts';
import { verilatorIsInstalled } from './installed.ts';

/** A memory called like its array once was, and one that SystemVerilog has a word for. */
const Bank = Module('Bank', () => {
  const address = input(uint(3));
  const words = twoPortMemory({ module: 'BankWords', depth: 8, word: uint(40) });
  const table = twoPortMemory({ module: 'BankTable', depth: 8, word: uint(9) });
  const clear = input(bool());
  words.readAt(address);
  table.readAt(address);
  when(clear, () => {
    words.writeAt(address, 0);
    table.writeAt(address, 0);
  });
  return { address, clear, data: output(words.readData), more: output(table.readData) };
});

const Banks = Module('Banks', () => {
  const address = input(uint(3));
  const clear = input(bool());
  const lonely = Bank({}, { address, clear });
  const banks = instanceArray([2, 3], () => Bank({}, { address, clear }));
  return {
    address,
    clear,
    lonely: output(lonely.data),
    all: output(
      vecOf(
        banks.map(({ data }) => data),
        uint(40),
      ),
    ),
    more: output(
      vecOf(
        [...banks, lonely].map(({ more }) => more),
        uint(9),
      ),
    ),
  };
});

describe('memories of a printed design', () => {
  const circuit = checked(elaborate(Banks, {}));
  const model = modelInterface(circuit);

  it('have the names of their instances, and scopes of loops where these are in arrays', () => {
    const names = model.memories.map(({ name, path = name }) => [name, path]);
    expect(names.slice(0, 4)).toEqual([
      ['lonely_instance.words', 'lonely_instance.words'],
      ['lonely_instance.table', 'lonely_instance.table_'],
      ['banks_0_0.words', 'gen_banks_row[0].gen_banks_column[0].banks.words'],
      ['banks_0_0.table', 'gen_banks_row[0].gen_banks_column[0].banks.table_'],
    ]);
    expect(names.at(-1)![1]).toBe('gen_banks_row[1].gen_banks_column[2].banks.table_');
    expect(names).toHaveLength(14);
  });

  it.skipIf(!verilatorIsInstalled)('are written and read, each for itself', async () => {
    const simulator = startVerilated(await buildVerilator({ files: emitVerilog(circuit), model }));
    try {
      const names = model.memories.filter(({ width }) => width === 40).map(({ name }) => name);
      expect(names).toHaveLength(7);
      const wordOf = (place: number, address: number): bigint => BigInt(place * 100 + address) << 30n;
      for (const [place, name] of names.entries())
        for (let address = 0; address < 8; address += 1) simulator.writeMemory(name, address, [wordOf(place, address)]);
      simulator.set('address', 5n);
      simulator.step();
      expect(await simulator.get('lonely')).toBe(wordOf(0, 5));
      const all = await simulator.get('all');
      for (let place = 0; place < 6; place += 1)
        expect(BigInt.asUintN(40, all >> BigInt(40 * place))).toBe(wordOf(place + 1, 5));
      expect(await simulator.readMemory(names[4]!, 2, 2)).toEqual([wordOf(4, 2), wordOf(4, 3)]);
    } finally {
      await simulator.close();
    }
  });
});
