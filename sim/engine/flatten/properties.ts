import type { Property } from '../../../generators/circuit/types.ts';
import { isDemand, printedValues } from '../properties.ts';
import { numberOf } from './bits.ts';
import { resolveExpression } from './lower.ts';
import type { NetlistProperty } from './netlist.ts';
import type { LogicScope } from './scope.ts';

/** What is watched in one instance. */
export function propertiesOf(scope: LogicScope): NetlistProperty[] {
  return (scope.module.properties ?? []).map((property) => propertyOf(scope, property));
}

function propertyOf(scope: LogicScope, property: Property): NetlistProperty {
  const { path, clocking, shared } = scope;
  const { graph, timing } = shared;
  const name = path + property.name;
  const condition = numberOf(resolveExpression(scope, property.condition));
  const enable = numberOf(resolveExpression(scope, property.enable));
  const isLookedAt = graph.and(timing.risesAt(clocking.get(property.clock.name)), enable);
  const reset = property.reset && clocking.get(property.reset.name);
  const isOutOfReset = graph.not(timing.isActive(reset));
  const holds = isDemand(property) ? graph.not(condition) : condition;
  return {
    name,
    property,
    fires: graph.and(graph.and(isLookedAt, isOutOfReset), holds),
    values: printedValues(property).map(({ value }, place) => ({
      name: `${name} ${place}`,
      width: value.type.width,
      signed: value.type.signed,
      value: () => resolveExpression(scope, value),
    })),
  };
}
