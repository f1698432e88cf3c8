import type { Expression } from '../circuit/types.ts';
import type { Scope } from './scope.ts';
import { identifier, type VerilogExpression } from './tree.ts';

/**
 * Prints an expression where it is to stand in a process. Within `always_comb` one that changes widths is hoisted
 * whole, since Icarus takes such changes for part-selects, to which it cannot be sensitive.
 */
export function printInProcess(
  expression: Expression,
  scope: Scope,
  print: (expression: Expression, scope: Scope) => VerilogExpression,
): VerilogExpression {
  if (!scope.combinational || !changesWidth(print(expression, trial(scope)))) return print(expression, scope);
  return identifier(scope.hoist(expression).name);
}

/** A scope to look at what would be printed: nothing is declared. */
export function trial(scope: Scope): Scope {
  return {
    ...scope,
    combinational: false,
    hoist: ({ type }) => ({ name: 'hoisted', low: 0, netWidth: type.width, signed: type.signed }),
  };
}

export function changesWidth(tree: VerilogExpression): boolean {
  switch (tree.kind) {
    case 'cast':
      return true;
    case 'number':
    case 'identifier':
    case 'verbatim':
    case 'select':
      return false;
    case 'indexedSelect':
      return changesWidth(tree.offset);
    case 'prefix':
    case 'call':
      return changesWidth(tree.operand);
    case 'infix':
      return changesWidth(tree.left) || changesWidth(tree.right);
    case 'conditional':
      return changesWidth(tree.condition) || changesWidth(tree.whenTrue) || changesWidth(tree.whenFalse);
    case 'concatenation':
      return tree.parts.some(changesWidth);
    case 'replication':
      return changesWidth(tree.part);
  }
}
