import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  constant,
  elaborate,
  input,
  Module,
  mux,
  output,
  type SInt,
  sint,
  uint,
} from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { proveEquivalent } from '../../sim/formal/prove.ts';
import { printedPair } from '../../sim/formal/subject.ts';
import { checked } from '../support/evaluate.ts';
import { complaints, hasIcarus, hasYosys, simulateInIcarus, withFiles } from './tools.ts';

const inputBits = 7;
const widths = [1, 2, 3, 4, 5, 6];

/** What is saturated to each width: a port, a sum, a part, a negative number; and once within a wider sum. */
function saturations(signed: boolean) {
  const shape = (bits: number) => (signed ? sint : uint)(bits);
  return Module('Saturations', () => {
    const x = input(shape(inputBits)) as SInt;
    const rest = Object.fromEntries(
      widths.flatMap((width) => [
        [`port_${width}`, output(x.saturate(width))],
        [`sum_${width}`, output(x.add(x).add(3).saturate(width))],
        [`part_${width}`, output(x.shiftRight(1).saturate(width))],
        [`wider_${width}`, output(x.saturate(width).add(x.extend(inputBits + 2)))],
      ]),
    );
    return { x, ...rest };
  });
}

/** The nearest number of `width` bits. */
function nearest(value: bigint, width: number, signed: boolean): bigint {
  let [least, most] = [0n, 2n ** BigInt(width) - 1n];
  if (signed) [least, most] = [-(2n ** BigInt(width)) / 2n, 2n ** BigInt(width) / 2n - 1n];
  if (value < least) return least;
  return value > most ? most : value;
}

/** Half of the number, towards minus infinity. */
const half = (value: bigint): bigint => (value - (((value % 2n) + 2n) % 2n)) / 2n;

describe.each([true, false])('saturation, signed: %s', (signed) => {
  const circuit = checked(elaborate(saturations(signed), {}));
  const values = Array.from({ length: 2 ** inputBits }, (_, raw) => BigInt(raw) - (signed ? 64n : 0n));

  it.skipIf(!hasIcarus)('gives the nearest number, for all inputs', () => {
    const expected = values.map((x) =>
      widths.flatMap((width) => [
        nearest(x, width, signed),
        nearest(x + x + 3n, width, signed),
        nearest(half(x), width, signed),
        nearest(x, width, signed) + x,
      ]),
    );
    expect(
      simulateInIcarus(
        circuit,
        values.map((x) => [x]),
      ),
    ).toEqual(expected);
  });

  it('is told by the bits that are dropped, and no tool complains', () => {
    const [file] = emitVerilog(circuit);
    expect(file!.text).not.toMatch(/[<>] /);
    expect(complaints(circuit)).toBe('');
  });

  it.skipIf(!hasYosys)('of wide numbers is what the circuit says, for all inputs', async () => {
    const wide = Module('Wide', () => {
      const shape = (bits: number) => (signed ? sint : uint)(bits);
      const [a, b] = [input(shape(70)) as SInt, input(shape(66)) as SInt];
      return { a, b, y: output(a.add(b).saturate(40)), z: output(a.saturate(69)) };
    });
    expect(await proveEquivalent(...printedPair(checked(elaborate(wide, {}))), { depth: 2 })).toEqual({
      kind: 'proven',
    });
  });
});

it.skipIf(!hasYosys)('saturation takes a cell for each bit and a few for the bits that are dropped', () => {
  const clamp = Module('Clamp', () => {
    const x = input(sint(20));
    return { x, y: output(x.saturate(12)) };
  });
  const cells = withFiles(checked(elaborate(clamp, {})), (run, _names, folder) => {
    run('yosys', '-q', '-p', 'read_verilog -sv Clamp.sv; synth_ice40 -top Clamp; tee -q -o cells stat');
    return readFileSync(join(folder, 'cells'), 'utf8');
  });
  expect(Number(/SB_LUT4 +(\d+)/.exec(cells)?.[1])).toBeLessThanOrEqual(17);
  expect(cells).not.toContain('SB_CARRY');
});

it.skipIf(!hasIcarus)('choices that only look alike mean what they say', () => {
  const bound = 15n;
  /** What is chosen above, below and between, where the usual is 15, -16 and the low 5 bits. */
  const choices = Module('Choices', () => {
    const x = input(sint(7));
    const least = constant(sint(5), -16);
    const below = mux(x.lt(-16), least, x.wrap(5));
    return {
      x,
      otherBound: output(mux(x.gt(14), constant(sint(5), 15), below)),
      otherMost: output(mux(x.gt(bound), constant(sint(5), 14), below)),
      otherLeast: output(mux(x.gt(bound), constant(sint(5), 15), mux(x.lt(-16), constant(sint(5), 3), x.wrap(5)))),
      otherValue: output(mux(x.gt(bound), constant(sint(5), 15), mux(x.shiftRight(1).lt(-16), least, x.wrap(5)))),
      oneSided: output(mux(x.gt(bound), constant(sint(5), 15), x.wrap(5))),
      otherPart: output(mux(x.gt(bound), constant(sint(5), 15), mux(x.lt(-16), least, x.bits(5, 1).asSInt()))),
    };
  });
  const values = Array.from({ length: 128 }, (_, raw) => BigInt(raw) - 64n);
  const low = (x: bigint): bigint => ((((x + 16n) % 32n) + 32n) % 32n) - 16n;
  const choose = (above: boolean, most: bigint, under: boolean, lowest: bigint, rest: bigint) =>
    above ? most : under ? lowest : rest;
  const expected = values.map((x) => [
    choose(x > 14n, 15n, x < -16n, -16n, low(x)),
    choose(x > bound, 14n, x < -16n, -16n, low(x)),
    choose(x > bound, 15n, x < -16n, 3n, low(x)),
    choose(x > bound, 15n, half(x) < -16n, -16n, low(x)),
    choose(x > bound, 15n, false, 0n, low(x)),
    choose(x > bound, 15n, x < -16n, -16n, low(half(x))),
  ]);
  const vectors = values.map((x) => [x]);
  expect(simulateInIcarus(checked(elaborate(choices, {})), vectors)).toEqual(expected);
});
