import type { Expression, InstanceInput, InstanceOutput, Module, Signal } from '../types.ts';
import { needsOf, type Reach } from './bit-dependence.ts';
import { type EffectiveDriver, effectiveDrivers, type Guard } from './drivers.ts';
import type { SignalGraph } from './signal-graph.ts';

/** What a bit may belong to: what stands in the graph of whole signals, and single assignments. */
export type BitOwner = Signal | InstanceInput | Expression | Guard | EffectiveDriver;

/** One bit of a value, or all of its bits up to or from one. Equal ones of one graph are the same object. */
export interface BitVertex {
  readonly owner: BitOwner;
  readonly reach: Reach;
  readonly bit: number;
}

/** One bit of an input port. */
export interface InputBit {
  readonly name: string;
  readonly bit: number;
}

/** The input bits on which a bit of a module's output depends combinationally. */
export type InputBitsOf = (module: Module, output: string, bit: number) => readonly InputBit[];

/** The combinational dependence inside one module bit by bit, made as far as it is asked for. */
export interface BitGraph {
  vertex(owner: BitOwner, bit: number, reach?: Reach): BitVertex;
  successors(vertex: BitVertex): readonly BitVertex[];
}

export function bitGraph({ drivers }: SignalGraph, inputBitsOf: InputBitsOf): BitGraph {
  const vertices = new Map<BitOwner, Partial<Record<Reach, BitVertex[]>>>();
  const effective = new Map<BitOwner, readonly EffectiveDriver[]>();

  const vertex = (owner: BitOwner, bit: number, reach: Reach = 'one'): BitVertex => {
    let known = vertices.get(owner);
    if (!known) {
      known = {};
      vertices.set(owner, known);
    }
    known[reach] ??= [];
    const list = known[reach];
    list[bit] ??= { owner, reach, bit };
    return list[bit];
  };

  const all = (value: Expression): BitVertex => vertex(value, value.type.width - 1, 'upTo');

  const driversFor = (signal: Signal | InstanceInput): readonly EffectiveDriver[] => {
    let known = effective.get(signal);
    if (!known) {
      known = effectiveDrivers(drivers.get(signal as InstanceInput) ?? []);
      effective.set(signal, known);
    }
    return known;
  };

  const ofInstanceOutput = ({ instance, name }: InstanceOutput, bit: number): readonly BitVertex[] =>
    inputBitsOf(instance.module, name, bit).flatMap((input) => {
      const port = instance.inputs.get(input.name);
      return port ? [vertex(port, input.bit)] : [];
    });

  const ofDriver = ({ connect: { value, target }, range, guard }: EffectiveDriver, bit: number): BitVertex[] => {
    const offset = target.element ? bit % target.element.width : bit - range.low;
    const needs = [vertex(value, offset)];
    if (target.element) needs.push(all(target.element.index));
    if (guard) needs.push(vertex(guard, 0));
    return needs;
  };

  const ofOneBit = (owner: BitOwner, bit: number): readonly BitVertex[] => {
    if (!('kind' in owner)) return ofDriver(owner, bit);
    switch (owner.kind) {
      case 'input':
      case 'register':
        return [];
      case 'reference':
        return [vertex(owner.signal, bit)];
      case 'node':
        return [vertex(owner.value, bit)];
      case 'guard':
        return owner.outer ? [all(owner.choice), vertex(owner.outer, 0)] : [all(owner.choice)];
      case 'output':
      case 'wire':
      case 'instanceInput':
        return driversFor(owner)
          .filter(({ bits }) => ((bits >> BigInt(bit)) & 1n) === 1n)
          .map((driver) => vertex(driver, bit));
      case 'instanceOutput':
        return ofInstanceOutput(owner, bit);
      default:
        return needsOf(owner, bit).map((need) => vertex(need.operand, need.bit, need.reach));
    }
  };

  const successors = ({ owner, reach, bit }: BitVertex): readonly BitVertex[] => {
    if (reach === 'one') return ofOneBit(owner, bit);
    const here = vertex(owner, bit);
    if (reach === 'upTo') return bit === 0 ? [here] : [here, vertex(owner, bit - 1, reach)];
    return bit === (owner as Expression).type.width - 1 ? [here] : [here, vertex(owner, bit + 1, reach)];
  };

  return { vertex, successors };
}

/** Answers, and remembers, on which input bits the outputs of modules depend. */
export function inputBitQuery(graphs: ReadonlyMap<Module, SignalGraph>): InputBitsOf {
  const bitGraphs = new Map<Module, BitGraph>();
  const answers = new Map<Module, Map<string, readonly InputBit[]>>();

  const query: InputBitsOf = (module, output, bit) => {
    const graph = graphs.get(module);
    const port = module.ports.find(({ name }) => name === output);
    if (!graph || port?.kind !== 'output') return []; // a memory: its output changes at clock edges only
    const known = answers.get(module) ?? new Map<string, readonly InputBit[]>();
    answers.set(module, known);
    const key = `${output} ${bit}`;
    let answer = known.get(key);
    if (!answer) {
      const bits = bitGraphs.get(module) ?? bitGraph(graph, query);
      bitGraphs.set(module, bits);
      answer = reachedInputs(bits, bits.vertex(port, bit));
      known.set(key, answer);
    }
    return answer;
  };
  return query;
}

function reachedInputs(graph: BitGraph, start: BitVertex): readonly InputBit[] {
  const seen = new Set([start]);
  const open = [start];
  const inputs: InputBit[] = [];
  for (let vertex = open.pop(); vertex; vertex = open.pop()) {
    const { owner, bit } = vertex;
    if ('kind' in owner && owner.kind === 'input') inputs.push({ name: owner.name, bit });
    for (const next of graph.successors(vertex)) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(next);
    }
  }
  return inputs;
}
