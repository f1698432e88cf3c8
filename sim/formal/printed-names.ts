import type { Instance, LogicModule } from '../../generators/circuit/types.ts';

/**
 * The names of a module's instances in its printed text, as they are in a flat design: the printer makes loops of arrays
 * and gives way where a name is taken. Proofs go from name to name, and would not find their way otherwise.
 */
export function printedInstanceNames({ instances }: LogicModule, text: string): ReadonlyMap<Instance, string> {
  const names = new Map<Instance, string>();
  let scope: string | undefined;
  for (const line of text.split('\n')) {
    scope = /^ +for \(.*begin : (\w+)$/.exec(line)?.[1] ?? (/^ {2}end\b/.test(line) ? undefined : scope);
    const [, moduleName, name] = /^ +(\w+) (\w+) \($/.exec(line) ?? [];
    const next = instances.find((instance) => !names.has(instance) && instance.module.name === moduleName);
    if (!next || name === undefined) continue;
    const { array } = next;
    if (scope === undefined || !array) names.set(next, name);
    else {
      const all = instances.filter((instance) => instance.array?.name === array.name);
      for (const one of all) names.set(one, `${scope}[${one.array!.index[0]}].${name}`);
    }
  }
  return names;
}
