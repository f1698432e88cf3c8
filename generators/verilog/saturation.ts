import type { Expression, Mux } from '../circuit/types.ts';
import { folded } from './constants.ts';
import { extend, type Printed, printed, type Scope, selectPlace, withSign, zeros } from './scope.ts';
import { printSlice } from './selections.ts';
import type { InfixOperator, VerilogExpression } from './tree.ts';

/** `value`, or the nearest number that `width` bits, fewer than its own, hold. */
interface Saturation {
  readonly value: Expression;
  readonly width: number;
  readonly least: Expression | undefined;
  readonly most: Expression;
}

/**
 * A choice that saturates, told by the bits that are dropped: they are all equal to the sign where the number fits.
 * yosys makes an adder of each comparison with a bound, which are twice the cells. Undefined for any other choice.
 */
export function printSaturation(expression: Mux, width: number, scope: Scope): Printed | undefined {
  const saturation = saturationOf(expression);
  if (!saturation) return undefined;
  const { value, width: kept, least, most } = saturation;
  const high = value.type.width - 1;
  const bits = bitsOf(value, scope);
  const low = bits(Math.min(width, kept) - 1, 0);
  const within = width > kept ? extend(low, kept, width, least !== undefined) : low;
  const mostTree = scope.printExact(most, width);
  if (!least) {
    const dropped = bits(high, kept).tree;
    const isAny: VerilogExpression = high === kept ? dropped : { kind: 'prefix', operator: '|', operand: dropped };
    return choose(isAny, mostTree, within);
  }
  const sign = bits(high, high).tree;
  return choose(allEqual(), within, choose(sign, scope.printExact(least, width), mostTree));

  function allEqual(): VerilogExpression {
    const count = high - kept + 2;
    if (count === 2) return infix('==', sign, bits(kept - 1, kept - 1).tree);
    const top = bits(high, kept - 1).tree;
    const ones: VerilogExpression = { kind: 'number', width: count, value: (1n << BigInt(count)) - 1n, signed: false };
    return infix('||', infix('==', top, zeros(count)), infix('==', top, ones));
  }
}

const infix = (operator: InfixOperator, left: VerilogExpression, right: VerilogExpression): VerilogExpression => ({
  kind: 'infix',
  operator,
  left,
  right,
});

function choose(condition: VerilogExpression, whenTrue: Printed, whenFalse: Printed): Printed {
  const tree: VerilogExpression = {
    kind: 'conditional',
    condition,
    whenTrue: whenTrue.tree,
    whenFalse: whenFalse.tree,
  };
  return printed(tree, whenTrue.signed && whenFalse.signed);
}

/** How bits of the value are printed: selected where its bits have names already, else of a wire of its own. */
function bitsOf(value: Expression, scope: Scope): (high: number, low: number) => Printed {
  if (!isSelection(value)) {
    const place = scope.hoist(value);
    return (high, low) => withSign(selectPlace(place, high, low), false);
  }
  return (high, low) => {
    const type = { width: high - low + 1, signed: false };
    return withSign(printSlice({ kind: 'slice', type, operand: value, high, low }, type.width, scope), false);
  };
}

function isSelection(expression: Expression): boolean {
  if (expression.kind === 'reference') return true;
  if (expression.kind === 'slice') return isSelection(expression.operand);
  const isPart = expression.kind === 'convert' && expression.type.width <= expression.operand.type.width;
  return isPart && isSelection(expression.operand);
}

/** `value > most ? most : value < least ? least : value`, the second choice only where the value is signed. */
function saturationOf({ condition, whenTrue, whenFalse, type }: Mux): Saturation | undefined {
  const { width, signed } = type;
  const most = (1n << BigInt(signed ? width - 1 : width)) - 1n;
  const value = comparedWith(condition, 'greater', most);
  if (!value || value.type.signed !== signed || value.type.width <= width || !isLiteral(whenTrue, most)) {
    return undefined;
  }
  if (!signed) return isPartOf(value, whenFalse) ? { value, width, least: undefined, most: whenTrue } : undefined;
  if (whenFalse.kind !== 'mux' || comparedWith(whenFalse.condition, 'less', -most - 1n) !== value) return undefined;
  const { whenTrue: least, whenFalse: rest } = whenFalse;
  return isLiteral(least, -most - 1n) && isPartOf(value, rest) ? { value, width, least, most: whenTrue } : undefined;
}

function comparedWith(condition: Expression, operator: 'greater' | 'less', bound: bigint): Expression | undefined {
  if (condition.kind !== 'binary' || condition.operator !== operator) return undefined;
  return isLiteral(condition.right, bound) ? folded(condition.left) : undefined;
}

const isLiteral = (expression: Expression, value: bigint): boolean =>
  expression.kind === 'literal' && expression.value === value;

const isPartOf = (value: Expression, part: Expression): boolean =>
  part.kind === 'convert' && folded(part.operand) === value;
