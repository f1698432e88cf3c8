import { shortText } from '../expression-text.ts';
import { children } from '../expressions.ts';
import type {
  Assignable,
  Expression,
  InputPort,
  InstanceInput,
  InstanceOutput,
  Signal,
  SourceLocation,
} from '../types.ts';
import type { ModuleDomains } from './clock-domains.ts';
import type { Guard } from './drivers.ts';
import type { Vertex } from './module-graph.ts';

/** Logic where there may be none. */
export interface Logic {
  readonly text: string;
  readonly location: SourceLocation | undefined;
}

/**
 * The first logic between the first register of a synchroniser (or an output of a module, without a clock) and what it
 * takes from another clock. Names, slices and words put together are none, nor are choices between such values on
 * conditions in step with the register itself: these take a value that is known to stand still.
 */
export function logicBefore(sampler: Vertex, clock: InputPort | undefined, domains: ModuleDomains): Logic | undefined {
  const { graph, domainsOf, isBehindLogic } = domains;
  const seen = new Set<Vertex>();

  const isOwn = (expression: Expression): boolean => {
    if (expression.kind === 'reference') return isOwnVertex(expression.signal);
    if (graph.numbers.has(expression)) return isOwnVertex(expression);
    return children(expression).every(isOwn);
  };
  const isOwnVertex = (vertex: Vertex): boolean => domainsOf(vertex).every((domain) => domain === clock);

  const ofGuard = (guard: Guard | undefined, location: SourceLocation): Logic | undefined => {
    for (let outer = guard; outer; outer = outer.outer) {
      if (!isOwn(outer.choice)) return { text: `the condition ${shortText(outer.choice)}`, location };
    }
    return undefined;
  };
  const ofAssigned = (signal: Assignable): Logic | undefined =>
    first(graph.drivers.get(signal) ?? [], ({ connect, guard }) => {
      const { value, target, location } = connect;
      const index = target.element?.index;
      if (index && !isOwn(index)) return { text: shortText(index), location };
      return ofGuard(guard, location) ?? ofExpression(value, location);
    });
  const ofSignal = (signal: Signal): Logic | undefined => {
    if (seen.has(signal)) return undefined;
    seen.add(signal);
    if (signal.kind === 'node') return ofExpression(signal.value, signal.location);
    if (signal.kind === 'wire' || signal.kind === 'output') return ofAssigned(signal);
    return signal.kind === 'instanceOutput' ? ofInstanceOutput(signal) : undefined;
  };
  const ofInstanceOutput = (output: InstanceOutput): Logic | undefined => {
    const { instance, name } = output;
    if (isBehindLogic(output))
      return { text: `in module ${instance.module.name}, before output ${name}`, location: undefined };
    const number = graph.numbers.get(output)!;
    return first([...graph.targets.subarray(graph.starts[number], graph.starts[number + 1])], (target) =>
      ofAssigned(graph.vertices[target] as InstanceInput),
    );
  };
  const ofExpression = (expression: Expression, location: SourceLocation): Logic | undefined => {
    if (isOwn(expression)) return undefined;
    switch (expression.kind) {
      case 'reference':
        return ofSignal(expression.signal);
      case 'slice':
      case 'convert':
      case 'concatenate':
        return first(children(expression), (part) => ofExpression(part, location));
      case 'mux': {
        const { condition, whenTrue, whenFalse } = expression;
        if (!isOwn(condition)) break;
        return first([whenTrue, whenFalse], (arm) => ofExpression(arm, location));
      }
      case 'element':
        if (!isOwn(expression.index)) break;
        return ofExpression(expression.operand, location);
    }
    return { text: shortText(expression), location };
  };

  if (sampler.kind === 'next') return ofAssigned(sampler.register);
  return sampler.kind === 'instanceInput' || sampler.kind === 'output' ? ofAssigned(sampler) : undefined;
}

function first<T>(list: readonly T[], find: (one: T) => Logic | undefined): Logic | undefined {
  for (const one of list) {
    const logic = find(one);
    if (logic) return logic;
  }
  return undefined;
}
