import { describe, expect, it } from 'vitest';
import { checkCircuit } from '../../generators/circuit/checks/index.ts';
import type { Circuit } from '../../generators/circuit/types.ts';
import {
  bool,
  elaborate,
  input,
  Module,
  output,
  reg,
  regNext,
  singlePortMemory,
  uint,
  wire,
} from '../../generators/language/index.ts';

const names = ({ modules }: Circuit): readonly string[] => modules.map(({ name }) => name);

function store(module: string, depth = 4) {
  const memory = singlePortMemory({ module, depth, word: uint(8), readDuringWrite: 'no-change' });
  memory.enable.value = true;
  memory.write.value = false;
  memory.address.value = 0;
  memory.writeData.value = 0;
  return memory.readData;
}

describe('a memory that is called like a module', () => {
  it('makes room for the module around it', () => {
    expect(
      names(
        elaborate(
          Module('Buffer', () => ({ word: output(store('Buffer')) })),
          {},
        ),
      ),
    ).toEqual(['Buffer_memory', 'Buffer']);
  });

  it('does so for a module that comes before or behind it, and stays one memory', () => {
    const Part = Module('Part', () => ({ word: output(store('Store')) }));
    const Store = Module('Store', () => ({ word: output(store('Store')) }));
    const order = (first: typeof Part, second: typeof Part) =>
      Module('Top', () => ({ a: output(first({}).word), b: output(second({}).word) }));
    expect(names(elaborate(order(Part, Store), {}))).toEqual(['Store_memory', 'Part', 'Store', 'Top']);
    expect(names(elaborate(order(Store, Part), {}))).toEqual(['Store_memory', 'Store', 'Part', 'Top']);
  });
});

describe('what the source does not name', () => {
  it('takes the name of the output that shows it', () => {
    const circuit = elaborate(
      Module('Top', () => {
        const x = input(uint(4));
        const pair = { left: x, right: x };
        return { x, last: output(regNext(x)), before: output(regNext(regNext(x))), both: output(regNext(pair)) };
      }),
      {},
    );
    expect(circuit.top.signals.map(({ name }) => name)).toEqual([
      'last_register',
      'register',
      'before_register',
      'both_left_register',
      'both_right_register',
    ]);
  });

  it('keeps a name that the source gives', () => {
    const make = () => {
      const register = regNext(wire(bool()));
      return { last: output(register) };
    };
    expect(elaborate(Module('Top', make), {}).top.signals.map(({ name }) => name)).toContain('register');
  });
});

describe('findings stand where the signal is declared', () => {
  it('B003: at the wire that an output of its name shows', () => {
    const make = () => {
      const total = wire(uint(8));
      return { total: output(total) };
    };
    const [finding] = checkCircuit(elaborate(Module('Top', make), {}));
    const first = Number(/module-names\.test\.ts:(\d+)/.exec(new Error('here').stack ?? '')?.[1]);
    expect(finding).toMatchObject({ code: 'B003', message: 'output total in module Top is never assigned' });
    expect(first - (finding?.location?.line ?? 0)).toBe(4);
  });

  it('B007: a port that is not returned is named', () => {
    const lost = Module('Top', () => {
      input({ valid: bool() });
      const enable = input(bool());
      return { shown: output(enable) };
    });
    expect(() => elaborate(lost, {})).toThrow('B007: module Top declares input valid and does not return it');
    const named = Module('Top', () => {
      const enable = input(bool());
      return { shown: output(enable) };
    });
    expect(() => elaborate(named, {})).toThrow('B007: module Top declares input enable and does not return it');
  });
});

describe('B025: a register that nothing assigns', () => {
  const Half = Module('Half', ({ fixed }: { readonly fixed: boolean }) => {
    const x = input(uint(4));
    const gain = reg(uint(4), { reset: 1 });
    if (!fixed) gain.next = x;
    return { x, y: output(x.mul(gain)) };
  });
  const codes = (circuit: Circuit): readonly string[] => checkCircuit(circuit).map(({ code }) => code);

  it('is told once, and not where another variant assigns it', () => {
    expect(codes(elaborate(Half, { fixed: true }))).toEqual(['B025']);
    expect(codes(elaborate(Half, { fixed: false }))).toEqual([]);
    const Both = Module('Both', () => {
      const x = input(uint(4));
      return { x, y: output(Half({ fixed: true }, { x }).y), z: output(Half({ fixed: false }, { x }).y) };
    });
    expect(codes(elaborate(Both, {}))).toEqual([]);
  });

  it('is no finding beside that nothing reads it, nor where its name says that it is meant', () => {
    const Unread = Module('Unread', () => {
      reg(uint(4), { reset: 1 });
      return { x: output(uint(1)) };
    });
    expect(codes(elaborate(Unread, {}))).toEqual(['B003']);
    const Meant = Module('Meant', () => {
      const unusedGain = reg(uint(4), { reset: 1 });
      return { x: output(unusedGain) };
    });
    expect(codes(elaborate(Meant, {}))).toEqual([]);
  });
});
