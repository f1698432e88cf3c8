import { propertyRoots } from '../expressions.ts';
import type {
  Assignable,
  Expression,
  InstanceInput,
  InstanceOutput,
  LogicModule,
  MemoryModule,
  Module,
  Signal,
} from '../types.ts';
import { needsOf, type Reach } from './bit-dependence.ts';
import { type EffectiveDriver, effectiveDrivers, type Guard } from './drivers.ts';
import type { ModuleGraph, NextValue, PropertyValue } from './module-graph.ts';

/** What a bit may belong to: what stands in the graph of whole signals, and single assignments. */
export type BitOwner = Signal | InstanceInput | NextValue | PropertyValue | Expression | Guard | EffectiveDriver;

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

export function bitGraph({ drivers }: ModuleGraph, inputBitsOf: InputBitsOf): BitGraph {
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

  const driversFor = (signal: Assignable): readonly EffectiveDriver[] => {
    let known = effective.get(signal);
    if (!known) {
      known = effectiveDrivers(drivers.get(signal) ?? []);
      effective.set(signal, known);
    }
    return known;
  };

  const ofAssigned = (signal: Assignable, bit: number): readonly BitVertex[] =>
    driversFor(signal)
      .filter(({ bits }) => ((bits >> BigInt(bit)) & 1n) === 1n)
      .map((driver) => vertex(driver, bit));

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
        return ofAssigned(owner, bit);
      case 'property':
        return propertyRoots(owner.property).map(all);
      case 'next':
        return ofAssigned(owner.register, bit);
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
export function inputBitQuery(graphOf: (module: LogicModule) => ModuleGraph): InputBitsOf {
  const bitGraphs = new Map<Module, BitGraph>();
  const answers = new Map<Module, Map<string, readonly InputBit[]>>();

  const query: InputBitsOf = (module, output, bit) => {
    if (module.kind === 'memory') return addressBits(module);
    if (module.kind === 'external') return module.model ? query(module.model, output, bit) : [];
    const port = module.ports.find(({ name }) => name === output);
    if (port?.kind !== 'output') return [];
    const known = answers.get(module) ?? new Map<string, readonly InputBit[]>();
    answers.set(module, known);
    const key = `${output} ${bit}`;
    let answer = known.get(key);
    if (!answer) {
      const bits = bitGraphs.get(module) ?? bitGraph(graphOf(module), query);
      bitGraphs.set(module, bits);
      answer = reachedInputs(bits, bits.vertex(port, bit));
      known.set(key, answer);
    }
    return answer;
  };
  return query;
}

/** Every bit of a word depends on the whole address where reading waits for no clock edge, else on nothing. */
function addressBits({ organisation, ports }: MemoryModule): readonly InputBit[] {
  const address = ports.find(({ name }) => name === 'readAddress');
  if (organisation !== 'asynchronous-read' || !address) return [];
  return Array.from({ length: address.type.width }, (_, bit) => ({ name: address.name, bit }));
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
