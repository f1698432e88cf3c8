import { children, forEachExpression, forEachRoot, forEachStatement } from '../circuit/expressions.ts';
import type {
  Assignable,
  Connect,
  Expression,
  InstanceOutput,
  LogicModule,
  Node,
  OutputPort,
  Signal,
  Statement,
  Wire,
} from '../circuit/types.ts';

/** What the printer must know of a module before it prints the first line. */
export interface ModuleFacts {
  /** How often each signal is read. */
  readonly reads: ReadonlyMap<Signal, number>;
  /** Unnamed expressions that stand in more than one place and hold more than one operation. */
  readonly shared: ReadonlySet<Expression>;
  /** All assignments to a signal, in the order of the source, and whether each stands under a condition. */
  readonly connects: ReadonlyMap<Assignable, readonly { readonly connect: Connect; readonly conditional: boolean }[]>;
  /** Outputs of instances that are all that a wire, node or port is: they are connected to it directly. */
  readonly direct: ReadonlyMap<InstanceOutput, Wire | Node | OutputPort>;
}

export function collectFacts(module: LogicModule): ModuleFacts {
  const uses = new Map<Expression, number>();
  const reads = new Map<Signal, number>();
  const seen = new Set<Expression>();
  const count = (root: Expression) => {
    uses.set(root, (uses.get(root) ?? 0) + 1);
    forEachExpression(root, seen, (expression) => {
      if (expression.kind === 'reference') reads.set(expression.signal, (reads.get(expression.signal) ?? 0) + 1);
      for (const child of children(expression)) uses.set(child, (uses.get(child) ?? 0) + 1);
    });
    // A shared reference object counts once above, yet stands in several places.
    if (root.kind === 'reference') reads.set(root.signal, Math.max(reads.get(root.signal) ?? 0, uses.get(root)!));
  };
  for (const signal of module.signals) if (signal.kind === 'node') count(signal.value);
  forEachRoot(module.statements, count);
  for (const [expression, times] of uses)
    if (expression.kind === 'reference')
      reads.set(expression.signal, Math.max(reads.get(expression.signal) ?? 0, times));
  const shared = sharedAmong(uses);
  const connects = collectConnects(module.statements);
  return { reads, shared, connects, direct: findDirect(module, reads, connects) };
}

/** The unnamed expressions that stand in more than one place below `roots` and hold more than one operation. */
export function sharedExpressions(roots: readonly Expression[]): ReadonlySet<Expression> {
  const uses = new Map<Expression, number>();
  const seen = new Set<Expression>();
  const use = (expression: Expression) => uses.set(expression, (uses.get(expression) ?? 0) + 1);
  for (const root of roots) {
    use(root);
    forEachExpression(root, seen, (expression) => children(expression).forEach(use));
  }
  return sharedAmong(uses);
}

function sharedAmong(uses: ReadonlyMap<Expression, number>): ReadonlySet<Expression> {
  const depths = new Map<Expression, number>();
  return new Set([...uses].filter(([expression, times]) => times > 1 && depth(expression, depths) > 1).map(first));
}

const first = <Item>([item]: readonly [Item, unknown]): Item => item;

/** Operations on the longest way through an expression, 2 standing for all beyond; selections of names count as none. */
function depth(root: Expression, known: Map<Expression, number>): number {
  const seen = new Set(known.keys());
  forEachExpression(root, seen, (expression) => {
    const below = children(expression).reduce((most, child) => Math.max(most, known.get(child) ?? 0), 0);
    const free = ['literal', 'reference', 'convert', 'slice'].includes(expression.kind);
    known.set(expression, Math.min(2, below + (free ? 0 : 1)));
  });
  return known.get(root) ?? 0;
}

function collectConnects(statements: readonly Statement[]) {
  const connects = new Map<Assignable, { connect: Connect; conditional: boolean }[]>();
  const unconditional = new Set(statements);
  forEachStatement(statements, (statement) => {
    if (statement.kind !== 'connect') return;
    const { signal } = statement.target;
    const list = connects.get(signal) ?? [];
    list.push({ connect: statement, conditional: !unconditional.has(statement) });
    connects.set(signal, list);
  });
  return connects;
}

function findDirect(
  module: LogicModule,
  reads: ReadonlyMap<Signal, number>,
  connects: ModuleFacts['connects'],
): Map<InstanceOutput, Wire | Node | OutputPort> {
  const direct = new Map<InstanceOutput, Wire | Node | OutputPort>();
  const consider = (holder: Wire | Node | OutputPort, value: Expression) => {
    const source = withoutSignChange(value);
    if (source.kind !== 'reference' || source.signal.kind !== 'instanceOutput') return;
    const { signal } = source;
    if (reads.get(signal) === 1 && !signal.instance.array && signal.type.width === holder.type.width)
      direct.set(signal, holder);
  };
  for (const holder of [...module.ports, ...module.signals]) {
    if (holder.kind === 'node') consider(holder, holder.value);
    if (holder.kind !== 'wire' && holder.kind !== 'output') continue;
    const [only, another] = connects.get(holder) ?? [];
    if (!only || another || only.conditional || only.connect.target.range || only.connect.target.element) continue;
    consider(holder, only.connect.value);
  }
  return direct;
}

function withoutSignChange(expression: Expression): Expression {
  let current = expression;
  while (current.kind === 'convert' && current.type.width === current.operand.type.width) current = current.operand;
  return current;
}
