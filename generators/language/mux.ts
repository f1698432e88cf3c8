import type { Expression } from '../circuit/types.ts';
import type { Place } from './assignment.ts';
import { languageError } from './errors.ts';
import { convert } from './expressions.ts';
import { plainPrototype, withPrototype } from './kinds.ts';
import { named, quietly } from './module-context.ts';
import { boolOf, type Constant, expressionLike, isValue, mixedSigns } from './operands.ts';
import type { Bool, Enum, KindOf, Operand, SInt, UInt, Value } from './values.ts';
import type { Vec } from './vector.ts';

/** One value or the other, of the wider's width. */
export function mux(condition: Bool, whenTrue: Bool, whenFalse: Operand<Bool>): Bool;
export function mux(condition: Bool, whenTrue: boolean, whenFalse: Bool): Bool;
export function mux(condition: Bool, whenTrue: UInt, whenFalse: Operand<UInt>): UInt;
export function mux(condition: Bool, whenTrue: number | bigint, whenFalse: UInt): UInt;
export function mux(condition: Bool, whenTrue: SInt, whenFalse: Operand<SInt>): SInt;
export function mux(condition: Bool, whenTrue: number | bigint, whenFalse: SInt): SInt;
export function mux<N extends string>(condition: Bool, whenTrue: Enum<N>, whenFalse: Enum<NoInfer<N>>): Enum<N>;
export function mux<E extends Value>(condition: Bool, whenTrue: Vec<E>, whenFalse: Vec<E>): Vec<E>;
export function mux<V extends Value>(condition: Bool, whenTrue: V, whenFalse: KindOf<NoInfer<V>>): KindOf<V>;
export function mux(condition: Bool, whenTrue: Value | Constant, whenFalse: Value | Constant): Value {
  const model = isValue(whenTrue) ? whenTrue : whenFalse;
  if (!isValue(model)) {
    languageError('B022', 'mux() of two constants', 'say what holds them: mux(condition, constant(uint(4), 3), 5)');
  }
  const [a, b] = [expressionLike(model, whenTrue), expressionLike(model, whenFalse)];
  if (a.type.signed !== b.type.signed) mixedSigns('mux()');
  const type = a.type.width >= b.type.width ? a.type : b.type;
  const expression: Expression = {
    kind: 'mux',
    type,
    condition: boolOf(condition, 'the condition of mux()'),
    whenTrue: convert(a, type),
    whenFalse: convert(b, type),
  };
  return likeValue(model, named(expression, model.binaryPoint));
}

/** A value of the kind of `model` around another expression, without what can be assigned of the model. */
export function likeValue<V extends Value>(model: V, expression: Expression, place?: Place): V {
  return withPrototype(plainPrototype(Object.getPrototypeOf(model)), model, expression, place);
}

/** An operator made of others: only its result takes the name that the source gives. */
export function composite<V extends Value>(build: () => V): V {
  const value = quietly(build);
  return likeValue(value, named(value.expression, value.binaryPoint));
}
