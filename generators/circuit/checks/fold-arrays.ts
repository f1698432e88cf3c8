import type { Diagnostic } from '../../diagnostics.ts';
import type { Assignable } from '../types.ts';
import { signalPhrase } from './describe.ts';

/** What is wrong with one signal, told around the phrase that names it. */
export interface Finding {
  readonly signal: Assignable;
  readonly text: (phrase: string) => string;
  readonly remedy: string;
}

/** Findings as diagnostics. The same finding about the elements of one array of instances is told once. */
export function foldArrays(code: string, findings: readonly Finding[]): readonly Diagnostic[] {
  const groups = new Map<string, Finding[]>();
  findings.forEach((finding, position) => {
    const key = groupKey(finding) ?? `${position}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  });
  return [...groups.values()].map((group) => {
    const { signal, text, remedy } = group[0]!;
    const message = text(groupPhrase(group.map((finding) => finding.signal)));
    return { code, message, location: signal.location, remedy };
  });
}

function groupKey({ signal, text }: Finding): string | undefined {
  if (signal.kind !== 'instanceInput' || !signal.instance.array) return undefined;
  return `${signal.instance.array.name} ${signal.name} ${text('')}`;
}

function groupPhrase(signals: readonly Assignable[]): string {
  const [first] = signals;
  if (signals.length === 1 || first?.kind !== 'instanceInput') return signalPhrase(first!);
  const { name, instance } = first;
  const size = instance.array!.size.reduce((product, extent) => product * extent, 1);
  const { name: arrayName } = instance.array!;
  if (signals.length === size) return `input ${name} of all ${size} instances of array ${arrayName}`;
  return `input ${name} of ${signals.length} of the ${size} instances of array ${arrayName}, first of ${instance.name},`;
}
