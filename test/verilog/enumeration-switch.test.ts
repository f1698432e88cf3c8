import { describe, expect, it } from 'vitest';
import { elaborate, enumeration, input, Module, output, reg, switchOn, uint } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { checked } from '../support/evaluate.ts';
import { complaints, hasIcarus, hasYosys, simulateInIcarus } from './tools.ts';

const Light = enumeration('Light', ['Red', 'Green', 'Amber']);

const Crossing = Module('Crossing', () => {
  const light = reg(Light, { reset: Light.Red });
  const seconds = output(uint(6));
  switchOn(light)
    .is(Light.Red, () => {
      light.next = Light.Green;
      seconds.value = 40;
    })
    .is(Light.Green, () => {
      light.next = Light.Amber;
      seconds.value = 30;
    })
    .is(Light.Amber, () => {
      light.next = Light.Red;
      seconds.value = 3;
    });
  return { seconds };
});

describe('a switch over all members of an enumeration that leaves encodings unused', () => {
  it('prints its last case as the default where it drives a net', () => {
    const text = emitVerilog(checked(elaborate(Crossing, {})))[0]!.text;
    expect(text).toContain("      default: seconds = 6'd3;\n");
    expect(text).toContain('        Amber: light <= Red;\n');
  });

  it.skipIf(!hasYosys)('is no latch to synthesis', () => {
    expect(complaints(elaborate(Crossing, {}))).toBe('');
  });
});

describe('cases that do nothing', () => {
  /** Every value has a case, or the rest has one of its own; two cases of the four do nothing. */
  const idle = (withRest: boolean) =>
    Module('Idle', () => {
      const select = input(uint(2));
      const late = reg(uint(4), { reset: 0 });
      const counted = switchOn(select)
        .is(0, () => {
          late.next = late.addWrap(1);
        })
        .is(1, () => {})
        .is(2, () => {});
      if (withRest) {
        counted.otherwise(() => {
          late.next = 9;
        });
      } else {
        counted.is(3, () => {
          late.next = 5;
        });
      }
      return { select, late: output(late) };
    });
  const of = (withRest: boolean) => checked(elaborate(idle(withRest), {}));

  it('are left to an empty default, or stand in one item ahead of another default', () => {
    expect(emitVerilog(of(false))[0]!.text.match(/^ +.*: ;$/gm)).toEqual(['        default: ;']);
    expect(emitVerilog(of(true))[0]!.text.match(/^ +.*: ;$/gm)).toEqual(["        2'd1, 2'd2: ;"]);
  });

  it.skipIf(!hasIcarus)('keep the register in Icarus', () => {
    const selects = [0, 1, 2, 3, 1, 0, 2, 3, 0].map((select) => [BigInt(select)]);
    const expected = (last: bigint): bigint[][] => {
      let late = 0n;
      return selects.map(([select]) => {
        const row = [late];
        if (select === 0n) late = (late + 1n) % 16n;
        if (select === 3n) late = last;
        return row;
      });
    };
    const initial = ['reset = 1;', '#1 clock = 1;', '#1 clock = 0;'];
    expect(simulateInIcarus(of(false), selects, { initial })).toEqual(expected(5n));
    expect(simulateInIcarus(of(true), selects, { initial })).toEqual(expected(9n));
    for (const withRest of [true, false]) expect(complaints(of(withRest))).toBe('');
  });
});
