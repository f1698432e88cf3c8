/** Any design on every engine that is installed, against a model or each other. */
export { writeCocotbTest } from '../cocotb/write-test.ts';
export {
  checkEquivalence,
  type EngineReport,
  type EquivalenceProgress,
  type EquivalenceReport,
  type EquivalenceRequest,
} from './check-equivalence.ts';
export { cocotbEngine } from './cocotb-engine.ts';
export type { Difference } from './compare.ts';
export type { RandomStimuli, StimulusCycle, StimulusSource } from './cycles.ts';
export type { CycleFunction, CycleModel, GoldenModel, StreamPorts, TransactionModel } from './golden-model.ts';
export type { NamedEngine } from './trace.ts';
export { type TraceEngineName, traceEngineNames } from './trace-engines.ts';
