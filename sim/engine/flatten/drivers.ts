import type {
  Assignable,
  Expression,
  LogicModule,
  Statement,
  Switch,
  Target,
  When,
} from '../../../generators/circuit/types.ts';

/** What decides between two drivers: a bit, a selector that holds one of some values, or an index that hits an element. */
export type Condition =
  | { readonly kind: 'bit'; readonly expression: Expression }
  | { readonly kind: 'oneOf'; readonly selector: Expression; readonly values: readonly bigint[] }
  | { readonly kind: 'index'; readonly index: Expression; readonly element: number };

/** What a segment of a signal takes: nothing, bits of an expression from `low`, or one of two drivers. */
export type Driver =
  | { readonly kind: 'none' }
  | { readonly kind: 'value'; readonly expression: Expression; readonly low: number }
  | {
      readonly kind: 'choice';
      readonly condition: Condition;
      readonly whenTrue: Driver;
      readonly whenFalse: Driver;
    };

/** Bits `low` to `low + width - 1` of a signal, which every statement assigns together or not at all. */
export interface Segment {
  readonly low: number;
  readonly width: number;
  readonly driver: Driver;
}

const nothing: Driver = { kind: 'none' };

/** The drivers of all that a module's statements assign; the last assignment on a path has won. */
export function driversOf(module: LogicModule): ReadonlyMap<Assignable, readonly Segment[]> {
  const bounds = new Map<Assignable, Set<number>>();
  collectBounds(module.statements, bounds);
  const starts = new Map<Assignable, readonly number[]>();
  for (const [signal, lows] of bounds)
    starts.set(
      signal,
      [...lows].sort((first, second) => first - second),
    );
  const environment = new Environment(starts, undefined);
  execute(module.statements, environment);
  const result = new Map<Assignable, readonly Segment[]>();
  for (const [signal, lows] of starts) {
    const drivers = environment.read(signal);
    const segments = lows.map((low, segment) => ({
      low,
      width: (lows[segment + 1] ?? signal.type.width) - low,
      driver: drivers[segment]!,
    }));
    result.set(signal, segments);
  }
  return result;
}

function collectBounds(statements: readonly Statement[], bounds: Map<Assignable, Set<number>>): void {
  for (const statement of statements) {
    if (statement.kind === 'when') {
      collectBounds(statement.then, bounds);
      collectBounds(statement.otherwise, bounds);
    } else if (statement.kind === 'switch') {
      for (const { body } of statement.cases) collectBounds(body, bounds);
      collectBounds(statement.fallback ?? [], bounds);
    } else {
      const { signal, range, element } = statement.target;
      let lows = bounds.get(signal);
      if (!lows) {
        lows = new Set([0]);
        bounds.set(signal, lows);
      }
      if (range) {
        lows.add(range.low);
        if (range.high + 1 < signal.type.width) lows.add(range.high + 1);
      }
      if (element) for (let low = 0; low < signal.type.width; low += element.width) lows.add(low);
    }
  }
}

/** The drivers at one place of the statements; a branch writes to a layer of its own. */
class Environment {
  readonly starts: ReadonlyMap<Assignable, readonly number[]>;
  readonly own = new Map<Assignable, readonly Driver[]>();
  readonly #outer: Environment | undefined;

  constructor(starts: ReadonlyMap<Assignable, readonly number[]>, outer: Environment | undefined) {
    this.starts = starts;
    this.#outer = outer;
  }

  read(signal: Assignable): readonly Driver[] {
    return this.own.get(signal) ?? this.#outer?.read(signal) ?? this.starts.get(signal)!.map(() => nothing);
  }

  branch(): Environment {
    return new Environment(this.starts, this);
  }
}

function execute(statements: readonly Statement[], environment: Environment): void {
  for (const statement of statements) {
    if (statement.kind === 'connect') connect(statement.target, statement.value, environment);
    else if (statement.kind === 'when') executeWhen(statement, environment);
    else executeSwitch(statement, environment);
  }
}

function connect(target: Target, value: Expression, environment: Environment): void {
  const { signal, range, element } = target;
  const before = environment.read(signal);
  const lows = environment.starts.get(signal)!;
  const after = lows.map((low, segment): Driver => {
    const previous = before[segment]!;
    if (range) {
      const inside = low >= range.low && low <= range.high;
      return inside ? { kind: 'value', expression: value, low: low - range.low } : previous;
    }
    if (!element) return { kind: 'value', expression: value, low };
    const number = Math.floor(low / element.width);
    const condition: Condition = { kind: 'index', index: element.index, element: number };
    const whenTrue: Driver = { kind: 'value', expression: value, low: low - number * element.width };
    return { kind: 'choice', condition, whenTrue, whenFalse: previous };
  });
  environment.own.set(signal, after);
}

function executeWhen({ condition, then, otherwise }: When, environment: Environment): void {
  const whenTrue = environment.branch();
  const whenFalse = environment.branch();
  execute(then, whenTrue);
  execute(otherwise, whenFalse);
  merge({ kind: 'bit', expression: condition }, whenTrue, whenFalse, environment);
}

function executeSwitch({ selector, cases, fallback }: Switch, environment: Environment): void {
  let rest = environment.branch();
  execute(fallback ?? [], rest);
  for (const { values, body } of [...cases].reverse()) {
    const taken = environment.branch();
    execute(body, taken);
    const merged = environment.branch();
    const condition: Condition = { kind: 'oneOf', selector, values: values.map(({ value }) => value) };
    merge(condition, taken, rest, merged);
    rest = merged;
  }
  for (const [signal, drivers] of rest.own) environment.own.set(signal, drivers);
}

function merge(condition: Condition, whenTrue: Environment, whenFalse: Environment, into: Environment): void {
  for (const signal of new Set([...whenTrue.own.keys(), ...whenFalse.own.keys()])) {
    const one = whenTrue.read(signal);
    const other = whenFalse.read(signal);
    const drivers = one.map((driver, segment): Driver => {
      const alternative = other[segment]!;
      return driver === alternative ? driver : { kind: 'choice', condition, whenTrue: driver, whenFalse: alternative };
    });
    into.own.set(signal, drivers);
  }
}
