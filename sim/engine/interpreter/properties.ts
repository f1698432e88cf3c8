import type { Expression, LogicModule, Property } from '../../../generators/circuit/types.ts';
import { isDemand, messageText, printedValues, violationOf } from '../properties.ts';
import type { Evaluators, NarrowEvaluator } from './evaluators.ts';

/** A property, ready to be looked at in any instance of its module. */
export interface PropertyPlan {
  readonly property: Property;
  /** Places of its clock and reset among the module's clocks and resets. */
  readonly clock: number;
  readonly reset: number | undefined;
  readonly enable: NarrowEvaluator;
  readonly condition: NarrowEvaluator;
  readonly values: readonly ((words: Int32Array) => bigint)[];
}

/** The expressions that properties compute. */
export function propertyExpressions({ properties = [] }: LogicModule): readonly Expression[] {
  return properties.flatMap((property) => [
    property.enable,
    property.condition,
    ...printedValues(property).map(({ value }) => value),
  ]);
}

/** @param places of clocks and resets by their names */
export function planProperties(
  { properties = [] }: LogicModule,
  evaluators: Evaluators,
  places: ReadonlyMap<string, number>,
): readonly PropertyPlan[] {
  return properties.map((property) => ({
    property,
    clock: places.get(property.clock.name)!,
    reset: property.reset && places.get(property.reset.name)!,
    enable: evaluators.narrow(property.enable),
    condition: evaluators.narrow(property.condition),
    values: printedValues(property).map(({ value }) => evaluators.exact(value)),
  }));
}

/** A property of one instance; `edge` is its instance's. */
export interface WatchedProperty {
  readonly name: string;
  readonly plan: PropertyPlan;
  readonly words: Int32Array;
  readonly edge: Uint8Array;
  count: number;
}

/**
 * Looks at all properties before an edge: prints and counts what fires.
 * @throws PropertyViolation for the first assertion or assumption that does not hold, before anything is printed
 */
export function look(watched: readonly WatchedProperty[], cycle: number, print: (text: string) => void): void {
  const firing = watched.filter(fires);
  const textOf = ({ plan, words }: WatchedProperty) =>
    messageText(
      plan.property,
      plan.values.map((value) => value(words)),
    );
  const violated = firing.find(({ plan }) => isDemand(plan.property));
  if (violated) throw violationOf(violated.plan.property, violated.name, cycle, textOf(violated));
  for (const one of firing) {
    if (one.plan.property.kind === 'print') print(textOf(one));
    else one.count++;
  }
}

function fires({ plan, words, edge }: WatchedProperty): boolean {
  const { property, clock, reset, enable, condition } = plan;
  if (edge[clock] !== 1 || (reset !== undefined && edge[reset] === 1) || enable(words) === 0) return false;
  return (condition(words) === 0) === isDemand(property);
}
