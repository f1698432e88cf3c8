import { type CircuitGraphs, circuitGraphs, modulesWithModels } from '../dependence/circuit-graphs.ts';
import type { Circuit, LogicModule, Statement } from '../types.ts';
import { type CoverageOfSignals, coverageOf } from './coverage.ts';
import { isPlainlyDriven } from './modules.ts';

/** A circuit with what several checks need to know of it, worked out once and when it is asked for. */
export interface CircuitFacts extends CircuitGraphs {
  readonly circuit: Circuit;
  /** Those made of statements, models of external modules among them, each behind what it instantiates. */
  readonly modules: readonly LogicModule[];
  /** What the statements of a module assign, but for signals that are plainly driven. */
  coverageIn(module: LogicModule): CoverageOfSignals;
}

export function factsOf(circuit: Circuit): CircuitFacts {
  const coverages = new Map<LogicModule, CoverageOfSignals>();
  const graphs = circuitGraphs();
  const coverage = (module: LogicModule): CoverageOfSignals => {
    const { drivers } = graphs.graphOf(module);
    const isOpen = (one: Statement): boolean => one.kind !== 'connect' || !isPlainlyDriven(one.target.signal, drivers);
    return coverageOf(module.statements.filter(isOpen));
  };
  return {
    ...graphs,
    circuit,
    modules: modulesWithModels(circuit).filter((module) => module.kind === 'logic'),
    coverageIn: (module) => {
      const known = coverages.get(module) ?? coverage(module);
      coverages.set(module, known);
      return known;
    },
  };
}
