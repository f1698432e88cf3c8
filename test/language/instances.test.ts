import { describe, expect, it } from 'vitest';
import {
  type Bool,
  bool,
  elaborate,
  enumeration,
  input,
  instanceArray,
  Module,
  mux,
  output,
  sint,
  type UInt,
  uint,
  vec,
  when,
  wire,
} from '../../generators/language/index.ts';
import { simulate } from '../support/evaluate.ts';

describe('instances', () => {
  const Cell = Module('Cell', ({ add }: { readonly add: number }) => {
    const stream = input({ valid: bool(), data: uint(8) });
    const limit = add > 1 ? input(uint(8)) : undefined;
    const sum = stream.data.addWrap(add);
    const result = output({ valid: bool(), data: uint(8) });
    result.valid.value = stream.valid;
    result.data.value = limit ? mux(sum.gt(limit), limit, sum) : sum;
    return { stream, limit, result };
  });
  const Grid = Module('Grid', () => {
    const valid = input(bool());
    const data = input(uint(8));
    const one = Cell({ add: 1 }, { stream: { valid, data } });
    const two = Cell({ add: 2 }, { stream: { valid: one.result.valid, data: one.result.data }, limit: 100 });
    const cells = instanceArray([2, 3], ([row = 0, column = 0]) => {
      const cell = Cell({ add: row * 3 + column });
      cell.stream.valid.value = valid;
      cell.stream.data.value = data;
      if (cell.limit) cell.limit.value = 255;
      return cell;
    });
    const total = cells.reduce<UInt>((sum, cell) => sum.addWrap(cell.result.data), two.result.data);
    return { valid, data, y: output(two.result.data), total: output(total), v: output(two.result.valid as Bool) };
  });

  it('take inputs in records, optional ports, and stand in arrays', () => {
    const circuit = elaborate(Grid, {});
    expect(circuit.modules.map(({ name }) => name)).toEqual([
      'Cell',
      'Cell_2',
      'Cell_3',
      'Cell_4',
      'Cell_5',
      'Cell_6',
      'Grid',
    ]);
    const names = circuit.top.instances.map(({ name }) => name);
    expect(names).toEqual(['one', 'two', 'cells_0_0', 'cells_0_1', 'cells_0_2', 'cells_1_0', 'cells_1_1', 'cells_1_2']);
    for (const simulator of simulate(circuit)) {
      for (const data of [0, 7, 99, 250, 255]) {
        simulator.set('data', data);
        simulator.set('valid', true);
        const y = Math.min((((data + 1) % 256) + 2) % 256, 100);
        const total = [0, 1, 2, 3, 4, 5].reduce((sum, add) => sum + ((data + add) % 256), y) % 256;
        expect([simulator.getNumber('y'), simulator.getNumber('total'), simulator.getNumber('v')]).toEqual([
          y,
          total,
          1,
        ]);
      }
    }
  });

  it('are one module for equal parameters, whatever the order of keys, and several for unequal shapes', () => {
    const Typed = Module('Typed', ({ shape }: { readonly shape: ReturnType<typeof bool>; readonly n?: number }) => {
      const x = input(shape);
      return { x, y: output(x) };
    });
    const modulesOf = (build: () => void) =>
      elaborate(
        Module('Top', () => {
          build();
          return {};
        }),
        {},
      ).modules.map(({ name }) => name);
    const [asUInt, asBool] = [uint(1) as never, bool()];
    expect(
      modulesOf(() => {
        Typed({ shape: asBool, n: 1 });
        Typed({ n: 1, shape: bool() });
      }),
    ).toEqual(['Typed', 'Top']);
    expect(
      modulesOf(() => {
        Typed({ shape: asBool });
        Typed({ shape: asUInt });
        Typed({ shape: vec(4, uint(8)) as never });
        Typed({ shape: vec(4, sint(8)) as never });
        Typed({ shape: enumeration('E', ['A', 'B']) as never });
        Typed({ shape: enumeration('E', ['B', 'A']) as never });
      }),
    ).toEqual(['Typed', 'Typed_2', 'Typed_3', 'Typed_4', 'Typed_5', 'Typed_6', 'Top']);
  });

  it('of definitions made by one line with different bodies stay different', () => {
    const make = (by: number) =>
      Module('Adder', () => {
        const x = input(uint(8));
        return { x, y: output(x.addWrap(by)) };
      });
    const [One, Two] = [make(1), make(2)];
    const Top = Module('Top', () => {
      const x = input(uint(8));
      return { x, one: output(One({}, { x }).y), two: output(Two({}, { x }).y) };
    });
    for (const simulator of simulate(elaborate(Top, {}))) {
      simulator.set('x', 10);
      expect([simulator.getNumber('one'), simulator.getNumber('two')]).toEqual([11, 12]);
    }
  });

  it('arrays of one name are numbered', () => {
    const Pass = Module('Pass', () => {
      const x = input(bool());
      return { x, y: output(x) };
    });
    const Top = Module('Top', () => {
      const x = input(bool());
      const ys = [0, 1].flatMap(() => {
        const rows = instanceArray([2], () => Pass({}, { x }));
        return rows.map(({ y }) => y);
      });
      return { x, y: output(ys.reduce((a, b) => a.and(b))) };
    });
    const { top } = elaborate(Top, {});
    expect(top.instances.map(({ name }) => name)).toEqual(['rows_0_0', 'rows_0_1', 'rows_1_0', 'rows_1_1']);
    expect(top.instances.map(({ array }) => array?.name)).toEqual(['rows_0', 'rows_0', 'rows_1', 'rows_1']);
  });
});

describe('outputs', () => {
  const Merged = Module('Merged', () => {
    const a = input(uint(8));
    const flag = input(bool());
    const sum = a.addWrap(1);
    const twice = sum.addWrap(sum);
    const picked = wire(uint(8));
    when(flag, () => {
      picked.value = twice;
    }).otherwise(() => {
      picked.value = 3;
    });
    const changed = a.addWrap(2);
    const changedPort = output(changed);
    when(flag, () => {
      changedPort.value = 0;
    });
    const copy = picked.addWrap(changed);
    return {
      ...{ a, flag, sum: output(sum), twice: output(twice), picked: output(picked), changed: changedPort },
      ...{ copy: output(copy), again: output(sum) },
    };
  });

  it('are one with the value or wire of their name, unless they are assigned elsewhere too', () => {
    const circuit = elaborate(Merged, {});
    expect(circuit.top.signals.map(({ name }) => name)).toEqual(['changed_value']);
    for (const simulator of simulate(circuit)) {
      for (const [a, flag] of [
        [5, 0],
        [5, 1],
        [255, 1],
      ] as const) {
        simulator.set('a', a);
        simulator.set('flag', flag);
        const sum = (a + 1) % 256;
        const picked = flag ? (sum * 2) % 256 : 3;
        const values = [sum, (sum * 2) % 256, picked, flag ? 0 : (a + 2) % 256, (picked + a + 2) % 256, sum];
        const names = ['sum', 'twice', 'picked', 'changed', 'copy', 'again'];
        expect(names.map((name) => simulator.getNumber(name))).toEqual(values);
      }
    }
  });
});
