import type { Names } from './names.ts';
import type { Place } from './scope.ts';
import type { Declaration, Item } from './tree.ts';

/**
 * Whether an array serves better than a vector: the decoded index is shared by the bits of a word, so that it pays where
 * words are wide. Counts that are no power of two keep their tree of multiplexers, of which the guard is a part.
 */
export const isWideChoice = (count: number, width: number): boolean =>
  count >= 4 && Number.isInteger(Math.log2(count)) && width >= 2 * count;

/** An array that holds the words of a net, and what the module needs for it; nothing where it is there already. */
interface WordArray {
  readonly made: Place;
  readonly declaration?: Declaration;
  readonly items: readonly Item[];
}

/** Makes the arrays of one module, one for each net and width of its words. */
export function wordArrayMaker(names: Names): (net: Place, count: number, width: number) => WordArray {
  const known = new Map<string, Place>();
  let variable: string | undefined;
  return (net, count, width) => {
    const key = `${net.name} ${width}`;
    const before = known.get(key);
    if (before) return { made: before, items: [] };
    const name = names.take(`${net.name}_words`);
    // Loops have variables of their own, so all may bear one name.
    variable ??= names.take('word');
    const word: Item = {
      kind: 'assign',
      target: { kind: 'word', name, index: { kind: 'verbatim', text: variable } },
      value: {
        kind: 'indexedSelect',
        name: net.name,
        offset: { kind: 'verbatim', text: `${width}*${variable}` },
        width,
      },
    };
    const label = names.take(`gen_${name}`);
    const made: Place = { name, low: 0, netWidth: net.netWidth, signed: false, wordWidth: width };
    known.set(key, made);
    return {
      made,
      // Else yosys says that it makes nets of an array, which is what is wanted.
      declaration: {
        kind: 'declaration',
        name,
        type: { width, signed: false },
        words: count,
        attributes: [{ name: 'mem2reg' }],
      },
      items: [{ kind: 'loop', variable, count, label, items: [word] }],
    };
  };
}
