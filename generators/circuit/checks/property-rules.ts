import type { Property } from '../types.ts';
import { bitType, differs } from './expression-rules.ts';

/** What is wrong with a property, apart from its expressions; its clock and reset are looked at with those of registers. */
export function propertyFaults({ kind, name, clock, reset, enable, condition, message }: Property): readonly string[] {
  const what = `${kind} ${name}`;
  return [
    differs(`the enable of ${what}`, bitType, enable),
    differs(`the condition of ${what}`, bitType, condition),
    clock.role === 'clock' ? undefined : `${what} is in step with ${clock.name}, which is no clock`,
    reset && reset.role !== 'reset' ? `${what} waits for ${reset.name}, which is no reset` : undefined,
    kind === 'print' && message.length === 0 ? `${what} has nothing to say` : undefined,
  ].filter((fault) => fault !== undefined);
}
