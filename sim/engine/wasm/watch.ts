import type { Netlist, NetlistProperty } from '../flatten/netlist.ts';
import type { Word } from '../flatten/word.ts';
import type { WordGraph } from '../flatten/word-graph.ts';
import { isDemand } from '../properties.ts';
import { emptyBlock, numeric, op } from './encoder.ts';
import type { Action } from './schedule.ts';

/** Where the step and its host tell each other about properties. */
export interface WatchPlaces {
  /** Four bytes: the step sets it to 1 where it stops, and clears it again. */
  readonly stopped: number;
  /** Four bytes: 1 has the step go on where it would stop. */
  readonly passes: number;
  /** Eight bytes for each cover property, counted by the step. */
  readonly covers: readonly number[];
  /** First byte behind all of them. */
  readonly end: number;
}

/** The properties that stop a step, so that the host looks at them, and those that it counts by itself. */
export interface Watch {
  readonly stops: readonly NetlistProperty[];
  readonly covers: readonly NetlistProperty[];
  readonly places: WatchPlaces;
}

export function coversOf({ properties }: Netlist): readonly NetlistProperty[] {
  return properties.filter(({ property }) => property.kind === 'cover');
}

function stopsOf({ properties }: Netlist): readonly NetlistProperty[] {
  return properties.filter(({ property }) => isDemand(property) || property.kind === 'print');
}

/** What is watched; nothing for a netlist without properties, which pays nothing then. */
export function watchOf(netlist: Netlist, firstFree: number): Watch | undefined {
  if (netlist.properties.length === 0) return undefined;
  const covers = coversOf(netlist);
  const stops = stopsOf(netlist);
  const firstCover = firstFree + 8;
  const places = covers.map((_, place) => firstCover + 8 * place);
  const end = firstCover + 8 * covers.length;
  return { stops, covers, places: { stopped: firstFree, passes: firstFree + 4, covers: places, end } };
}

/**
 * Leaves the step before anything is stored, where a property fires that the host has to look at. The netlist may be a
 * specialised one of that whose properties are watched.
 */
export function stopAction(netlist: Netlist, { places }: Watch): (Action & { readonly guard: Word }) | undefined {
  const { graph } = netlist;
  const guard = anyOf(
    graph,
    stopsOf(netlist).map(({ fires }) => fires),
  );
  if (guard === graph.zero) return undefined;
  return {
    guard,
    needs: [],
    weight: 4,
    isCounted: true,
    emit(code) {
      code.loadAt('i32', places.passes);
      code.byte(numeric.i32.equalsZero, op.if, emptyBlock);
      code.storeAt('i32', places.stopped, () => code.constant('i32', 1n));
      code.byte(op.return, op.end);
    },
  };
}

/** The disjunction of bits; what most of them have in common, as that no reset is active, is asked for once. */
function anyOf(graph: WordGraph, bits: readonly Word[]): Word {
  const uses = new Map<Word, number>();
  for (const { operator, operands } of bits) {
    if (operator === 'and') for (const operand of operands) uses.set(operand, 1 + (uses.get(operand) ?? 0));
  }
  const [common] = [...uses].reduce((best, one) => (one[1] > best[1] ? one : best), [graph.zero, 1]);
  const factored = bits.flatMap(({ operator, operands }) => {
    if (operator !== 'and' || !operands.includes(common)) return [];
    return operands[0] === common ? operands[1]! : operands[0]!;
  });
  const any = (words: readonly Word[]) => words.reduce((all, one) => graph.or(all, one), graph.zero);
  const rest = bits.filter(({ operator, operands }) => operator !== 'and' || !operands.includes(common));
  return graph.or(graph.and(common, any(factored)), any(rest));
}

export function coverActions(netlist: Netlist, { places }: Watch): readonly Action[] {
  return coversOf(netlist).map(({ fires: guard }, place): Action => {
    const address = places.covers[place]!;
    return {
      guard,
      needs: [],
      weight: 4,
      isCounted: true,
      emit(code) {
        code.storeAt('i64', address, () => {
          code.loadAt('i64', address);
          code.constant('i64', 1n);
          code.byte(numeric.i64.add);
        });
      },
    };
  });
}
