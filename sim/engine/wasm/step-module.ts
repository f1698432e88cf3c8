import type { Netlist } from '../flatten/netlist.ts';
import { type KnownStates, reachableWords, specialise } from '../flatten/specialise.ts';
import type { Word } from '../flatten/word.ts';
import { actionWhere, memoryActions, nodeAction, showDependsOn, storeAction } from './actions.ts';
import { emptyBlock, encodeModule, FunctionCode, numeric, op } from './encoder.ts';
import { type CompiledSchedule, compileSchedule } from './functions.ts';
import type { Clusters, Gate } from './gating/clusters.ts';
import { type GatePlaces, gateFunction, gatePlaces, lookAgain } from './gating/gate-step.ts';
import type { Marks } from './gating/marks.ts';
import { supportsOf } from './gating/supports.ts';
import { align, type Layout, vectorSize } from './layout.ts';
import { preparedNodes } from './prepared.ts';
import { type Action, schedule } from './schedule.ts';
import { branchToCase, knownInCases, type StateCases } from './state-cases.ts';
import { type Edge, edgeOf, quadsOf, type Store } from './stores.ts';
import type { Node } from './vector-node.ts';
import { vectorise } from './vectorise.ts';
import { coverActions, coversOf, stopAction, type Watch, type WatchPlaces, watchOf } from './watch.ts';

export interface StepModule {
  readonly bytes: Uint8Array;
  /** First byte of the linear memory that the module leaves free. */
  readonly end: number;
  /** What is watched, if anything is. */
  readonly watch?: Watch;
  /** Whether a step may ask for the host; else its functions give nothing. */
  readonly stops: boolean;
  /** Of a step with gates. */
  readonly gates?: StepGates;
}

export interface StepGates {
  readonly places: GatePlaces;
  readonly clusters: Clusters;
  /** Operations behind each gate, about. */
  readonly weights: ReadonlyMap<Gate, number>;
}

