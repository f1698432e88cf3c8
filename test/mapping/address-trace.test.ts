import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceShape, TraceStep } from '../../generators/networks/mapping/address-trace.ts';
import { addressTrace, padding } from '../../generators/networks/mapping/address-trace.ts';
import { pairsInside } from '../../generators/networks/mapping/cycles.ts';
import type { StepperStep } from './incremental-stepper.ts';
import { incrementalTrace } from './incremental-stepper.ts';

/** Every shape that the accelerator accepts: docs/ultratrail.md, Errors, code 3. */
const isLegal = (shape: TraceShape) =>
  (shape.outputLength - 1) * shape.stride + shape.kernel <= shape.inputLength + 2 * padding(shape);

const legalShapes = (longest: number): fc.Arbitrary<TraceShape> =>
  fc
    .record({
      inputLength: fc.integer({ min: 1, max: longest }),
      inputBlocks: fc.integer({ min: 1, max: 4 }),
      outputBlocks: fc.integer({ min: 1, max: 2 }),
      kernel: fc.integer({ min: 1, max: 15 }),
      stride: fc.integer({ min: 1, max: 16 }),
      pad: fc.boolean(),
      last: fc.boolean(),
      shorter: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 126 }) }),
    })
    .map(({ shorter, ...shape }) => {
      const positions = Math.floor((shape.inputLength + 2 * padding({ ...shape }) - shape.kernel) / shape.stride) + 1;
      return { ...shape, outputLength: Math.max(1, positions - shorter) };
    })
    .filter(isLegal);

const order = (step: StepperStep): string =>
  `block ${step.outputBlock}, ${step.inputBlock} tap ${step.tap} position ${step.position} input ${step.inputIndex} ` +
  `word ${step.weightWord} first ${step.firstTouch} last ${step.lastTouch}`;

const sameOrder = (shape: TraceShape) => {
  const stepper = incrementalTrace(shape).map(order);
  const definition = addressTrace(shape).map(order);
  const difference = definition.findIndex((step, number) => step !== stepper[number]);
  expect({ shape, steps: stepper.length, difference }).toEqual({ shape, steps: definition.length, difference: -1 });
};

describe('the order of work', () => {
  it('can be made by increments, over random shapes', () => {
    fc.assert(fc.property(legalShapes(127), sameOrder), { numRuns: 400 });
  });

  it('can be made by increments, over every small shape', () => {
    for (const pad of [false, true]) {
      for (let inputLength = 1; inputLength <= 5; inputLength++) {
        for (let kernel = 1; kernel <= 8; kernel++) {
          for (let stride = 1; stride <= 6; stride++) {
            for (let outputLength = 1; outputLength <= 7; outputLength++) {
              const shape = {
                inputLength,
                inputBlocks: 3,
                outputLength,
                outputBlocks: 1,
                kernel,
                stride,
                pad,
                last: false,
              };
              if (isLegal(shape)) sameOrder(shape);
            }
          }
        }
      }
    }
  });

  it('costs one step for each (position, tap) pair inside the input and pair of blocks', () => {
    fc.assert(
      fc.property(legalShapes(127), (shape) => {
        const steps = addressTrace(shape);
        let pairs = 0;
        for (let index = 0; index < shape.outputLength * shape.kernel; index++) {
          const input = Math.floor(index / shape.kernel) * shape.stride + (index % shape.kernel) - padding(shape);
          if (input >= 0 && input < shape.inputLength) pairs++;
        }
        expect(steps.length).toBe(pairs * shape.inputBlocks * shape.outputBlocks);
        expect(pairsInside(shape)).toBe(pairs);
        const visited = new Set(steps.map((s) => `${s.outputBlock},${s.inputBlock},${s.position},${s.tap}`));
        expect(visited.size).toBe(steps.length);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the partial sums in two single-port banks', () => {
  it('are never read and written in one bank in one cycle', () => {
    fc.assert(
      fc.property(legalShapes(127), (shape) => {
        let before: TraceStep | undefined;
        const conflicts: TraceStep[] = [];
        for (const step of addressTrace(shape)) {
          const jump = before?.outputBlock === step.outputBlock ? Math.abs(before.position - step.position) : 0;
          const sameBank = before?.write && step.read && before.write.bank === step.read.bank;
          if (jump > 1 || sameBank) conflicts.push(step);
          before = step;
        }
        expect(conflicts).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('hold every sum when it is needed: reads and forwards give the sum of exactly the pairs before', () => {
    fc.assert(
      fc.property(legalShapes(60), (shape) => {
        const banks = [new Map<number, number>(), new Map<number, number>()];
        const expected = new Map<string, number>();
        const wrong: TraceStep[] = [];
        let register = 0;
        let pending: { bank: 0 | 1; address: number; sum: number } | undefined;
        for (const step of addressTrace(shape)) {
          const { read, write, firstTouch, lastTouch, forwarded } = step;
          const before = firstTouch ? 0 : forwarded ? register : banks[read!.bank]!.get(read!.address);
          const key = `${step.outputBlock},${step.position}`;
          if (before !== (expected.get(key) ?? 0)) wrong.push(step);
          if (pending) banks[pending.bank]!.set(pending.address, pending.sum);
          const sum = before! + 1 + step.tap * 64 + step.inputBlock * 4096;
          expected.set(key, sum);
          register = sum;
          pending = write && !lastTouch ? { ...write, sum } : undefined;
        }
        expect(wrong).toEqual([]);
        expect(expected.size).toBe(shape.outputBlocks * shape.outputLength);
      }),
      { numRuns: 300 },
    );
  });

  it('are started once and finished once in every output block', () => {
    fc.assert(
      fc.property(legalShapes(127), (shape) => {
        const steps = addressTrace(shape);
        for (const touch of ['firstTouch', 'lastTouch'] as const) {
          const touched = steps.filter((step) => step[touch]).map((step) => `${step.outputBlock},${step.position}`);
          expect(touched.length).toBe(shape.outputBlocks * shape.outputLength);
          expect(new Set(touched).size).toBe(touched.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leave the scores behind the partial sums, each in its own word', () => {
    fc.assert(
      fc.property(legalShapes(127), (shape) => {
        const even = shape.outputLength + (shape.outputLength % 2);
        const words = addressTrace({ ...shape, last: true })
          .filter(({ lastTouch }) => lastTouch)
          .map(({ write }) => write!.address * 2 + write!.bank);
        expect(new Set(words).size).toBe(words.length);
        expect(Math.min(...words)).toBeGreaterThanOrEqual(even);
        expect(Math.max(...words)).toBeLessThan((shape.outputBlocks + 1) * even);
      }),
      { numRuns: 300 },
    );
  });
});
