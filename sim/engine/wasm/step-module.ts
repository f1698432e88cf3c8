import type { Netlist, NetlistMemory } from '../flatten/netlist.ts';
import { emptyBlock, encodeModule, FunctionCode, numeric, op } from './encoder.ts';
import { compileSchedule, copyBytes } from './functions.ts';
import { type Layout, type MemoryPlace, sizeOf } from './layout.ts';
import { schedule } from './schedule.ts';
import { edgeStores } from './stores.ts';

export interface StepModule {
  readonly bytes: Uint8Array;
  /** First byte of the linear memory that the module leaves free. */
  readonly end: number;
}

/** The functions that a step module exports. */
export interface StepExports {
  /** One rising clock edge, with the reset active or not. */
  step(reset: number): void;
  /** `cycles` of them. */
  run(cycles: number, reset: number): void;
}

/**
 * A clock edge has two phases: everything that will change is worked out from the state before the edge, then taken
 * over. So no order among registers and memories matters.
 */
export function compileStep(netlist: Netlist, layout: Layout): StepModule {
  const compiled = compileSchedule(schedule(edgeStores(netlist, layout)), layout.states, layout.end);
  const count = compiled.functions.length;
  const reset = resetFunction(netlist, layout);
  const commit = commitFunction(netlist, layout);
  const step = new FunctionCode(['i32']);
  for (let part = 0; part < count; part++) step.call(part);
  step.get(0);
  step.byte(op.if, emptyBlock);
  step.call(count);
  step.byte(op.end);
  step.call(count + 1);
  const bytes = encodeModule(
    [],
    [
      ...compiled.functions.map((code) => ({ code })),
      { code: reset },
      { code: commit },
      { code: step, name: 'step' },
      { code: runFunction(count + 2), name: 'run' },
    ],
  );
  return { bytes, end: compiled.end };
}

function runFunction(step: number): FunctionCode {
  const code = new FunctionCode(['i32', 'i32']);
  code.get(0);
  code.byte(op.if, emptyBlock, op.loop, emptyBlock);
  code.get(1);
  code.call(step);
  code.get(0);
  code.constant('i32', 1n);
  code.byte(numeric.i32.subtract);
  code.tee(0);
  code.byte(op.brIf, 0, op.end, op.end);
  return code;
}

/** Lays the reset values down where the next values wait. */
function resetFunction(netlist: Netlist, layout: Layout): FunctionCode {
  const code = new FunctionCode();
  for (const { state, resetValue } of netlist.registers) {
    if (resetValue === undefined) continue;
    const { width } = netlist.states[state]!;
    const address = layout.shadows.get(state)!;
    if (width <= 32) code.storeAt('i32', address, () => code.constant('i32', resetValue));
    else {
      for (let low = 0; low < width; low += 64) {
        const bits = width <= 64 ? resetValue : BigInt.asUintN(width, resetValue) >> BigInt(low);
        code.storeAt('i64', address + low / 8, () => code.constant('i64', bits));
      }
    }
  }
  return code;
}

function commitFunction(netlist: Netlist, layout: Layout): FunctionCode {
  const code = new FunctionCode();
  for (const memory of netlist.memories) commitMemory(code, memory, layout);
  for (const { state } of netlist.registers) {
    copyBytes(code, layout.shadows.get(state)!, layout.states[state]!, sizeOf(netlist.states[state]!.width));
  }
  return code;
}

function commitMemory(code: FunctionCode, memory: NetlistMemory, layout: Layout): void {
  const place = layout.memories.get(memory)!;
  const readData = layout.states[memory.state]!;
  const { readDuringWrite, depth } = memory;
  const whenInside = 2 ** memory.address.width > depth;
  code.loadAt('i32', place.enable);
  code.byte(op.if, emptyBlock);
  if (whenInside) {
    code.loadAt('i32', place.address);
    code.constant('i32', BigInt(depth));
    code.byte(numeric.i32.lessUnsigned, op.if, emptyBlock);
  }
  const row = code.local('i32');
  code.loadAt('i32', place.address);
  code.constant('i32', BigInt(place.stride));
  code.byte(numeric.i32.multiply);
  code.set(row);
  code.loadAt('i32', place.write);
  code.byte(op.if, emptyBlock);
  if (readDuringWrite === 'read-first') copyRow(code, place, row, readData, 'out');
  if (readDuringWrite === 'write-first') copyBytes(code, place.writeData, readData, place.stride);
  copyRow(code, place, row, place.writeData, 'in');
  code.byte(op.else);
  copyRow(code, place, row, readData, 'out');
  code.byte(op.end);
  if (whenInside) {
    code.byte(op.else);
    if (readDuringWrite === 'no-change') {
      code.loadAt('i32', place.write);
      code.byte(numeric.i32.equalsZero, op.if, emptyBlock);
      clear(code, readData, place.stride);
      code.byte(op.end);
    } else clear(code, readData, place.stride);
    code.byte(op.end);
  }
  code.byte(op.end);
}

function clear(code: FunctionCode, address: number, bytes: number): void {
  for (let done = 0; done < bytes; done += 8) {
    const type = bytes - done >= 8 ? 'i64' : 'i32';
    code.storeAt(type, address + done, () => code.constant(type, 0n));
  }
}

/** Copies the row whose distance from the memory's base is in a local, out to a fixed place or in from it. */
function copyRow(code: FunctionCode, place: MemoryPlace, row: number, fixed: number, direction: 'in' | 'out'): void {
  for (let done = 0; done < place.stride; done += 8) {
    const wide = place.stride - done >= 8;
    const load = wide ? op.i64Load : op.i32Load;
    const store = wide ? op.i64Store : op.i32Store;
    if (direction === 'out') code.byte(op.i32Const, 0);
    code.get(row);
    if (direction === 'out') {
      code.access(load, place.base + done);
      code.access(store, fixed + done);
    } else {
      code.byte(op.i32Const, 0);
      code.access(load, fixed + done);
      code.access(store, place.base + done);
    }
  }
}
