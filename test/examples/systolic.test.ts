import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Systolic } from '../../examples/systolic/systolic.ts';
import { elaborate } from '../../generators/language/index.ts';
import { emitVerilog } from '../../generators/verilog/index.ts';
import { runStreams, type Word, wordsOf } from '../blocks/stream-driver.ts';
import { engines } from '../blocks/tools.ts';
import { checked } from '../support/evaluate.ts';
import { randomNumbers } from '../support/random-numbers.ts';
import { verilatorIsInstalled } from '../verilator/installed.ts';
import { inputValues, outputsInVerilator, type PortValues } from './verilated.ts';

type Matrix = readonly (readonly bigint[])[];
/** `left` has as many columns as `right` has rows. */
interface Product {
  readonly left: Matrix;
  readonly right: Matrix;
}

const pack = (values: readonly bigint[], bits: number): bigint =>
  values.reduceRight((word, value) => (word << BigInt(bits)) | BigInt.asUintN(bits, value), 0n);

/** The steps of a product as words of the stream: column, row, last. */
function stepsOf({ left, right }: Product, elementBits: number): readonly Word[] {
  return right.map((row, step) => {
    const column = left.map((leftRow) => leftRow[step]!);
    return [pack(column, elementBits), pack(row, elementBits), BigInt(step === right.length - 1)];
  });
}

/** The rows of the product as words of the stream. */
function rowsOf({ left, right }: Product, sumBits: number): readonly Word[] {
  return left.map((leftRow) => {
    const sums = right[0]!.map((_, column) => {
      return leftRow.reduce((sum, value, step) => sum + value * right[step]![column]!, 0n);
    });
    return [pack(sums, sumBits)];
  });
}

const settings = fc
  .record({
    size: fc.integer({ min: 2, max: 6 }),
    elementBits: fc.integer({ min: 2, max: 18 }),
    sumBits: fc.integer({ min: 2, max: 40 }),
  })
  .chain((parameters) => {
    const most = 1n << BigInt(parameters.elementBits - 1);
    const line = fc.array(fc.bigInt({ min: -most, max: most - 1n }), {
      minLength: parameters.size,
      maxLength: parameters.size,
    });
    const step = fc.record({ column: line, row: line });
    const product = fc.array(step, { minLength: 1, maxLength: 9 }).map((steps) => ({
      left: Array.from({ length: parameters.size }, (_, row) => steps.map(({ column }) => column[row]!)),
      right: steps.map(({ row }) => row),
    }));
    return fc.record({
      parameters: fc.constant(parameters),
      products: fc.array(product, { minLength: 1, maxLength: 3 }),
    });
  });

describe.each(engines)('the systolic array in the %s engine', (engine) => {
  it('multiplies matrices of all sizes, at any pace of its neighbours', () => {
    fc.assert(
      fc.property(settings, fc.integer(), fc.constantFrom(0.3, 1), (setting, seed, pace) => {
        const { parameters, products } = setting;
        const { steps, rows } = runStreams(checked(elaborate(Systolic, parameters)), engine, {
          words: { steps: products.flatMap((product) => stepsOf(product, parameters.elementBits)) },
          outputs: ['rows'],
          cycles: products.length * (10 * (9 + parameters.size) + 20),
          seed,
          offers: pace,
          accepts: pace,
        });
        expect(steps).toHaveLength(products.flatMap(({ right }) => right).length);
        expect(wordsOf(rows)).toEqual(products.flatMap((product) => rowsOf(product, parameters.sumBits)));
      }),
      { numRuns: engine === 'wasm' ? 60 : 12 },
    );
  });
});

/** Matrices of random elements of 8 bits. */
function randomProduct(size: number, terms: number, seed: number): Product {
  const random = randomNumbers(seed);
  const matrix = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => BigInt(random.integer(-128, 127))));
  return { left: matrix(size, terms), right: matrix(terms, size) };
}

describe('the systolic array', () => {
  it.each([
    [2, 1],
    [3, 3],
    [4, 20],
    [8, 8],
    [16, 16],
  ])('of size %i takes 3 * size - 2 cycles more than a product has steps: %i', (size, terms) => {
    const products = [randomProduct(size, terms, 1), randomProduct(size, terms, 2)];
    const period = terms + 3 * size - 2;
    const { steps, rows } = runStreams(checked(elaborate(Systolic, { size, elementBits: 8, sumBits: 24 })), 'wasm', {
      words: { steps: products.flatMap((product) => stepsOf(product, 8)) },
      outputs: ['rows'],
      cycles: 2 * period,
      seed: 1,
      offers: 1,
      accepts: 1,
    });
    expect(wordsOf(rows)).toEqual(products.flatMap((product) => rowsOf(product, 24)));
    expect([steps![0]!.cycle, steps![terms]!.cycle]).toEqual([0, period]);
    expect([rows![size - 1]!.cycle, rows!.at(-1)!.cycle]).toEqual([period - 1, 2 * period - 1]);
  });

  it('is printed as a loop of cells, whatever its size', () => {
    const instances = (size: number) => {
      const files = emitVerilog(elaborate(Systolic, { size, elementBits: 8, sumBits: 24 }));
      return files.at(-1)!.text.match(/^ *Cell cells \($/gm)!.length;
    };
    expect([instances(2), instances(16)]).toEqual([1, 1]);
  });

  it.skipIf(!verilatorIsInstalled)('multiplies under Verilator', async () => {
    const circuit = checked(elaborate(Systolic, { size: 4, elementBits: 8, sumBits: 24 }));
    const products = Array.from({ length: 20 }, (_, seed) => randomProduct(4, 1 + (seed % 9), seed));
    const cycles: PortValues[] = [];
    runStreams(circuit, 'wasm', {
      words: { steps: products.flatMap((product) => stepsOf(product, 8)) },
      outputs: ['rows'],
      cycles: 20 * 40,
      seed: 3,
      offers: 0.8,
      accepts: 0.6,
      look: (simulator) => void cycles.push(inputValues(circuit, simulator)),
    });
    const outputs = await outputsInVerilator(circuit, cycles);
    const rows = outputs.filter(({ rows_valid }, cycle) => rows_valid && cycles[cycle]!.rows_ready);
    expect(rows.map(({ rows_payload }) => [rows_payload])).toEqual(products.flatMap((product) => rowsOf(product, 24)));
  });
});
