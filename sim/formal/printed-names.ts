import type { Instance, LogicModule } from '../../generators/circuit/types.ts';

/**
 * The names of a module's instances in its printed text, as they are in a flat design: the printer makes loops of arrays
 * and gives way where a name is taken. Proofs go from name to name, and would not find their way otherwise.
 */
export function printedInstanceNames({ instances }: LogicModule, text: string): ReadonlyMap<Instance, string> {
  const names = new Map<Instance, string>();
  const loops: { readonly indentation: number; readonly scope: string }[] = [];
  for (const line of text.split('\n')) {
    const indentation = line.length - line.trimStart().length;
    const scope = /^ +for \(.*begin : (\w+)$/.exec(line)?.[1];
    if (scope !== undefined) loops.push({ indentation, scope });
    else if (/^ +end$/.test(line) && loops.at(-1)?.indentation === indentation) loops.pop();
    const [, moduleName, name] = /^ +(\w+) (\w+) \($/.exec(line) ?? [];
    const next = instances.find((instance) => !names.has(instance) && instance.module.name === moduleName);
    if (!next || name === undefined) continue;
    const { array } = next;
    if (loops.length === 0 || !array) names.set(next, name);
    else {
      // One loop for each dimension, the first outermost.
      const all = instances.filter((instance) => instance.array?.name === array.name);
      const pathOf = ({ index }: { readonly index: readonly number[] }) =>
        loops.map((loop, dimension) => `${loop.scope}[${index[dimension]}].`).join('');
      for (const one of all) names.set(one, `${pathOf(one.array!)}${name}`);
    }
  }
  return names;
}
