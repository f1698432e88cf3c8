import type { FileResult } from './file-result.ts';

/** One line for a file. */
export function fileLine(result: FileResult, name: string): string {
  const { refused, left, fault, golden, runtime, deployed, circuit, cycles, use, peakBytes, seconds } = result;
  const words = [
    fault === undefined ? 'ok' : 'FAULT',
    name,
    ...(fault === undefined ? [] : [fault]),
    ...(refused.length > 0 ? [`refused: ${reasonsOf(refused).join('; ')}`] : ['imported']),
    ...(golden === 'not compared' ? [] : [`golden ${golden}${runtime ? ` (${runtime})` : ''}`]),
    deployed === 'nothing' ? 'no hardware' : `${deployed} on hardware`,
    ...(refused.length === 0 && left.length > 0 ? [`left: ${reasonsOf(left).join('; ')}`] : []),
    ...(cycles === undefined ? [] : [`${cycles} cycles`, `${((use ?? 0) * 100).toFixed(0)} %`, `${peakBytes} bytes`]),
    ...(deployed === 'nothing' ? [] : [`circuit ${circuit}`]),
    `${seconds.toFixed(1)} s`,
  ];
  return words.join(' | ');
}

/** Counts, and reasons by the number of files that have them; a file of several reasons counts for each. */
export function corpusSummary(results: readonly FileResult[]): string {
  const count = (test: (result: FileResult) => boolean): number => results.filter(test).length;
  const imported = (result: FileResult): boolean => result.refused.length === 0 && result.operators !== undefined;
  return [
    '',
    `files ${results.length}: imported whole ${count(imported)}, refused ${count(({ refused }) => refused.length > 0)}, ` +
      `faults ${count(({ fault }) => fault !== undefined)}`,
    `golden model: equal ${count(({ golden }) => golden === 'equal')}, different ${count(({ golden }) => golden === 'different')}, ` +
      `refused by the runtimes ${count(({ golden }) => golden === 'refused by the runtime')}`,
    `hardware: whole ${count(({ deployed }) => deployed === 'whole')}, part ${count(({ deployed }) => deployed === 'part')}; ` +
      `circuits equal ${count(({ circuit }) => circuit === 'equal')}, different ${count(({ circuit }) => circuit === 'different')}`,
    ...ranking(
      'refused because',
      results.map(({ refused }) => refused),
    ),
    ...ranking(
      'not whole on hardware because',
      results.filter(imported).map(({ left }) => left),
    ),
  ].join('\n');
}

function ranking(title: string, lists: readonly (readonly string[])[]): string[] {
  const files = new Map<string, number>();
  for (const list of lists) {
    for (const reason of reasonsOf(list)) files.set(reason, (files.get(reason) ?? 0) + 1);
  }
  if (files.size === 0) return [];
  const sorted = [...files].toSorted(([, a], [, b]) => b - a);
  return [title, ...sorted.map(([reason, number]) => `${`${number}`.padStart(6)} ${reason}`)];
}

/** Each once, without the names and numbers of the file. */
function reasonsOf(sentences: readonly string[]): string[] {
  const general = sentences.map((sentence) =>
    sentence
      .replace(/^B\d+ /, '')
      .replace(/network: /, '')
      .replace(/operator \d+ \(([^)]*)\)/, '$1')
      .replace(/tensor \d+ \([^)]*\)/, 'tensor')
      .replace(/tensor \S+ is/, 'tensor is')
      .slice(0, 160),
  );
  return [...new Set(general)];
}
