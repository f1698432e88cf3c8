import type { Circuit } from '../../generators/circuit/types.ts';
import { formatLocation } from '../../generators/diagnostics.ts';
import { outputNames, type Stimulus } from '../stimulus.ts';
import { asciiWave, type TraceSignal, valueAt } from '../waves/index.ts';
import type { ProofResult } from './prove.ts';
import type { PropertyProof } from './prove-properties.ts';
import { replay } from './replay.ts';

/** What a proof of properties says, in lines for a reader. */
export function explainProof(name: string, proof: PropertyProof): string {
  switch (proof.kind) {
    case 'proven': {
      if (proof.witnesses) return `${name}: all covers are met`;
      const where = proof.cycles === undefined ? 'in every cycle' : `in the first ${proof.cycles} cycles`;
      return `${name}: the assertions hold ${where}`;
    }
    case 'refuted': {
      const { property, cycle, text, location } = proof.violation;
      const says = text === '' ? '' : `: ${text}`;
      return `${name}: ${property} does not hold in cycle ${cycle}${says} (${formatLocation(location)})\n${proof.wave}`;
    }
    case 'unreachable':
      return `${name}: ${proof.property} is never met (${formatLocation(proof.location)})`;
    case 'unknown': {
      const wave = proof.wave === undefined ? '' : `\n${proof.wave}`;
      return `${name} is neither proven nor refuted: ${proof.reason}${wave}\n  remedy: ${proof.remedy}`;
    }
  }
}

/** What a proof of equivalence says; where both sides are circuits, with the wave of what differs. */
export function explainEquivalence(name: string, result: ProofResult, circuits: readonly Circuit[]): string {
  if (result.kind === 'proven') return `${name}: both sides show equal outputs in every cycle`;
  if (result.kind === 'unknown')
    return `${name}: the sides are neither proven equal nor shown to differ: ${result.reason}`;
  const last = result.stimulus.length - 1;
  const heading = `${name}: outputs differ in cycle ${last}`;
  const [a, b] = circuits;
  return a && b ? `${heading}\n${differenceWave(a, b, result.stimulus)}` : `${heading}\n${rowsOf(result.stimulus)}`;
}

/** Inputs, and the outputs that differ in the last cycle, from both sides. */
function differenceWave(a: Circuit, b: Circuit, stimulus: Stimulus): string {
  const [left, right] = [a, b].map((circuit) => replay(circuit, stimulus, { properties: 'ignore' }).trace);
  const find = (signals: readonly TraceSignal[], name: string) => signals.find((signal) => signal.name === name);
  const inputs = left!.signals.filter(({ kind, name }) => kind === 'input' && !name.includes('.'));
  const last = left!.samples - 1;
  const outputs = outputNames(a).flatMap((name) => {
    const [one, other] = [find(left!.signals, name), find(right!.signals, name)];
    if (!one || !other || valueAt(one, last) === valueAt(other, last)) return [];
    return [
      { ...one, name: `a.${name}` },
      { ...other, name: `b.${name}` },
    ];
  });
  return asciiWave({ ...left!, signals: [...inputs, ...outputs] });
}

function rowsOf(stimulus: Stimulus): string {
  const rows = stimulus.map((row, cycle) => {
    const values = Object.entries(row).map(([port, value]) => `${port} = ${value}`);
    return `  cycle ${cycle}: ${values.join(', ')}`;
  });
  return rows.join('\n');
}
