import { forEachExpression, forEachRoot } from '../../generators/circuit/expressions.ts';
import type { Binary, BinaryOperator, Circuit, Expression } from '../../generators/circuit/types.ts';

/**
 * Makes a bug in a circuit that is the caller's own: the first comparison or operation `from` of a module, for which
 * `isRight` holds where it is given, becomes `to`. A proof that does not find it proves nothing.
 */
export function seedBug(
  circuit: Circuit,
  moduleName: string,
  { from, to, isRight = () => true }: { from: BinaryOperator; to: BinaryOperator; isRight?: (one: Binary) => boolean },
): Circuit {
  const module = circuit.modules.find(({ name }) => name === moduleName);
  if (module?.kind !== 'logic') throw new Error(`no module ${moduleName}`);
  const seen = new Set<Expression>();
  let found: Binary | undefined;
  const look = (root: Expression): void =>
    forEachExpression(root, seen, (one) => {
      if (!found && one.kind === 'binary' && one.operator === from && isRight(one)) found = one;
    });
  for (const signal of module.signals) if (signal.kind === 'node') look(signal.value);
  forEachRoot(module.statements, look);
  if (!found) throw new Error(`${moduleName} has no such ${from}`);
  (found as { operator: BinaryOperator }).operator = to;
  return circuit;
}
