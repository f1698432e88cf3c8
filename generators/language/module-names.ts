import type { Elaboration } from './module-context.ts';

/**
 * The name of a new module: `wanted`, with a number from 2 behind it where another module has the name. A memory that is
 * called so makes room: the module's name is what others write in their sources.
 */
export function claimModuleName(elaboration: Elaboration, wanted: string): string {
  const memory = elaboration.memories.get(wanted);
  if (memory?.name !== wanted) return unused(elaboration, wanted);
  memory.name = unused(elaboration, `${wanted}_memory`);
  return wanted;
}

/** The name of a new memory's module: `wanted`, or `wanted_memory` where a module is called so. */
export function claimMemoryName(elaboration: Elaboration, wanted: string): string {
  return unused(elaboration, elaboration.names.has(wanted) ? `${wanted}_memory` : wanted);
}

function unused({ names }: Elaboration, wanted: string): string {
  let name = wanted;
  for (let variant = 2; names.has(name); variant += 1) name = `${wanted}_${variant}`;
  names.add(name);
  return name;
}
