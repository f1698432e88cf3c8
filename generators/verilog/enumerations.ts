import { forEachExpression, forEachRoot, forEachStatement } from '../circuit/expressions.ts';
import type { BitType, Enumeration, Expression, LogicModule, Node, Register, Signal, Wire } from '../circuit/types.ts';
import type { ModuleFacts } from './module-facts.ts';
import type { Names } from './names.ts';
import type { Item } from './tree.ts';

export interface Enumerations {
  /** The definitions, in order of first use. */
  readonly items: readonly Item[];
  /** The local type of a signal or of a hoisted expression; undefined where it is declared as plain bits. */
  readonly typeOfSignal: (signal: Signal) => string | undefined;
  readonly typeOfExpression: (expression: Expression) => string | undefined;
  readonly memberName: (type: BitType, value: bigint) => string | undefined;
}

interface Definition {
  readonly name: string;
  readonly members: ReadonlyMap<bigint, string>;
}

/**
 * The enumerations that a module uses. A signal is declared with its enumeration only where all that drives it is of
 * that type for SystemVerilog, too: members, other such signals and choices among them. No cast that would allow more
 * is accepted by every tool.
 */
export function planEnumerations(module: LogicModule, facts: ModuleFacts, names: Names): Enumerations {
  const definitions = new Map<string, Definition>();
  const items: Item[] = [];
  for (const type of usedTypes(module)) {
    const key = keyOf(type.enumeration);
    if (definitions.has(key)) continue;
    const { members } = type.enumeration;
    const clash = members.some(({ name }) => names.isTaken(name));
    const name = names.takeSource(type.enumeration.name);
    const printed = members.map((member) => names.takeSource(clash ? `${name}_${member.name}` : member.name));
    definitions.set(key, { name, members: new Map(members.map(({ value }, order) => [value, printed[order]!])) });
    const { width, signed } = type;
    items.push({
      kind: 'enumeration',
      name,
      type: { width, signed },
      members: members.map(({ value }, order) => ({
        name: printed[order]!,
        value: { kind: 'number', width, signed, value: BigInt.asUintN(width, value) },
      })),
    });
  }
  const typed = findTyped(module, facts);
  const define = ({ enumeration }: BitType) => enumeration && definitions.get(keyOf(enumeration));
  return {
    items,
    typeOfSignal: (signal) => (typed.has(signal) ? define(signal.type)?.name : undefined),
    typeOfExpression: (expression) =>
      expression.type.enumeration && isTyped(expression, expression.type.enumeration, typed)
        ? define(expression.type)?.name
        : undefined,
    memberName: (type, value) => define(type)?.members.get(value),
  };
}

type EnumeratedType = BitType & { readonly enumeration: Enumeration };

function usedTypes(module: LogicModule): readonly EnumeratedType[] {
  const used: EnumeratedType[] = [];
  const use = (type: BitType) => {
    if (type.enumeration) used.push({ ...type, enumeration: type.enumeration });
  };
  const seen = new Set<Expression>();
  const visit = (root: Expression) => {
    if (root.kind === 'reference') return;
    forEachExpression(root, seen, (expression) => {
      if (expression.kind === 'literal') use(expression.type);
    });
  };
  for (const signal of module.signals) {
    if (signal.kind === 'node') visit(signal.value);
    else if (signal.kind === 'register' && signal.reset) visit(signal.reset.value);
    use(signal.type);
  }
  forEachRoot(module.statements, visit);
  forEachStatement(module.statements, (statement) => {
    if (statement.kind === 'switch') for (const { values } of statement.cases) values.forEach(visit);
  });
  return used;
}

function keyOf({ name, members }: Enumeration): string {
  return [name, ...members.map((member) => `${member.name}=${member.value}`)].join(' ');
}

/** Starts from all candidates and drops those that something else drives, until none is left to drop. */
function findTyped(module: LogicModule, { connects }: ModuleFacts): ReadonlySet<Signal> {
  const typed = new Set<Signal>(module.signals.filter(({ type }) => type.enumeration));
  const holds = (signal: Wire | Node | Register): boolean => {
    const enumeration = signal.type.enumeration!;
    if (signal.kind === 'node') return isTyped(signal.value, enumeration, typed);
    if (signal.kind === 'register' && signal.reset && !isTyped(signal.reset.value, enumeration, typed)) return false;
    return (connects.get(signal) ?? []).every(
      ({ connect: { target, value } }) => !target.range && !target.element && isTyped(value, enumeration, typed),
    );
  };
  for (let before = -1; before !== typed.size; ) {
    before = typed.size;
    for (const signal of module.signals) if (typed.has(signal) && !holds(signal)) typed.delete(signal);
  }
  return typed;
}

function isTyped(expression: Expression, wanted: Enumeration, typed: ReadonlySet<Signal>): boolean {
  const { enumeration } = expression.type;
  if (expression.kind === 'convert' && expression.type.width === expression.operand.type.width)
    return isTyped(expression.operand, wanted, typed);
  if (!enumeration || keyOf(enumeration) !== keyOf(wanted)) return false;
  if (expression.kind === 'literal') return enumeration.members.some(({ value }) => value === expression.value);
  if (expression.kind === 'reference') return typed.has(expression.signal);
  if (expression.kind === 'mux')
    return isTyped(expression.whenTrue, wanted, typed) && isTyped(expression.whenFalse, wanted, typed);
  return false;
}
