import { emptyBlock, encodeModule, FunctionCode, numeric, op, vector } from '../../../engine/wasm/encoder.ts';

/** Operators on vectors beyond those of the simulator. */
const vector16 = { load8Signed: 0x01, splat: 0x10, subtract: 0x91 } as const;
const i64Load32Signed = 0x34;
const i32Store8 = 0x3a;
const i32Store16 = 0x3b;

/** Output channels that `dot` computes at once. */
export const channelBlock = 8;
/** Positions that `dot4` computes at once. */
export const positionBlock = 4;
/** Numbers of a segment are a multiple of it. */
export const segmentUnit = 4;
/** Bytes of one channel's entry for `requantise`: multiplier, left shift, right shift, half of its divisor, 1 where there is one. */
export const channelEntry = 20;

/** Addresses are bytes; all counts are at least 1. */
export interface VectorExports {
  /** Bytes minus a zero point, as 16-bit numbers. */
  widen(source: number, target: number, count: number, zeroPoint: number): void;
  /**
   * Sums of products for groups of 4 positions (`dot4`) or 1 (`dot1`), and 8 output channels. `positions`: table of the
   * addresses of each position's first number; `segments`: table of offsets from there, each of `length` times 4
   * numbers of 16 bits; `weights`: for each pair of numbers 8 channels' pairs; `bias`: 8 numbers; `sums`: rows of `stride` bytes.
   */
  dot4: Dot;
  dot1: Dot;
  /**
   * The same with one input channel for each output channel, of 8 channels: `taps` is a table of pairs of offsets,
   * `weights` has 8 pairs of numbers for each of them.
   */
  depthwise(
    positions: number,
    groups: number,
    taps: number,
    tapPairs: number,
    channelOffset: number,
    weights: number,
    bias: number,
    sums: number,
    stride: number,
  ): void;
  /** `entryStep`: bytes from one channel's entry to the next. */
  requantise(
    sums: number,
    stride: number,
    rows: number,
    channels: number,
    entries: number,
    entryStep: number,
    target: number,
    zeroPoint: number,
    lowest: number,
    highest: number,
  ): void;
}

type Dot = (
  positions: number,
  groups: number,
  segments: number,
  segmentCount: number,
  length: number,
  weights: number,
  bias: number,
  sums: number,
  stride: number,
) => void;

/** A module over the host's memory that exports `VectorExports`. */
export function encodeVectorModule(): Uint8Array {
  return encodeModule(
    [],
    [
      { name: 'widen', code: widen() },
      { name: 'dot4', code: dot(positionBlock) },
      { name: 'dot1', code: dot(1) },
      { name: 'depthwise', code: depthwise() },
      { name: 'requantise', code: requantise() },
    ],
  );
}

function parameters(count: number): { readonly code: FunctionCode; readonly locals: readonly number[] } {
  const code = new FunctionCode(Array.from({ length: count }, () => 'i32' as const));
  return { code, locals: Array.from({ length: count }, (_, place) => place) };
}

/** Runs the body `count` times, at least once; the local is counted down to 0. */
function repeat(code: FunctionCode, count: number, body: () => void): void {
  code.byte(op.loop, emptyBlock);
  body();
  code.get(count);
  code.byte(op.i32Const, 1, numeric.i32.subtract);
  code.tee(count);
  code.byte(op.brIf, 0, op.end);
}

function advance(code: FunctionCode, local: number, bytes: bigint): void {
  code.get(local);
  code.constant('i32', bytes);
  code.byte(numeric.i32.add);
  code.set(local);
}

function advanceBy(code: FunctionCode, local: number, amount: number): void {
  code.get(local);
  code.get(amount);
  code.byte(numeric.i32.add);
  code.set(local);
}

function copy(code: FunctionCode, from: number, to: number): void {
  code.get(from);
  code.set(to);
}

