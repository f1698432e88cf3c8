import { requireSound, type WarningRule } from '../../generators/circuit/checks/index.ts';
import type { Circuit, LogicModule, SourceLocation, Statement } from '../../generators/circuit/types.ts';
import { BurinError, formatDiagnostic } from '../../generators/diagnostics.ts';
import { circuitOf } from '../support/circuit-builder.ts';

/**
 * Gives everything in a module a line of its own in `<module>.ts`, from 1 up: the module, its ports (clock and reset
 * first), instances, signals, then statements as they are written, a switch's cases on lines of their own.
 */
export function withPlaces(module: LogicModule): LogicModule {
  let line = 0;
  const place = (thing: { readonly location: SourceLocation }): void => {
    line += 1;
    Object.assign(thing, { location: { file: `${module.name}.ts`, line, column: 3 } });
  };
  const placeStatements = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      place(statement);
      if (statement.kind === 'when') {
        placeStatements(statement.then);
        placeStatements(statement.otherwise);
      } else if (statement.kind === 'switch') {
        for (const one of statement.cases) {
          place(one);
          placeStatements(one.body);
        }
        placeStatements(statement.fallback ?? []);
      }
    }
  };
  place(module);
  module.ports.forEach(place);
  for (const instance of module.instances) {
    place(instance);
    const { location } = instance;
    for (const port of [...instance.inputs.values(), ...instance.outputs.values()]) Object.assign(port, { location });
  }
  module.signals.forEach(place);
  placeStatements(module.statements);
  return module;
}

/** The whole text that the user sees about a design, empty where it is sound. */
export function findings(top: LogicModule, warnings: readonly WarningRule[] = []): string {
  return findingsOf(circuitOf(top), warnings);
}

export function findingsOf(circuit: Circuit, warnings: readonly WarningRule[] = []): string {
  const reported: string[] = [];
  try {
    requireSound(circuit, { warnings, report: (warning) => reported.push(formatDiagnostic(warning)) });
  } catch (error) {
    if (error instanceof BurinError) return [...reported, error.message].join('\n');
    throw error;
  }
  return reported.join('\n');
}

/** As `findings`, without warnings: for designs that are made to show something else. */
export function errorsOf(top: LogicModule): string {
  return findings(top, [{ code: 'any', action: 'ignore' }]);
}
