import { type CircuitGraphs, circuitGraphs, modulesWithModels } from '../dependence/circuit-graphs.ts';
import type { Circuit, LogicModule } from '../types.ts';
import { type CoverageOfSignals, coverageOf } from './coverage.ts';

/** A circuit with what several checks need to know of it, worked out once and when it is asked for. */
export interface CircuitFacts extends CircuitGraphs {
  readonly circuit: Circuit;
  /** Those made of statements, models of external modules among them, each behind what it instantiates. */
  readonly modules: readonly LogicModule[];
  /** What the statements of a module assign. */
  coverageIn(module: LogicModule): CoverageOfSignals;
}

export function factsOf(circuit: Circuit): CircuitFacts {
  const coverages = new Map<LogicModule, CoverageOfSignals>();
  return {
    ...circuitGraphs(),
    circuit,
    modules: modulesWithModels(circuit).filter((module) => module.kind === 'logic'),
    coverageIn: (module) => {
      const known = coverages.get(module) ?? coverageOf(module.statements);
      coverages.set(module, known);
      return known;
    },
  };
}
