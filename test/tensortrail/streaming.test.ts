import { describe, expect, it } from 'vitest';
import { operations } from '../../generators/accelerators/tensortrail/instruction-word.ts';
import type { TensorTrailParameters } from '../../generators/accelerators/tensortrail/parameters.ts';
import { createSimulator } from '../../sim/engine/index.ts';
import { openDesign } from '../../sim/host/tensortrail-machine.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import type { OperationName } from './random-instruction.ts';
import { smallParameters } from './random-program.ts';
import { differenceOf, elaborateTensorTrail, expectedResult } from './run-program.ts';
import { randomStreamedProgram, streamedResult } from './streamed-program.ts';

const everyOperation = Object.keys(operations) as OperationName[];
const onlyConvolutions = { add: false, multiply: false, maximum: false, average: false, table: false, argmax: false };

interface Case {
  readonly name: string;
  readonly parameters: TensorTrailParameters;
  readonly programs: number;
  readonly allowed: readonly OperationName[];
}

function streaming(given: Partial<TensorTrailParameters>): TensorTrailParameters {
  return smallParameters({ weightStream: true, ...given });
}

const cases: readonly Case[] = [
  {
    name: 'N = 2, a byte a cycle, a ring of 64 words',
    parameters: streaming({ array: 2, weightDepth: 64, weightStreamBits: 8 }),
    programs: 60,
    allowed: everyOperation,
  },
  {
    name: 'N = 4, whole words, a ring of 32 words',
    parameters: streaming({ array: 4, weightDepth: 32, weightStreamBits: 128 }),
    programs: 80,
    allowed: everyOperation,
  },
  {
    name: 'N = 4, 32 bits, a ring of 16 words',
    parameters: streaming({ array: 4, weightDepth: 16, weightStreamBits: 32 }),
    programs: 80,
    allowed: everyOperation,
  },
  {
    name: 'N = 8, 64 bits, a ring of 8 words',
    parameters: streaming({ array: 8, weightDepth: 8, weightStreamBits: 64 }),
    programs: 40,
    allowed: everyOperation,
  },
  {
    name: 'N = 8, whole words, a ring of 4 words, no tables',
    parameters: streaming({ ...onlyConvolutions, array: 8, weightDepth: 4, weightStreamBits: 512 }),
    programs: 40,
    allowed: ['dot', 'spatial', 'depthwise'],
  },
  {
    // The next words come as soon as there is room: a word that is freed too early is lost.
    name: 'N = 8, whole words, a ring that one table fills',
    parameters: streaming({ array: 8, weightDepth: 4, weightStreamBits: 512 }),
    programs: 60,
    allowed: ['table', 'dot'],
  },
  {
    name: 'N = 16, 256 bits, a ring of 16 words',
    parameters: streaming({ array: 16, featureDepth: 24, weightDepth: 16, weightStreamBits: 256 }),
    programs: 10,
    allowed: everyOperation,
  },
];

describe('streamed weights: random programs leave what the specification leaves', () => {
  for (const { name, parameters, programs, allowed } of cases) {
    it(`${name}, ${programs} programs, in the cycles of the model`, async () => {
      const design = openDesign(createSimulator(elaborateTensorTrail(parameters)));
      let run = 0;
      for (let seed = 0; run < programs; seed++) {
        const streamed = randomStreamedProgram(seed, parameters, allowed);
        if (!streamed) continue;
        run++;
        const { program, features } = streamed;
        const actual = await streamedResult(design, program, features);
        const difference = differenceOf(actual, expectedResult(program, features), parameters.array);
        expect({ seed, difference, left: actual.left }).toEqual({ seed, difference: undefined, left: 0 });
      }
    });
  }

  it('behind a program that stopped with words in the ring and a part of one at the port', async () => {
    const parameters = streaming({ array: 4, weightDepth: 32, weightStreamBits: 8 });
    const design = openDesign(createSimulator(elaborateTensorTrail(parameters)));
    const programs = Array.from({ length: 60 }, (_, seed) =>
      randomStreamedProgram(seed, parameters, ['dot', 'spatial', 'table']),
    ).filter((one) => one !== undefined);
    let stopped = 0;
    for (const [place, { program, features }] of programs.entries()) {
      const { program: next, features: before } = programs[(place + 1) % programs.length]!;
      const steps = program.steps.map((step, number) =>
        number === 1 ? { ...step, instruction: { ...step.instruction, positions: 0 } } : step,
      );
      const broken = await streamedResult(design, { ...program, steps }, features);
      if (broken.left > 0) stopped++;
      const actual = await streamedResult(design, next, before, { reset: false });
      const difference = differenceOf(actual, expectedResult(next, before), parameters.array);
      expect({ place, difference, left: actual.left }).toEqual({ place, difference: undefined, left: 0 });
    }
    expect(stopped).toBeGreaterThan(10);
  });

  it('from a source with random gaps, one run after the other', async () => {
    const parameters = streaming({ array: 4, weightDepth: 32, weightStreamBits: 32 });
    const design = openDesign(createSimulator(elaborateTensorTrail(parameters)));
    for (let seed = 0; seed < 40; seed++) {
      const streamed = randomStreamedProgram(seed, parameters, everyOperation);
      if (!streamed) continue;
      const { program, features } = streamed;
      const random = randomNumbers(seed);
      const share = random.pick([0.05, 0.3, 0.8]);
      const actual = await streamedResult(design, program, features, { offers: () => random.chance(share) });
      const expected = expectedResult(program, features);
      expect(actual.cycles).toBeGreaterThanOrEqual(expected.cycles);
      const difference = differenceOf({ ...actual, cycles: expected.cycles }, expected, parameters.array);
      expect({ seed, difference, left: actual.left }).toEqual({ seed, difference: undefined, left: 0 });
    }
  });
});
