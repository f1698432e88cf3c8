import type { LogicModule, MemoryModule } from '../../generators/circuit/types.ts';
import * as build from '../support/circuit-builder.ts';

/** A module `Holder` of the given memories, whose ports are its own: `<memory>_<port>`. */
export function holderOf(memories: readonly MemoryModule[]): LogicModule {
  const builder = new build.ModuleBuilder('Holder');
  for (const memory of memories) {
    const instance = builder.instance(`${memory.name}_instance`, memory);
    for (const [name, input] of instance.inputs)
      builder.assign(input, builder.input(`${memory.name}_${name}`, input.type));
    const output = builder.output(`${memory.name}_readData`, memory.wordType);
    builder.assign(output, build.reference(instance.outputs.get('readData')!));
  }
  return builder.build();
}
