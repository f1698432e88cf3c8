import { describe, expect, it } from 'vitest';
import { operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import type { OperationName } from './random-instruction.ts';
import { chainedProgram, randomProgram, smallParameters } from './random-program.ts';
import { differenceOf, elaborateTensorTrail, expectedResult, simulatedResult } from './run-program.ts';

const everyOperation = Object.keys(operations) as OperationName[];
const onlyConvolutions = { add: false, multiply: false, maximum: false, average: false, table: false, argmax: false };

interface Case {
  readonly name: string;
  readonly parameters: TensorTrailParameters;
  readonly programs: number;
  readonly allowed: readonly OperationName[];
}

const cases: readonly Case[] = [
  { name: 'N = 2', parameters: smallParameters({ array: 2 }), programs: 200, allowed: everyOperation },
  { name: 'N = 4', parameters: smallParameters({ array: 4 }), programs: 200, allowed: everyOperation },
  { name: 'N = 8', parameters: smallParameters({ array: 8 }), programs: 100, allowed: everyOperation },
  {
    name: 'N = 16',
    parameters: smallParameters({ array: 16, featureDepth: 24 }),
    programs: 20,
    allowed: everyOperation,
  },
  {
    name: 'N = 32',
    parameters: smallParameters({ array: 32, featureDepth: 24 }),
    programs: 4,
    allowed: ['spatial', 'depthwise', 'dot'],
  },
  {
    name: 'sums of 16 bits that wrap',
    parameters: smallParameters({ array: 4, accumulatorBits: 16 }),
    programs: 60,
    allowed: everyOperation,
  },
  {
    name: 'convolutions only, no left shift, memories that are no power of two',
    parameters: smallParameters({
      ...onlyConvolutions,
      array: 4,
      maximumLeftShift: 0,
      featureDepth: 100,
      tapDepth: 61,
    }),
    programs: 60,
    allowed: ['dot', 'spatial', 'depthwise'],
  },
  {
    name: 'rounding half to even, every operation',
    parameters: smallParameters({ array: 4, halfEven: true }),
    programs: 150,
    allowed: everyOperation,
  },
  {
    name: 'rounding as float32, every operation',
    parameters: smallParameters({ array: 4, halfEven: true, float32: true }),
    programs: 150,
    allowed: everyOperation,
  },
  {
    name: 'rounding half to even, convolutions only, no left shift',
    parameters: smallParameters({ ...onlyConvolutions, array: 4, maximumLeftShift: 0, halfEven: true }),
    programs: 60,
    allowed: ['dot', 'spatial', 'depthwise'],
  },
  {
    name: 'left shifts to 31, a table and nothing else',
    parameters: smallParameters({ ...onlyConvolutions, array: 8, maximumLeftShift: 31, table: true }),
    programs: 40,
    allowed: ['dot', 'table', 'depthwise'],
  },
];

describe('random programs: the circuit leaves what the specification leaves, in the cycles of the model', () => {
  for (const { name, parameters, programs, allowed } of cases) {
    it(`${name}, ${programs} programs`, () => {
      const simulator = createSimulator(elaborateTensorTrail(parameters));
      for (let seed = 0; seed < programs; seed++) {
        const { program, features } = randomProgram(seed, parameters, allowed);
        const expected = expectedResult(program, features);
        const writes = program.steps.some(({ instruction }) => instruction.operation !== operations.argmax);
        if (writes) expect(expected.features, `seed ${seed} changes nothing`).not.toEqual(features);
        const difference = differenceOf(simulatedResult(simulator, program, features), expected, parameters.array);
        expect(difference, `seed ${seed}`).toBeUndefined();
      }
    });
  }
});

describe('each instruction reads at once the word that the one before wrote last', () => {
  for (const [array, chains] of [
    [2, 60],
    [4, 60],
    [8, 60],
    [16, 15],
  ] as const) {
    it(`N = ${array}, ${chains} chains of 6 instructions`, () => {
      const parameters = smallParameters({ array, featureDepth: 24 });
      const simulator = createSimulator(elaborateTensorTrail(parameters));
      const writing = everyOperation.filter((operation) => operation !== 'argmax');
      for (let seed = 0; seed < chains; seed++) {
        const random = randomNumbers(1000 + seed);
        const chain = [...Array.from({ length: 5 }, () => random.pick(writing)), random.pick(everyOperation)];
        const { program, features } = chainedProgram(seed, parameters, chain);
        const expected = expectedResult(program, features);
        const difference = differenceOf(simulatedResult(simulator, program, features), expected, array);
        expect(difference, `seed ${seed}, ${chain.join(', ')}`).toBeUndefined();
      }
    });
  }
});
