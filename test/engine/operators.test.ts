import { describe, expect, test } from 'vitest';
import type { BinaryOperator, BitType, Expression } from '../../generators/circuit/types.ts';
import { createSimulator, type Simulator } from '../../sim/engine/index.ts';
import {
  binary,
  bit,
  circuitOf,
  concatenate,
  convert,
  element,
  ModuleBuilder,
  mux,
  shift,
  signed,
  slice,
  unary,
  unsigned,
} from '../support/circuit-builder.ts';
import { RandomSource } from '../support/random-circuit.ts';

const engines: readonly Simulator['engine'][] = ['wasm', 'interpreter'];
const widths = [1, 2, 7, 8, 16, 31, 32, 33, 63, 64, 65, 100, 130];
const types = widths.flatMap((width) => [unsigned(width), signed(width)]);
const random = new RandomSource(7);

/** Numbers at the ends of the type's range, around 0, and two in between. */
function samples(type: BitType): bigint[] {
  const size = 2n ** BigInt(type.width);
  const ends = type.signed ? [-size / 2n, size / 2n - 1n, -1n, 0n] : [0n, 1n, size - 1n, size / 2n];
  return [...new Set([...ends, random.value(type), random.value(type)])];
}

/** The bits of a number as digits, the highest first. */
function digits(value: bigint, width: number): string {
  const size = 2n ** BigInt(width);
  return (((value % size) + size) % size).toString(2).padStart(width, '0');
}

/** The number that digits stand for. */
function number(text: string, isSigned: boolean): bigint {
  const value = BigInt(`0b${text}`);
  return isSigned && text.startsWith('1') ? value - 2n ** BigInt(text.length) : value;
}

/** Checks one expression of some inputs for many values in both engines. */
function check(
  inputs: readonly BitType[],
  build: (...operands: Expression[]) => Expression,
  expected: (...values: bigint[]) => bigint,
): void {
  const builder = new ModuleBuilder('Operator');
  const operands = inputs.map((type, place) => builder.input(`in${place}`, type));
  const result = build(...operands);
  builder.assign(builder.output('out', result.type), result);
  const circuit = circuitOf(builder.build());
  for (const engine of engines) {
    const simulator = createSimulator(circuit, { engine });
    const tuples = inputs.reduce<bigint[][]>(
      (all, type) => all.flatMap((tuple) => samples(type).map((value) => [...tuple, value])),
      [[]],
    );
    for (const tuple of tuples) {
      tuple.forEach((value, place) => {
        simulator.set(`in${place}`, value);
      });
      expect(simulator.get('out'), `${engine}, (${tuple.join(', ')})`).toBe(expected(...tuple));
    }
  }
}

const name = ({ width, signed: isSigned }: BitType) => `${isSigned ? 's' : 'u'}${width}`;
const pairs = types.flatMap((left) =>
  [left, random.pick(types), random.pick(types)].map((right): [BitType, BitType] => [
    left,
    { width: right.width, signed: left.signed },
  ]),
);

describe('unary operators', () => {
  for (const type of types) {
    test(name(type), () => {
      const { width, signed: isSigned } = type;
      const flipped = (value: bigint) => digits(value, width).replaceAll(/./g, (digit) => (digit === '0' ? '1' : '0'));
      check(
        [type],
        (operand) => unary('not', operand),
        (value) => number(flipped(value), isSigned),
      );
      check(
        [type],
        (operand) => unary('negate', operand),
        (value) => 0n - value,
      );
      check(
        [type],
        (operand) => unary('andReduce', operand),
        (value) => (digits(value, width).includes('0') ? 0n : 1n),
      );
      check(
        [type],
        (operand) => unary('orReduce', operand),
        (value) => (digits(value, width).includes('1') ? 1n : 0n),
      );
      const ones = (value: bigint) => digits(value, width).split('1').length - 1;
      check(
        [type],
        (operand) => unary('xorReduce', operand),
        (value) => BigInt(ones(value) % 2),
      );
    });
  }
});

