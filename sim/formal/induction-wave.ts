import { designSignals } from '../waves/design-signals.ts';
import { asciiWave, type Trace, type TraceSignal } from '../waves/index.ts';
import { wordsOf } from '../waves/trace.ts';
import { readModel } from './model.ts';
import type { ProofDesign } from './proof-design.ts';

/** Most signals that a wave shows. */
const mostSignals = 32;

/**
 * The run at which an induction ended, as a wave of inputs and registers: its first cycle is any state, in its last an
 * assertion does not hold. Nothing where the tool printed none.
 */
export function stuckState({ circuit, observer }: ProofDesign, text: string): string | undefined {
  const steps = readModel(text.slice(text.lastIndexOf('[induction step ')));
  const [first] = steps;
  if (!first) return undefined;
  const observed = observer ? designSignals(observer.circuit) : [];
  const known = [
    ...designSignals(circuit),
    ...observed.map((signal) => ({ ...signal, name: `${observer!.name}.${signal.name}` })),
  ];
  const signals = known
    .filter(({ name }) => first.has(name))
    .map(({ location: _, ...signal }): TraceSignal => {
      const { name, type } = signal;
      const words = wordsOf(type.width);
      const values = steps.flatMap((step) => {
        const bits = BigInt(`0b${step.get(name) ?? '0'}`);
        return Array.from({ length: words }, (_, word) => Number(BigInt.asUintN(32, bits >> BigInt(32 * word))));
      });
      return { ...signal, ...changesOnly(values, words) };
    });
  const trace: Trace = {
    top: circuit.top.name,
    firstCycle: 0,
    samples: steps.length,
    signals: signals.slice(0, mostSignals),
    clocks: [],
  };
  return asciiWave(trace);
}

/** The values, `words` words for each step, without those that repeat the one before. */
function changesOnly(values: readonly number[], words: number): Pick<TraceSignal, 'changes' | 'values'> {
  const steps = Array.from({ length: values.length / words }, (_, step) =>
    values.slice(step * words, (step + 1) * words),
  );
  const kept = steps.flatMap((value, step) => (step === 0 || `${value}` !== `${steps[step - 1]}` ? [step] : []));
  return { changes: Uint32Array.from(kept), values: Uint32Array.from(kept.flatMap((step) => steps[step]!)) };
}
