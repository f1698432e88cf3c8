import { describe, expect, it } from 'vitest';
import { fixed, unsignedFixed } from '../../generators/blocks/index.ts';
import {
  bool,
  drive,
  elaborate,
  enumeration,
  input,
  Module,
  memberOf,
  output,
  reg,
  sint,
  switchOn,
  uint,
  vec,
  vecOf,
  when,
  wire,
} from '../../generators/language/index.ts';
import { simulate } from '../support/evaluate.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { complaints } from '../verilog/tools.ts';
import { errorsIn, untyped } from './marked-errors.ts';

const { expectError } = errorsIn(import.meta.url);
const names = ['A', 'B', 'C', 'D', 'E'] as const;

/** Values of the five members, as the encoding is defined. */
const encodings = {
  binary: [0, 1, 2, 3, 4],
  'one-hot': [1, 2, 4, 8, 16],
  gray: [0b000, 0b001, 0b011, 0b010, 0b110],
} as const;

describe.each(Object.entries(encodings))('an enumeration in %s', (encoding, values) => {
  const Steps = enumeration('Steps', names, { encoding: encoding as 'binary' });
  const width = Math.max(...values).toString(2).length;

  /** Goes to the next member, round and round, and reads a number as a member. */
  const Walk = Module('Walk', () => {
    const number = input(uint(6));
    const step = reg(Steps, { reset: Steps.C });
    switchOn(step)
      .is(Steps.A, () => drive(step, Steps.B))
      .is(Steps.B, () => drive(step, Steps.C))
      .is(Steps.C, () => drive(step, Steps.D))
      .is(Steps.D, () => drive(step, Steps.E))
      .is(Steps.E, () => drive(step, Steps.A));
    const read = memberOf(number, Steps, Steps.D);
    const narrow = memberOf(number.bits(1, 0), Steps, Steps.B);
    const isC = step.is(Steps.C);
    return {
      number,
      step: output(step),
      isC: output(isC),
      member: output(read.member),
      valid: output(read.valid),
      narrow: output(narrow.member),
      narrowValid: output(narrow.valid),
    };
  });
  const circuit = elaborate(Walk, {});

  it('has those values and that width, walks through them, and converts with a check', () => {
    expect(Steps.type.width).toBe(width);
    for (const simulator of simulate(circuit)) {
      simulator.set('reset', 1);
      simulator.step();
      simulator.set('reset', 0);
      for (let cycle = 0; cycle < 12; cycle += 1) {
        expect(simulator.getNumber('step')).toBe(values[(cycle + 2) % 5]);
        expect(simulator.getNumber('isC')).toBe(Number(cycle % 5 === 0));
        simulator.step();
      }
      for (let number = 0; number < 64; number += 1) {
        simulator.set('number', number);
        const valid = (values as readonly number[]).includes(number);
        expect(simulator.getNumber('valid')).toBe(Number(valid));
        expect(simulator.getNumber('member')).toBe(valid ? number : values[3]);
        const low = number % 4;
        const lowValid = (values as readonly number[]).includes(low);
        expect(simulator.getNumber('narrowValid')).toBe(Number(lowValid));
        expect(simulator.getNumber('narrow')).toBe(lowValid ? low : values[1]);
      }
    }
  });

  it('prints clean', () => {
    expect(complaints(circuit)).toBe('');
  });
});

describe('enumerations that cannot be', () => {
  it('are refused with a remedy', () => {
    const remedy = 'choose another encoding, or smaller values';
    expectError('large', 'B020', [`enumeration Large of ${2 ** 20 + 1} bits`, remedy], () => {
      enumeration('Large', { Low: 0, High: 1n << (2n ** 20n) }); // large
    });
    expectError('none', 'B020', ['enumeration None has no members', 'name at least one'], () => {
      enumeration('None', [], { encoding: 'gray' }); // none
    });
  });
});

const Mode = enumeration('Mode', ['Idle', 'Run', 'Done']);

describe('vectors of other kinds', () => {
  const Vectors = Module('Vectors', () => {
    const index = input(uint(2));
    const row = input(uint(2));
    const write = input(bool());
    const mode = input(uint(2));
    const sample = input(sint(6));
    const modes = reg(vec(3, Mode), { reset: vecOf([Mode.Idle, Mode.Done, Mode.Run], Mode) });
    const samples = reg(vec(3, fixed(2, 4)));
    const table = reg(vec(3, vec(4, sint(6))));
    when(write, () => {
      drive(modes.at(index), memberOf(mode, Mode, Mode.Idle).member);
      drive(samples.at(index), fixed(2, 4).of(sample.expression));
    });
    // An element of an element chosen at run time cannot be assigned: the row is replaced as a whole.
    const changed = wire(vec(4, sint(6)));
    changed.value = table.at(row);
    when(write, () => {
      drive(changed.at(index), sample);
    });
    drive(table.at(row), changed);
    const total = samples.at(0).add(samples.at(2));
    return {
      ...{ index, row, write, mode, sample },
      chosen: output(modes.at(index)),
      isRun: output(modes.at(index).is(Mode.Run)),
      level: output(samples.at(index).raw),
      total: output(total.raw),
      entry: output(table.at(row).at(index)),
    };
  });

  it('hold members, fixed-point numbers and vectors, by constant and run-time index', () => {
    for (const simulator of simulate(elaborate(Vectors, {}))) {
      const random = randomNumbers(21);
      const modes = [0, 2, 1, 0];
      const samples = [0, 0, 0, 0];
      const table = Array.from({ length: 4 }, () => [0, 0, 0, 0]);
      simulator.set('reset', 1);
      simulator.step();
      simulator.set('reset', 0);
      for (let cycle = 0; cycle < 200; cycle += 1) {
        const [index, row] = [random.integer(0, 3), random.integer(0, 3)];
        const [mode, sample, write] = [random.integer(0, 3), random.integer(-32, 31), random.chance(0.7)];
        const inputs = { index, row, mode, sample, write: Number(write) };
        for (const [name, value] of Object.entries(inputs)) simulator.set(name, value);
        simulator.step();
        if (write && index < 3) {
          modes[index] = mode < 3 ? mode : 0;
          samples[index] = sample;
        }
        if (write && row < 3) table[row]![index] = sample;
        expect(simulator.getNumber('chosen')).toBe(modes[index]);
        expect(simulator.getNumber('isRun')).toBe(Number(modes[index] === 1));
        expect(simulator.getNumber('level')).toBe(samples[index]);
        expect(simulator.getNumber('total')).toBe(samples[0]! + samples[2]!);
        expect(simulator.getNumber('entry')).toBe(table[row]![index]);
      }
    }
  });

  it('are told apart by their elements: the points and signs of fixed-point numbers too', () => {
    const remedy = 'declare both with one shape, or convert the one: element by element, or by reinterpret()';
    const points = 'vec(2, fixed(3, 3)) stands where vec(2, fixed(2, 4)) is due';
    expectError('points', 'B002', [points, remedy], () => {
      wire(vec(2, fixed(2, 4))).value = input(vec(2, fixed(3, 3))); // points
    });
    const signs = 'vec(2, unsignedFixed(2, 4)) stands where vec(2, fixed(2, 4)) is due';
    expectError('signs', 'B002', [signs, remedy], () => {
      wire(vec(2, fixed(2, 4))).value = untyped(input(vec(2, unsignedFixed(2, 4)))); // signs
    });
    expectError('point', 'B002', ['fixed(2, 4) stands where fixed(3, 3) is due', remedy], () => {
      drive(wire(vec(2, fixed(3, 3))).at(1), input(fixed(2, 4))); // point
    });
  });
});
