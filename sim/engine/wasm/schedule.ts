import type { Word } from '../flatten/word.ts';
import type { NumberType } from './encoder.ts';

/** Where, and as four or eight bytes, a word is to be stored. */
export interface Store {
  readonly word: Word;
  readonly address: number;
  readonly type: NumberType;
}

/** Stores that happen together: always, or only in cycles in which `guard` is 1. */
export interface StoreGroup {
  readonly guard?: Word;
  readonly stores: readonly Store[];
}

/** What a function does, in order. A word that is defined keeps its value for later steps. */
export type Step =
  | { readonly kind: 'define'; readonly word: Word }
  | { readonly kind: 'store'; readonly store: Store }
  | { readonly kind: 'guard'; readonly word: Word }
  | { readonly kind: 'end' };

export interface Schedule {
  /** The steps of each function, in the order of their calls. */
  readonly functions: readonly (readonly Step[])[];
  /** Words that a later function than the one that defines them needs. */
  readonly crossing: ReadonlySet<Word>;
}

/**
 * V8 compiles functions of this many operations quickly and well; far longer ones it only translates without
 * optimising.
 */
const operationsPerFunction = 1500;
const storesPerGuard = 64;
/** Operations that are worked out on the stack within each other at most. */
const deepestNesting = 30;

/**
 * Orders the work: each word with several users is defined once, before the first of them; a word that only serves
 * stores of one guard is worked out under that guard.
 */
export function schedule(groups: readonly StoreGroup[]): Schedule {
  const split = groups.flatMap(splitGroup);
  const { uses, owners } = countUses(split);
  const functions: Step[][] = [[]];
  const definedIn = new Map<Word, number>();
  const crossing = new Set<Word>();
  const nesting = new Map<Word, number>();
  let operations = 0;
  const steps = () => functions.at(-1)!;

  /** Defines what `words` need, of that which belongs to `owner` or, if undefined, to no guard. */
  const prepare = (words: readonly Word[], owner: StoreGroup | undefined) => {
    const needed = new Set<Word>();
    const open = [...words];
    for (let word = open.pop(); word; word = open.pop()) {
      const place = definedIn.get(word);
      if (place !== undefined && place !== functions.length - 1) crossing.add(word);
      if (place !== undefined || isLeaf(word) || needed.has(word)) continue;
      needed.add(word);
      open.push(...word.operands);
    }
    for (const word of [...needed].sort((first, second) => first.id - second.id)) {
      const inner = Math.max(...word.operands.map((operand) => nesting.get(operand) ?? 0), 0);
      nesting.set(word, inner + 1);
      if (owners.get(word) !== owner || (uses.get(word)! < 2 && inner < deepestNesting)) continue;
      steps().push({ kind: 'define', word });
      definedIn.set(word, functions.length - 1);
      nesting.set(word, 0);
      operations++;
    }
  };

  for (const group of split) {
    if (operations > operationsPerFunction) {
      functions.push([]);
      operations = 0;
    }
    const { guard, stores } = group;
    if (!guard) {
      for (const store of stores) {
        prepare([store.word], undefined);
        steps().push({ kind: 'store', store });
        operations += 2;
      }
      continue;
    }
    prepare([guard, ...stores.map(({ word }) => word)], undefined);
    steps().push({ kind: 'guard', word: guard });
    for (const store of stores) {
      prepare([store.word], group);
      steps().push({ kind: 'store', store });
      operations += 2;
    }
    steps().push({ kind: 'end' });
  }
  return { functions, crossing };
}

/** Words that cost no more to push again than to fetch from a local. */
export function isLeaf(word: Word): boolean {
  return word.operator === 'constant' || word.operator === 'state';
}

function splitGroup(group: StoreGroup): StoreGroup[] {
  const { guard, stores } = group;
  if (!guard || stores.length <= storesPerGuard) return [group];
  const parts: StoreGroup[] = [];
  for (let first = 0; first < stores.length; first += storesPerGuard) {
    parts.push({ guard, stores: stores.slice(first, first + storesPerGuard) });
  }
  return parts;
}

/** How many users each word has, and the guarded group that all of them belong to, if there is one. */
function countUses(groups: readonly StoreGroup[]): {
  readonly uses: ReadonlyMap<Word, number>;
  readonly owners: ReadonlyMap<Word, StoreGroup | undefined>;
} {
  const uses = new Map<Word, number>();
  const owners = new Map<Word, StoreGroup | undefined>();
  const use = (word: Word, owner: StoreGroup | undefined) => {
    const before = uses.get(word);
    uses.set(word, (before ?? 0) + 1);
    if (before === undefined) owners.set(word, owner);
    else if (owners.get(word) !== owner) owners.set(word, undefined);
  };
  for (const group of groups) {
    if (group.guard) use(group.guard, undefined);
    for (const { word } of group.stores) use(word, group.guard ? group : undefined);
  }
  // Users are younger than what they use, so descending order meets every word after all its users.
  const open = [...uses.keys()];
  const reached = new Set<Word>(open);
  for (let word = open.pop(); word; word = open.pop()) {
    for (const operand of word.operands) {
      if (reached.has(operand)) continue;
      reached.add(operand);
      open.push(operand);
    }
  }
  for (const word of [...reached].sort((first, second) => second.id - first.id)) {
    for (const operand of word.operands) use(operand, owners.get(word));
  }
  return { uses, owners };
}
