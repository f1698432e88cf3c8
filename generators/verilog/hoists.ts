import type { Assignable, BitType, Expression, Signal } from '../circuit/types.ts';
import type { Dialect } from './dialects.ts';
import type { Enumerations } from './enumerations.ts';
import { printCondition, printExact } from './expressions.ts';
import type { Names } from './names.ts';
import { printRoot } from './roots.ts';
import type { Place, Scope } from './scope.ts';
import { type Declaration, type Item, identifier } from './tree.ts';
import { isWideChoice, wordArrayMaker } from './word-arrays.ts';

/** The wires and constants that expressions need beside them, each named after what it feeds. */
export interface Hoists {
  /** Hoisted wires are named after `owner`. */
  readonly scope: (owner: string, process?: ProcessScope) => Scope;
  /** Declares a net, under `wanted` or a name like it. */
  readonly declare: (wanted: string, type: BitType, enumeration?: string) => string;
  readonly add: (declaration: Declaration) => void;
  /** The assigns of the wires hoisted since the last call. */
  readonly takePending: () => readonly Item[];
  readonly declarations: () => readonly Declaration[];
  readonly constants: () => readonly Item[];
  readonly hoisted: ReadonlyMap<Expression, Place>;
}

/** What is special about reading within a combinational process. */
export interface ProcessScope {
  /** Signals that are read through wires of their own. */
  readonly aliased: ReadonlySet<Assignable>;
}

export interface HoistContext {
  readonly names: Names;
  readonly enumerations: Pick<Enumerations, 'memberName' | 'typeOfExpression'>;
  readonly place: (signal: Signal) => Place;
  readonly isShared: (expression: Expression) => boolean;
  /** How one of many wide words is chosen, as the dialect says. */
  readonly wideChoice: Dialect['wideChoice'];
  /** Expressions that have a net already. */
  readonly known?: ReadonlyMap<Expression, Place>;
}

export function createHoists(context: HoistContext): Hoists {
  const { names, enumerations, place, isShared, wideChoice, known = new Map() } = context;
  const declared: Declaration[] = [];
  const constants: Item[] = [];
  let pending: Item[] = [];
  const hoisted = new Map<Expression, Place>(known);
  const aliases = new Map<Signal, Place>();
  const wordArrays = wordArrayMaker(names);

  const declare = (wanted: string, { width, signed }: BitType, enumeration?: string) => {
    const name = names.take(wanted);
    declared.push({ kind: 'declaration', name, type: { width, signed, ...(enumeration ? { enumeration } : {}) } });
    return name;
  };

  const scope = (owner: string, process?: ProcessScope): Scope => {
    const self: Scope = {
      printExact: (expression, width) => printExact(expression, width, self),
      printCondition: (expression) => printCondition(expression, self),
      memberName: enumerations.memberName,
      isShared,
      readsWordsOutside: process !== undefined,
      place: (signal) => (process?.aliased.has(signal as Assignable) ? alias(signal) : place(signal)),
      asArray(net, count, width) {
        if (wideChoice === 'vector' || !isWideChoice(count, width)) return undefined;
        const { made, declaration, items } = wordArrays(net, count, width);
        if (declaration) declared.push(declaration);
        pending.push(...items);
        return made;
      },
      hoist(expression) {
        const before = hoisted.get(expression);
        if (before) return before;
        const wanted = `${owner}_${nounFor(expression)}`;
        const made =
          expression.kind === 'literal' ? addConstant(wanted, expression, self) : addWire(wanted, expression);
        hoisted.set(expression, made);
        return made;
      },
    };
    return self;
  };

  function addWire(wanted: string, expression: Expression): Place {
    const { width, signed } = expression.type;
    // The name comes first, so that wires hoisted out of the value are named after it.
    const name = declare(wanted, expression.type, enumerations.typeOfExpression(expression));
    const value = printRoot(expression, width, scope(name), true);
    pending.push({ kind: 'assign', target: identifier(name), value });
    return { name, low: 0, netWidth: width, signed };
  }

  function addConstant(wanted: string, expression: Expression, self: Scope): Place {
    const { width, signed } = expression.type;
    const name = names.take(wanted.toUpperCase());
    const value = printRoot(expression, width, self);
    constants.push({ kind: 'constant', name, type: { width, signed }, value });
    return { name, low: 0, netWidth: width, signed };
  }

  function alias(signal: Signal): Place {
    const before = aliases.get(signal);
    if (before) return before;
    const { name } = place(signal);
    const { width, signed } = signal.type;
    const target = declare(`${name}_value`, signal.type);
    pending.push({ kind: 'assign', target: identifier(target), value: identifier(name) });
    const made: Place = { name: target, low: 0, netWidth: width, signed };
    aliases.set(signal, made);
    return made;
  }

  return {
    scope,
    declare,
    add: (declaration) => declared.push(declaration),
    takePending() {
      const taken = pending;
      pending = [];
      return taken;
    },
    declarations: () => declared,
    constants: () => constants,
    hoisted,
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