function widen(): FunctionCode {
  const { code, locals } = parameters(4);
  const [source, target, count, zeroPoint] = locals as [number, number, number, number];
  const zeros = code.local('v128');
  const blocks = code.local('i32');
  code.get(zeroPoint);
  code.vector(vector16.splat);
  code.set(zeros);
  code.get(count);
  code.byte(op.i32Const, 3, numeric.i32.shiftRightUnsigned);
  code.tee(blocks);
  code.byte(op.if, emptyBlock);
  repeat(code, blocks, () => {
    code.get(target);
    code.get(source);
    code.vectorAccess(vector16.load8Signed, 0);
    code.get(zeros);
    code.vector(vector16.subtract);
    code.store('v128', 0);
    advance(code, source, 8n);
    advance(code, target, 16n);
  });
  code.byte(op.end);
  code.get(count);
  code.byte(op.i32Const, 7, numeric.i32.and);
  code.tee(count);
  code.byte(op.if, emptyBlock);
  repeat(code, count, () => {
    code.get(target);
    code.get(source);
    code.access(op.i32Load8Signed, 0);
    code.get(zeroPoint);
    code.byte(numeric.i32.subtract);
    code.access(i32Store16, 0);
    advance(code, source, 1n);
    advance(code, target, 2n);
  });
  code.byte(op.end);
  return code;
}

function dot(rows: number): FunctionCode {
  const { code, locals } = parameters(9);
  const [positions, groups, segments, segmentCount, length, weights, bias, sums, stride] = locals as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const accumulators = Array.from({ length: 2 * rows }, () => code.local('v128'));
  const [low, high, pair] = [code.local('v128'), code.local('v128'), code.local('v128')];
  const pointers = Array.from({ length: rows }, () => code.local('i32'));
  const [segment, segmentsLeft, weight, left] = Array.from({ length: 4 }, () => code.local('i32')) as [
    number,
    number,
    number,
    number,
  ];
  repeat(code, groups, () => {
    accumulators.forEach((accumulator, place) => {
      code.get(bias);
      code.load('v128', 16 * (place % 2));
      code.set(accumulator);
    });
    copy(code, weights, weight);
    copy(code, segments, segment);
    copy(code, segmentCount, segmentsLeft);
    repeat(code, segmentsLeft, () => {
      pointers.forEach((pointer, row) => {
        code.get(positions);
        code.load('i32', 4 * row);
        code.get(segment);
        code.load('i32', 0);
        code.byte(numeric.i32.add);
        code.set(pointer);
      });
      copy(code, length, left);
      repeat(code, left, () => {
        for (let step = 0; step < segmentUnit / 2; step++) {
          [low, high].forEach((half, place) => {
            code.get(weight);
            code.load('v128', 32 * step + 16 * place);
            code.set(half);
          });
          pointers.forEach((pointer, row) => {
            code.get(pointer);
            code.vectorAccess(vector.loadSplat, 4 * step);
            code.set(pair);
            [low, high].forEach((half, place) => {
              const accumulator = accumulators[2 * row + place]!;
              code.get(accumulator);
              code.get(pair);
              code.get(half);
              code.vector(vector.dot);
              code.vector(vector.add);
              code.set(accumulator);
            });
          });
        }
        advance(code, weight, BigInt(16 * segmentUnit));
        for (const pointer of pointers) advance(code, pointer, BigInt(2 * segmentUnit));
      });
      advance(code, segment, 4n);
    });
    for (let row = 0; row < rows; row++) {
      [0, 1].forEach((place) => {
        code.get(sums);
        code.get(accumulators[2 * row + place]!);
        code.store('v128', 16 * place);
      });
      advanceBy(code, sums, stride);
    }
    advance(code, positions, BigInt(4 * rows));
  });
  return code;
}

/** Byte numbers of a shuffle that takes 16-bit numbers of two vectors in turn, from number `first` on. */
function interleaved(first: number): number[] {
  return Array.from({ length: 4 }, (_, place) => 2 * (first + place)).flatMap((byte) => [
    byte,
    byte + 1,
    byte + 16,
    byte + 17,
  ]);
}

