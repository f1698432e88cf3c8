import { children, forEachRoot, forEachStatement } from '../circuit/expressions.ts';
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
  const uses: Uses = new Map();
  const reads = new Map<Signal, number>();
  const onFirst = (expression: Expression) => {
    if (expression.kind === 'reference') reads.set(expression.signal, (reads.get(expression.signal) ?? 0) + 1);
  };
  for (const signal of module.signals) if (signal.kind === 'node') countUses(signal.value, uses, onFirst);
  forEachRoot(module.statements, (root) => countUses(root, uses, onFirst));
  // A shared reference object counts once above, yet stands in several places.
  for (const [expression, times] of uses)
    if (times > 1 && expression.kind === 'reference' && times > reads.get(expression.signal)!)
      reads.set(expression.signal, times);
  const connects = collectConnects(module.statements);
  return { reads, shared: sharedAmong(uses), connects, direct: findDirect(module, reads, connects) };
}

/** The unnamed expressions that stand in more than one place below `roots` and hold more than one operation. */
export function sharedExpressions(roots: readonly Expression[]): ReadonlySet<Expression> {
  const uses: Uses = new Map();
  for (const root of roots) countUses(root, uses, () => {});
  return sharedAmong(uses);
}

/** In how many places each expression stands; those inside of one that stands in several count once. */
type Uses = Map<Expression, number>;

/** `onFirst` is told of each expression that was not counted before. */
function countUses(root: Expression, uses: Uses, onFirst: (expression: Expression) => void): void {
  // Not by calls: expressions may be deeper than the call stack.
  const open: Expression[] = [root];
  for (let expression = open.pop(); expression; expression = open.pop()) {
    const times = uses.get(expression) ?? 0;
    uses.set(expression, times + 1);
    if (times > 0) continue;
    onFirst(expression);
    switch (expression.kind) {
      case 'literal':
      case 'reference':
        break;
      case 'unary':
      case 'slice':
      case 'convert':
        open.push(expression.operand);
        break;
      default:
        for (const child of children(expression)) open.push(child);
    }
  }
}

function sharedAmong(uses: Uses): ReadonlySet<Expression> {
  const shared = new Set<Expression>();
  for (const [expression, times] of uses) if (times > 1 && holds(expression, 2)) shared.add(expression);
  return shared;
}

/** Whether that many operations stand one below the other at the top of an expression; selections of names count as none. */
function holds(expression: Expression, operations: 1 | 2): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'reference':
      return false;
    case 'slice':
    case 'convert':
      return holds(expression.operand, operations);
    default:
      return operations === 1 || children(expression).some((child) => holds(child, 1));
  }
}

type Assignments = readonly { readonly connect: Connect; readonly conditional: boolean }[];

function collectConnects(statements: readonly Statement[]): ReadonlyMap<Assignable, Assignments> {
  const connects = new Map<Assignable, { connect: Connect; conditional: boolean }[]>();
  const add = (connect: Connect, conditional: boolean): void => {
    const { signal } = connect.target;
    const list = connects.get(signal);
    if (list) list.push({ connect, conditional });
    else connects.set(signal, [{ connect, conditional }]);
  };
  for (const statement of statements) {
    if (statement.kind === 'connect') add(statement, false);
    else forEachStatement([statement], (inner) => inner.kind === 'connect' && add(inner, true));
  }
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
