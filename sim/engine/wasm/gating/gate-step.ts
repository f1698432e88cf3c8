import type { Netlist } from '../../flatten/netlist.ts';
import { emptyBlock, FunctionCode, type NumberType, numeric, op, vector } from '../encoder.ts';
import { align, type Layout, sizeOf, vectorSize } from '../layout.ts';
import { type Clusters, everyEdge } from './clusters.ts';

/** Where a step with gates keeps what it knows. */
export interface GatePlaces {
  /** Eight bytes: what has changed since the edge before; all ones where everything is to be worked out. */
  readonly next: number;
  /** Eight bytes: what the edge that is taken had to look at. */
  readonly changed: number;
  /** Bytes that are what inputs were before the last edge. */
  readonly inputs: number;
  /** First byte behind all of them. */
  readonly end: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Inputs of clusters; they stand side by side, and others may be between them. */
function rangeOfInputs(netlist: Netlist, layout: Layout, clusters: Clusters): Range | undefined {
  const addresses = inputsOf(netlist, clusters).map((state) => ({
    start: layout.states[state]!,
    end: layout.states[state]! + sizeOf(netlist.states[state]!.width),
  }));
  if (addresses.length === 0) return undefined;
  const start = Math.min(...addresses.map((one) => one.start));
  return { start, end: Math.max(...addresses.map((one) => one.end)) };
}

function inputsOf({ states }: Netlist, clusters: Clusters): readonly number[] {
  return states.flatMap(({ kind }, state) => (kind === 'input' && clusters.states[state] !== everyEdge ? [state] : []));
}

export function gatePlaces(netlist: Netlist, layout: Layout, clusters: Clusters, firstFree: number): GatePlaces {
  const next = align(firstFree, vectorSize);
  const inputs = next + 16;
  const range = rangeOfInputs(netlist, layout, clusters);
  return {
    next,
    changed: next + 8,
    inputs,
    end: align(inputs + (range ? range.end - range.start : 0) + 16, vectorSize),
  };
}

/**
 * Says at the start of a step what has changed: what the edge before has marked, and inputs, which anybody may have set.
 */
export function gateFunction(netlist: Netlist, layout: Layout, clusters: Clusters, places: GatePlaces): FunctionCode {
  const { next, changed, inputs } = places;
  const code = new FunctionCode();
  const range = rangeOfInputs(netlist, layout, clusters);
  if (range) {
    const { start } = range;
    const own = new Set<number>();
    for (const state of inputsOf(netlist, clusters)) {
      const size = sizeOf(netlist.states[state]!.width);
      for (let byte = 0; byte < size; byte += 4) own.add(layout.states[state]! + byte);
    }
    pushDiffers(
      code,
      [...own].sort((one, other) => one - other),
      start,
      inputs,
    );
    code.byte(op.if, emptyBlock);
    for (const state of inputsOf(netlist, clusters)) {
      const { width } = netlist.states[state]!;
      const type: NumberType = width <= 32 ? 'i32' : 'i64';
      for (let byte = 0; byte < sizeOf(width); byte += type === 'i32' ? 4 : 8) {
        const address = layout.states[state]! + byte;
        code.loadAt(type, address);
        code.loadAt(type, inputs + address - start);
        code.byte(numeric[type].notEqual, op.if, emptyBlock);
        code.storeAt(type, inputs + address - start, () => code.loadAt(type, address));
        code.storeAt('i64', next, () => {
          code.loadAt('i64', next);
          code.constant('i64', clusters.states[state]!);
          code.byte(numeric.i64.or);
        });
        code.byte(op.end);
      }
    }
    code.byte(op.end);
  }
  code.storeAt('i64', changed, () => code.loadAt('i64', next));
  code.storeAt('i64', next, () => code.constant('i64', 0n));
  return code;
}

/** Pushes something else than 0 where one of the words of four bytes differs from its copy. */
function pushDiffers(code: FunctionCode, words: readonly number[], start: number, copies: number): void {
  let isFirst = true;
  const join = () => {
    if (!isFirst) code.byte(numeric.i32.or);
    isFirst = false;
  };
  for (let place = 0; place < words.length; ) {
    const address = words[place]!;
    if (words[place + 3] === address + 12) {
      code.loadAt('v128', address);
      code.loadAt('v128', copies + address - start);
      code.vector(vector.xor);
      code.vector(vector.anyTrue);
      place += 4;
    } else {
      code.loadAt('i32', address);
      code.loadAt('i32', copies + address - start);
      code.byte(numeric.i32.xor);
      place++;
    }
    join();
  }
}

/** Has everything worked out before the next edge, or what was to be before one that is not taken after all. */
export function lookAgain(code: FunctionCode, { next, changed }: GatePlaces, atAll: boolean): void {
  code.storeAt('i64', next, () => {
    if (atAll) code.constant('i64', -1n);
    else code.loadAt('i64', changed);
  });
}
