/** Names that a TypeScript module cannot give to what it declares, or that its own text needs as they are. */
const reserved = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield
  any bigint boolean never number object string symbol unknown
  Array BigInt Number Object Readonly Record Error Map`.split(/\s+/),
);

/**
 * Gives names that are used once: `take('Mode')` is `Mode`, the next one `Mode_2`. What is reserved gets an underscore.
 * @param known Names that are taken from the start.
 */
export function createIdentifiers(known: readonly string[]): { readonly take: (wanted: string) => string } {
  const taken = new Set(known);
  return {
    take(wanted) {
      const base = reserved.has(wanted) ? `${wanted}_` : wanted;
      let name = base;
      for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
      taken.add(name);
      return name;
    },
  };
}
