import type { Item, VerilogExpression } from './tree.ts';
import { visitReads } from './tree.ts';
import { createReadings } from './unused.ts';

/**
 * Chooses between `always @*` and `always_comb`. In Icarus 11 the `always_comb` of a design wake each other (all wait for
 * one event more than they should), for ever where some assign defaults first and depend on each other; `always @*` is
 * sound there. But it does not run before something changes, so a process that reads constants only has to be an
 * `always_comb`. `usual` is what the others are.
 */
export function chooseKeywords(items: readonly Item[], usual: 'always @*' | 'always_comb'): readonly Item[] {
  const assigned = new Map<string, VerilogExpression[]>();
  const fixed = new Set<string>();
  for (const item of items) {
    if (item.kind === 'constant') fixed.add(item.name);
    else if (item.kind === 'enumeration') for (const { name } of item.members) fixed.add(name);
    else if (item.kind === 'assign' && 'name' in item.target)
      assigned.set(item.target.name, [...(assigned.get(item.target.name) ?? []), item.value]);
  }
  const known = new Map<string, boolean>();
  const isConstant = (name: string): boolean => {
    if (fixed.has(name)) return true;
    const before = known.get(name);
    if (before !== undefined) return before;
    // A net on a way back to itself counts as varying, as do all that no assign drives.
    known.set(name, false);
    const values = assigned.get(name);
    const constant = values?.every((value) => namesIn(value).every(isConstant)) ?? false;
    known.set(name, constant);
    return constant;
  };
  return items.map((item): Item => {
    if (item.kind !== 'combinational') return item;
    const names: string[] = [];
    const readings = createReadings((name) => names.push(name));
    readings.readStatements(item.body);
    return { ...item, keyword: names.every(isConstant) ? 'always_comb' : usual };
  });
}

function namesIn(expression: VerilogExpression): readonly string[] {
  const names: string[] = [];
  visitReads(expression, (name) => names.push(name));
  return names;
}
