import { describe, expect, it } from 'vitest';
import { elaborate, enumeration, Module, output, reg, switchOn, uint } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { checked } from '../support/evaluate.ts';
import { complaints, hasYosys } from './tools.ts';

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
