import type { Word } from '../flatten/word.ts';
import { emptyBlock, FunctionCode, numeric, op, type ValueType, vector } from './encoder.ts';
import { compute, pushWord, typeOf, type WordSource } from './expression.ts';
import { everyEdge, type Gate } from './gating/clusters.ts';
import { align, type Layout, vectorSize } from './layout.ts';
import type { Region } from './regions.ts';
import type { Schedule } from './schedule.ts';
import { computeVector, pushVector } from './vector-code.ts';
import { isVector, type LaneMap, type Node } from './vector-node.ts';

/** The functions of a schedule, and the first free byte behind the slots in which they hand values on. */
export interface CompiledSchedule {
  readonly functions: readonly FunctionCode[];
  readonly end: number;
}

/** What the code reads apart from what it works out itself. */
export interface Surroundings {
  readonly layout: Layout;
  readonly lanes: LaneMap;
  /** Addresses of values that lie ready. */
  readonly stored: ReadonlyMap<Node, number>;
  /** Address of the eight bytes that say which clusters have changed before the edge, for code with gates. */
  readonly changed?: number;
}

export function compileSchedule(
  { functions, crossing, arms }: Schedule,
  { layout, lanes, stored, changed }: Surroundings,
  firstFree: number,
): CompiledSchedule {
  const slots = new Map<Node, number>(stored);
  const memoryPlaces = [...layout.memories.values()];
  let end = align(firstFree, vectorSize);
  for (const node of crossing) {
    slots.set(node, end);
    end += isVector(node) ? vectorSize : 8;
    if (!isVector(node)) continue;
    end = align(end, 8);
  }
  const compiled = functions.map((steps) => {
    const code = new FunctionCode();
    const locals = new Map<Node, number>();
    const conditions: KnownConditions = { regions: new Map(), terms: new Map() };
    const opened: Gate[] = [];
    const gate = () => opened.at(-1) ?? everyEdge;
    const gates = new Map<Node, Gate>();
    const pushKnown = (node: Node): boolean => {
      const own = gates.get(node);
      // What another gate may have left out lies where it was laid when it was worked out last.
      const isHere = own === undefined || own === everyEdge || own === gate();
      const local = isHere ? locals.get(node) : undefined;
      if (local !== undefined) code.get(local);
      else if (slots.has(node)) code.loadAt(valueTypeOf(node), slots.get(node)!);
      return local !== undefined || slots.has(node);
    };
    const source: WordSource = {
      stateAddresses: layout.states,
      memoryPlaces,
      laneOf: (word) => lanes.get(word),
      push(word) {
        const held = lanes.get(word);
        if (!held) return pushKnown(word);
        pushVector(code, held.vector, source);
        code.vector(vector.extractLane, held.lane);
        if (held.vector.isMask) {
          code.constant('i32', 1n);
          code.byte(numeric.i32.and);
        }
        return true;
      },
      pushVector: pushKnown,
      arms: (mux) => arms.get(mux),
      define: (node) => define(code, node, locals, undefined, source),
    };
    for (const step of steps) {
      if (step.kind === 'define') {
        define(code, step.node, locals, crossing.has(step.node) ? slots : undefined, source);
        gates.set(step.node, gate());
      } else if (step.kind === 'open') {
        openGate(code, step.gate, changed!);
        opened.push(step.gate);
      } else if (step.kind === 'close') {
        code.byte(op.end);
        opened.pop();
      } else if (step.kind === 'begin') {
        if (step.region.words.length === 0) continue;
        pushCondition(code, step.region, conditions, source);
        code.byte(op.if, emptyBlock);
      } else if (step.kind === 'end') {
        if (step.region.words.length > 0) code.byte(op.end);
      } else {
        const { action } = step;
        if (action.guard) {
          pushWord(code, action.guard, 'i32', source);
          code.byte(op.if, emptyBlock);
        }
        action.emit(code, source);
        if (action.guard) code.byte(op.end);
      }
    }
    return code;
  });
  return { functions: compiled, end: align(end, vectorSize) };
}

function valueTypeOf(node: Node): ValueType {
  return isVector(node) ? 'v128' : typeOf(node);
}

function define(
  code: FunctionCode,
  node: Node,
  locals: Map<Node, number>,
  slots: ReadonlyMap<Node, number> | undefined,
  source: WordSource,
): void {
  const type = valueTypeOf(node);
  const local = code.local(type);
  if (isVector(node)) computeVector(code, node, source);
  else compute(code, node, source);
  code.set(local);
  locals.set(node, local);
  if (slots) code.storeAt(type, slots.get(node)!, () => code.get(local));
}

/** Goes on only where one of the gate's clusters has changed. */
function openGate(code: FunctionCode, gate: Gate, changed: number): void {
  code.loadAt('i64', changed);
  code.constant('i64', gate);
  code.byte(numeric.i64.and);
  code.constant('i64', 0n);
  code.byte(numeric.i64.notEqual, op.if, emptyBlock);
}

/** Locals that hold conditions and their terms, for those who ask again. */
interface KnownConditions {
  readonly regions: Map<Region, number>;
  readonly terms: Map<string, number>;
}

/** Pushes 1 in the cycles in which the region is worked out. */
function pushCondition(code: FunctionCode, region: Region, known: KnownConditions, source: WordSource): void {
  const local = known.regions.get(region);
  if (local !== undefined) {
    code.get(local);
    return;
  }
  const words = new Map<number, Word>(region.words.map((word) => [word.id, word]));
  for (const [place, term] of region.condition.entries()) {
    pushTerm(code, term, words, region.gate, known, source);
    if (place > 0) code.byte(numeric.i32.or);
  }
  const fresh = code.local('i32');
  known.regions.set(region, fresh);
  code.tee(fresh);
}

function pushTerm(
  code: FunctionCode,
  term: readonly number[],
  words: ReadonlyMap<number, Word>,
  gate: Gate,
  known: KnownConditions,
  source: WordSource,
): void {
  const key = `${gate} ${term.join('&')}`;
  const local = known.terms.get(key);
  if (local !== undefined) {
    code.get(local);
    return;
  }
  for (const [position, literal] of term.entries()) {
    pushWord(code, words.get(literal >> 1)!, 'i32', source);
    if (literal & 1) code.byte(numeric.i32.equalsZero);
    if (position > 0) code.byte(numeric.i32.and);
  }
  if (term.length === 1 && term[0]! % 2 === 0) return;
  const fresh = code.local('i32');
  known.terms.set(key, fresh);
  code.tee(fresh);
}
