/** Proofs: equivalence of two designs, and properties of one, for all inputs. */
export { explainEquivalence, explainProof } from './explain.ts';
export type { ObservedSignals, ObserverBody } from './observer.ts';
export { type ProofOptions, type ProofResult, proveEquivalent } from './prove.ts';
export { type PropertyVerdict, proveEach } from './prove-each.ts';
export { type PropertyProof, type ProveOptions, prove, type Witness } from './prove-properties.ts';
export type { Violation } from './replay.ts';
export {
  circuitSubject,
  netlistSubject,
  type ProofSubject,
  printedPair,
  printedSubject,
  verilogSubject,
} from './subject.ts';
