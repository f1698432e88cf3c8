import type { NamedSignal, Netlist } from '../flatten/netlist.ts';
import { storeAction } from './actions.ts';
import { emptyBlock, encodeModule, FunctionCode, numeric, op } from './encoder.ts';
import { type CompiledSchedule, compileSchedule } from './functions.ts';
import type { Layout } from './layout.ts';
import { schedule } from './schedule.ts';
import { type Store, storesOf } from './stores.ts';
import type { LaneMap } from './vector-node.ts';

const noLanes: LaneMap = new Map();

export interface ProbeModule {
  readonly bytes: Uint8Array;
  readonly end: number;
}

export interface ProbeExports {
  /** Works the signals out from the state as it is and lays them down. */
  evaluate(): void;
}

/** Works out any signals, each at its own address, laid down as state is. */
export function compileProbe(
  netlist: Netlist,
  layout: Layout,
  signals: readonly { readonly signal: NamedSignal; readonly address: number }[],
  firstFree: number,
): ProbeModule {
  const stores = signals.flatMap(({ signal, address }) => storesOf(netlist.graph, signal.value(), address));
  const compiled = compileStores(stores, layout, firstFree);
  const evaluate = new FunctionCode();
  compiled.functions.forEach((_, part) => {
    evaluate.call(part);
  });
  const functions = [...compiled.functions.map((code) => ({ code })), { code: evaluate, name: 'evaluate' }];
  return { bytes: encodeModule([], functions), end: compiled.end };
}

/** Code that works values out, all of them in every call, and lays them down. */
export function compileStores(stores: readonly Store[], layout: Layout, firstFree: number): CompiledSchedule {
  const actions = stores.map((store) => storeAction({ stores: [store] }, noLanes));
  const surroundings = { layout, lanes: noLanes, stored: new Map() };
  return compileSchedule(schedule(actions, noLanes, new Set(), { waits: false }), surroundings, firstFree);
}

export interface WaitExports {
  /**
   * Steps until the signal has the value or `maximum` edges are taken; returns the edges, or -1 if it never had it.
   * Where a step asks for the host after n edges, it returns -2 - n.
   */
  wait(value: number, maximum: number, reset: number): number;
}

/** A loop of clock edges that ends when a signal of at most 32 bits has a value; `stops` tells whether a step may. */
export function compileWait(
  netlist: Netlist,
  layout: Layout,
  signal: NamedSignal,
  slot: number,
  stops: boolean,
): ProbeModule {
  const probe = compileStores(storesOf(netlist.graph, signal.value(), slot), layout, slot + 8);
  const importedStep = 0;
  const code = new FunctionCode(['i32', 'i32', 'i32']);
  const taken = code.local('i32');
  code.byte(op.loop, emptyBlock);
  probe.functions.forEach((_, part) => {
    code.call(1 + part);
  });
  code.loadAt('i32', slot);
  code.get(0);
  code.byte(numeric.i32.equal, op.if, emptyBlock);
  code.get(taken);
  code.byte(op.return, op.end);
  code.get(taken);
  code.get(1);
  code.byte(numeric.i32.lessUnsigned, op.if, emptyBlock);
  code.get(2);
  code.call(importedStep);
  if (stops) {
    code.byte(op.if, emptyBlock);
    code.constant('i32', -2n);
    code.get(taken);
    code.byte(numeric.i32.subtract, op.return, op.end);
  }
  code.get(taken);
  code.constant('i32', 1n);
  code.byte(numeric.i32.add);
  code.set(taken);
  code.byte(op.br, 1, op.end, op.end);
  code.constant('i32', -1n);
  const bytes = encodeModule(
    [{ name: 'step', parameters: ['i32'], returns: stops }],
    [...probe.functions.map((part) => ({ code: part })), { code, name: 'wait', returns: true }],
  );
  return { bytes, end: probe.end };
}
