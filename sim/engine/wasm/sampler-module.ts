import type { NamedSignal, Netlist } from '../flatten/netlist.ts';
import { changeLength, chunkWords } from '../observation.ts';
import { emptyBlock, encodeModule, FunctionCode, numeric, op, vector } from './encoder.ts';
import { align, type Layout, sizeOf, vectorSize } from './layout.ts';
import { compileStores } from './probe-module.ts';
import { runFunction, stoppingRunFunction } from './step-module.ts';
import { storesOf } from './stores.ts';

/** Bytes of the numbers before a change's words: the edges taken, and the place in the row. */
const headSize = 4 * (changeLength - chunkWords);
const changeSize = headSize + vectorSize;
/** Bytes for changes that were not handed over yet, beyond those of one row. */
const bufferSize = 2 ** 18;
/** Chunks of a row that are compared by code of their own; more of them by a loop. */
const mostUnrolled = 64;

/** Where a sampler keeps what the host reads. */
export interface SamplerModule {
  readonly bytes: Uint8Array;
  readonly end: number;
  /** Place of each signal's value in the row, in words. */
  readonly places: readonly number[];
  /** Places of the clocks that may or may not rise. */
  readonly rising: ReadonlyMap<string, number>;
  readonly words: number;
  /** Addresses: of the number of edges taken, of the end of the changes, and of the first of them. */
  readonly taken: number;
  readonly filled: number;
  readonly buffer: number;
}

/** What a sampler exports: a step and a run that look at the signals before each edge. */
export interface SamplerExports {
  sample(reset: number): void;
  step(reset: number): number | undefined;
  run(cycles: number, reset: number): number | undefined;
}

/**
 * Code that lays the signals down as one row before each edge, compares it with the row before by sixteen bytes, and
 * notes the pieces that differ. `plainReset` is the signal that steps take as their parameter, with its name.
 */
export function compileSampler(
  netlist: Netlist,
  layout: Layout,
  signals: readonly (NamedSignal | 'reset')[],
  firstFree: number,
  stops: boolean,
): SamplerModule {
  const taken = align(firstFree, vectorSize);
  const filled = taken + 4;
  const row = taken + vectorSize;
  let end = row;
  const place = (size: number) => {
    const address = align(end, size > 4 ? 8 : 4);
    end = address + size;
    return address;
  };
  const addresses = signals.map((signal) => place(signal === 'reset' ? 4 : sizeOf(signal.width)));
  const clocks = [...netlist.rises].map(([clock, state]) => ({ clock, state, address: place(4) }));
  const resetAddresses = addresses.filter((_, position) => signals[position] === 'reset');
  const rowSize = align(end, vectorSize) - row;
  const before = row + rowSize;
  const buffer = before + rowSize;
  const limit = buffer + bufferSize;
  const stores = signals.flatMap((signal, position) =>
    signal === 'reset' ? [] : storesOf(netlist.graph, signal.value(), addresses[position]!),
  );
  const compiled = compileStores(stores, layout, limit + (rowSize / vectorSize) * changeSize);

  const imports = [
    { name: 'step', parameters: ['i32'] as const, returns: stops },
    { name: 'full', parameters: [], returns: false },
  ];
  const [step, full, firstPart] = [0, 1, imports.length];
  const sample = new FunctionCode(['i32']);
  for (const address of resetAddresses) sample.storeAt('i32', address, () => sample.get(0));
  for (const { state, address } of clocks) {
    sample.storeAt('i32', address, () => sample.loadAt('i32', layout.states[state]!));
  }
  for (const part of compiled.functions.keys()) sample.call(firstPart + part);
  noteChanges(sample, { row, before, rowSize, taken, filled });
  sample.loadAt('i32', filled);
  sample.constant('i32', BigInt(limit));
  sample.byte(numeric.i32.lessUnsigned, numeric.i32.equalsZero, op.if, emptyBlock);
  sample.call(full);
  sample.byte(op.end);

  const samplePart = firstPart + compiled.functions.length;
  const sampledStep = new FunctionCode(['i32']);
  sampledStep.get(0);
  sampledStep.call(samplePart);
  sampledStep.get(0);
  sampledStep.call(step);
  if (stops) {
    sampledStep.byte(op.if, emptyBlock);
    sampledStep.constant('i32', 1n);
    sampledStep.byte(op.return, op.end);
  }
  sampledStep.storeAt('i32', taken, () => {
    sampledStep.loadAt('i32', taken);
    sampledStep.constant('i32', 1n);
    sampledStep.byte(numeric.i32.add);
  });
  if (stops) sampledStep.constant('i32', 0n);
  const run = stops ? stoppingRunFunction(samplePart + 1) : runFunction(samplePart + 1);
  const bytes = encodeModule(imports, [
    ...compiled.functions.map((code) => ({ code })),
    { code: sample, name: 'sample' },
    { code: sampledStep, name: 'step', returns: stops },
    { code: run, name: 'run', returns: stops },
  ]);
  return {
    bytes,
    end: compiled.end,
    places: addresses.map((address) => (address - row) / 4),
    rising: new Map(clocks.map(({ clock, address }) => [clock, (address - row) / 4])),
    words: rowSize / 4,
    taken,
    filled,
    buffer,
  };
}

interface RowPlaces {
  readonly row: number;
  readonly before: number;
  readonly rowSize: number;
  readonly taken: number;
  readonly filled: number;
}

/** Notes every sixteen bytes of the row that differ from those before, and takes them over. */
function noteChanges(code: FunctionCode, { row, before, rowSize, taken, filled }: RowPlaces): void {
  const next = code.local('i32');
  const offset = code.local('i32');
  code.loadAt('i32', filled);
  code.set(next);
  const compare = (pushOffset: () => void, distance: number) => {
    for (const [position, base] of [row, before].entries()) {
      pushOffset();
      code.load('v128', base + distance);
      if (position > 0) code.vector(vector.xor);
    }
    code.vector(vector.anyTrue);
    code.byte(op.if, emptyBlock);
    code.get(next);
    code.loadAt('i32', taken);
    code.store('i32', 0);
    code.get(next);
    pushOffset();
    code.constant('i32', BigInt(distance));
    code.byte(numeric.i32.add);
    code.constant('i32', 2n);
    code.byte(numeric.i32.shiftRightUnsigned);
    code.store('i32', 4);
    for (const pushTarget of [() => code.get(next), pushOffset]) {
      pushTarget();
      pushOffset();
      code.load('v128', row + distance);
      code.store('v128', pushTarget === pushOffset ? before + distance : headSize);
    }
    code.get(next);
    code.constant('i32', BigInt(changeSize));
    code.byte(numeric.i32.add);
    code.set(next);
    code.byte(op.end);
  };
  if (rowSize <= mostUnrolled * vectorSize) {
    for (let distance = 0; distance < rowSize; distance += vectorSize)
      compare(() => code.constant('i32', 0n), distance);
  } else {
    code.byte(op.i32Const, 0);
    code.set(offset);
    code.byte(op.loop, emptyBlock);
    compare(() => code.get(offset), 0);
    code.get(offset);
    code.constant('i32', BigInt(vectorSize));
    code.byte(numeric.i32.add);
    code.tee(offset);
    code.constant('i32', BigInt(rowSize));
    code.byte(numeric.i32.lessUnsigned, op.brIf, 0, op.end);
  }
  code.storeAt('i32', filled, () => code.get(next));
}
