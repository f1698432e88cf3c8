import type { Circuit, Expression, LogicModule, Module, Node } from '../../generators/circuit/types.ts';
import { type Points, pointsOf } from './points.ts';

/** Arms whose conditions one node shows, in its bits from the lowest on. */
interface ShownArms {
  readonly node: string;
  readonly arms: readonly number[];
}

/** A module whose arms can be seen from outside. */
export interface CoverableModule extends Points {
  readonly shown: readonly ShownArms[];
}

/** What was added to a circuit, by its modules. */
export type CoverableModules = ReadonlyMap<LogicModule, CoverableModule>;

const mostBits = 32;
const coverables = new WeakMap<Circuit, CoverableModules>();

/**
 * The same circuit with nodes that show which arms of its statements are reached; to be simulated in its place. It behaves
 * alike, has every name of the circuit, and a few more that begin with `coverage`.
 */
export function withCoverage(circuit: Circuit): Circuit {
  // Signals, instances and modules refer to each other, so all are copied at once and then added to.
  const copy = structuredClone(circuit);
  const modules = new Map<LogicModule, CoverableModule>();
  const visit = (module: Module) => {
    if (module.kind === 'external' && module.model) visit(module.model);
    if (module.kind !== 'logic' || modules.has(module)) return;
    const points = pointsOf(module);
    modules.set(module, { ...points, shown: show(module, points) });
    for (const instance of module.instances) visit(instance.module);
  };
  for (const module of copy.modules) visit(module);
  coverables.set(copy, modules);
  return copy;
}

/** What was added to a circuit, if anything was. */
export function coverableModules(circuit: Circuit): CoverableModules | undefined {
  return coverables.get(circuit);
}

/** Adds nodes to a module that nobody else has. */
function show(module: LogicModule, { arms }: Points): readonly ShownArms[] {
  const signals = module.signals as (typeof module.signals)[number][];
  const names = new Set([...module.ports, ...signals, ...module.instances].map(({ name }) => name));
  for (const { name } of module.properties ?? []) names.add(name);
  const conditions = arms.flatMap(({ condition }, arm) => (condition ? [{ condition, arm }] : []));
  const shown: ShownArms[] = [];
  for (let first = 0; first < conditions.length; first += mostBits) {
    const group = conditions.slice(first, first + mostBits);
    let name = 'coverage';
    for (let number = 2; names.has(name); number++) name = `coverage_${number}`;
    names.add(name);
    signals.push(nodeOf(name, module, group.map(({ condition }) => condition).reverse()));
    shown.push({ node: name, arms: group.map(({ arm }) => arm) });
  }
  return shown;
}

function nodeOf(name: string, { location }: LogicModule, parts: readonly Expression[]): Node {
  const type = { width: parts.length, signed: false };
  const value: Expression = parts.length === 1 ? parts[0]! : { kind: 'concatenate', type, parts };
  return { kind: 'node', name, type, location, value };
}
