import type { Circuit } from '../../generators/circuit/types.ts';
import type { ProofOptions } from './prove.ts';
import type { ProveOptions } from './prove-properties.ts';
import type { ProofSubject } from './subject.ts';

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

// Tests that prove nothing do not wait for the provers to load.
const provers = () => import('./index.ts');

/** Matchers for circuits, as `elaborate` gives them: `expect.extend(proofMatchers)`. */
export const proofMatchers = {
  /** The assertions hold for all inputs, or the covers are met. What is neither proven nor refuted fails too. */
  async toHold(received: unknown, options: ProveOptions = {}): Promise<MatcherResult> {
    const circuit = requireCircuit(received, 'toHold');
    const { explainProof, prove } = await provers();
    const proof = await prove(circuit, options);
    return settled(proof, proof.kind === 'proven', () => explainProof(circuit.top.name, proof));
  },

  /** Two designs of the same ports show equal outputs in every cycle, for all inputs. */
  async toBeEquivalentTo(
    received: unknown,
    other: Circuit | ProofSubject,
    options: ProofOptions = {},
  ): Promise<MatcherResult> {
    const sides = [received, other].map((side) => requireSide(side, 'toBeEquivalentTo'));
    const { circuitSubject, explainEquivalence, proveEquivalent } = await provers();
    const [a, b] = sides.map((side) => (isCircuit(side) ? circuitSubject(side) : side)) as [ProofSubject, ProofSubject];
    const result = await proveEquivalent(a, b, options);
    const circuits = sides.filter(isCircuit);
    return settled(result, result.kind === 'proven', () =>
      explainEquivalence(a.top, result, circuits.length === 2 ? circuits : []),
    );
  },
};

/** What is unknown is a failure of a matcher and of its negation: neither says what is true. */
function settled(this: void, { kind }: { readonly kind: string }, pass: boolean, message: () => string): MatcherResult {
  if (kind === 'unknown') throw new Error(message());
  return { pass, message };
}

function isCircuit(side: unknown): side is Circuit {
  return typeof side === 'object' && side !== null && 'top' in side && 'modules' in side;
}

function requireCircuit(received: unknown, matcher: string): Circuit {
  if (isCircuit(received)) return received;
  throw new TypeError(`${matcher}() is for circuits: await expect(elaborate(Counter, { width: 8 })).${matcher}(…)`);
}

function requireSide(received: unknown, matcher: string): Circuit | ProofSubject {
  if (isCircuit(received)) return received;
  if (typeof received === 'object' && received !== null && 'files' in received) return received as ProofSubject;
  throw new TypeError(
    `${matcher}() is for circuits and subjects of proofs: await expect(elaborate(A, {})).${matcher}(…)`,
  );
}