describe('arithmetic and comparisons', () => {
  const models: Partial<Record<BinaryOperator, (left: bigint, right: bigint) => bigint>> = {
    add: (left, right) => left + right,
    subtract: (left, right) => left - right,
    multiply: (left, right) => left * right,
    equal: (left, right) => BigInt(left === right),
    notEqual: (left, right) => BigInt(left !== right),
    less: (left, right) => BigInt(left < right),
    lessEqual: (left, right) => BigInt(left <= right),
    greater: (left, right) => BigInt(left > right),
    greaterEqual: (left, right) => BigInt(left >= right),
  };
  for (const [operator, model] of Object.entries(models)) {
    test(operator, () => {
      for (const [left, right] of pairs) {
        check([left, right], (one, other) => binary(operator as BinaryOperator, one, other), model);
      }
    });
  }
});

describe('bitwise operators', () => {
  const tables = { and: ['00', '01'], or: ['01', '11'], xor: ['01', '10'] } as const;
  for (const [operator, table] of Object.entries(tables)) {
    test(operator, () => {
      for (const type of types) {
        const model = (left: bigint, right: bigint) => {
          const other = digits(right, type.width);
          const text = [...digits(left, type.width)].map((digit, place) => table[Number(digit)]![Number(other[place])]);
          return number(text.join(''), type.signed);
        };
        check([type, type], (left, right) => binary(operator as BinaryOperator, left, right), model);
      }
    });
  }
});

describe('shifts', () => {
  for (const amountWidth of [1, 3, 5, 6, 7]) {
    test(`by ${amountWidth} bits`, () => {
      for (const type of types) {
        const amount = unsigned(amountWidth);
        check(
          [type, amount],
          (operand, by) => shift('left', operand, by),
          (value, by) => value * 2n ** by,
        );
        const model = (value: bigint, by: bigint) => {
          const divisor = 2n ** by;
          const remainder = ((value % divisor) + divisor) % divisor;
          return (value - remainder) / divisor;
        };
        check([type, amount], (operand, by) => shift('right', operand, by), model);
      }
    });
  }
});

describe('choices of bits', () => {
  test('mux', () => {
    for (const type of types) check([bit, type, type], mux, (condition, one, zero) => (condition === 1n ? one : zero));
  });

  test('slice', () => {
    for (const type of types) {
      for (let count = 0; count < 6; count++) {
        const low = random.below(type.width);
        const high = low + random.below(type.width - low);
        const model = (value: bigint) => {
          const text = digits(value, type.width);
          return number(text.slice(type.width - 1 - high, type.width - low), false);
        };
        check([type], (operand) => slice(operand, high, low), model);
      }
    }
  });

  test('element', () => {
    for (const type of types) {
      const divisors = [1, 2, 4, 5, 8, 13, 25, 32, 65].filter((divisor) => type.width % divisor === 0);
      for (const elementWidth of divisors) {
        const model = (value: bigint, index: bigint) => {
          const end = type.width - Number(index) * elementWidth;
          return end <= 0 ? 0n : number(digits(value, type.width).slice(end - elementWidth, end), false);
        };
        check([type, unsigned(5)], (operand, index) => element(operand, index, elementWidth), model);
      }
    }
  });

  test('concatenate', () => {
    for (const first of types) {
      const second = random.pick(types);
      const third = random.pick(types);
      const model = (...values: bigint[]) =>
        number([first, second, third].map((type, place) => digits(values[place]!, type.width)).join(''), false);
      check([first, second, third], concatenate, model);
    }
  });

  test('convert', () => {
    for (const from of types) {
      for (const to of types) {
        const model = (value: bigint) => {
          const text = digits(value, from.width);
          const fill = from.signed ? text[0]! : '0';
          return number(text.padStart(to.width, fill).slice(-to.width), to.signed);
        };
        check([from], (operand) => convert(operand, to), model);
      }
    }
  });
});
