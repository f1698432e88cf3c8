import type { Assignable, BitType, Expression, InstanceOutput, LogicModule, Node, Signal } from '../circuit/types.ts';
import { type ArrayGroup, findArrays } from './arrays.ts';
import { type Enumerations, planEnumerations } from './enumerations.ts';
import { printCondition, printExact } from './expressions.ts';
import type { LogicContext } from './logic.ts';
import { collectFacts, type ModuleFacts } from './module-facts.ts';
import { printRoot } from './roots.ts';
import type { Place, Scope } from './scope.ts';
import { type Declaration, type Item, identifier } from './tree.ts';

/** The nets of a module: which net each signal is, and those that printing adds. */
export interface Nets {
  readonly facts: ModuleFacts;
  readonly arrays: readonly ArrayGroup[];
  readonly enumerations: Enumerations;
  readonly place: (signal: Signal) => Place;
  readonly targetName: (signal: Assignable | Node) => string;
  /** Whether an instance drives the signal's net directly. */
  readonly isDirect: (signal: Assignable | Node) => boolean;
  /** Hoisted wires are named after `owner`. `aliased` signals are read through wires of their own. */
  readonly scope: (owner: string, aliased?: ReadonlySet<Assignable>) => Scope;
  /** Declares a net for an instance's port or an array's. */
  readonly declare: (wanted: string, type: BitType) => string;
  /** The assigns of the wires hoisted since the last call. */
  readonly takePending: () => readonly Item[];
  readonly declarations: () => readonly Declaration[];
  readonly constants: () => readonly Item[];
}