export interface StepOptions {
  /** Numbers that state variables usually have. */
  readonly usual?: KnownStates;
  /** Numbers that others have in many cycles. */
  readonly cases?: StateCases | undefined;
  /** Clusters whose changes decide what is worked out; not together with `usual` and `cases`. */
  readonly clusters?: Clusters;
  /** The bytes from here on are the module's. */
  readonly firstFree?: number;
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
 *
 * With `usual`, edges before which state variables have these numbers are taken by code of their own, which has less to
 * do; a comparison at the start of the step decides. With `cases`, each of these has code of its own, to which the step
 * branches. With `clusters`, only what depends on one that has changed since the
 * edge before is worked out, and stored: all else would give what it gave then.
 */
export function compileStep(
  netlist: Netlist,
  layout: Layout,
  { usual = new Map(), cases, clusters, firstFree = layout.end }: StepOptions = {},
): StepModule {
  const watch = watchOf(netlist, layout.end);
  const general = partOf(netlist, layout, watch);
  const known = cases ? knownInCases(cases, usual) : usual.size > 0 ? [usual] : [];
  const variants = [...known.map((one) => specialPart(netlist, layout, watch, one)), general];
  const roots = variants.flatMap((part) => part.roots);
  const lanes = vectorise(
    roots,
    variants.flatMap(({ rows }) => rows.flatMap(quadsOf)),
    layout,
    clusters && kindsOf(roots, clusters),
  );
  const prepared = preparedNodes(netlist, roots, lanes);

  const stored = new Map<Node, number>();
  let end = align(Math.max(firstFree, watch?.places.end ?? layout.end), vectorSize);
  const gates = clusters && gatePlaces(netlist, layout, clusters, end);
  const marks: Marks | undefined = gates && { clusters: clusters!, next: gates.next };
  end = gates?.end ?? end;
  for (const nodes of prepared.values()) {
    for (const node of nodes) {
      stored.set(node, end);
      end += vectorSize;
    }
  }
  const surroundings = { layout, lanes, ...(gates ? { changed: gates.changed } : {}) };
  const refreshers = new Map<number, CompiledSchedule>();
  for (const [state, nodes] of prepared) {
    const actions = nodes.map((node) => nodeAction(node, stored.get(node)!));
    const compiled = compileSchedule(schedule(actions, lanes, new Set()), { ...surroundings, stored: new Map() }, end);
    end = compiled.end;
    refreshers.set(state, compiled);
  }
  const prelude = [...refreshers.values()].flatMap(({ functions }) => functions);
  const parts = [...prelude];
  const weights = new Map<Gate, number>();
  const bodies = variants.map(({ edge, netlist: own, layout: ownLayout, stop }) => {
    const refreshActions = own.memories.flatMap((memory) => {
      const { read } = memory;
      const compiled = read && refreshers.get(read.state);
      if (!compiled) return [];
      const first = prelude.indexOf(compiled.functions[0]!);
      const emit: Action['emit'] = (code) => {
        for (const place of compiled.functions.keys()) code.call(first + place);
      };
      return actionWhere(read.enable, [], 1, emit, showDependsOn(memory, marks)).map((one) => ({ ...one, memory }));
    });
    const writes = new Map(edge.writes.map((write) => [write.memory, write]));
    const actions = [
      ...(stop ? [stop] : []),
      ...(watch ? coverActions(own, watch) : []),
      ...edge.registers.map((group) => storeAction(group, lanes, marks)),
      ...own.memories.flatMap((memory) => memoryActions(memory, writes.get(memory), ownLayout, lanes, marks)),
      ...refreshActions,
    ];
    const ordered = schedule(actions, lanes, new Set(stored.keys()), { clusters });
    for (const [gate, weight] of ordered.weights) weights.set(gate, (weights.get(gate) ?? 0) + weight);
    const compiled = compileSchedule(ordered, { ...surroundings, stored }, end);
    end = compiled.end;
    const first = parts.length;
    parts.push(...compiled.functions);
    const stopsIn = ordered.functions.findIndex((steps) =>
      steps.some((one) => one.kind === 'act' && one.action === stop),
    );
    return (code: FunctionCode) => {
      for (const place of compiled.functions.keys()) {
        code.call(first + place);
        if (place === stopsIn) leaveWhereStopped(code, watch!.places, gates);
      }
    };
  });
  const prepare = new FunctionCode();
  for (const place of prelude.keys()) prepare.call(place);
  const step = new FunctionCode(['i32']);
  // The last function.
  if (gates) step.call(parts.length + 4);
  // Out of the innermost block the first case begins, out of the next one the second, out of the last but one what is general.
  if (known.length > 0) for (let block = 0; block < known.length + 2; block++) step.byte(op.block, emptyBlock);
  if (usual.size > 0) {
    pushIsUsual(step, layout, usual);
    step.byte(numeric.i32.equalsZero, op.brIf, known.length);
  }
  if (cases) branchToCase(step, netlist, layout, cases);
  for (const [place, body] of bodies.entries()) {
    if (known.length > 0) step.byte(op.end);
    body(step);
    if (place < known.length) step.byte(op.br, known.length - place);
  }
  if (known.length > 0) step.byte(op.end);
  step.get(0);
  step.byte(op.if, emptyBlock);
  step.call(parts.length);
  if (gates) lookAgain(step, gates, true);
  step.byte(op.end);
  const returns = general.stop !== undefined;
  if (returns) step.constant('i32', 0n);
  const stepIndex = parts.length + 2;
  const bytes = encodeModule(
    [],
    [
      ...parts.map((code) => ({ code })),
      { code: resetFunction(netlist, layout) },
      { code: prepare, name: 'prepare' },
      { code: step, name: 'step', returns },
      { code: returns ? stoppingRunFunction(stepIndex) : runFunction(stepIndex), name: 'run', returns },
      ...(gates ? [{ code: gateFunction(netlist, layout, clusters!, gates) }] : []),
    ],
  );
  return {
    bytes,
    end,
    ...(watch ? { watch } : {}),
    stops: returns,
    ...(gates ? { gates: { places: gates, clusters: clusters!, weights } } : {}),
  };
}

/** Words by the gates that they are behind, as what is behind two is not worked out together. */
function kindsOf(roots: readonly Word[], clusters: Clusters): (word: Word) => Gate {
  const supports = supportsOf(reachableWords(roots), ({ operands }) => operands, clusters);
  return (word) => supports.get(word)!;
}

/** The work of an edge, as it is taken always or only in some cycles. */
interface EdgePart {
  readonly netlist: Netlist;
  readonly layout: Layout;
  readonly edge: Edge;
  readonly rows: readonly (readonly Store[])[];
  readonly stop: (Action & { readonly guard: Word }) | undefined;
  /** All words that are to be worked out. */
  readonly roots: readonly Word[];
}

function partOf(netlist: Netlist, layout: Layout, watch: Watch | undefined, usual?: KnownStates): EdgePart {
  const edge = edgeOf(netlist, layout, usual);
  const rows = [...edge.registers.map(({ stores }) => stores), ...edge.writes.map(({ stores }) => stores)];
  const roots = new Set<Word>(rows.flat().map(({ word }) => word));
  for (const { guard } of edge.registers) if (guard) roots.add(guard);
  for (const { read, write } of netlist.memories) {
    for (const access of [read, write]) if (access) roots.add(access.enable).add(access.address);
  }
  const stop = watch && stopAction(netlist, watch);
  if (stop) roots.add(stop.guard);
  for (const { fires } of watch ? coversOf(netlist) : []) roots.add(fires);
  return { netlist, layout, edge, rows, stop, roots: [...roots] };
}

function specialPart(netlist: Netlist, layout: Layout, watch: Watch | undefined, usual: KnownStates): EdgePart {
  const own = specialise(netlist, usual);
  const places = own.memories.map((memory, place) => [memory, layout.memories.get(netlist.memories[place]!)!] as const);
  return partOf(own, { ...layout, memories: new Map(places) }, watch, usual);
}

/** Pushes 1 where all state variables have the numbers that they usually have. */
function pushIsUsual(code: FunctionCode, layout: Layout, usual: KnownStates): void {
  for (const [place, [state, value]] of [...usual].entries()) {
    code.loadAt('i32', layout.states[state]!);
    code.constant('i32', value);
    code.byte(numeric.i32.xor);
    if (place > 0) code.byte(numeric.i32.or);
  }
  code.byte(numeric.i32.equalsZero);
}

function leaveWhereStopped(code: FunctionCode, { stopped }: WatchPlaces, gates: GatePlaces | undefined): void {
  code.loadAt('i32', stopped);
  code.byte(op.if, emptyBlock);
  if (gates) lookAgain(code, gates, false);
  code.storeAt('i32', stopped, () => code.constant('i32', 0n));
  code.constant('i32', 1n);
  code.byte(op.return, op.end);
}

/** Calls a step that may ask for the host, again and again; gives the number of edges that are left then. */
export function stoppingRunFunction(step: number): FunctionCode {
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

/** Calls a step again and again. */
export function runFunction(step: number): FunctionCode {
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
