import { children } from '../../../generators/circuit/expressions.ts';
import type { LogicModule } from '../../../generators/circuit/types.ts';
import {
  type Activity,
  type Behaviour,
  expressionsOf,
  holdersRead,
  holdersWritten,
  statementExpressions,
} from './behaviour.ts';
import type { Holder } from './layout.ts';

export interface Dependence {
  /** Each activity behind those that write what it reads, where there is such an order. */
  readonly order: readonly Activity[];
  /** Numbers in `order` of the activities that read a holder; the number beyond the last are the register statements. */
  fanOut(holder: Holder): readonly number[];
  /** What outputs may depend on within a cycle. */
  readonly passesThrough: ReadonlySet<Holder>;
}

/** Who reads what another writes. */
export function dependenceOf({ ports }: LogicModule, { activities, registerStatements }: Behaviour): Dependence {
  const writers = new Map<Holder, Activity>();
  for (const activity of activities) for (const holder of holdersWritten(activity)) writers.set(holder, activity);
  const isHolder = (holder: Holder) => writers.has(holder);
  const reads = new Map(activities.map((activity) => [activity, readsOf(activity, isHolder)]));

  const order = orderByNeeds(activities, function* (activity) {
    for (const holder of reads.get(activity)!) {
      const writer = writers.get(holder);
      if (writer) yield writer;
    }
  });

  const fanOuts = new Map<Holder, number[]>();
  const addReader = (holder: Holder, number: number) => {
    const readers = fanOuts.get(holder);
    if (readers) readers.push(number);
    else fanOuts.set(holder, [number]);
  };
  order.forEach((activity, number) => {
    for (const holder of reads.get(activity)!) addReader(holder, number);
  });
  for (const holder of holdersRead(statementExpressions(registerStatements), isHolder)) {
    addReader(holder, order.length);
  }

  const passesThrough = new Set<Holder>(ports.filter((port) => port.kind === 'output'));
  for (const holder of passesThrough) {
    const writer = writers.get(holder);
    // A set goes on to those that are added while it is gone through.
    if (writer) for (const read of reads.get(writer)!) passesThrough.add(read);
  }
  return { order, fanOut: (holder) => fanOuts.get(holder) ?? [], passesThrough };
}

function readsOf(activity: Activity, isHolder: (holder: Holder) => boolean): ReadonlySet<Holder> {
  if (activity.kind === 'connection') return new Set(activity.inputs);
  const isSingle = activity.kind === 'definition' && activity.holder === activity.expression;
  return holdersRead(isSingle ? children(activity.expression) : expressionsOf(activity), isHolder);
}

/** Items, each behind those it needs; where some need each other, in an order in which most are. */
function orderByNeeds<T>(items: readonly T[], needs: (item: T) => Iterator<T>): readonly T[] {
  const order: T[] = [];
  const met = new Set<T>();
  const open: { readonly item: T; readonly rest: Iterator<T> }[] = [];
  const enter = (item: T) => {
    if (met.has(item)) return;
    met.add(item);
    open.push({ item, rest: needs(item) });
  };
  for (const first of items) {
    enter(first);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const next = top.rest.next();
      if (!next.done) enter(next.value);
      else {
        order.push(top.item);
        open.pop();
      }
    }
  }
  return order;
}
