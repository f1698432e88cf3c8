import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignMemories } from '../../generators/networks/mapping/memory-assignment.ts';
import type { QuantisedNetwork } from '../../generators/networks/quantised-network.ts';
import { layer, network } from './networks.ts';

/** Networks of up to 7 layers that read and add any earlier maps, with the words of every map. */
const graphs = fc
  .array(
    fc.record({
      input: fc.nat(),
      residual: fc.option(fc.nat(), { nil: undefined }),
      back: fc.nat({ max: 2 }),
      words: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((sketches) => {
    const maps = ['input', ...sketches.map((_, number) => `layer${number}`)];
    const earlier = (number: number, back: number) => maps[Math.max(0, number - back)]!;
    const layers = sketches.map(({ input, residual, back }, number) =>
      layer({
        name: maps[number + 1]!,
        input: earlier(number, input % 4 === 0 ? back : 0),
        ...(residual === undefined || residual % 3 !== 0 ? {} : { residual: earlier(number, 1 + back) }),
        scores: number === sketches.length - 1,
      }),
    );
    const words = new Map(sketches.map(({ words }, number) => [`layer${number}`, words]));
    return { graph: network(layers), words: (map: string) => words.get(map) ?? 3 };
  });

const depths = [3, 2, 4] as const;

/** The missing words of one choice of memories for the input and all results; undefined where a layer finds no map. */
function missingWords(graph: QuantisedNetwork, memories: readonly number[], words: (map: string) => number) {
  const held: (string | undefined)[] = [undefined, undefined, undefined];
  held[memories[0]!] = 'input';
  let missing = Math.max(0, words('input') - depths[memories[0]!]!);
  for (const [number, { name, input, residual, scores }] of graph.layers.entries()) {
    const output = memories[number + 1]!;
    const from = held.indexOf(input);
    if (from < 0 || from === output) return undefined;
    if (residual !== undefined && held[3 - from - output] !== residual) return undefined;
    if (scores) continue;
    held[output] = name;
    missing += Math.max(0, words(name) - depths[output]!);
  }
  return missing;
}

describe('the search for feature memories', () => {
  it('finds the choice with the fewest missing words, or proves that there is none', () => {
    let possible = 0;
    let impossible = 0;
    fc.assert(
      fc.property(graphs, ({ graph, words }) => {
        let fewest: number | undefined;
        const choices = 3 ** (graph.layers.length + 1);
        for (let choice = 0; choice < choices; choice++) {
          const memories = Array.from(
            { length: graph.layers.length + 1 },
            (_, map) => Math.floor(choice / 3 ** map) % 3,
          );
          const missing = missingWords(graph, memories, words);
          if (missing !== undefined && (fewest === undefined || missing < fewest)) fewest = missing;
        }
        const found = assignMemories(graph, words, depths);
        if ('furthestLayer' in found) {
          expect(fewest).toBe(undefined);
          impossible++;
        } else {
          expect(found.missingWords).toBe(fewest);
          expect(missingWords(graph, [found.inputMemory, ...found.outputMemories], words)).toBe(fewest);
          possible++;
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(possible, impossible)).toBeGreaterThan(20);
  });

  it('ends in good time for a long network of residual blocks', () => {
    const layers = Array.from({ length: 84 }, (_, block) => {
      const before = block === 0 ? 'input' : `sum${block - 1}`;
      return [
        layer({ name: `branch${block}`, input: before }),
        layer({ name: `main${block}`, input: before }),
        layer({ name: `sum${block}`, input: `main${block}`, residual: `branch${block}`, scores: block === 83 }),
      ];
    }).flat();
    expect(assignMemories(network(layers), () => 1, depths)).toMatchObject({ inputMemory: 0, missingWords: 0 });
  });
});
