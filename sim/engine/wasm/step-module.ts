import type { Netlist } from '../flatten/netlist.ts';
import type { Word } from '../flatten/word.ts';
import { actionWhere, memoryActions, nodeAction, storeAction } from './actions.ts';
import { emptyBlock, encodeModule, FunctionCode, numeric, op } from './encoder.ts';
import { type CompiledSchedule, compileSchedule } from './functions.ts';
import { align, type Layout, vectorSize } from './layout.ts';
import { preparedNodes } from './prepared.ts';
import { schedule } from './schedule.ts';
import { edgeOf, quadsOf } from './stores.ts';
import type { Node } from './vector-node.ts';
import { vectorise } from './vectorise.ts';
import { coverActions, stopAction, type Watch, type WatchPlaces, watchOf } from './watch.ts';

export interface StepModule {
  readonly bytes: Uint8Array;
  /** First byte of the linear memory that the module leaves free. */
  readonly end: number;
  /** What is watched, if anything is. */
  readonly watch?: Watch;
  /** Whether a step may ask for the host; else its functions give nothing. */
  readonly stops: boolean;
}

/** The functions that a step module exports. */
export interface StepExports {
  /** Makes ready what depends on the memories' output words, once at the start. */
  prepare(): void;
  /** One rising clock edge, with the reset active or not; gives 1, and takes it not, where a property asks for the host. */
  step(reset: number): number | undefined;
  /** `cycles` of them; gives the number of those that are left where a property asks for the host. */
  run(cycles: number, reset: number): number | undefined;
}

/**
 * A clock edge has two phases: everything that will change is worked out from the state before the edge, then taken
 * over. So no order among registers and memories matters. What depends on the output word of one memory alone is
 * worked out when that memory is read, and lies ready until it is read again.
 */
export function compileStep(netlist: Netlist, layout: Layout): StepModule {
  const edge = edgeOf(netlist, layout);
  const watch = watchOf(netlist, layout.end);
  const rows = [...edge.registers.map(({ stores }) => stores), ...edge.writes.map(({ stores }) => stores)];
  const roots = new Set<Word>(rows.flat().map(({ word }) => word));
  for (const { guard } of edge.registers) if (guard) roots.add(guard);
  for (const { read, write } of netlist.memories) {
    for (const access of [read, write]) if (access) roots.add(access.enable).add(access.address);
  }
  const stop = watch && stopAction(netlist, watch);
  if (stop) roots.add(stop.guard);
  for (const { fires } of watch?.covers ?? []) roots.add(fires);
  const lanes = vectorise([...roots], rows.flatMap(quadsOf), layout);
  const prepared = preparedNodes(netlist, [...roots], lanes);

  const stored = new Map<Node, number>();
  let end = align(watch?.places.end ?? layout.end, vectorSize);
  for (const nodes of prepared.values()) {
    for (const node of nodes) {
      stored.set(node, end);
      end += vectorSize;
    }
  }
  const surroundings = { layout, lanes };
  const refreshers = new Map<number, CompiledSchedule>();
  for (const [state, nodes] of prepared) {
    const actions = nodes.map((node) => nodeAction(node, stored.get(node)!));
    const compiled = compileSchedule(schedule(actions, lanes, new Set()), { ...surroundings, stored: new Map() }, end);
    end = compiled.end;
    refreshers.set(state, compiled);
  }
  const prelude = [...refreshers.values()].flatMap(({ functions }) => functions);
  const refreshActions = netlist.memories.flatMap(({ read }) => {
    const compiled = read && refreshers.get(read.state);
    if (!compiled) return [];
    const first = prelude.indexOf(compiled.functions[0]!);
    return actionWhere(read.enable, [], 1, (code) => {
      for (const place of compiled.functions.keys()) code.call(first + place);
    });
  });
  const writes = new Map(edge.writes.map((write) => [write.memory, write]));
  const actions = [
    ...(stop ? [stop] : []),
    ...(watch ? coverActions(watch) : []),
    ...edge.registers.map((group) => storeAction(group, lanes)),
    ...netlist.memories.flatMap((memory) => memoryActions(memory, writes.get(memory), layout, lanes)),
    ...refreshActions,
  ];
  const ordered = schedule(actions, lanes, new Set(stored.keys()));
  const compiled = compileSchedule(ordered, { ...surroundings, stored }, end);
  const parts = [...prelude, ...compiled.functions];
  const count = parts.length;
  const prepare = new FunctionCode();
  for (const place of prelude.keys()) prepare.call(place);
  const stopsIn = ordered.functions.findIndex((steps) =>
    steps.some((one) => one.kind === 'act' && one.action === stop),
  );
  const step = new FunctionCode(['i32']);
  for (const place of compiled.functions.keys()) {
    step.call(prelude.length + place);
    if (place === stopsIn) leaveWhereStopped(step, watch!.places);
  }
  step.get(0);
  step.byte(op.if, emptyBlock);
  step.call(count);
  step.byte(op.end);
  if (stop) step.constant('i32', 0n);
  const returns = stop !== undefined;
  const bytes = encodeModule(
    [],
    [
      ...parts.map((code) => ({ code })),
      { code: resetFunction(netlist, layout) },
      { code: prepare, name: 'prepare' },
      { code: step, name: 'step', returns },
      { code: returns ? stoppingRunFunction(count + 2) : runFunction(count + 2), name: 'run', returns },
    ],
  );
  return { bytes, end: compiled.end, ...(watch ? { watch } : {}), stops: returns };
}

function leaveWhereStopped(code: FunctionCode, { stopped }: WatchPlaces): void {
  code.loadAt('i32', stopped);
  code.byte(op.if, emptyBlock);
  code.storeAt('i32', stopped, () => code.constant('i32', 0n));
  code.constant('i32', 1n);
  code.byte(op.return, op.end);
}

function stoppingRunFunction(step: number): FunctionCode {
  const code = new FunctionCode(['i32', 'i32']);
  code.get(0);
  code.byte(op.if, emptyBlock, op.loop, emptyBlock);
  code.get(1);
  code.call(step);
  code.byte(numeric.i32.equalsZero, op.if, emptyBlock);
  code.get(0);
  code.constant('i32', 1n);
  code.byte(numeric.i32.subtract);
  code.tee(0);
  code.byte(op.brIf, 1, op.end, op.end, op.end);
  code.get(0);
  return code;
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

/** Lays the reset values down, after an edge. */
function resetFunction(netlist: Netlist, layout: Layout): FunctionCode {
  const code = new FunctionCode();
  for (const { state, resetValue } of netlist.registers) {
    if (resetValue === undefined) continue;
    const { width } = netlist.states[state]!;
    const address = layout.states[state]!;
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
