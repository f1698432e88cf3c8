import type { Circuit, LogicModule, MemoryModule, Module } from '../../generators/circuit/types.ts';
import { fail } from '../../generators/diagnostics.ts';

/** What runs where a module is instantiated: the module, or the model of an external one, which `checkModels` has seen. */
export function runnable(module: Module): LogicModule | MemoryModule {
  return module.kind === 'external' ? module.model! : module;
}

/** Throws a `BurinError` (B110) for an external module without a model, with the path of its first instance. */
export function checkModels({ top }: Circuit): void {
  const complete = new Set<Module>();
  const visit = (module: LogicModule, path: string) => {
    if (complete.has(module)) return;
    for (const instance of module.instances) {
      const place = path + instance.name;
      if (instance.module.kind === 'external' && !instance.module.model) {
        fail(
          'B110',
          `${place} cannot be simulated here: the external module ${instance.module.name} has no model`,
          `give ${instance.module.name} a model that behaves alike, or simulate the printed design with its source`,
          instance.location,
        );
      }
      const inner = runnable(instance.module);
      if (inner.kind === 'logic') visit(inner, `${place}.`);
    }
    complete.add(module);
  };
  visit(top, '');
}