function depthwise(): FunctionCode {
  const { code, locals } = parameters(9);
  const [positions, groups, taps, tapPairs, channelOffset, weights, bias, sums, stride] = locals as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const accumulators = [code.local('v128'), code.local('v128')];
  const numbers = [code.local('v128'), code.local('v128')];
  const [base, tap, weight, left] = Array.from({ length: 4 }, () => code.local('i32')) as [
    number,
    number,
    number,
    number,
  ];
  repeat(code, groups, () => {
    accumulators.forEach((accumulator, place) => {
      code.get(bias);
      code.load('v128', 16 * place);
      code.set(accumulator);
    });
    code.get(positions);
    code.load('i32', 0);
    code.get(channelOffset);
    code.byte(numeric.i32.add);
    code.set(base);
    copy(code, weights, weight);
    copy(code, taps, tap);
    copy(code, tapPairs, left);
    repeat(code, left, () => {
      numbers.forEach((number, place) => {
        code.get(base);
        code.get(tap);
        code.load('i32', 4 * place);
        code.byte(numeric.i32.add);
        code.load('v128', 0);
        code.set(number);
      });
      accumulators.forEach((accumulator, place) => {
        code.get(accumulator);
        for (const number of numbers) code.get(number);
        code.vector(vector.shuffle, ...interleaved(4 * place));
        code.get(weight);
        code.load('v128', 16 * place);
        code.vector(vector.dot);
        code.vector(vector.add);
        code.set(accumulator);
      });
      advance(code, tap, 8n);
      advance(code, weight, 32n);
    });
    accumulators.forEach((accumulator, place) => {
      code.get(sums);
      code.get(accumulator);
      code.store('v128', 16 * place);
    });
    advanceBy(code, sums, stride);
    advance(code, positions, 4n);
  });
  return code;
}

function requantise(): FunctionCode {
  const { code, locals } = parameters(10);
  const [sums, stride, rows, channels, entries, entryStep, target, zeroPoint, lowest, highest] = locals as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [sum, entry, left, result] = Array.from({ length: 4 }, () => code.local('i32')) as [
    number,
    number,
    number,
    number,
  ];
  const scaled = code.local('i64');
  repeat(code, rows, () => {
    copy(code, sums, sum);
    copy(code, entries, entry);
    copy(code, channels, left);
    repeat(code, left, () => {
      code.get(sum);
      code.load('i32', 0);
      code.get(entry);
      code.load('i32', 4);
      code.byte(numeric.i32.shiftLeft, op.i64ExtendI32Signed);
      code.get(entry);
      code.access(i64Load32Signed, 0);
      code.byte(numeric.i64.multiply);
      code.constant('i64', 2n ** 30n);
      code.byte(numeric.i64.add);
      code.constant('i64', 31n);
      code.byte(numeric.i64.shiftRightSigned);
      code.tee(scaled);
      // Half of the divisor is added, one less of it to negative numbers.
      code.get(entry);
      code.access(i64Load32Signed, 12);
      code.byte(numeric.i64.add);
      code.get(scaled);
      code.constant('i64', 63n);
      code.byte(numeric.i64.shiftRightUnsigned);
      code.get(entry);
      code.access(i64Load32Signed, 16);
      code.byte(numeric.i64.and, numeric.i64.subtract);
      code.get(entry);
      code.access(i64Load32Signed, 8);
      code.byte(numeric.i64.shiftRightSigned, op.i32WrapI64);
      code.get(zeroPoint);
      code.byte(numeric.i32.add);
      code.set(result);
      code.get(target);
      limit(code, result, lowest, 'above');
      limit(code, result, highest, 'below');
      code.get(result);
      code.access(i32Store8, 0);
      advance(code, target, 1n);
      advance(code, sum, 4n);
      advanceBy(code, entry, entryStep);
    });
    advanceBy(code, sums, stride);
  });
  return code;
}

/** Brings the local's value to the bound's side of it. */
function limit(code: FunctionCode, value: number, bound: number, side: 'above' | 'below'): void {
  code.get(value);
  code.get(bound);
  code.get(value);
  code.get(bound);
  if (side === 'above') {
    code.byte(numeric.i32.lessSigned, numeric.i32.equalsZero, op.select);
  } else {
    code.byte(numeric.i32.lessSigned, op.select);
  }
  code.set(value);
}
