import type { Diagnostic } from '../../diagnostics.ts';
import type { InputPort, LogicModule, Module, SourceLocation } from '../types.ts';
import { moduleDescription } from './describe.ts';
import type { CircuitFacts } from './facts.ts';

type Role = 'clock' | 'reset';

/** B012: a register, property, memory or instance that needs a clock or reset which its module does not have. */
export function checkClocks({ modules }: CircuitFacts): readonly Diagnostic[] {
  return modules.flatMap((module) => [
    ...checkRegisters(module),
    ...checkProperties(module),
    ...checkInstances(module),
  ]);
}

function checkRegisters(module: LogicModule): readonly Diagnostic[] {
  return module.signals.flatMap((signal) => {
    if (signal.kind !== 'register') return [];
    const { name, clock, reset, location } = signal;
    return [
      ...(hasPort(module, clock, 'clock') ? [] : [missing(module, `register ${name}`, 'clock', location)]),
      ...(!reset || hasPort(module, reset.signal, 'reset')
        ? []
        : [missing(module, `register ${name}`, 'reset', location)]),
    ];
  });
}

function checkProperties(module: LogicModule): readonly Diagnostic[] {
  return (module.properties ?? []).flatMap(({ kind, name, clock, reset, location }) => [
    ...(hasPort(module, clock, 'clock') ? [] : [missing(module, `${kind} ${name}`, 'clock', location)]),
    ...(!reset || hasPort(module, reset, 'reset') ? [] : [missing(module, `${kind} ${name}`, 'reset', location)]),
  ]);
}

function checkInstances(module: LogicModule): readonly Diagnostic[] {
  const missingRoles = (['clock', 'reset'] as const).filter((role) => !hasRole(module, role));
  if (missingRoles.length === 0) return [];
  return module.instances.flatMap(({ name, module: child, location }) =>
    missingRoles
      .filter((role) => hasRole(child, role))
      .map((role) => missing(module, `instance ${name} of ${moduleDescription(child)}`, role, location)),
  );
}

function hasPort(module: LogicModule, port: InputPort, role: Role): boolean {
  return port.role === role && module.ports.includes(port);
}

function hasRole({ ports }: Module, role: Role): boolean {
  return ports.some((port) => port.kind === 'input' && port.role === role);
}

function missing({ name }: LogicModule, what: string, role: Role, location: SourceLocation): Diagnostic {
  return {
    code: 'B012',
    message: `${what} needs a ${role}, and module ${name} has no ${role} port that leads to it`,
    location,
    remedy: `give module ${name} an input port of the role ${role}`,
  };
}