export function createNets(module: LogicModule, { names, portNames, attributesOf, style }: LogicContext): Nets {
  const facts = collectFacts(module);
  const arrays = findArrays(module);
  const places = new Map<Signal | Assignable, Place>();
  const declared: Declaration[] = [];
  const constants: Item[] = [];
  let pending: Item[] = [];
  const direct = new Set<Assignable | Node>(facts.direct.values());

  const put = (signal: Signal | Assignable, name: string, type: BitType = signal.type, low = 0) =>
    places.set(signal, { name, low, netWidth: type.width, signed: type.signed });
  const declare = (wanted: string, { width, signed }: BitType, enumeration?: string, source = false) => {
    const name = source ? names.takeSource(wanted) : names.take(wanted);
    declared.push({ kind: 'declaration', name, type: { width, signed, ...(enumeration ? { enumeration } : {}) } });
    return name;
  };

  for (const port of module.ports) put(port, portNames.get(port)!);
  const sourceNames = new Map(module.signals.map((signal) => [signal, names.takeSource(signal.name)]));
  const enumerations = planEnumerations(module, facts, names);
  for (const signal of module.signals) {
    const name = sourceNames.get(signal)!;
    const { width, signed } = signal.type;
    const enumeration = enumerations.typeOfSignal(signal);
    declared.push({
      kind: 'declaration',
      name,
      type: { width, signed, ...(enumeration ? { enumeration } : {}) },
      attributes: attributesOf(signal),
      ...(signal.keep && style.dialect.keepComment ? { comment: style.dialect.keepComment } : {}),
    });
    put(signal, name);
  }

  placeOutputs();

  function placeOutputs() {
    const inArrays = new Set(arrays.flatMap(({ elements }) => elements));
    for (const { name, elements } of arrays) {
      for (const [port, { type }] of elements[0]!.outputs) {
        const outputs = elements.map((element) => element.outputs.get(port)!);
        const read = outputs.some((output) => facts.reads.has(output));
        const flat = { width: type.width * elements.length, signed: false };
        const net = declare(`${read ? '' : 'unused_'}${name}_${port}`, flat);
        for (const [position, output] of outputs.entries()) put(output, net, flat, position * type.width);
      }
    }
    for (const instance of module.instances) {
      if (inArrays.has(instance)) continue;
      for (const output of instance.outputs.values()) placeOutput(output);
    }
  }

  function placeOutput(output: InstanceOutput) {
    const holder = facts.direct.get(output);
    if (holder) places.set(output, places.get(holder)!);
    else {
      const used = facts.reads.has(output) ? '' : 'unused_';
      put(output, declare(`${used}${output.instance.name}_${output.name}`, output.type));
    }
  }

  const hoisted = new Map<Expression, Place>();
  const aliases = new Map<Signal, Place>();

  const place = (signal: Signal): Place => {
    const found = places.get(signal);
    if (!found) throw new Error(`'${signal.name}' is no signal of module '${module.name}'`);
    return found;
  };

  const addWire = (wanted: string, type: BitType, value: (name: string) => Item, enumeration?: string): Place => {
    const name = declare(wanted, type, enumeration);
    pending.push(value(name));
    return { name, low: 0, netWidth: type.width, signed: type.signed };
  };

  const scope = (owner: string, aliased: ReadonlySet<Assignable> = new Set()): Scope => {
    const self: Scope = {
      printExact: (expression, width) => printExact(expression, width, self),
      printCondition: (expression) => printCondition(expression, self),
      memberName: enumerations.memberName,
      isShared: (expression) => facts.shared.has(expression),
      place: (signal) => (aliased.has(signal as Assignable) ? alias(signal) : place(signal)),
      hoist(expression) {
        const known = hoisted.get(expression);
        if (known) return known;
        const wanted = `${owner}_${nounFor(expression)}`;
        const { width } = expression.type;
        const made =
          expression.kind === 'literal'
            ? addConstant(wanted, expression.type, expression, self)
            : hoistWire(wanted, expression, width);
        hoisted.set(expression, made);
        return made;
      },
    };
    return self;
  };

  function hoistWire(wanted: string, expression: Expression, width: number): Place {
    // The name comes first, so that wires hoisted out of the value are named after it.
    const enumeration = enumerations.typeOfExpression(expression);
    const name = declare(wanted, expression.type, enumeration);
    const value = printRoot(expression, width, scope(name), true);
    pending.push({ kind: 'assign', target: identifier(name), value });
    return { name, low: 0, netWidth: width, signed: expression.type.signed };
  }

  function addConstant(wanted: string, type: BitType, expression: Expression, self: Scope): Place {
    const name = names.take(wanted.toUpperCase());
    const value = printRoot(expression, type.width, self);
    constants.push({ kind: 'constant', name, type: { width: type.width, signed: type.signed }, value });
    return { name, low: 0, netWidth: type.width, signed: type.signed };
  }

  function alias(signal: Signal): Place {
    const known = aliases.get(signal);
    if (known) return known;
    const { name } = place(signal);
    const made = addWire(`${name}_value`, signal.type, (target) => ({
      kind: 'assign',
      target: identifier(target),
      value: identifier(name),
    }));
    aliases.set(signal, made);
    return made;
  }

  return {
    facts,
    arrays,
    enumerations,
    place,
    scope,
    declare,
    isDirect: (signal) => direct.has(signal),
    targetName(signal) {
      const found = places.get(signal);
      if (found) return found.name;
      if (signal.kind !== 'instanceInput') throw new Error(`'${signal.name}' is no signal of '${module.name}'`);
      const name = declare(`${signal.instance.name}_${signal.name}`, signal.type);
      put(signal, name);
      return name;
    },
    takePending() {
      const taken = pending;
      pending = [];
      return taken;
    },
    declarations: () => declared,
    constants: () => constants,
  };
}

const nouns: Partial<Record<string, string>> = {
  add: 'sum',
  subtract: 'difference',
  multiply: 'product',
  negate: 'negated',
  not: 'inverted',
  shift: 'shifted',
  mux: 'choice',
  element: 'element',
  concatenate: 'joined',
  slice: 'part',
  literal: 'table',
  and: 'and',
  or: 'or',
  xor: 'xor',
  andReduce: 'all',
  orReduce: 'any',
  xorReduce: 'parity',
};

/** What a hoisted expression is called after the name of what it feeds. */
function nounFor(expression: Expression): string {
  if (expression.kind === 'convert') return nounFor(expression.operand);
  const key = expression.kind === 'unary' || expression.kind === 'binary' ? expression.operator : expression.kind;
  return nouns[key] ?? (expression.kind === 'binary' ? 'test' : 'value');
}
